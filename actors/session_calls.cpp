// What a session asks of calls.

#include "actors/call_dialling.hpp"
#include "actors/calls.hpp"
#include "actors/session.hpp"

#include <utility>

namespace actors {

void session_state::execute(schema::start_call what, reply_route route,
                            std::size_t size) {
  begin_dialling(*env_, {.who = who_,
                         .what = std::move(what),
                         .route = std::move(route),
                         .credit = take_credit(size)});
}

void session_state::execute(schema::call_command what, reply_route route,
                            std::size_t size) {
  env_->calls->ask({.who = who_,
                    .what = std::move(what),
                    .route = std::move(route),
                    .credit = take_credit(size)});
}

void session_state::execute(schema::ask_call_token what, reply_route route,
                            std::size_t size) {
  env_->calls->ask({.who = who_,
                    .what = std::move(what),
                    .route = std::move(route),
                    .credit = take_credit(size)});
}

} // namespace actors
