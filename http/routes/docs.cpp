// GET /docs, /docs/openapi.yaml, /docs/asyncapi.yaml: what this server can do.

#include "http/routes/documents.hpp"
#include "http/routes/routes.hpp"

#include <utility>

namespace http {

namespace {

response show(std::string body, std::string_view content_type) {
  response answer;
  answer.body = std::move(body);
  answer.content_type = content_type;
  answer.headers.emplace_back("Cache-Control", "no-cache");
  // The page brings one style sheet, and may load or run nothing.
  answer.headers.emplace_back(
    "Content-Security-Policy",
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'");
  return answer;
}

handler show_document(std::string_view text) {
  return [text](const request&, responder to) {
    to.send(show(std::string{text}, "application/yaml; charset=utf-8"));
  };
}

void show_page(const request&, responder to) {
  static const std::string page =
    describe_page(openapi_document(), asyncapi_document());
  to.send(show(page, "text/html; charset=utf-8"));
}

} // namespace

std::vector<route> docs_routes(const route_context&) {
  return {
    {method::get, "/docs", access::everybody, show_page},
    {method::get, "/docs/openapi.yaml", access::everybody,
     show_document(openapi_document())},
    {method::get, "/docs/asyncapi.yaml", access::everybody,
     show_document(asyncapi_document())},
  };
}

} // namespace http
