#pragma once

#include "domain/message_ids.hpp"
#include "schema/commands.hpp"
#include "schema/conversations.hpp"
#include "schema/errors.hpp"
#include "schema/users.hpp"

#include <cstdint>
#include <string>

/// People, conversations and posts that are all right; a test bends one thing.
namespace samples {

[[nodiscard]] schema::identity person(std::int64_t no, schema::role role);

/// User 1 and astrologer 2, who have consulted. It holds 5 messages; the last
/// is of second `start` and has rev 9.
[[nodiscard]] schema::conversation pair();

/// 2026-01-01T12:00:00.000Z plus some milliseconds.
[[nodiscard]] schema::timestamp at(std::int64_t milliseconds);

inline constexpr std::int64_t start = 1767268800;

/// The codec with the key 00 01 … 0f.
[[nodiscard]] const domain::message_id_codec& codec();

/// A text message to `where`.
[[nodiscard]] schema::post_message post(std::string content = "hello");

[[nodiscard]] std::string utf8(char32_t code_point);

/// `text`, `times` times.
[[nodiscard]] std::string repeat(std::string_view text, std::size_t times);

/// "ok", or the error's code.
template<class T>
std::string outcome(const schema::result<T>& x) {
  return std::string{x ? "ok" : to_string(x.error().code)};
}

/// "ok", or what the error says.
template<class T>
std::string complaint(const schema::result<T>& x) {
  return x ? "ok" : x.error().message;
}

} // namespace samples
