#pragma once

#include "actors/context.hpp"
#include "storage/store.hpp"

namespace actors {

/// Reads a page as the store does, but asks the owner what the conversation
/// is: it knows members and head without a look at the database. Any thread.
void read_history(const context& env, storage::history_query query,
                  storage::on_result<storage::history_page> done);

} // namespace actors
