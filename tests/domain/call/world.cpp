#include "world.hpp"

#include <algorithm>

namespace model {

namespace {

using namespace domain::call;
using schema::call_media;
using schema::call_state;
using schema::user_no;

schema::media_set only(call_media x) {
  return {x == call_media::agora, x == call_media::webrtc};
}

} // namespace

schema::call_command command_of(action::kind what) {
  switch (what) {
  case action::kind::answer:
    return schema::answer_call{{}, "answer"};
  case action::kind::reject:
    return schema::reject_call{};
  case action::kind::cancel:
    return schema::cancel_call{};
  case action::kind::report:
    return schema::report_connected{};
  case action::kind::candidate:
    return schema::send_candidate{{}, "candidate"};
  case action::kind::hang_up:
  case action::kind::connect:
  case action::kind::disconnect:
  case action::kind::dial:
  case action::kind::wait:
  case action::kind::expire:
  case action::kind::restart:
    break;
  }
  return schema::end_call{};
}

const std::vector<action::kind>& commands() {
  using enum action::kind;
  static const std::vector all{answer,  reject, cancel,
                               hang_up, report, candidate};
  return all;
}

bool world::is_live() const {
  return call_ && call_->row->is_live();
}

bool world::is_known_here() const {
  const auto knows = [](const party& x) {
    return std::ranges::any_of(x.devices, [](const attendant& d) {
      return d.spoke && d.place == place::taking_part;
    });
  };
  return knows(call_->caller) || knows(call_->callee);
}

heard& world::last_heard(schema::device_no device) {
  for (auto& [no, what] : heard_)
    if (no == device)
      return what;
  return heard_.emplace_back(device, heard::nothing).second;
}

std::vector<schema::device_no> world::alike(user_no who) const {
  std::vector<schema::device_no> result;
  std::set<std::string> seen;
  const auto* in =
    !call_ ? nullptr
           : (call_->caller.who == who ? &call_->caller : &call_->callee);
  for (const auto& x : connected_[at(who)])
    if (seen.insert(token(in, x)).second)
      result.push_back(x.no);
  return result;
}

/// The rules do not depend on the media but for whom they fit: one device of
/// the other kind shows as much as three.
bool world::has_room(user_no who, call_media media) const {
  const auto& all = connected_[at(who)];
  return all.size() < most_devices
         && (media == call_media::agora
             || std::ranges::none_of(
               all, [](const device& x) { return x.media.webrtc; }));
}

std::vector<action> world::possible() const {
  using enum action::kind;
  std::vector<action> all{{restart}};
  if (is_live())
    all.insert(all.end(), {{wait}, {expire}});
  else if (past_)
    all.push_back({wait});
  for (auto who : people) {
    for (auto media : {call_media::agora, call_media::webrtc}) {
      if (has_room(who, media))
        all.push_back({connect, who, {}, media});
      all.push_back({dial, who, {}, media});
      for (auto device : alike(who))
        all.push_back({dial, who, device, media});
    }
    for (auto device : alike(who))
      all.push_back({disconnect, who, device});
    if (!is_live())
      continue;
    for (auto what : commands()) {
      all.push_back({what, who});
      for (auto device : alike(who))
        all.push_back({what, who, device});
    }
  }
  return all;
}

bool world::take(const action& x) {
  using enum action::kind;
  switch (x.what) {
  case connect:
    connect_as(x);
    return true;
  case disconnect:
    leave(x.who, *x.device);
    return true;
  case dial:
    return start(x);
  case answer:
  case reject:
  case cancel:
  case hang_up:
  case report:
  case candidate:
    return command(x);
  case wait:
    now_ += unit;
    drop_past();
    return true;
  case expire:
    follow(domain::call::expire(*call_, now_));
    return true;
  case restart:
    begin_anew();
    return true;
  }
  return false;
}

void world::connect_as(const action& x) {
  const device made{{++last_device_}, only(x.media)};
  connected_[at(x.who)].push_back(made);
  if (is_live())
    follow(attach(*call_, x.who, made, now_));
  else if (past_)
    come_late(x.who, made);
}

/// Who was not there to hear the end does so when they come.
void world::come_late(user_no who, const device& made) {
  const auto t = attach(*past_, who, made, now_);
  const bool hears = missed_end_[at(who)] && made.media.has(past_->row->media);
  require(!t.stored && t.tellings.size() == (hears ? 1 : 0),
          "who missed the end hears it when they come, and nothing else");
  if (hears) {
    const auto& x = t.tellings.front();
    require(x.who == who && x.to == std::vector{made.no}
              && std::holds_alternative<schema::call_ended>(x.what),
            "it is told to who came");
  }
  apply(*past_, t);
  drop_past();
}

/// What is not kept any more is forgotten.
void world::drop_past() {
  if (!past_)
    return;
  const auto end = kept_until(*past_);
  require(end.has_value() == (missed_end_[0] || missed_end_[1]),
          "an ended call is kept for those who have not heard of it");
  if (!end || now_ >= *end)
    past_.reset();
}

void world::leave(user_no who, schema::device_no gone) {
  std::erase_if(connected_[at(who)],
                [gone](const device& x) { return x.no == gone; });
  if (is_live())
    follow(detach(*call_, who, gone, now_));
  else if (past_)
    apply(*past_, detach(*past_, who, gone, now_));
}

bool world::start(const action& x) {
  const auto other = x.who == people[0] ? people[1] : people[0];
  dialling what;
  what.id.text = "call";
  what.caller = x.who;
  what.callee = other;
  what.media = x.media;
  what.payload = "invite";
  what.from = x.device;
  what.caller_devices = connected_[at(x.who)];
  what.callee_devices = connected_[at(other)];
  standing of;
  if (is_live()) {
    of.callers_call = &*call_;
    of.callee_is_busy = true;
  }
  const auto t = domain::call::dial(what, of, times, now_);
  if (!t)
    return false;
  if (!is_live()) {
    // Another machine's, which tells what it tells with or without this one.
    past_.reset();
    heard_.clear();
    ends_heard_ = {};
    missed_end_ = {};
    stored_.reset();
  }
  follow(*t);
  return true;
}

bool world::command(const action& x) {
  // What waits has a bound of its own; one tells as much as a hundred.
  if (x.what == action::kind::candidate
      && call_->early.size() + call_->caller.waiting.size()
             + call_->callee.waiting.size()
           >= 1)
    return false;
  const auto t = decide(*call_, {x.who, x.device}, command_of(x.what), now_);
  if (t)
    follow(*t);
  return t.has_value();
}

void world::begin_anew() {
  for (auto& devices : connected_)
    devices.clear();
  heard_.clear();
  past_.reset();
  if (is_live())
    call_ = restore(stored_, times, now_);
}

void world::follow(const transition& t) {
  check_write(t);
  const bool was_answered = stored_ && stored_->winner;
  if (t.stored) {
    check_row(*t.stored->row);
    stored_ = t.stored->row;
    for (auto who : t.stored->takes)
      busy_[at(who)] = true;
    for (auto who : t.stored->frees)
      busy_[at(who)] = false;
  }
  if (was_answered && stored_ && call_)
    require(stored_->winner == call_->row->winner, "a call has one winner");
  if (call_)
    apply(*call_, t);
  else
    call_ = t.after;
  require(call_->row == stored_, "what is known is what is stored");
  for (const auto& x : t.tellings)
    hear(x);
  require(busy_ == std::array{is_live(), is_live()},
          "the two are busy as long as the call is live");
  if (!call_->row->is_live())
    check_end();
}

} // namespace model
