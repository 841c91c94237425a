#pragma once

#include "base/json_reader.hpp"
#include "schema/conversations.hpp"
#include "schema/errors.hpp"
#include "schema/ids.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Reading the fields of a client's payload; every error names the field.
namespace dialects {

/// The first of `names` that is there and not null. An error if it is no text.
[[nodiscard]] schema::result<std::optional<std::string_view>>
optional_text(const base::json_element& payload,
              std::initializer_list<std::string_view> names);

/// The same, as an id of 24 hex digits.
[[nodiscard]] schema::result<std::optional<schema::object_id>>
optional_id(const base::json_element& payload,
            std::initializer_list<std::string_view> names);

/// A payload that is one id: an object that names it, or the bare id.
[[nodiscard]] schema::result<schema::object_id>
required_id(const std::optional<base::json_element>& payload,
            std::initializer_list<std::string_view> names);

/// What something or somebody is known by: the first of `names` that is there
/// and not null, or a bare text. 1 to 128 characters, none of them a control
/// character.
[[nodiscard]] schema::result<std::string_view>
required_name(const std::optional<base::json_element>& payload,
              std::initializer_list<std::string_view> names);

/// What a client has seen: an object of conversation id → `"seq.rev"`, or a
/// bare seq as number or text. Nothing is there if `payload` is absent or null.
[[nodiscard]] schema::result<std::vector<schema::cursor>>
read_cursors(const std::optional<base::json_element>& payload);

} // namespace dialects
