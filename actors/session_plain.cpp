// What a client without Socket.IO says: JSON texts {"event","data","ack"}.

#include "actors/session.hpp"
#include "actors/speaking.hpp"

namespace actors {

namespace {

using schema::errc;

} // namespace

void session_state::on_plain(std::string_view text, std::size_t size) {
  const auto said = wire::plain::read_message(text, true);
  if (!said) {
    env_->metrics.packets_malformed.add();
    return refuse(route_for({}, {}), {errc::validation_failed,
                                      std::string{to_string(said.error())}});
  }
  auto route = route_for(said->event, said->ack);
  const bool opens = said->event == "connect";
  if (phase_ == phase::connected && said->event == "disconnect") {
    disconnect();
    succeed(route, "null");
  } else if (opens && phase_ == phase::open) {
    connect(said->data && said->data->is_object() ? said->data : std::nullopt);
  } else if (opens) {
    refuse(route, {errc::conflict, "Connected already"});
  } else if (phase_ != phase::connected) {
    refuse(route, {errc::unauthenticated, "Connect first"});
  } else {
    perform(said->event, said->data, std::move(route), size);
  }
}

} // namespace actors
