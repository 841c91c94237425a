#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

/// How Agora lays out what is signed: integers little-endian, texts and maps
/// with their size in front. Used by the sources of this folder only.
namespace media {

class byte_writer {
public:
  byte_writer& u16(std::size_t value);
  byte_writer& u32(std::uint32_t value);

  /// At most 65,535 bytes.
  byte_writer& text(std::string_view value);

  byte_writer& map(const std::map<std::uint16_t, std::uint32_t>& values);

  [[nodiscard]] const std::string& bytes() const {
    return bytes_;
  }

private:
  std::string bytes_;
};

/// 32 bytes (RFC 2104 with SHA-256).
[[nodiscard]] std::string hmac_sha256(std::string_view key,
                                      std::string_view data);

/// 20 bytes (RFC 2104 with SHA-1).
[[nodiscard]] std::string hmac_sha1(std::string_view key,
                                    std::string_view data);

/// A zlib stream (RFC 1950). Up to 1,000 bytes come out as they do by zlib's
/// default parameters, to the byte.
[[nodiscard]] std::string deflate(std::string_view data);

/// As zlib counts it; 0 for an empty text.
[[nodiscard]] std::uint32_t checksum(std::string_view data);

[[nodiscard]] std::string to_base64(std::string_view data);

} // namespace media
