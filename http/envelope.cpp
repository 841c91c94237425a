#include "http/envelope.hpp"

#include "base/json_reader.hpp"
#include "base/json_writer.hpp"

#include <algorithm>
#include <array>

namespace http {

namespace {

using schema::errc;

constexpr std::array<std::string_view, 6> own_names{
  "success", "message", "data", "error", "details", "pagination"};

bool is_own(std::string_view name) {
  return std::find(own_names.begin(), own_names.end(), name) != own_names.end();
}

/// Appends the fields that may stand beside the envelope's, each with a comma
/// in front.
void append_fields(std::string& out, std::string_view object) {
  const auto parsed = base::parse_json(object);
  simdjson::dom::object fields;
  if (!parsed || parsed->get(fields) != simdjson::SUCCESS || fields.size() == 0)
    return;
  const bool clash = std::any_of(fields.begin(), fields.end(),
                                 [](auto f) { return is_own(f.key); });
  if (!clash) {
    out.push_back(',');
    out.append(object.substr(1, object.size() - 2));
    return;
  }
  for (auto field : fields) {
    if (is_own(field.key))
      continue;
    out.push_back(',');
    base::append_json_string(out, field.key);
    out.push_back(':');
    out.append(simdjson::minify(field.value));
  }
}

void append_head(std::string& out, bool success, std::string_view message) {
  out.append(success ? R"({"success":true,"message":)"
                     : R"({"success":false,"message":)");
  base::append_json_string(out, message);
}

void append_pagination(std::string& out, const pagination& pages) {
  base::json_writer json{out};
  json.open('{').key("page").number(pages.page);
  json.key("limit").number(pages.limit).key("total").number(pages.total);
  json.key("hasMore").boolean(pages.has_more).key("nextCursor");
  if (pages.next_cursor)
    json.number(*pages.next_cursor);
  else
    json.null();
  json.close('}');
}

} // namespace

int to_status(errc code) {
  switch (code) {
  case errc::validation_failed:
    return 400;
  case errc::payload_too_large:
    return 413;
  case errc::unsupported_media_type:
    return 415;
  case errc::unauthenticated:
    return 401;
  case errc::forbidden:
    return 403;
  case errc::not_found:
    return 404;
  case errc::method_not_allowed:
    return 405;
  case errc::conflict:
  case errc::busy:
  case errc::call_over:
  case errc::incompatible_media:
    return 409;
  case errc::rate_limited:
    return 429;
  case errc::overloaded:
  case errc::unavailable:
    return 503;
  case errc::internal:
    break;
  }
  return 500;
}

response success(std::string_view object, int status,
                 std::string_view message) {
  response result;
  result.status = status;
  auto& out = result.body;
  out.reserve(object.size() * 2 + 64);
  append_head(out, true, message);
  out.append(",\"data\":").append(object);
  append_fields(out, object);
  out.push_back('}');
  return result;
}

list_answer::list_answer(std::string_view name, std::size_t size) {
  const auto once = size + name.size();
  body_.reserve((once < long_list ? 2 * once : once) + 512);
  append_head(body_, true, "OK");
  body_.append(",\"data\":{");
  begin_ = body_.size();
  body_.append("\"").append(name).append("\":");
}

response list_answer::end(std::string_view more, const pagination& pages) && {
  if (!more.empty())
    body_.append(",").append(more);
  const auto size = body_.size() - begin_;
  body_.append("},");
  response result;
  if (size < long_list)
    body_.append(body_, begin_, size);
  else
    result.repeated = {begin_, size, body_.size()};
  body_.append(",\"pagination\":");
  append_pagination(body_, pages);
  body_.push_back('}');
  result.body = std::move(body_);
  return result;
}

response success_list(std::string_view name, std::string_view list,
                      std::string_view more, const pagination& pages) {
  list_answer answer{name, list.size() + more.size()};
  answer.list().append(list);
  return std::move(answer).end(more, pages);
}

response failure(const schema::error& error) {
  using namespace std::chrono;
  response result;
  result.status = to_status(error.code);
  auto& out = result.body;
  const bool hidden = error.code == errc::internal;
  append_head(out, false, hidden ? "Something went wrong." : error.message);
  out.append(",\"error\":\"").append(to_string(error.code)).append("\"}");
  const bool waits = result.status == 429 || result.status == 503;
  if (waits || error.retry_after) {
    const auto wait = ceil<seconds>(error.retry_after.value_or(1s)).count();
    result.headers.emplace_back("Retry-After",
                                std::to_string(std::max<long>(wait, 1)));
  }
  return result;
}

response failure(const request_fault& fault) {
  const auto code =
    fault.status == 413 ? errc::payload_too_large : errc::validation_failed;
  auto result = failure(schema::error{code, std::string{fault.text}});
  result.status = fault.status;
  result.close = true;
  return result;
}

} // namespace http
