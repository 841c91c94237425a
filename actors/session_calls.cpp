// What a session asks of calls.

#include "actors/budgets.hpp"
#include "actors/call_dialling.hpp"
#include "actors/calls.hpp"
#include "actors/session.hpp"

#include <caf/send.hpp>

#include <utility>

namespace actors {

void session_state::execute(schema::start_call what, reply_route route,
                            std::size_t size) {
  const auto now = env_->steady_now();
  auto budget = env_->call_budgets->of(who_->no, now);
  if (const auto allowed = budget->take(now); !allowed)
    return refuse(route, allowed.error());
  dial(*env_, std::make_shared<dialling>(
                dialling{.who = who_,
                         .what = std::move(what),
                         .route = std::move(route),
                         .credit = take_credit(size),
                         .budget = std::move(budget)}));
}

void session_state::execute(schema::call_command what, reply_route route,
                            std::size_t size) {
  const auto owner = env_->calls->owner_of(target(what));
  ask(owner, {.who = who_,
              .what = std::move(what),
              .route = std::move(route),
              .credit = take_credit(size)});
}

void session_state::execute(schema::ask_call_token what, reply_route route,
                            std::size_t size) {
  const auto owner = env_->calls->owner_of(what.call);
  ask(owner, {.who = who_,
              .what = std::move(what),
              .route = std::move(route),
              .credit = take_credit(size)});
}

void session_state::ask(const call_actor& owner, call_request by) {
  env_->metrics.handovers.add();
  caf::anon_send(owner, execute_atom_v,
                 std::make_shared<call_request>(std::move(by)));
}

} // namespace actors
