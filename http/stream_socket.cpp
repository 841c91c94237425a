// The half of a stream that knows the socket: TLS, writing, the end.

#include "http/stream_core.hpp"

#include <asio/post.hpp>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <utility>

namespace http {

using io_outcome = io::transfer::result;

// -- preparing ---------------------------------------------------------------

void stream_core::prepare(prepared done) {
  const auto& times = environment_.times;
  on_prepared_ = std::move(done);
  // On a busy server the first request is often there already.
  std::error_code ignored;
  if (!environment_.tls && socket_.available(ignored) > 0)
    return end_preparing({});
  after(environment_.tls ? times.handshake : times.silence,
        &stream_core::fail_preparing);
  wait_readable();
}

void stream_core::go_on_preparing() {
  if (!link_ && !environment_.tls)
    return end_preparing({});
  if (!link_ && !has_hello())
    return wait_readable();
  if (!link_)
    link_ =
      std::make_unique<tls::link>(environment_.tls, socket_.native_handle());
  shake_hands();
}

/// OpenSSL takes 30 kB as soon as a handshake begins. So the first record is
/// waited for in the kernel, which is told how long it is.
bool stream_core::has_hello() {
  constexpr std::size_t header = 5;
  constexpr unsigned char handshake = 22;
  const auto socket = socket_.native_handle();
  std::array<unsigned char, header> head{};
  const auto n =
    ::recv(socket, head.data(), head.size(), MSG_PEEK | MSG_DONTWAIT);
  if (n <= 0 || head[0] != handshake)
    return true; // for OpenSSL to say what it is
  const auto whole = static_cast<std::size_t>(n) < header
                       ? header
                       : header + (head[3] * 256u + head[4]);
  int there = 0;
  ::ioctl(socket, FIONREAD, &there);
  const bool is_good = static_cast<std::size_t>(there) >= whole
                       || whole == awaited_ || whole > tls::link::max_record;
  awaited_ = is_good ? 1 : whole;
  const auto lowest = static_cast<int>(awaited_);
  ::setsockopt(socket, SOL_SOCKET, SO_RCVLOWAT, &lowest, sizeof(lowest));
  return is_good;
}

void stream_core::shake_hands() {
  if (!on_prepared_)
    return; // it took too long
  switch (link_->handshake()) {
  case io_outcome::done:
    environment_.metrics.tls_handshakes.add();
    return end_preparing({});
  case io_outcome::wants_read:
    return wait_readable();
  case io_outcome::wants_write:
    return wait_writable(&stream_core::shake_hands);
  case io_outcome::ended:
  case io_outcome::failed:
    if (link_->met_plain_http())
      tell_plain_client();
    return fail_preparing();
  }
}

/// Not one by one in the log: whoever scans ports would fill it.
void stream_core::fail_preparing() {
  if (environment_.tls)
    environment_.metrics.tls_handshakes_failed.add();
  end_preparing(asio::error::connection_aborted);
}

void stream_core::end_preparing(std::error_code error) {
  forget_timer();
  is_readable_ = !error && !link_;
  if (const auto done = std::exchange(on_prepared_, {}))
    done(shared_from_this(), error);
}

void stream_core::tell_plain_client() {
  constexpr std::string_view answer =
    "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n"
    "Content-Type: text/plain; charset=utf-8\r\nContent-Length: 36\r\n\r\n"
    "This port speaks HTTPS: use https://";
  const iovec piece{const_cast<char*>(answer.data()), answer.size()};
  [[maybe_unused]] const auto sent =
    io::send(socket_.native_handle(), {&piece, 1});
  has_last_answer_ = true;
}

io::transfer stream_core::receive(std::span<char> to) noexcept {
  return link_ ? link_->read(to) : io::receive(socket_.native_handle(), to);
}

io::transfer stream_core::send(std::span<const iovec> pieces) noexcept {
  if (link_)
    return link_->write(pieces);
  std::size_t size = 0;
  for (const auto& piece : pieces)
    size += piece.iov_len;
  // The rest of the answer follows, all but always.
  is_held_back_ = size == most_at_once;
  return io::send(socket_.native_handle(), pieces, is_held_back_);
}

/// Behind an answer that ends just there: else its last bytes wait for the
/// client to acknowledge what came before.
void stream_core::push_out() {
  if (!std::exchange(is_held_back_, false))
    return;
  std::error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay{true}, ignored);
}

// -- writing -----------------------------------------------------------------

void stream_core::write(std::span<const iovec> pieces, transferred done) {
  if (pieces.empty())
    return post(std::move(done), {}, 0);
  if (is_late_)
    return post(std::move(done), asio::error::timed_out, 0);
  const auto sent = send(pieces);
  switch (sent.outcome) {
  case io_outcome::done:
    return report_written(sent.bytes, std::move(done));
  case io_outcome::wants_read:
  case io_outcome::wants_write:
    return write_later(pieces, std::move(done));
  case io_outcome::ended:
  case io_outcome::failed:
    return post(std::move(done), asio::error::broken_pipe, 0);
  }
}

void stream_core::wait_writable(step then) {
  socket_.async_wait(asio::socket_base::wait_write,
                     [self = shared_from_this(), then](std::error_code error) {
                       if (!error && self->socket_.is_open())
                         (self.get()->*then)();
                     });
}

