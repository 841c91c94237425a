#include "http/routes/call_ids.hpp"

#include "base/encoding.hpp"

namespace http {

namespace {

constexpr std::size_t longest = 128;

} // namespace

std::optional<schema::call_id> read_call_id(std::string_view text) {
  if (text.empty() || base::count_code_points(text) > longest
      || text.find('\0') != std::string_view::npos)
    return std::nullopt;
  return schema::call_id{std::string{text}};
}

schema::error no_such_call() {
  return {schema::errc::not_found, "Call not found"};
}

} // namespace http
