#include "dialects/fields.hpp"

#include "schema/commands.hpp"

#include <charconv>

namespace dialects {

namespace {

using schema::errc;
using schema::fail;

schema::failure not_an_id(std::string_view name) {
  return fail(errc::validation_failed,
              std::string{name} + " must be an id of 24 hex digits");
}

/// A field as it was sent, under the name that it came by.
struct named_text {
  std::string_view name;
  std::string_view text;
};

schema::result<std::optional<named_text>>
find_text(const base::json_element& payload,
          std::initializer_list<std::string_view> names) {
  for (auto name : names) {
    const auto value = base::field(payload, name);
    if (!value || value->is_null())
      continue;
    std::string_view text;
    if (value->get(text) != simdjson::SUCCESS)
      return fail(errc::validation_failed,
                  std::string{name} + " must be a text");
    return std::optional{named_text{name, text}};
  }
  return std::optional<named_text>{};
}

bool read_whole(std::string_view text, std::int64_t& out) {
  const auto* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, out);
  return error == std::errc{} && at == end && out >= 0;
}

/// `"seq.rev"`, or a bare seq.
bool read_seen(const base::json_element& value, schema::cursor& out) {
  if (value.get(out.seq.value) == simdjson::SUCCESS)
    return out.seq.value >= 0;
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS)
    return false;
  const auto dot = text.find('.');
  return read_whole(text.substr(0, dot), out.seq.value)
         && (dot == std::string_view::npos
             || read_whole(text.substr(dot + 1), out.rev.value));
}

} // namespace

schema::result<std::optional<std::string_view>>
optional_text(const base::json_element& payload,
              std::initializer_list<std::string_view> names) {
  return find_text(payload, names).map([](const auto& found) {
    return found ? std::optional{found->text} : std::nullopt;
  });
}

schema::result<std::optional<schema::object_id>>
optional_id(const base::json_element& payload,
            std::initializer_list<std::string_view> names) {
  const auto found = find_text(payload, names);
  if (!found)
    return schema::failure{found.error()};
  if (!*found)
    return std::optional<schema::object_id>{};
  const auto id = schema::object_id::parse((*found)->text);
  if (!id)
    return not_an_id((*found)->name);
  return id;
}

schema::result<schema::object_id>
required_id(const std::optional<base::json_element>& payload,
            std::initializer_list<std::string_view> names) {
  if (!payload)
    return not_an_id(*names.begin());
  std::string_view bare;
  if (payload->get(bare) == simdjson::SUCCESS) {
    const auto id = schema::object_id::parse(bare);
    return id ? schema::result<schema::object_id>{*id}
              : not_an_id(*names.begin());
  }
  const auto id = optional_id(*payload, names);
  if (!id)
    return schema::failure{id.error()};
  if (!*id)
    return fail(errc::validation_failed,
                std::string{*names.begin()} + " is missing");
  return **id;
}

schema::result<std::string_view>
required_name(const std::optional<base::json_element>& payload,
              std::initializer_list<std::string_view> names) {
  auto found = named_text{*names.begin(), {}};
  if (!payload || payload->get(found.text) != simdjson::SUCCESS) {
    const auto named = payload ? find_text(*payload, names)
                               : schema::result<std::optional<named_text>>{};
    if (!named)
      return schema::failure{named.error()};
    if (!*named)
      return fail(errc::validation_failed,
                  std::string{*names.begin()} + " is missing");
    found = **named;
  }
  if (!schema::is_user_id(found.text))
    return fail(errc::validation_failed,
                std::string{found.name}
                  + " must have 1 to 128 characters, no control characters");
  return found.text;
}

schema::result<std::vector<schema::cursor>>
read_cursors(const std::optional<base::json_element>& payload) {
  std::vector<schema::cursor> out;
  if (!payload || payload->is_null())
    return out;
  simdjson::dom::object object;
  if (payload->get(object) != simdjson::SUCCESS)
    return fail(errc::validation_failed,
                "cursors must be an object of conversation ids");
  for (const auto [name, value] : object) {
    if (out.size() >= schema::most_cursors)
      return fail(errc::validation_failed, "cursors must name at most 1000");
    const auto id = schema::object_id::parse(name);
    if (!id)
      return not_an_id("cursors: a name");
    auto& seen = out.emplace_back();
    seen.conversation = *id;
    if (!read_seen(value, seen))
      return fail(errc::validation_failed,
                  "cursors must be texts of seq.rev, or seqs");
  }
  return out;
}

} // namespace dialects