/// What TLS has taken is not written until the kernel has it.
void stream_core::report_written(std::size_t size, transferred done) {
  if (!link_ || !link_->has_unsent())
    return post(std::move(done), {}, size);
  limit_writing();
  socket_.async_wait(asio::socket_base::wait_write,
                     [self = shared_from_this(), size,
                      done = std::move(done)](std::error_code error) mutable {
                       if (self->is_late_)
                         done(asio::error::timed_out, 0);
                       else if (error)
                         done(error, 0);
                       else if (self->link_->flush() == io_outcome::failed)
                         done(asio::error::broken_pipe, 0);
                       else
                         self->report_written(size, std::move(done));
                     });
}

void stream_core::write_later(std::span<const iovec> pieces, transferred done) {
  std::array<iovec, max_pieces> kept{};
  std::ranges::copy(pieces, kept.begin());
  limit_writing();
  socket_.async_wait(asio::socket_base::wait_write,
                     [self = shared_from_this(), kept, count = pieces.size(),
                      done = std::move(done)](std::error_code error) mutable {
                       if (error && !self->is_late_)
                         done(error, 0);
                       else
                         self->write({kept.data(), count}, std::move(done));
                     });
}

/// RESTinio has a limit too, but not on what follows a request to upgrade. All
/// of an answer has to fit, or who takes a byte now and then could keep it.
void stream_core::limit_writing() {
  if (write_timer_)
    return;
  write_timer_ = std::make_unique<asio::steady_timer>(socket_.get_executor(),
                                                      environment_.times.write);
  write_timer_->async_wait([self = shared_from_this()](std::error_code error) {
    // Else it was for the answer before.
    if (!error && self->write_timer_
        && self->write_timer_->expiry() <= std::chrono::steady_clock::now())
      self->give_up_writing();
  });
}

/// What waits to be written is told by the waiting's end.
void stream_core::give_up_writing() {
  write_timer_.reset();
  is_late_ = true;
  std::error_code ignored;
  socket_.cancel(ignored);
}

void stream_core::post(transferred done, std::error_code error,
                       std::size_t size) {
  asio::post(socket_.get_executor(),
             [done = std::move(done), error, size] { done(error, size); });
}

void stream_core::answered() {
  --unanswered_;
  write_timer_.reset();
  push_out();
  continue_if_due();
  if (unanswered_ == 0 && peer_ended_ && on_read_)
    asio::post(socket_.get_executor(),
               [self = shared_from_this()] { self->advance(); });
}

// -- ending ------------------------------------------------------------------

void stream_core::stop_reading() {
  has_last_answer_ = true;
  abort_read();
}

void stream_core::close() {
  if (!std::exchange(is_open_, false))
    return;
  leave();
  forget_timer();
  write_timer_.reset();
  abort_read();
  held_ = std::string{};
  if (link_)
    link_->end();
  // Closing a socket with bytes unread resets it, and the reset may overtake
  // the answer; but there is no sense in waiting for who does not take it.
  if (has_last_answer_ && !peer_ended_ && !is_late_)
    linger();
  else
    cut();
}

void stream_core::linger() {
  ::shutdown(socket_.native_handle(), SHUT_WR);
  after(environment_.times.linger, &stream_core::cut);
  wait_readable();
}

void stream_core::drain() {
  const auto got = io::discard(socket_.native_handle(), linger_left_);
  linger_left_ -= got.bytes;
  switch (got.outcome) {
  case io_outcome::done:
    return linger_left_ > 0 ? wait_readable() : cut();
  case io_outcome::wants_read:
  case io_outcome::wants_write:
    return wait_readable();
  case io_outcome::ended:
  case io_outcome::failed:
    return cut();
  }
}

void stream_core::cut() {
  forget_timer();
  write_timer_.reset();
  std::error_code ignored;
  // Nor is the kernel to keep what was not taken.
  if (is_late_)
    socket_.set_option(asio::socket_base::linger{true, 0}, ignored);
  socket_.close(ignored);
}

stream_core::remains stream_core::release() {
  is_open_ = false;
  leave();
  forget_timer();
  write_timer_.reset();
  std::error_code error;
  const auto number = socket_.release(error);
  auto early = std::move(held_);
  // What is decrypted makes no socket readable.
  while (link_ && link_->has_pending()) {
    const auto size = early.size();
    early.resize(size + tls::link::max_record);
    early.resize(size + link_->read(std::span{early}.subspan(size)).bytes);
  }
  return {io::channel{io::descriptor{error ? -1 : number}, std::move(link_)},
          std::move(early)};
}

void stream_core::abandon() {
  const auto self = shared_from_this();
  is_open_ = false;
  on_read_ = {};
  on_prepared_ = {};
  announced_.reset();
  cut();
}

void stream_core::after(std::chrono::milliseconds time, step then) {
  on_time_ = then;
  timer_.expires_after(time);
  timer_.async_wait([self = shared_from_this(), then](std::error_code error) {
    if (error || self->on_time_ != then)
      return;
    self->on_time_ = nullptr;
    (self.get()->*then)();
  });
}

void stream_core::forget_timer() {
  if (std::exchange(on_time_, nullptr) != nullptr)
    timer_.cancel();
}

} // namespace http
