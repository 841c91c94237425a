#include "http/json_body.hpp"

#include "base/encoding.hpp"

namespace http {

namespace {

using schema::errc;

bool is_json(std::string_view content_type) {
  constexpr std::string_view json = "application/json";
  const auto end = content_type.find_first_of("; ");
  const auto type = content_type.substr(0, end);
  if (type.size() != json.size())
    return false;
  for (std::size_t i = 0; i < json.size(); ++i)
    if ((type[i] | 0x20) != (json[i] | 0x20))
      return false;
  return true;
}

} // namespace

schema::result<json_body> json_body::read(const request& asked) {
  if (!is_json(asked.header("Content-Type")))
    return schema::fail(errc::unsupported_media_type,
                        "The body has to be application/json.");
  const auto root = base::parse_json(asked.body);
  if (!root || !root->is_object())
    return schema::fail(errc::validation_failed,
                        "The body is not a JSON object.");
  return json_body{*root, {}};
}

std::optional<base::json_element> json_body::find(std::string_view name) const {
  auto found = base::field(root_, name);
  if (found && found->is_null())
    return std::nullopt;
  return found;
}

std::optional<std::string> json_body::text(std::string_view name,
                                           std::size_t max) {
  const auto found = find(name);
  if (!found)
    return std::nullopt;
  std::string_view value;
  if (found->get(value) != simdjson::SUCCESS)
    refuse(name, "has to be text");
  else if (value.find('\0') != std::string_view::npos)
    refuse(name, "must not contain U+0000");
  else if (base::count_code_points(value) > max)
    refuse(name, "is too long");
  return std::string{value};
}

std::string json_body::required_text(std::string_view name, std::size_t max) {
  auto value = text(name, max);
  if (!value || value->empty())
    refuse(name, "is required");
  return value.value_or("");
}

std::optional<std::int64_t>
json_body::integer(std::string_view name, std::int64_t min, std::int64_t max) {
  const auto found = find(name);
  if (!found)
    return std::nullopt;
  std::int64_t value = 0;
  if (found->get(value) != simdjson::SUCCESS)
    refuse(name, "has to be a whole number");
  else if (value < min || value > max)
    refuse(name, "is out of bounds");
  return value;
}

std::optional<bool> json_body::boolean(std::string_view name) {
  const auto found = find(name);
  if (!found)
    return std::nullopt;
  bool value = false;
  if (found->get(value) != simdjson::SUCCESS)
    refuse(name, "has to be true or false");
  return value;
}

std::optional<simdjson::dom::array> json_body::array(std::string_view name) {
  const auto found = find(name);
  if (!found)
    return std::nullopt;
  simdjson::dom::array value;
  if (found->get(value) == simdjson::SUCCESS)
    return value;
  refuse(name, "has to be an array");
  return std::nullopt;
}

void json_body::refuse(std::string_view name, std::string_view problem) {
  std::string message = where_;
  message.append(name).append(" ").append(problem).append(".");
  refuse({errc::validation_failed, std::move(message)});
}

void json_body::refuse(const schema::error& problem) {
  if (!error_)
    error_ = problem;
}

} // namespace http
