#pragma once

#include "actors/context.hpp"
#include "actors/request.hpp"

#include <memory>

namespace actors {

/// Answers a socket that asked for a page of history: the ack, then the
/// dialect's event; or why not. An admin may read what is others', which is
/// noted. `credit` is held until it is answered. On any thread.
void answer_history(const context& env, const schema::identity& who,
                    const reply_route& route,
                    const storage::history_query& query,
                    schema::result<storage::history_page> page,
                    std::shared_ptr<packet_credit> credit);

} // namespace actors
