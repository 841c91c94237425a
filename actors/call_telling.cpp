// What the devices of the two are told, and who they are.

#include "actors/call.hpp"
#include "actors/calls.hpp"
#include "actors/speaking.hpp"
#include "base/random.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace actors {

namespace {

using schema::errc;

/// Contract §6.
constexpr std::chrono::seconds token_lifetime{3600};

/// 1 to 99,999,999.
std::uint32_t make_salt() {
  std::array<std::uint8_t, 4> bytes{};
  base::fill_random(bytes);
  std::uint32_t number = 0;
  for (const auto x : bytes)
    number = number << 8 | x;
  return 1 + number % 99'999'999;
}

/// With these a client is told how to join.
bool lets_in(const schema::call_event& what) {
  return std::holds_alternative<schema::call_started>(what)
         || std::holds_alternative<schema::call_incoming>(what);
}

/// A call's media decides in whose words it is told: only clients of that
/// dialect can carry it.
const dialects::vocabulary& words_of(schema::call_media media) {
  return dialects::vocabulary_of(media == schema::call_media::agora
                                   ? dialects::dialect::direct
                                   : dialects::dialect::unified);
}

const schema::call& call_of(const schema::call_event& what) {
  return std::visit(
    [](const auto& x) -> const schema::call& { return *x.call; }, what);
}

} // namespace

// -- devices ------------------------------------------------------------------

call_state::link* call_state::find_link(const sink_ptr& out) {
  const auto found = std::ranges::find_if(
    links_, [&](const link& x) { return !x.gone && x.socket.out == out; });
  return found == links_.end() ? nullptr : &*found;
}

const call_state::link* call_state::find_gone(const sink_ptr& out) const {
  const auto found = std::ranges::find_if(
    links_, [&](const link& x) { return x.gone && x.socket.out == out; });
  return found == links_.end() ? nullptr : &*found;
}

call_state::link* call_state::find_link(schema::device_no no) {
  const auto found = std::ranges::find(links_, no, &link::no);
  return found == links_.end() ? nullptr : &*found;
}

bool call_state::has_left(const reply_route& route) {
  return route.out && find_link(route.out) == nullptr
         && find_gone(route.out) != nullptr;
}

std::vector<domain::call::device>
call_state::devices_of(schema::user_no who) const {
  std::vector<domain::call::device> out;
  for (const auto& x : links_)
    if (!x.gone && x.socket.who == who && x.socket.out->is_connected())
      out.push_back({x.no, dialects::media_of(x.socket.out->spoken())});
  return out;
}

bool call_state::is_attached(const link& who) const {
  const auto is_in = [&](const domain::call::party& x) {
    return std::ranges::find(x.devices, who.no, &domain::call::attendant::no)
           != x.devices.end();
  };
  return machine_ && (is_in(machine_->caller) || is_in(machine_->callee));
}

domain::call::speaker call_state::speaker_of(const schema::identity& who,
                                             const reply_route& route) {
  domain::call::speaker by{.who = who.no};
  if (!route.out)
    return by;
  // Nobody's device, but no REST either.
  by.device = schema::device_no{};
  const auto* mine = find_link(route.out);
  if (mine != nullptr && machine_ && !is_attached(*mine))
    attach(*mine);
  // One that has gone since said it while it was here, and as what it was: if
  // it had lost the call, it ends nothing now either.
  if (mine == nullptr)
    mine = find_gone(route.out);
  if (mine != nullptr && mine->socket.who == who.no)
    by.device = mine->no;
  return by;
}

// -- tokens -------------------------------------------------------------------

/// Empty where there is no channel, or none can be made. Those of one second
/// are one: whoever dials and whoever is rung may do the same.
std::string call_state::make_token() {
  const auto& call = *machine_->row;
  if (!call.channel || !call.is_live())
    return {};
  const auto now = std::chrono::floor<std::chrono::seconds>(env_->now());
  if (!token_.empty() && token_made_ == now)
    return token_;
  const auto& with = env_->call_settings;
  auto token = media::make_agora_token(with.agora,
                                       {.channel = *call.channel,
                                        .uid = {},
                                        .role = media::agora_role::publisher,
                                        .issued_at = now,
                                        .lifetime = token_lifetime,
                                        .salt = make_salt()},
                                       with.agora_version);
  token_ = token ? std::move(*token) : std::string{};
  token_made_ = now;
  return token_;
}

