#include "http/io/connection.hpp"

#include "http/io/close_codes.hpp"
#include "http/io/inbound.hpp"
#include "http/io/loop.hpp"
#include "http/io/polling_session.hpp"
#include "wire/websocket/frames.hpp"

#include <sys/epoll.h>
#include <sys/uio.h>

#include <algorithm>
#include <utility>

namespace http::io {

using actors::close_reason;
using wire::websocket::close_code;

connection::connection(std::shared_ptr<loop> owner, arrival& from)
  : transport{std::move(owner)},
    socket_{std::move(from.socket)},
    phase_{from.upgrades ? phase::probing : phase::open},
    speech_{from.hello.speech},
    revision_{from.hello.revision},
    decoder_{&loop_.env.limits},
    upgrades_{std::move(from.upgrades)},
    heartbeat_{revision_} {
  keep(std::move(from.place));
  if (!upgrades_ && speech_ != actors::speech::plain)
    sid_hash_ = loop_.env.sessions.put_socket(from.hello.sid);
}

connection::~connection() = default;

bool connection::start(std::string_view greeting) {
  // A new socket's buffer is empty: it takes these few hundred bytes whole.
  const iovec piece{const_cast<char*>(greeting.data()), greeting.size()};
  if (socket_.write({&piece, 1}).bytes != greeting.size())
    return false;
  update_interest();
  const auto& settings = loop_.env.settings;
  phase_due_ = loop_.now()
               + (phase_ == phase::probing ? loop_.env.upgrade_ms
                                           : settings.connect_timeout.count());
  heartbeat_.begin(loop_.now(), settings);
  arm_next();
  return true;
}

// -- reading ------------------------------------------------------------------

void connection::on_readable(std::span<char> buffer) {
  if (phase_ == phase::dead)
    return;
  const auto got = socket_.read(buffer);
  switch (got.outcome) {
  case transfer::result::done:
    decode(buffer.first(got.bytes));
    break;
  case transfer::result::wants_read:
  case transfer::result::wants_write:
    break;
  case transfer::result::ended:
  case transfer::result::failed:
    cut(close_reason::client_left);
  }
  // Reading TLS may call for an answer of its own.
  if (socket_.has_unsent())
    update_interest();
}

void connection::on_early_bytes(std::string_view bytes,
                                std::span<char> buffer) {
  while (!bytes.empty()
         && (phase_ == phase::open || phase_ == phase::probing)) {
    const auto size = std::min(bytes.size(), buffer.size());
    std::copy_n(bytes.begin(), size, buffer.begin());
    decode(buffer.first(size));
    bytes.remove_prefix(size);
  }
}

void connection::decode(std::span<char> bytes) {
  loop_.counters.bytes_in += bytes.size();
  inbound in{
    decoder_, bytes.size(), {speech_, revision_, phase_ == phase::probing}};
  const auto broken = decoder_.feed(bytes, in);
  loop_.counters.frames_in += in.messages;
  take_in(in, broken);
}

void connection::take_in(inbound& in, std::optional<close_code> broken) {
  if (phase_ == phase::probing)
    return take_probe(in, broken);
  if (phase_ != phase::open) {
    // Nothing is processed after a close but its answer.
    if (in.close_echo)
      cut(close_reason::client_left);
    return;
  }
  if (in.heartbeat) {
    heartbeat_.heard(loop_.now(), loop_.env.settings);
    arm_next();
  }
  answer_pings(in);
  if (in.block) {
    in.block->bytes.append(actors::inbound_block::padding, '\0');
    deliver(std::move(in.block), in.packet_bytes);
    if (pause_if_over())
      update_interest();
  }
  end_reading(in, broken);
}

void connection::answer_pings(inbound& in) {
  // To a peer that does not read, one answer a read is enough.
  if (outgoing_.is_blocked() && in.pongs.size() > 1)
    in.pongs.erase(in.pongs.begin(), in.pongs.end() - 1);
  for (auto& pong : in.pongs)
    post(std::move(pong));
}

void connection::end_reading(inbound& in, std::optional<close_code> broken) {
  if (broken || in.violation)
    loop_.env.metrics.packets_malformed.add();
  if (broken) {
    const auto& told = describe(close_reason::protocol_error).text;
    begin_close(close_reason::protocol_error,
                wire::websocket::close_frame(*broken, told));
  } else if (in.violation) {
    begin_close(close_reason::protocol_error);
  } else if (in.close_echo) {
    peer_closed_ = true;
    begin_close(close_reason::client_left, std::move(in.close_echo));
  } else if (in.engine_close) {
    begin_close(close_reason::client_left);
  }
}

// -- taking a polling session over ----------------------------------------

bool connection::begin_upgrade() {
  return upgrades_->begin_upgrade(*this);
}

void connection::take_probe(inbound& in, std::optional<close_code> broken) {
  answer_pings(in);
  if (in.probe) {
    static const auto answer = wire::frame::text("3probe");
    probed_ = true;
    post(answer);
    upgrades_->on_probe();
  }
  if (!in.upgrade)
    return end_reading(in, broken);
  if (!probed_ || !upgrades_->hand_over(*this)) {
    begin_close(close_reason::protocol_error);
    return;
  }
  phase_ = phase::open;
  const auto& settings = loop_.env.settings;
  phase_due_ = loop_.now() + settings.connect_timeout.count();
  // The client counts on from its last ping, whatever that came by.
  heartbeat_ = upgrades_->pulse();
  arm_next();
  request_turn();
  take_in(in, broken);
}

// -- writing, and waiting -------------------------------------------------

void connection::on_writable() {
  if (phase_ == phase::dead)
    return;
  if (socket_.flush() == transfer::result::failed) {
    cut(close_reason::client_left);
    return;
  }
  flush(true);
  update_interest();
}

void connection::on_hangup() {
  cut(close_reason::client_left);
}

void connection::on_turn() {
  const auto requested = begin_turn();
  if (phase_ == phase::dead) {
    loop_.forget(*this);
    return;
  }
  if (requested)
    begin_close(*requested);
  if (phase_ != phase::open && phase_ != phase::probing)
    return;
  if (resume_if_below()) {
    heartbeat_.heard(loop_.now(), loop_.env.settings);
    arm_next();
    update_interest();
  }
  flush(false);
}

void connection::on_timer() {
  if (phase_ != phase::open && phase_ != phase::probing)
    cut(close_reason::client_left);
  else if (is_late(phase_due_))
    begin_close(close_reason::connect_timeout);
  else if (phase_ == phase::probing)
    arm_next();
  else
    beat();
}

void connection::beat() {
  static const auto engine_ping = wire::frame::text("2");
  static const auto plain_ping = wire::frame::control(0x9, {});
  const bool is_behind = is_paused() || stopped_reading_;
  const auto step = heartbeat_.look(loop_.now(), loop_.env.settings, is_behind);
  if (step == heartbeat::step::end)
    return begin_close(close_reason::ping_timeout);
  arm_next();
  if (step == heartbeat::step::ping)
    post(speech_ == actors::speech::plain ? plain_ping : engine_ping);
}

void connection::arm_next() {
  auto soonest = phase_due_;
  if (phase_ == phase::open)
    soonest = is_connected() ? heartbeat_.due()
                             : std::min(heartbeat_.due(), phase_due_);
  loop_.arm(*this, soonest);
}

void connection::stop_reading() {
  stopped_reading_ = true;
  update_interest();
}

void connection::update_interest() {
  if (phase_ == phase::dead)
    return;
  const bool reads =
    phase_ != phase::open || !(is_paused() || stopped_reading_);
  std::uint32_t events = 0;
  if (reads)
    events |= EPOLLIN;
  if (outgoing_.is_blocked() || socket_.has_unsent())
    events |= EPOLLOUT;
  if (events != interest)
    loop_.watch(*this, events);
}

} // namespace http::io
