#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace http {

/// One percent-decoded segment of a path. Nothing if an escape is broken, or
/// the text is not UTF-8, holds control characters, or climbs (`.`, `..`,
/// also behind an escaped slash).
[[nodiscard]] std::optional<std::string>
decode_segment(std::string_view segment);

/// The decoded segments of an absolute path; one slash at its end does not
/// count. Nothing if a segment is bad or empty, or there are too many.
[[nodiscard]] std::optional<std::vector<std::string>>
split_path(std::string_view path);

/// The longest path that any route has, with room to spare.
inline constexpr std::size_t max_segments = 16;

} // namespace http
