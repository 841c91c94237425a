#include "phones.hpp"

namespace fixtures {

socket& phones::enter_as(const std::string& whom, schema::role role,
                         const std::string& dialect) {
  auto& s = keep(open());
  schema::profile who;
  who.id = whom;
  who.role = role;
  const auto token = auth::issue_token(secret, who, now, std::chrono::hours{1});
  s.port->deliver(
    block({R"(0{"token":")" + token + R"(","dialect":")" + dialect + "\"}"}));
  run();
  return s;
}

schema::call_ptr phones::call() const {
  return store.calls.latest();
}

void phones::forget_what_was_told() {
  for (auto& s : sockets)
    s.out->take();
}

} // namespace fixtures
