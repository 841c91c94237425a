#pragma once

#include "schema/ids.hpp"

#include <string>
#include <string_view>

/// Names of Agora's channels. Knowing one gives nothing: it takes a token.
namespace media {

/// Agora's bound, in bytes.
inline constexpr std::size_t longest_channel_name = 63;

/// 1 to 63 bytes: letters and digits of ASCII, space, and
/// !#$%&()+-:;<=.>?@[]^_{}|~,
[[nodiscard]] bool is_channel_name(std::string_view text);

/// The server's own name for the channel of a call: 29 bytes, and no other
/// call has it.
[[nodiscard]] std::string channel_name_of(const schema::object_id& call);

} // namespace media
