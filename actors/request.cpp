#include "actors/request.hpp"

#include "actors/scratch.hpp"
#include "wire/socketio/writer.hpp"

namespace actors {

request::~request() {
  route_.out->finished(1, packet_size_);
}

void succeed(const reply_route& route, std::string_view data_json) {
  if (!route.ack)
    return;
  scratch out;
  wire::socketio::append_ack_prefix(*out, "/", *route.ack);
  dialects::write_success_ack(*out, data_json);
  route.out->post(wire::frame::text(*out));
}

void refuse(const reply_route& route, const schema::error& error) {
  if (route.ack) {
    scratch out;
    wire::socketio::append_ack_prefix(*out, "/", *route.ack);
    dialects::write_error_ack(*out, error);
    route.out->post(wire::frame::text(*out));
  }
  const auto& words = dialects::vocabulary_of(route.dialect);
  for (auto name : words.error_events(route.event)) {
    scratch out;
    wire::socketio::append_event_prefix(*out, "/");
    out->append("[\"").append(name).append("\",");
    dialects::write_error_payload(*out, {error, route.event});
    out->push_back(']');
    route.out->post(wire::frame::text(*out));
  }
}

} // namespace actors
