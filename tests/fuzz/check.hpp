#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fuzz {

/// Ends the program as a finding unless `holds`.
void require(bool holds, const char* what);

/// By the table of the Unicode standard (3-7), and by nothing that the product
/// uses.
[[nodiscard]] bool is_utf8(std::string_view text);

[[nodiscard]] inline std::string_view text(const std::uint8_t* data,
                                           std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

} // namespace fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size);
