#pragma once

#include "http/io/transfer.hpp"
#include "http/tls/context.hpp"

#include <cstddef>
#include <span>
#include <string>

struct bio_st;
struct iovec;
struct ssl_st;

namespace http::tls {

/// The server's side of TLS on a connected socket that does not block. Knows
/// the socket, but does not own it. For one thread at a time.
///
/// Not movable: OpenSSL refers to it.
class link {
public:
  /// What one record may hold.
  static constexpr std::size_t max_record = 16u << 10;

  link(context_ptr by, int socket);
  ~link();

  link(const link&) = delete;
  link& operator=(const link&) = delete;

  /// Goes on with the handshake; to be called until it is done or failed.
  [[nodiscard]] io::transfer::result handshake() noexcept;

  /// After a failed handshake: the client speaks plain HTTP.
  [[nodiscard]] bool met_plain_http() const noexcept {
    return met_plain_http_;
  }

  /// Reads what has come. With room for two records, all that one `recv`
  /// brings is read; with less, there may be something left (`has_pending`),
  /// of which the socket's readiness says nothing.
  [[nodiscard]] io::transfer read(std::span<char> to) noexcept;

  [[nodiscard]] bool has_pending() const noexcept;

  /// Takes some of the bytes, as one record. What it took is sent, or will be
  /// by `flush`. Pieces may not be empty.
  [[nodiscard]] io::transfer write(std::span<const iovec> pieces) noexcept;

  /// Sends what the kernel did not take before; done if nothing is left.
  [[nodiscard]] io::transfer::result flush() noexcept;

  [[nodiscard]] bool has_unsent() const noexcept {
    return !unsent_.empty();
  }

  /// Tells the peer that nothing more comes.
  void end() noexcept;

private:
  struct bio;

  [[nodiscard]] io::transfer::result result_of(int returned) noexcept;
  int take_in(char* to, int size) noexcept;
  int send_out(const char* from, int size) noexcept;
  io::transfer read_records(std::span<char> to) noexcept;

  context_ptr context_;
  ssl_st* ssl_ = nullptr;
  bio_st* bio_ = nullptr;
  int socket_;
  bool met_plain_http_ = false;
  bool is_at_end_ = false;
  /// While a read of many records lasts: what came and is not decrypted.
  bool reads_many_ = false;
  std::span<char> received_;
  std::string unsent_;
};

} // namespace http::tls
