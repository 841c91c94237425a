#include "domain/call/dial.hpp"

#include "domain/call/parties.hpp"
#include "domain/call/steps.hpp"

#include <algorithm>

namespace domain::call {

namespace {

using schema::errc;
using schema::fail;

bool can_carry(const std::vector<device>& devices, schema::call_media media) {
  return std::ranges::any_of(
    devices, [media](const device& x) { return x.media.has(media); });
}

bool comes_the_other_way(const schema::call& call, const dialling& what) {
  return call.state == schema::call_state::ringing && call.media == what.media
         && call.caller == what.callee && call.callee == what.caller;
}

/// The two have dialled each other: the second dialling answers the first.
schema::result<transition> join(const state& first, const dialling& what,
                                schema::timestamp now) {
  const auto* dialler = find_device(first.callee, what.from);
  if (!comes_the_other_way(*first.row, what) || now >= first.row->ring_until
      || dialler == nullptr || !dialler->media.has(what.media))
    return fail(errc::busy, "You are in another call");
  auto t = accept(first, *what.from, what.payload, now);
  // It must know which call it is in before it hears anything of it.
  const schema::call_event news[] = {
    schema::call_started{t.after.row},
    schema::call_answered{t.after.row, first.row->invite}};
  for (std::size_t i = 0; i < std::size(news); ++i)
    t.tellings.insert(t.tellings.begin() + static_cast<std::ptrdiff_t>(i),
                      telling{what.caller, {*what.from}, news[i]});
  return t;
}

schema::result<void> check(const dialling& what, const standing& of) {
  if (what.caller == what.callee)
    return fail(errc::validation_failed, "Nobody can call themselves");
  if (auto ok = check_payload(what.payload); !ok)
    return ok;
  if (of.caller_in_session)
    return fail(errc::busy, "You are in a session with somebody else");
  return {};
}

schema::result<void> check_media(const dialling& what) {
  const auto from = std::ranges::find(
    what.caller_devices, what.from.value_or(schema::device_no{}), &device::no);
  if (what.from
      && (from == what.caller_devices.end() || !from->media.has(what.media)))
    return fail(errc::incompatible_media,
                "This connection cannot carry such a call");
  if (!what.callee_devices.empty()
      && !can_carry(what.callee_devices, what.media))
    return fail(errc::incompatible_media,
                "They are connected, but with nothing that can take this call");
  return {};
}

std::shared_ptr<schema::call> make_row(const dialling& what, const settings& s,
                                       schema::timestamp now) {
  auto row = std::make_shared<schema::call>();
  row->id = what.id;
  row->caller = what.caller;
  row->callee = what.callee;
  row->media = what.media;
  row->kind = what.kind;
  row->channel = what.channel;
  row->conversation = what.conversation;
  row->created_at = now;
  row->ring_until =
    now
    + (what.media == schema::call_media::agora ? s.agora_ring : s.webrtc_ring);
  return row;
}

transition first_version(const dialling& what, const settings& s,
                         std::shared_ptr<schema::call> row,
                         schema::timestamp now) {
  auto made = make_state(row, s, now);
  made.caller = make_party(what.caller, what.caller_devices, what.media, now);
  made.callee = make_party(what.callee, what.callee_devices, what.media, now);
  if (what.from)
    leave_to(made.caller, *what.from, place::aside);
  return {std::move(made), write{std::move(row), std::nullopt, {}, {}}, {}};
}

transition ring(const dialling& what, const settings& s,
                schema::timestamp now) {
  auto row = make_row(what, s, now);
  row->invite = what.payload;
  auto t = first_version(what, s, row, now);
  t.stored->takes = {std::min(what.caller, what.callee),
                     std::max(what.caller, what.callee)};
  if (what.from)
    t.tellings.push_back(
      {what.caller, {*what.from}, schema::call_started{row}});
  tell(t, t.after.callee, schema::call_incoming{row});
  return t;
}

transition refuse_as_busy(const dialling& what, const settings& s,
                          schema::timestamp now) {
  auto row = make_row(what, s, now);
  row->state = schema::call_state::ended;
  row->end = schema::end_reason::busy;
  row->ring_until = now;
  row->ended_at = now;
  auto t = first_version(what, s, row, now);
  // Who dialled by REST has it in the answer.
  if (what.from)
    t.tellings.push_back(
      {what.caller, {*what.from}, schema::call_ended{row, {}}});
  return t;
}

} // namespace

schema::result<transition> dial(const dialling& what, const standing& of,
                                const settings& s, schema::timestamp now) {
  if (auto ok = check(what, of); !ok)
    return schema::failure{ok.error()};
  if (of.callers_call != nullptr && of.callers_call->row->is_live())
    return join(*of.callers_call, what, now);
  if (auto ok = check_media(what); !ok)
    return schema::failure{ok.error()};
  return of.callee_is_busy ? refuse_as_busy(what, s, now) : ring(what, s, now);
}

} // namespace domain::call
