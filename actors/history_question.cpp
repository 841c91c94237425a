#include "actors/history_question.hpp"

#include "actors/directory.hpp"

#include <caf/send.hpp>

#include <utility>

namespace actors {

void read_history(const context& env, storage::history_query query,
                  storage::on_result<storage::history_page> done) {
  if (query.counts_unread)
    return env.store.read_history(std::move(query), std::move(done));
  query.known = env.directory->look(query.conversation);
  if (query.known)
    return env.store.read_history(std::move(query), std::move(done));
  const auto owner = env.directory->owner_of(query.conversation);
  auto asked = std::make_shared<inquiry>();
  asked->done = [&env, owner, query = std::move(query),
                 done = std::move(done)](const showcase_ptr& shows) mutable {
    // Whoever asks for what does not exist displaces nobody.
    if (shows) {
      query.known = shows->look();
      env.directory->keep(query.conversation, owner, shows);
    }
    env.store.read_history(std::move(query), std::move(done));
  };
  caf::anon_send(owner, describe_atom_v, inquiry_ptr{std::move(asked)});
}

} // namespace actors
