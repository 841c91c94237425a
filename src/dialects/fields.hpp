#pragma once

#include "base/json_reader.hpp"
#include "schema/errors.hpp"
#include "schema/ids.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

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

} // namespace dialects
