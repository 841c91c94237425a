#pragma once

#include "http/io/descriptors.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tests {

/// A frame as a client sends it: masked.
std::string client_frame(std::uint8_t first_byte, std::string_view payload);

inline std::string client_text(std::string_view text) {
  return client_frame(0x81, text);
}

/// A frame as the server sent it.
struct server_frame {
  std::uint8_t first_byte = 0;
  std::string payload;

  [[nodiscard]] std::uint16_t close_code() const;

  friend bool operator==(const server_frame&, const server_frame&) = default;
};

/// A TCP client that sends and shows bytes as they are. Every read has a
/// deadline; what does not come fails the test.
class raw_client {
public:
  explicit raw_client(std::uint16_t port, int receive_buffer = 0);
  /// Of a socket that is connected already.
  explicit raw_client(http::io::descriptor connected);
  virtual ~raw_client() = default;

  raw_client(raw_client&&) = default;
  raw_client& operator=(raw_client&&) = default;

  void send(std::string_view bytes);

  /// Sends what the socket takes without waiting.
  std::size_t send_some(std::string_view bytes);

  std::string read(std::size_t size);
  std::string read_until(std::string_view end);
  /// An answer with its head; reads as much body as it announces.
  std::string read_answer(bool has_body = true);
  /// All until the server closes; a reset counts as a close.
  std::string read_to_end();
  server_frame read_frame();

  /// True if nothing comes in this time.
  bool is_silent(std::chrono::milliseconds time);

  /// The opening handshake; returns the text of the open packet, which a
  /// socket that takes a session over does not get (`greeted`). `early` goes
  /// out together with it.
  std::string open(std::string_view query = "?EIO=4&transport=websocket",
                   std::string_view more_headers = {},
                   std::string_view early = {}, bool greeted = true);

  /// No more will be sent.
  void finish();

protected:
  [[nodiscard]] int socket() const {
    return socket_.number();
  }

  // What TLS does in another way; as `send` and `recv` do it.
  virtual long put(std::string_view bytes);
  virtual long get(std::span<char> to);
  [[nodiscard]] virtual bool has_pending() const;

private:
  /// False at the end of the stream.
  bool fill();

  http::io::descriptor socket_;
  std::string buffer_;
};

} // namespace tests