/// Thousands of calls may ring for long.
void call_state::forget_token() {
  std::string{}.swap(token_);
}

/// For the two alone, while it is live, and for no device that has lost it.
void call_state::answer_token(const call_request& by) {
  const auto& call = *machine_->row;
  const bool is_caller = by.who->no == call.caller;
  if (!is_caller && by.who->no != call.callee)
    return refuse(by, {errc::not_found, "Call not found"});
  if (!call.is_live())
    return refuse(by, {errc::call_over, "This call is over"});
  const auto speaker = speaker_of(*by.who, by.route);
  const auto& party = is_caller ? machine_->caller : machine_->callee;
  const auto mine = std::ranges::find(
    party.devices, speaker.device.value_or(schema::device_no{}),
    &domain::call::attendant::no);
  if (mine != party.devices.end() && mine->place == domain::call::place::lost)
    return refuse(
      by, {errc::call_over, "This call was answered on another device"});
  if (!call.channel)
    return refuse(by, {errc::incompatible_media,
                       "This call needs no token: it has no channel"});
  machine_ = domain::call::note_speech(*machine_, speaker, env_->now()).after;
  forget_token();
  const auto token = make_token();
  if (token.empty())
    return refuse(
      by, {errc::unavailable, "Agora calls are not set up on this server"});
  const auto& words = dialects::vocabulary_of(by.route.dialect);
  const auto view = view_of(call, token);
  std::string json;
  words.write_call_token(json, view);
  succeed(by.route, json);
  if (by.route.out)
    by.route.out->post(event_frame(by.route.speech, [&](std::string& out) {
      words.tell_call_token(out, view);
    }));
}

// -- telling ------------------------------------------------------------------

void call_state::apply(domain::call::transition&& decided) {
  machine_ = std::move(decided.after);
  tell(decided.tellings);
}

void call_state::tell(const std::vector<domain::call::telling>& news) {
  for (const auto& x : news)
    tell(x);
  release_if_over();
}

void call_state::tell(const domain::call::telling& what) {
  if (what.to.empty())
    return;
  const auto token = lets_in(what.what) ? make_token() : std::string{};
  const auto& call = call_of(what.what);
  const auto events = words_of(call.media)
                        .tell_call({.what = what.what,
                                    .view = view_of(call, token),
                                    .to_caller = what.who == caller_->no});
  std::array<std::vector<wire::frame_ptr>, speech_count> frames;
  for (const auto no : what.to) {
    const auto* device = find_link(no);
    if (device == nullptr)
      continue;
    const auto& to = device->socket;
    auto& mine = frames[static_cast<std::size_t>(to.speech)];
    if (mine.empty())
      for (const auto& event : events)
        mine.push_back(
          event_frame(to.speech, [&](std::string& out) { out.append(event); }));
    for (const auto& frame : mine)
      to.out->post(frame);
  }
}

dialects::call_view call_state::view_of(const schema::call& call,
                                        std::string_view token) const {
  return {.call = call,
          .caller = caller_->profile,
          .callee = callee_->profile,
          .token = token,
          .app_id = env_->call_settings.agora.id,
          .viewer = {},
          .token_expires_at = token_made_ + token_lifetime};
}

void call_state::answer(const dialling_ptr& by) {
  answer(by->route, make_token());
}

void call_state::answer(const call_request_ptr& by) {
  answer(by->route, {});
}

void call_state::answer(const reply_route& route, std::string_view token) {
  std::string json;
  dialects::vocabulary_of(route.dialect)
    .write_call(json, view_of(*machine_->row, token));
  succeed(route, json);
}

} // namespace actors
