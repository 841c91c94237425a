#pragma once

#include "http/io/descriptors.hpp"
#include "http/io/transfer.hpp"
#include "http/tls/link.hpp"

#include <memory>
#include <span>
#include <utility>

namespace http::io {

/// A connected socket that does not block, with or without TLS. Owns both.
/// For one thread at a time. Without TLS it adds nothing to the system's
/// calls.
class channel {
public:
  channel() = default;

  explicit channel(descriptor socket, std::unique_ptr<tls::link> link = {})
    : socket_{std::move(socket)},
      link_{std::move(link)} {
    // nop
  }

  [[nodiscard]] int number() const noexcept {
    return socket_.number();
  }

  [[nodiscard]] bool is_encrypted() const noexcept {
    return link_ != nullptr;
  }

  /// Reads what one `recv` brings, with room for two records of TLS at least.
  [[nodiscard]] transfer read(std::span<char> to) noexcept {
    return link_ ? link_->read(to) : receive(number(), to);
  }

  /// Takes some of the bytes of pieces that are not empty. With TLS, what was
  /// taken may be unsent.
  [[nodiscard]] transfer write(std::span<const iovec> pieces) noexcept {
    return link_ ? link_->write(pieces) : send(number(), pieces);
  }

  /// Something that was taken waits for the socket to be writable.
  [[nodiscard]] bool has_unsent() const noexcept {
    return link_ && link_->has_unsent();
  }

  /// Sends what is unsent; done if nothing is left.
  [[nodiscard]] transfer::result flush() noexcept {
    return link_ ? link_->flush() : transfer::result::done;
  }

  /// Tells the peer that nothing more comes, if there is a word for that.
  void say_end() noexcept {
    if (link_)
      link_->end();
  }

private:
  descriptor socket_;
  std::unique_ptr<tls::link> link_;
};

} // namespace http::io
