#pragma once

#include <string>
#include <string_view>

namespace wire::engineio {

/// Appends `bytes` as base64 (RFC 4648, section 4, with padding).
void append_base64(std::string& out, std::string_view bytes);

/// Appends what `text` says in base64. Strict: whole groups of four, padding
/// at the end only, no white space, no stray bits. Otherwise false, and what
/// was appended by then is of no use.
[[nodiscard]] bool append_from_base64(std::string& out, std::string_view text);

} // namespace wire::engineio
