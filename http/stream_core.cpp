#include "http/stream_core.hpp"

#include <asio/post.hpp>
#include <sys/uio.h>

#include <algorithm>
#include <utility>

namespace http {

using guard_outcome = request_guard::outcome;
using io_outcome = io::transfer::result;

stream_core::stream_core(asio::ip::tcp::socket socket,
                         stream_environment& environment)
  : socket_{std::move(socket)},
    timer_{socket_.get_executor()},
    environment_{environment},
    guard_{environment.max_body} {
  // nop
}

void stream_core::enter(std::uint64_t number) {
  number_ = number;
  environment_.open.emplace(number, weak_from_this());
}

void stream_core::leave() {
  environment_.open.erase(number_);
  announced_.reset();
}

// -- reading -----------------------------------------------------------------

void stream_core::read(std::span<char> to, transferred done) {
  to_ = to;
  on_read_ = std::move(done);
  if (can_advance())
    asio::post(socket_.get_executor(),
               [self = shared_from_this()] { self->advance(); });
  else if (!has_ended_last() || has_long_answer_)
    wait_unless_readable();
}

void stream_core::wait_unless_readable() {
  if (!std::exchange(is_readable_, false))
    return wait_readable();
  asio::post(socket_.get_executor(),
             [self = shared_from_this()] { self->on_readable(); });
}

/// Without the socket.
bool stream_core::can_advance() const noexcept {
  return ready_ > 0 || peer_ended_ || outcome_ == guard_outcome::fault
         || (outcome_ == guard_outcome::request_end && !held_.empty());
}

bool stream_core::has_ended_last() const noexcept {
  return is_refusing_
         || (outcome_ == guard_outcome::request_end && guard_.is_last());
}

void stream_core::wait_readable() {
  // What is decrypted makes no socket readable.
  if (is_open_ && link_ && link_->has_pending())
    return asio::post(socket_.get_executor(),
                      [self = shared_from_this()] { self->on_readable(); });
  if (std::exchange(is_waiting_, true))
    return;
  socket_.async_wait(asio::socket_base::wait_read,
                     [self = shared_from_this()](std::error_code error) {
                       self->is_waiting_ = false;
                       if (!error)
                         self->on_readable();
                     });
}

void stream_core::on_readable() {
  if (on_prepared_)
    return go_on_preparing();
  if (!is_open_)
    return drain();
  if (!on_read_ || outcome_ == guard_outcome::fault)
    return;
  if (has_ended_last())
    return look_for_end();
  // Straight to where RESTinio wants it, unless something is held back.
  const auto kept = held_.size();
  held_.resize(kept > 0 ? kept + to_.size() : 0);
  const auto to = kept > 0 ? std::span{held_}.subspan(kept) : to_;
  const auto got = receive(to);
  held_.resize(kept > 0 ? kept + got.bytes : 0);
  switch (got.outcome) {
  case io_outcome::done:
    return kept > 0 ? look_at_held() : look_at_fresh(got.bytes);
  case io_outcome::ended:
    peer_ended_ = true;
    return on_end();
  case io_outcome::failed:
    return complete_read(asio::error::connection_reset, 0);
  case io_outcome::wants_read:
  case io_outcome::wants_write:
    return wait_readable();
  }
}

/// Behind the last request nothing is looked at. But who has gone does not wait
/// for an answer that takes long.
void stream_core::look_for_end() {
  if (!has_long_answer_)
    return;
  // The buffer is RESTinio's, which is told of nothing in it.
  const auto got = receive(to_.first(std::min(to_.size(), linger_left_)));
  switch (got.outcome) {
  case io_outcome::done:
    linger_left_ -= got.bytes;
    if (linger_left_ > 0)
      wait_readable();
    return;
  case io_outcome::ended:
    peer_ended_ = true;
    return on_end();
  case io_outcome::failed:
    return complete_read(asio::error::connection_reset, 0);
  case io_outcome::wants_read:
  case io_outcome::wants_write:
    return wait_readable();
  }
}

/// Only what RESTinio may not have yet is copied.
void stream_core::look_at_fresh(std::size_t size) {
  const std::string_view bytes{to_.data(), size};
  const auto found = guard_.look(bytes);
  outcome_ = found.outcome;
  held_.assign(bytes.substr(found.release));
  after_look(bytes);
  if (found.release > 0)
    finish_read(found.release);
  else
    advance();
}

void stream_core::look_at_held() {
  const auto found = guard_.look(held_);
  outcome_ = found.outcome;
  ready_ = found.release;
  after_look(held_);
  advance();
}

void stream_core::after_look(std::string_view bytes) {
  watch_head();
  if (outcome_ == guard_outcome::more && guard_.is_in_body()
      && !std::exchange(is_announced_, true))
    announce(bytes);
  continue_if_due();
}

/// A head is released whole, so that this look had all of it.
void stream_core::announce(std::string_view bytes) {
  if (!environment_.announce)
    return;
  const auto begin = std::min(bytes.find_first_not_of("\r\n"), bytes.size());
  bytes.remove_prefix(begin);
  const auto method = bytes.substr(0, bytes.find(' '));
  bytes.remove_prefix(std::min(method.size() + 1, bytes.size()));
  announced_ = environment_.announce(method, bytes.substr(0, bytes.find(' ')));
}

/// Gives RESTinio what there is, or waits for more.
void stream_core::advance() {
  if (!on_read_)
    return;
  if (ready_ > 0)
    deliver_held();
  else if (has_ended_last())
    look_for_end();
  else if (outcome_ == guard_outcome::fault)
    deliver_ending();
  else if (outcome_ == guard_outcome::request_end && !held_.empty())
    look_at_held();
  else if (peer_ended_)
    on_end();
  else
    wait_readable();
}

void stream_core::deliver_held() {
  const auto size = std::min(ready_, to_.size());
  std::copy_n(held_.begin(), size, to_.begin());
  ready_ -= size;
  if (size < held_.size())
    held_.erase(0, size);
  else
    held_ = std::string{}; // an idle connection owns no buffer
  finish_read(size);
}

/// It fits: RESTinio's buffer is larger by far.
void stream_core::deliver_ending() {
  const auto ending = guard_.ending();
  std::ranges::copy(ending, to_.begin());
  held_ = std::string{};
  is_refusing_ = true;
  has_long_answer_ = false;
  ++unanswered_;
  complete_read({}, ending.size());
}

void stream_core::finish_read(std::size_t size) {
  if (ready_ == 0 && outcome_ == guard_outcome::request_end) {
    has_continued_ = false;
    has_long_answer_ = false;
    is_announced_ = false;
    ++unanswered_;
  }
  complete_read({}, size);
}

void stream_core::complete_read(std::error_code error, std::size_t size) {
  const auto done = std::exchange(on_read_, {});
  done(error, size);
}

void stream_core::abort_read() {
  if (on_read_)
    post(std::exchange(on_read_, {}), asio::error::operation_aborted, 0);
}

/// RESTinio would drop the answers that are still to come.
void stream_core::on_end() {
  if (unanswered_ == 0 || has_long_answer_)
    complete_read(asio::error::eof, 0);
  else
    after(environment_.times.half_closed, &stream_core::give_up);
}

void stream_core::give_up() {
  if (on_read_)
    complete_read(asio::error::eof, 0);
}

void stream_core::watch_head() {
  const bool waits =
    outcome_ == guard_outcome::more && guard_.is_in_head() && is_open_;
  if (waits && on_time_ == nullptr)
    after(environment_.times.head, &stream_core::refuse_slow_head);
  else if (!waits)
    forget_timer();
}

void stream_core::refuse_slow_head() {
  guard_.refuse({408, "The request took too long to come."});
  outcome_ = guard_outcome::fault;
  advance();
}

void stream_core::continue_if_due() {
  constexpr std::string_view text = "HTTP/1.1 100 Continue\r\n\r\n";
  if (!guard_.awaits_continue() || outcome_ != guard_outcome::more
      || unanswered_ > 0 || has_last_answer_
      || std::exchange(has_continued_, true))
    return;
  // Nothing else is being written, so the kernel has room for it; without it
  // clients go on after a while.
  const iovec piece{const_cast<char*>(text.data()), text.size()};
  [[maybe_unused]] const auto sent = send({&piece, 1});
}

} // namespace http
