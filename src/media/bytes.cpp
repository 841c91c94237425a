#include "media/bytes.hpp"

#include "base/encoding.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <zlib.h>

#include <stdexcept>

namespace media {

namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string hmac(const EVP_MD* digest, std::string_view key,
                 std::string_view data) {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (HMAC(digest, key.data(), static_cast<int>(key.size()), bytes_of(data),
           data.size(), out, &size)
      == nullptr)
    throw std::runtime_error("OpenSSL gives no HMAC");
  return {reinterpret_cast<const char*>(out), size};
}

/// zlib's state: a quarter of a megabyte, which takes longer to set up than a
/// token takes to be compressed.
class deflater {
public:
  deflater() {
    // With less memory than by default (8): clearing it takes longer than to
    // compress a token. What is as short comes out the same.
    constexpr int window_bits = 15, memory_level = 4;
    if (deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window_bits,
                     memory_level, Z_DEFAULT_STRATEGY)
        != Z_OK)
      throw std::runtime_error("zlib does not start");
  }

  ~deflater() {
    deflateEnd(&stream_);
  }

  deflater(const deflater&) = delete;
  deflater& operator=(const deflater&) = delete;

  std::string run(std::string_view data) {
    deflateReset(&stream_);
    std::string out(deflateBound(&stream_, static_cast<uLong>(data.size())),
                    '\0');
    stream_.next_in = const_cast<Bytef*>(bytes_of(data));
    stream_.avail_in = static_cast<uInt>(data.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    if (::deflate(&stream_, Z_FINISH) != Z_STREAM_END)
      throw std::runtime_error("zlib does not compress");
    out.resize(stream_.total_out);
    return out;
  }

private:
  z_stream stream_{};
};

} // namespace

byte_writer& byte_writer::u16(std::size_t value) {
  for (int shift = 0; shift < 16; shift += 8)
    bytes_.push_back(static_cast<char>((value >> shift) & 0xff));
  return *this;
}

byte_writer& byte_writer::u32(std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8)
    bytes_.push_back(static_cast<char>((value >> shift) & 0xff));
  return *this;
}

byte_writer& byte_writer::text(std::string_view value) {
  u16(value.size());
  bytes_.append(value);
  return *this;
}

byte_writer&
byte_writer::map(const std::map<std::uint16_t, std::uint32_t>& values) {
  u16(values.size());
  for (const auto& [key, value] : values)
    u16(key).u32(value);
  return *this;
}

std::string hmac_sha256(std::string_view key, std::string_view data) {
  return hmac(EVP_sha256(), key, data);
}

std::string hmac_sha1(std::string_view key, std::string_view data) {
  return hmac(EVP_sha1(), key, data);
}

std::string deflate(std::string_view data) {
  thread_local deflater mine;
  return mine.run(data);
}

std::uint32_t checksum(std::string_view data) {
  return static_cast<std::uint32_t>(
    crc32(0, bytes_of(data), static_cast<uInt>(data.size())));
}

std::string to_base64(std::string_view data) {
  return base::to_base64({bytes_of(data), data.size()});
}

} // namespace media
