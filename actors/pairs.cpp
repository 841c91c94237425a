#include "actors/pairs.hpp"

#include "domain/permissions.hpp"

#include <utility>

namespace actors {

namespace {

schema::result<storage::conversation_request>
judge(const schema::identity& who, const storage::related_user& other,
      pair_request wanted) {
  const auto kind = domain::may_open(who, other.user.no,
                                     other.user.profile.role, other.consulted);
  if (!kind)
    return schema::failure{kind.error()};
  storage::conversation_request request;
  request.kind = *kind;
  request.members = {who.profile.id, other.user.profile.id};
  request.context_type = std::move(wanted.context_type);
  request.context_id = std::move(wanted.context_id);
  return request;
}

} // namespace

void open_pair(const context& env, const schema::identity_ptr& who,
               pair_request wanted,
               storage::on_result<storage::found_conversation> done) {
  auto other = wanted.other_id;
  env.store.find_related(
    who->no, std::move(other),
    [&env, who, wanted = std::move(wanted),
     done = std::move(done)](schema::result<storage::related_user> found) {
      auto request = found.and_then(
        [&](const storage::related_user& x) { return judge(*who, x, wanted); });
      if (!request)
        return done(schema::failure{request.error()});
      env.store.get_or_create_conversation(std::move(*request), done);
    });
}

} // namespace actors
