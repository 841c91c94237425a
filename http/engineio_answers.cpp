#include "http/engineio_answers.hpp"

#include <string_view>
#include <utility>

namespace http {

namespace {

constexpr std::string_view text = "text/plain; charset=UTF-8";

response answer(std::string body, std::string_view content_type) {
  response result;
  result.body = std::move(body);
  result.content_type = content_type;
  result.headers.emplace_back("Cache-Control", "no-store");
  return result;
}

} // namespace

response engine_refusal(wire::engineio::error why) {
  auto result = answer(wire::engineio::error_body(why), "application/json");
  result.status = wire::engineio::describe(why).status;
  return result;
}

response payload_answer(wire::engineio::outgoing_payload payload) {
  return answer(std::move(payload.body),
                payload.binary ? "application/octet-stream" : text);
}

response post_answer() {
  return answer("ok", "text/html");
}

response going_down() {
  auto result = answer("The server is going down", text);
  result.status = 503;
  result.headers.emplace_back("Retry-After", "5");
  return result;
}

response payload_too_large() {
  auto result = answer({}, text);
  result.status = 413;
  result.close = true;
  return result;
}

} // namespace http
