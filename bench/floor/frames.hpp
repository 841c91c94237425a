#pragma once

#include "floor/post.hpp"

#include <ctime>
#include <string>
#include <string_view>

namespace bench {

/// 24 hexadecimal digits, the way conversations are named on the wire.
std::string to_object_id(std::uint64_t number);

/// The number in the low 64 bits of 24 hexadecimal digits.
std::uint64_t from_object_id(std::string_view digits);

/// The answer to `GET /socket.io/…`: 101 and the first frame, with the sid.
std::string upgrade_answer(std::string_view request, std::uint32_t serial);

/// What a real server tells about a message, as JSON: the same fields and
/// about the same number of bytes.
std::string message_object(const post& p, std::time_t at);

/// Append whole frames to `out`.
void append_ack(std::string& out, std::uint64_t ack, std::string_view data);
void append_event(std::string& out, std::string_view name,
                  std::string_view data);

} // namespace bench
