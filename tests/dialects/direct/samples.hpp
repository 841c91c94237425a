#pragma once

#include "dialects/dialect.hpp"

#include <string>

/// Maya, who asks, and Arjun, who answers; and what a client says.
namespace samples {

inline constexpr std::string_view conversation_hex = "695661c0a1b2c3d4e5f60718";
inline constexpr std::string_view message_hex = "695661c0000000156d62801b";
inline constexpr std::string_view reply_hex = "695661c0000000a9f3c2d1e0";

[[nodiscard]] schema::object_id id(std::string_view hex);

/// 2026-01-01T12:00:00.123Z plus some milliseconds.
[[nodiscard]] schema::timestamp at(std::int64_t milliseconds);

/// A consultation of user `maya` and astrologer `arjun` with 5 messages.
[[nodiscard]] schema::conversation pair();

/// The same with an admin as third.
[[nodiscard]] schema::conversation group();

/// Maya's "hello" of seq 5.
[[nodiscard]] schema::message hello();

/// `message` as it is shown, with the id of `message_hex`.
[[nodiscard]] dialects::message_view view_of(const schema::message& message);

/// What the direct dialect reads. `json` has to be JSON.
[[nodiscard]] dialects::read_result read(std::string_view event,
                                         std::string_view json);

/// "ok", "none of ours", or the code and what the error says.
[[nodiscard]] std::string answer_to(std::string_view event,
                                    std::string_view json);

} // namespace samples
