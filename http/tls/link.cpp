#include "http/tls/link.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <utility>

namespace http::tls {

using io::transfer;
using enum transfer::result;

namespace {

/// More than a handshake, or all answers that records of the peer can call
/// for before it reads.
constexpr std::size_t max_unsent = 64u << 10;

} // namespace

/// How OpenSSL calls a link.
struct link::bio {
  static link& of(BIO* b) {
    return *static_cast<link*>(BIO_get_data(b));
  }

  static int read(BIO* b, char* to, int size) {
    BIO_clear_retry_flags(b);
    const auto n = of(b).take_in(to, size);
    if (n == -1)
      BIO_set_retry_read(b);
    return n;
  }

  static int write(BIO* b, const char* from, int size) {
    BIO_clear_retry_flags(b);
    return of(b).send_out(from, size);
  }

  static long control(BIO* b, int command, long, void*) {
    if (command == BIO_CTRL_EOF)
      return of(b).is_at_end_ ? 1 : 0;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
  }

  static BIO_METHOD* make_method() {
    auto* made = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "link");
    BIO_meth_set_read(made, read);
    BIO_meth_set_write(made, write);
    BIO_meth_set_ctrl(made, control);
    return made;
  }

  static const BIO_METHOD* method() {
    // Kept to the end: links may be destroyed late.
    static const BIO_METHOD* const made = make_method();
    return made;
  }
};

link::link(context_ptr by, int socket)
  : context_{std::move(by)},
    ssl_{SSL_new(context_->native())},
    bio_{BIO_new(bio::method())},
    socket_{socket} {
  if (ssl_ == nullptr || bio_ == nullptr) {
    BIO_free(bio_);
    SSL_free(ssl_);
    throw std::bad_alloc{};
  }
  BIO_set_data(bio_, this);
  BIO_set_init(bio_, 1);
  SSL_set_bio(ssl_, bio_, bio_); // owns it now
  SSL_set_accept_state(ssl_);
}

link::~link() {
  SSL_free(ssl_);
}

/// -1: nothing is there now. 0: the end. -2: broken.
int link::take_in(char* to, int size) noexcept {
  const auto room = static_cast<std::size_t>(size);
  if (reads_many_) {
    const auto n = std::min(room, received_.size());
    std::memcpy(to, received_.data(), n);
    received_ = received_.subspan(n);
    return n > 0 ? static_cast<int>(n) : -1;
  }
  const auto got = io::receive(socket_, {to, room});
  if (got.outcome == done)
    return static_cast<int>(got.bytes);
  is_at_end_ = got.outcome == ended;
  return got.outcome == wants_read ? -1 : (is_at_end_ ? 0 : -2);
}

/// Takes all: what the kernel does not is kept.
int link::send_out(const char* from, int size) noexcept {
  std::string_view rest{from, static_cast<std::size_t>(size)};
  if (unsent_.empty()) {
    const iovec piece{const_cast<char*>(from), rest.size()};
    const auto sent = io::send(socket_, {&piece, 1});
    if (sent.outcome == failed)
      return -2;
    rest.remove_prefix(sent.bytes);
  }
  if (unsent_.size() + rest.size() > max_unsent)
    return -2;
  try {
    unsent_.append(rest);
  } catch (const std::bad_alloc&) {
    return -2;
  }
  return size;
}

transfer::result link::result_of(int returned) noexcept {
  switch (SSL_get_error(ssl_, returned)) {
  case SSL_ERROR_WANT_READ:
    return wants_read;
  case SSL_ERROR_ZERO_RETURN:
    return ended;
  default:
    met_plain_http_ = ERR_GET_REASON(ERR_peek_error()) == SSL_R_HTTP_REQUEST;
    ERR_clear_error();
    return failed;
  }
}

transfer::result link::handshake() noexcept {
  if (flush() != done)
    return wants_write;
  ERR_clear_error();
  const auto returned = SSL_do_handshake(ssl_);
  if (returned == 1)
    return done;
  const auto result = result_of(returned);
  return result == wants_read && has_unsent() ? wants_write : result;
}

bool link::has_pending() const noexcept {
  return SSL_pending(ssl_) > 0;
}

transfer link::read(std::span<char> to) noexcept {
  // Plain bytes are never more than those they came in, but for a record of
  // which the most part came before: with so much of a lead they never reach
  // those that are not decrypted yet, in the same buffer.
  constexpr auto lead = max_record + 1024;
  if (to.size() < 2 * lead)
    return read_records(to);
  const auto got = io::receive(socket_, to.subspan(lead));
  if (got.outcome != done)
    return got;
  received_ = to.subspan(lead, got.bytes);
  reads_many_ = true;
  const auto out = read_records(to);
  reads_many_ = false;
  return out;
}

transfer link::read_records(std::span<char> to) noexcept {
  std::size_t total = 0;
  while (total < to.size()) {
    const auto rest = to.subspan(total);
    std::size_t n = 0;
    ERR_clear_error();
    const auto returned = SSL_read_ex(ssl_, rest.data(), rest.size(), &n);
    total += n;
    if (returned != 1) {
      const auto result = result_of(returned);
      return total > 0 ? transfer{done, total} : transfer{result};
    }
    if (!reads_many_)
      break;
  }
  return {done, total};
}

transfer link::write(std::span<const iovec> pieces) noexcept {
  if (const auto flushed = flush(); flushed != done)
    return {flushed};
  std::array<char, max_record> joined; // not to be cleared each time
  auto piece = pieces.front();
  if (pieces.size() > 1 && piece.iov_len < max_record) {
    std::size_t size = 0;
    for (const auto& p : pieces) {
      const auto n = std::min(p.iov_len, max_record - size);
      std::memcpy(joined.data() + size, p.iov_base, n);
      size += n;
    }
    piece = {joined.data(), size};
  }
  std::size_t taken = 0;
  ERR_clear_error();
  const auto returned = SSL_write_ex(
    ssl_, piece.iov_base, std::min(piece.iov_len, max_record), &taken);
  if (returned != 1)
    return {result_of(returned)};
  return {done, taken};
}

transfer::result link::flush() noexcept {
  if (unsent_.empty())
    return done;
  const iovec piece{unsent_.data(), unsent_.size()};
  const auto sent = io::send(socket_, {&piece, 1});
  if (sent.outcome == failed)
    return failed;
  if (sent.bytes == unsent_.size())
    unsent_ = std::string{};
  else
    unsent_.erase(0, sent.bytes);
  return unsent_.empty() ? done : wants_write;
}

void link::end() noexcept {
  ERR_clear_error();
  SSL_shutdown(ssl_);
  ERR_clear_error();
}

} // namespace http::tls
