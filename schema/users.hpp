#pragma once

#include "schema/ids.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace schema {

/// Stored as the number; the numbers never change meaning.
enum class role : std::int16_t {
  user = 1,
  astrologer = 2,
  admin = 3,
};

[[nodiscard]] std::string_view to_string(role x);

/// Reads any case; `customer` is a user (contract §1). There is no default.
[[nodiscard]] std::optional<role> parse_role(std::string_view text);

/// What the host application or a token says about a person.
struct profile {
  std::string id;
  schema::role role = schema::role::user;
  std::optional<std::string> name;
  std::optional<std::string> phone;
  std::optional<std::string> picture;
  /// Those whom they call see the phone.
  bool shows_phone = false;

  friend bool operator==(const profile&, const profile&) = default;
};

/// A person that this installation knows: who acts, in every command.
struct identity {
  user_no no;
  schema::profile profile;
};

using identity_ptr = std::shared_ptr<const identity>;

} // namespace schema
