#pragma once

#include "base/metrics.hpp"
#include "http/io/channel.hpp"
#include "http/io/transfer.hpp"
#include "http/request_guard.hpp"
#include "http/tls/context.hpp"
#include "http/tls/link.hpp"

#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_map>
#include <utility>

namespace http {

class stream_core;

using stream_ptr = std::shared_ptr<stream_core>;

/// How long the parts of a stream's life may take.
struct stream_times {
  /// Until a plain client sends its first byte.
  std::chrono::milliseconds silence{45'000};
  /// TLS, from the accepting of the socket on.
  std::chrono::milliseconds handshake{10'000};
  /// The head of a request, from its first byte on.
  std::chrono::milliseconds head{15'000};
  /// An answer, once the client does not take it at once.
  std::chrono::milliseconds write{30'000};
  /// The answers to a client that will send no more.
  std::chrono::milliseconds half_closed{5'000};
  /// Reading on behind the last answer.
  std::chrono::milliseconds linger{2'000};
};

/// What all streams of a listener share; outlives them.
struct stream_environment {
  base::metrics& metrics;
  /// Bodies above it are refused.
  std::uint64_t max_body = 0;
  /// Null where TLS is not spoken. May be replaced; streams that are open
  /// keep theirs.
  tls::context_ptr tls{};
  /// Clients are told to come over TLS only.
  bool is_strict = false;
  stream_times times{};
  /// Told of each request whose head comes before its body, by its method and
  /// target. What it gives is kept as long as the request is.
  std::function<std::shared_ptr<void>(std::string_view, std::string_view)>
    announce{};
  /// The open ones, by the number of RESTinio's connection.
  std::unordered_map<std::uint64_t, std::weak_ptr<stream_core>> open{};
};

/// The socket of one HTTP connection, between the kernel and RESTinio.
///
/// Waits until the socket is ready and then reads or writes it itself, so that
/// the socket can be taken away at any time with every byte accounted for.
/// All that comes passes a `request_guard`; RESTinio gets one request a read,
/// and only whole heads. In place of what the guard refuses it gets the
/// shortest request that is whole, so that the refusal takes its turn among
/// the answers; `fault` tells the listener while that is handled.
///
/// Life: until the first byte comes it costs little more than the socket; with
/// TLS a handshake; then open, then closed; a closed one may linger, and
/// read on for a while, lest its last answer is lost in a reset. Lives on the
/// listener's thread, where all members are called. `close` has to be called,
/// as what waits to read holds the connection, which holds the stream.
class stream_core : public std::enable_shared_from_this<stream_core> {
public:
  using transferred = std::function<void(std::error_code, std::size_t)>;
  using prepared = std::function<void(const stream_ptr&, std::error_code)>;

  static constexpr std::size_t max_pieces = 16;
  /// asio hands over no more of an answer than this.
  static constexpr std::size_t most_at_once = 65536;
  /// How much is read on behind the last answer.
  static constexpr std::size_t linger_bytes = 16u << 20;

  /// What is left of a connection when its socket is taken away.
  struct remains {
    io::channel socket;
    /// Came behind the last request.
    std::string early_bytes;
  };

  /// Of a connected socket that does not block.
  stream_core(asio::ip::tcp::socket socket, stream_environment& environment);

  /// Waits for the first byte, or with TLS for the end of the handshake. Then,
  /// or with an error, calls `done`, which should not hold the stream.
  void prepare(prepared done);

  // -- for RESTinio, through `stream` ----------------------------------------

  /// One at a time; `to` stays valid until `done` is called, which is never
  /// done from in here.
  void read(std::span<char> to, transferred done);

  /// One at a time, of at most `max_pieces`.
  void write(std::span<const iovec> pieces, transferred done);

  /// The next answer is the last. What waits to read is told so.
  void stop_reading();

  /// May be called again.
  void close();

  [[nodiscard]] bool is_open() const noexcept {
    return is_open_;
  }

  [[nodiscard]] asio::ip::tcp::socket& socket() noexcept {
    return socket_;
  }

  // -- for the listener ------------------------------------------------------

  /// Enters the stream among the open ones.
  void enter(std::uint64_t number);

  /// Set while the request that stands in for a refused one is handled.
  [[nodiscard]] const request_fault* fault() const noexcept {
    return is_refusing_ ? &guard_.fault() : nullptr;
  }

  /// The request that is handled is the last of its connection.
  [[nodiscard]] bool is_last() const noexcept {
    return is_refusing_ || guard_.is_last();
  }

  /// Whether answers tell the client to come over TLS only.
  [[nodiscard]] bool is_strict() const noexcept {
    return link_ && environment_.is_strict;
  }

  /// The answer to the request that is handled may take long, and is of no use
  /// to a client that will send no more: its end is told at once.
  void expect_long_answer() noexcept {
    has_long_answer_ = true;
  }

  /// What the announcing of the request that is handled gave; once.
  [[nodiscard]] std::shared_ptr<void> take_announced() noexcept {
    return std::move(announced_);
  }

  /// The answer to a request has been written.
  void answered();

  /// To be called once, while a request is handled. Closed afterwards.
  remains release();

  /// Drops everything.
  void abandon();

private:
  using step = void (stream_core::*)();

  void wait_readable();
  void wait_unless_readable();
  void wait_writable(step then);
  void on_readable();
  void look_for_end();
  void go_on_preparing();
  bool has_hello();
  void shake_hands();
  void end_preparing(std::error_code error);
  void fail_preparing();
  void tell_plain_client();
  [[nodiscard]] io::transfer receive(std::span<char> to) noexcept;
  [[nodiscard]] io::transfer send(std::span<const iovec> pieces) noexcept;
  void push_out();
  void look_at_fresh(std::size_t size);
  void look_at_held();
  void after_look(std::string_view bytes);
  void announce(std::string_view bytes);
  void advance();
  void deliver_held();
  void deliver_ending();
  void finish_read(std::size_t size);
  void complete_read(std::error_code error, std::size_t size);
  void abort_read();
  void on_end();
  void give_up();
  void watch_head();
  void refuse_slow_head();
  void continue_if_due();
  void linger();
  void drain();
  void cut();
  void leave();
  void report_written(std::size_t size, transferred done);
  void write_later(std::span<const iovec> pieces, transferred done);
  void limit_writing();
  void give_up_writing();
  void after(std::chrono::milliseconds time, step then);
  void forget_timer();
  void post(transferred done, std::error_code error, std::size_t size);
  [[nodiscard]] bool can_advance() const noexcept;
  [[nodiscard]] bool has_ended_last() const noexcept;

  asio::ip::tcp::socket socket_;
  asio::steady_timer timer_;
  /// What the timer is set for; null if it is not set.
  step on_time_ = nullptr;
  /// Set while an answer has to wait for the client. Not the other one, as
  /// requests may be read meanwhile.
  std::unique_ptr<asio::steady_timer> write_timer_;
  stream_environment& environment_;
  std::uint64_t number_ = 0;
  std::unique_ptr<tls::link> link_;
  prepared on_prepared_;
  request_guard guard_;
  request_guard::outcome outcome_ = request_guard::outcome::more;

  std::span<char> to_;
  transferred on_read_;
  /// What RESTinio has not got, of which the guard has released so much.
  std::string held_;
  std::size_t ready_ = 0;
  std::shared_ptr<void> announced_;
  /// Requests given to RESTinio whose answers are not written.
  std::size_t unanswered_ = 0;
  std::size_t linger_left_ = linger_bytes;
  /// Bytes of a client's first record that make the socket readable. If it is
  /// without having them, no more will come.
  std::size_t awaited_ = 0;

  bool is_announced_ = false;
  bool is_open_ = true;
  bool is_waiting_ = false;
  /// Found out while it was prepared.
  bool is_readable_ = false;
  bool is_refusing_ = false;
  bool peer_ended_ = false;
  bool has_last_answer_ = false;
  bool has_continued_ = false;
  bool has_long_answer_ = false;
  /// The kernel may wait for the rest of an answer.
  bool is_held_back_ = false;
  /// An answer took too long.
  bool is_late_ = false;
};

} // namespace http
