#include "actors/rest_commands.hpp"

#include "actors/budgets.hpp"
#include "actors/directory.hpp"

#include <caf/send.hpp>

#include <utility>

namespace actors {

void rest_commands::execute(schema::identity_ptr who, schema::command what,
                            dialects::dialect words, answer done) const {
  env_.metrics.commands.add();
  if (std::holds_alternative<schema::post_message>(what)) {
    const auto now = env_.steady_now();
    if (const auto allowed = env_.budgets->of(who->no, now)->take(now);
        !allowed) {
      env_.metrics.commands_refused.add();
      return done(schema::failure{allowed.error()});
    }
  }
  const auto where = schema::target(what);
  const auto owner = env_.directory->owner_of(where);
  env_.directory->keep(where, owner);
  reply_route route{.dialect = words, .answer = std::move(done)};
  caf::anon_send(owner, execute_atom_v,
                 std::make_shared<request>(std::move(who), std::move(what),
                                           std::move(route), std::nullopt));
}

} // namespace actors
