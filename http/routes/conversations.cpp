// POST /api/admin/conversations: get or create one of any kind.

#include "http/answering.hpp"
#include "http/envelope.hpp"
#include "http/routes/new_conversation.hpp"
#include "http/routes/routes.hpp"

#include <memory>
#include <utility>

namespace http {

namespace {

using schema::errc;

/// Looks the participants up, one after the other, then asks for the
/// conversation. Keeps itself alive through the callbacks it hands out.
class creation : public std::enable_shared_from_this<creation> {
public:
  creation(services_ptr s, new_conversation wanted, responder to)
    : services_{std::move(s)},
      wanted_{std::move(wanted)},
      to_{std::move(to)} {
    // nop
  }

  void look_up_next() {
    if (roles_.size() == wanted_.participants.size())
      return create();
    services_->store.find_user(
      wanted_.participants[roles_.size()].id,
      [self = shared_from_this()](schema::result<storage::user_record> found) {
        self->take(std::move(found));
      });
  }

private:
  void take(schema::result<storage::user_record> found) {
    const auto& asked = wanted_.participants[roles_.size()];
    if (!found)
      return to_.fail(described(found.error()));
    const auto role = found->profile.role;
    if (asked.role && *asked.role != role)
      return to_.fail({errc::validation_failed,
                       place() + "type is not the role of this user."});
    wanted_.request.members.push_back(asked.id);
    roles_.push_back(role);
    look_up_next();
  }

  [[nodiscard]] std::string place() const {
    return "participants[" + std::to_string(roles_.size()) + "].";
  }

  [[nodiscard]] schema::error described(schema::error e) const {
    if (e.code == errc::not_found)
      e.message = place() + "id is not a known user.";
    return e;
  }

  void create() {
    const auto kind = choose_kind(roles_, wanted_.kind);
    if (!kind)
      return to_.fail(kind.error());
    wanted_.request.kind = *kind;
    services_->store.get_or_create_conversation(
      std::move(wanted_.request),
      answering<storage::found_conversation>(
        std::move(to_),
        [s = services_](const storage::found_conversation& found) {
          std::string data;
          s->encode_conversation(data, found.conversation, std::nullopt);
          return success(data, found.created ? 201 : 200);
        }));
  }

  services_ptr services_;
  new_conversation wanted_;
  responder to_;
  std::vector<schema::role> roles_;
};

} // namespace

std::vector<route> conversation_routes(const route_context& c) {
  return {
    {method::post, "/api/admin/conversations", access::admin,
     [s = c.services](const request& asked, responder to) {
       auto wanted = read_new_conversation(asked);
       if (!wanted)
         return to.fail(wanted.error());
       std::make_shared<creation>(s, std::move(*wanted), std::move(to))
         ->look_up_next();
     }},
  };
}

} // namespace http
