#include "http/listing.hpp"

#include "http/routes/routes.hpp"

namespace http {

namespace {

std::string_view to_string(access x) {
  switch (x) {
  case access::everybody:
    return "everybody";
  case access::signed_in:
    return "signed_in";
  case access::admin:
    break;
  }
  return "admin";
}

} // namespace

std::vector<listed_route> list_routes() {
  std::vector<listed_route> out;
  for (const auto& r : all_routes({}))
    out.push_back({http::to_string(r.method), r.path, to_string(r.access)});
  return out;
}

} // namespace http
