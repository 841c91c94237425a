#include "actors/request.hpp"

#include "actors/speaking.hpp"

namespace actors {

void succeed(const reply_route& route, std::string_view data_json) {
  if (route.answer)
    return route.answer(std::string{data_json});
  if (!route.ack)
    return;
  route.out->post(ack_frame(route.speech, *route.ack, [&](std::string& out) {
    dialects::vocabulary_of(route.dialect).write_ack(out, data_json);
  }));
}

void refuse(const reply_route& route, const schema::error& error) {
  if (route.answer)
    return route.answer(schema::failure{error});
  if (route.ack)
    route.out->post(ack_frame(route.speech, *route.ack, [&](std::string& out) {
      dialects::write_error_ack(out, error);
    }));
  const auto& words = dialects::vocabulary_of(route.dialect);
  for (auto name : words.error_events(route.event))
    route.out->post(event_frame(route.speech, [&](std::string& out) {
      out.append("[\"").append(name).append("\",");
      dialects::write_error_payload(out, {error, route.event});
      out.push_back(']');
    }));
}

} // namespace actors
