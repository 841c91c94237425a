#include "world.hpp"

#include <algorithm>

namespace model {

using namespace domain::call;
using schema::call_state;
using schema::user_no;

namespace {

/// Whole units until `end`, as far as anything can depend on them.
std::string left(schema::timestamp end, schema::timestamp now) {
  return std::to_string(std::max<std::int64_t>(0, (end - now) / unit));
}

} // namespace

std::string world::token(const party* in, const device& x) const {
  std::string text{x.media.agora ? 'a' : 'w'};
  if (in == nullptr)
    return text;
  const auto found = std::ranges::find(in->devices, x.no, &attendant::no);
  require(found != in->devices.end(), "the call knows who is connected");
  // Of devices that cannot carry the call nothing else matters.
  if (!x.media.has(call_->row->media))
    return text;
  text += static_cast<char>('0' + static_cast<int>(found->place));
  if (found->spoke)
    text += 's';
  const auto last =
    std::ranges::find(heard_, x.no, &decltype(heard_)::value_type::first);
  text += static_cast<char>(
    'p'
    + static_cast<int>(last == heard_.end() ? heard::nothing : last->second));
  const auto early =
    std::ranges::count(call_->early, x.no, &early_candidate::from);
  return text + (early > 0 ? std::to_string(early) : "");
}

std::string world::describe(const party& x) const {
  std::vector<std::string> tokens;
  for (const auto& d : connected_[at(x.who)])
    tokens.push_back(token(&x, d));
  std::ranges::sort(tokens);
  std::string text{x.spoke ? "!" : ""};
  for (const auto& t : tokens)
    text.append(t).append(1, ' ');
  if (x.absent_since)
    text.append("gone ").append(left(*x.absent_since + times.grace, now_));
  for (const auto& w : x.waiting)
    text.append(" +").append(std::to_string(w.index()));
  return text;
}

std::string world::describe(user_no who) const {
  std::string text;
  for (const auto& d : connected_[at(who)])
    text.append(token(nullptr, d));
  std::ranges::sort(text);
  if (past_ && missed_end_[at(who)])
    text.append("missed").append(to_string(past_->row->media));
  return text;
}

std::string world::key() const {
  if (!is_live()) {
    auto a = describe(people[0]);
    auto b = describe(people[1]);
    const auto rest = past_ ? left(*kept_until(*past_), now_) : std::string{};
    return (a < b ? a + "|" + b : b + "|" + a) + rest;
  }
  // Who of the two is the caller makes no difference.
  std::string text{to_string(call_->row->state)};
  text.append(to_string(call_->row->media));
  if (call_->row->state == call_state::ringing)
    text.append(left(call_->row->ring_until, now_));
  else if (!is_known_here())
    text.append("?").append(left(call_->heard_at + times.agora_silence, now_));
  // What depends on who may not have heard of the answer yet.
  if (const auto since = call_->row->answered_at;
      since && now_ < *since + times.unnoticed)
    text.append(left(*since + times.unnoticed, now_))
      .append(call_->answer.empty() ? "" : "!")
      .append(call_->caller_knows ? "k" : "");
  return text + "|" + describe(call_->caller) + "|" + describe(call_->callee);
}

} // namespace model
