// The end of a connection: its last frames, its answer, its death.

#include "base/log.hpp"
#include "http/io/close_codes.hpp"
#include "http/io/connection.hpp"
#include "http/io/loop.hpp"
#include "http/io/polling_session.hpp"

#include <sys/socket.h>

#include <utility>

namespace http::io {

using actors::close_reason;

void connection::end(close_reason reason) {
  begin_close(reason);
}

void connection::begin_close(close_reason reason, wire::frame_ptr told) {
  if (phase_ != phase::open && phase_ != phase::probing)
    return;
  phase_ = phase::closing;
  base::log::debug("socket closes", "socket={} reason={}", socket(),
                   to_string(reason));
  tell_session(reason);
  let_go();
  if (reason == close_reason::too_slow || reason == close_reason::overloaded) {
    forget_queue();
    outgoing_.drop_waiting();
  }
  queue_last(told ? std::move(told) : close_frame(reason));
  phase_due_ = loop_.now() + linger_ms;
  arm_next();
  update_interest();
  flush(false);
}

void connection::flush(bool writable) {
  auto& fresh = loop_.scratch;
  take_queue();
  loop_.counters.frames_out += fresh.size();
  if (outgoing_.is_blocked() && !writable) {
    outgoing_.keep(fresh);
    return;
  }
  if (fresh.empty() && !outgoing_.is_blocked()) {
    if (phase_ == phase::closing)
      after_flush(outgoing::outcome::done);
    return;
  }
  std::size_t sent = 0;
  const auto result = outgoing_.write(socket_, fresh, loop_.counters, sent);
  count_sent(sent);
  after_flush(result);
}

void connection::after_flush(outgoing::outcome result) {
  if (result == outgoing::outcome::failed) {
    cut(close_reason::client_left);
    return;
  }
  if (result == outgoing::outcome::done && phase_ == phase::closing) {
    socket_.say_end();
    if (peer_closed_) {
      cut(close_reason::client_left);
      return;
    }
    phase_ = phase::lingering;
    ::shutdown(socket(), SHUT_WR);
  }
  update_interest();
}

void connection::cut(close_reason reason) {
  if (phase_ == phase::dead)
    return;
  phase_ = phase::dead;
  tell_session(reason);
  let_go();
  loop_.env.sessions.remove_socket(sid_hash_);
  die();
  socket_ = channel{};
  loop_.forget(*this);
}

/// The polling session goes on if it was not taken over, else its id is
/// unknown from now on.
void connection::let_go() noexcept {
  if (const auto session = std::move(upgrades_))
    session->upgrade_ended(*this);
}

} // namespace http::io
