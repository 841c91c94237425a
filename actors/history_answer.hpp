#pragma once

#include "actors/context.hpp"
#include "actors/request.hpp"

namespace actors {

/// Answers a socket that asked for a page of history: the ack, then the
/// dialect's event; or why not. On any thread.
void answer_history(const context& env, const schema::identity& who,
                    const reply_route& route,
                    const storage::history_query& query,
                    schema::result<storage::history_page> page);

} // namespace actors
