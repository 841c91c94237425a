// What a polling session is to those who post to it, and to its loop.

#include "http/io/polling_session.hpp"

#include "http/engineio_answers.hpp"
#include "http/io/connection.hpp"
#include "http/io/loop.hpp"

#include <algorithm>
#include <utility>

namespace http::io {

using actors::close_reason;
using wire::engineio::error;

polling_session::polling_session(std::shared_ptr<loop> owner,
                                 const actors::handshake& hello)
  : transport{std::move(owner)},
    sid_{hello.sid},
    revision_{hello.revision},
    heartbeat_{revision_} {
  // nop
}

polling_session::~polling_session() = default;

// -- on any thread ------------------------------------------------------------

bool polling_session::post(wire::frame_ptr frame) noexcept {
  if (transport::post(frame))
    return true;
  std::shared_ptr<transport> heir;
  {
    std::lock_guard guard{mutex_};
    heir = successor_;
  }
  return heir && heir->post(std::move(frame));
}

void polling_session::close(close_reason reason) noexcept {
  transport::close(reason);
  std::shared_ptr<transport> heir;
  {
    std::lock_guard guard{mutex_};
    heir = successor_;
  }
  if (heir)
    heir->close(reason);
}

void polling_session::finished(std::uint32_t packets,
                               std::size_t bytes) noexcept {
  std::shared_ptr<transport> heir;
  bool wants_turn = false;
  {
    std::lock_guard guard{mutex_};
    heir = successor_;
    wants_turn = !heir && give_back(packets, bytes);
  }
  if (heir)
    heir->finished(packets, bytes);
  else if (wants_turn)
    request_turn();
}

void polling_session::connected() noexcept {
  std::lock_guard guard{mutex_};
  if (successor_)
    successor_->connected();
  else
    transport::connected();
}

void polling_session::disconnected() noexcept {
  std::lock_guard guard{mutex_};
  if (successor_)
    successor_->disconnected();
  else
    transport::disconnected();
}

bool polling_session::is_open() const noexcept {
  std::lock_guard guard{mutex_};
  return successor_ ? successor_->is_open() : transport::is_open();
}

bool polling_session::is_congested() const noexcept {
  std::lock_guard guard{mutex_};
  return successor_ ? successor_->is_congested() : transport::is_congested();
}

bool polling_session::is_upgraded() const noexcept {
  std::lock_guard guard{mutex_};
  return refusing_ == error::bad_request;
}

std::shared_ptr<void> polling_session::announce_post() {
  announced_.fetch_add(1);
  return {this, [self = shared_from_this()](void*) {
            self->announced_.fetch_sub(1);
          }};
}

void polling_session::take(poll x) {
  std::unique_lock guard{mutex_};
  if (refusing_) {
    const auto why = *refusing_;
    guard.unlock();
    return x.answer.send(engine_refusal(why));
  }
  inbox_.push_back(std::move(x));
  guard.unlock();
  request_turn();
}

// -- on the loop's thread -----------------------------------------------------

void polling_session::start() {
  const auto& settings = loop_.env.settings;
  connect_due_ = loop_.now() + settings.connect_timeout.count();
  heartbeat_.begin(loop_.now(), settings);
  arm_next();
}

void polling_session::on_turn() {
  const auto requested = begin_turn();
  if (phase_ == phase::dead || phase_ == phase::upgraded) {
    loop_.forget(*this);
    return;
  }
  if (requested)
    end(*requested);
  bool gone = false;
  {
    std::lock_guard guard{mutex_};
    gone = held_ && hung_up_ == held_number_;
  }
  if (gone)
    return cut(close_reason::client_left);
  for (auto& x : take_inbox())
    handle(std::move(x));
  if (phase_ != phase::open)
    return;
  if (resume_if_below() || !is_paused())
    confirm_written();
  answer_held();
}

void polling_session::on_timer() {
  const auto now = loop_.now();
  if (phase_ == phase::closing)
    return finish();
  if (probed_ && now >= release_due_) {
    release_due_ = now + release_ms;
    answer_held("6");
  }
  if (is_late(connect_due_))
    return end(close_reason::connect_timeout);
  beat();
}

void polling_session::beat() {
  static const auto ping = wire::frame::text("2");
  const bool is_behind = written_ || stopped_reading_;
  const auto step = heartbeat_.look(loop_.now(), loop_.env.settings, is_behind);
  if (step == heartbeat::step::end)
    return end(close_reason::ping_timeout);
  arm_next();
  if (step == heartbeat::step::ping)
    post(ping);
}

void polling_session::arm_next() {
  auto soonest = heartbeat_.due();
  if (!is_connected())
    soonest = std::min(soonest, connect_due_);
  if (probed_)
    soonest = std::min(soonest, release_due_);
  loop_.arm(*this, soonest);
}

// -- upgrade ------------------------------------------------------------------

bool polling_session::begin_upgrade(connection& by) {
  if (phase_ != phase::open || prober_ != nullptr)
    return false;
  prober_ = &by;
  return true;
}

void polling_session::on_probe() {
  if (phase_ != phase::open || std::exchange(probed_, true))
    return;
  release_due_ = loop_.now() + release_ms;
  arm_next();
}

bool polling_session::hand_over(connection& by) {
  if (phase_ != phase::open)
    return false;
  confirm_written();
  refuse_late();
  answer_held("6");
  {
    std::lock_guard guard{mutex_};
    refusing_ = error::bad_request;
    hand_over_to(by);
    successor_ = loop_.share(by);
  }
  phase_ = phase::upgraded;
  prober_ = nullptr;
  refuse_inbox(error::bad_request);
  loop_.forget(*this);
  return true;
}

void polling_session::upgrade_ended(const connection& by) noexcept {
  if (prober_ == &by) {
    prober_ = nullptr;
    probed_ = false;
    return;
  }
  std::shared_ptr<transport> ended;
  {
    std::lock_guard guard{mutex_};
    if (successor_.get() == &by)
      ended = std::move(successor_);
  }
  if (ended)
    loop_.env.sessions.remove(sid_);
}

// -- the end ------------------------------------------------------------------

void polling_session::end(close_reason reason) {
  if (phase_ != phase::open)
    return;
  phase_ = phase::closing;
  tell_session(reason);
  confirm_written();
  refuse_late();
  if (reason == close_reason::too_slow || reason == close_reason::overloaded)
    forget_queue();
  // To a client that is thought dead no farewell is kept.
  if (reason == close_reason::ping_timeout && !held_)
    return finish();
  const bool last = reason == close_reason::shutting_down;
  loop_.arm(*this, loop_.now() + (last ? last_farewell_ms : farewell_ms));
  answer_held();
}

void polling_session::cut(close_reason reason) {
  if (phase_ == phase::dead || phase_ == phase::upgraded)
    return;
  tell_session(reason);
  finish();
}

void polling_session::stop_reading() {
  stopped_reading_ = true;
}

void polling_session::finish() {
  phase_ = phase::dead;
  {
    std::lock_guard guard{mutex_};
    refusing_ = error::unknown_sid;
  }
  loop_.env.sessions.remove(sid_);
  confirm_written();
  refuse_late();
  answer_held("1");
  refuse_inbox(error::unknown_sid);
  die();
  if (prober_ != nullptr)
    prober_->end(close_reason::client_left);
  loop_.forget(*this);
}

} // namespace http::io
