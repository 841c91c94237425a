#include "domain/call/parties.hpp"

#include <algorithm>
#include <utility>

namespace domain::call {

const party* find_party(const state& of, schema::user_no who) {
  if (of.caller.who == who)
    return &of.caller;
  return of.callee.who == who ? &of.callee : nullptr;
}

party* find_party(state& of, schema::user_no who) {
  return const_cast<party*>(find_party(std::as_const(of), who));
}

party& other_party(state& of, schema::user_no who) {
  return of.caller.who == who ? of.callee : of.caller;
}

const attendant* find_device(const party& of,
                             std::optional<schema::device_no> no) {
  if (!no)
    return nullptr;
  const auto found = std::ranges::find(of.devices, *no, &attendant::no);
  return found == of.devices.end() ? nullptr : &*found;
}

attendant* find_device(party& of, std::optional<schema::device_no> no) {
  return const_cast<attendant*>(find_device(std::as_const(of), no));
}

std::vector<schema::device_no> taking_part(const party& of, const state& in) {
  std::vector<schema::device_no> result;
  for (const auto& x : of.devices)
    if (x.place == place::taking_part && x.media.has(in.row->media))
      result.push_back(x.no);
  return result;
}

party make_party(schema::user_no who, const std::vector<device>& devices,
                 schema::call_media media, schema::timestamp now) {
  party result;
  result.who = who;
  result.absent_since = now;
  for (const auto& x : devices) {
    result.devices.push_back({x.no, x.media});
    if (x.media.has(media))
      result.absent_since.reset();
  }
  return result;
}

state make_state(schema::call_ptr row, const settings& s,
                 schema::timestamp now) {
  state made;
  made.heard_at = now;
  made.grace = s.grace;
  made.unnoticed = s.unnoticed;
  made.silence = row->media == schema::call_media::agora ? s.agora_silence
                                                         : s.webrtc_silence;
  made.row = std::move(row);
  return made;
}

bool has_speaker(const party& of) {
  return std::ranges::any_of(of.devices, [](const attendant& x) {
    return x.spoke && x.place == place::taking_part;
  });
}

void leave_to(party& of, schema::device_no device, place rest) {
  of.spoke = true;
  for (auto& x : of.devices)
    if (x.no == device)
      x.spoke = true;
    else if (x.place == place::taking_part)
      x.place = rest;
}

void note_presence(party& of, const state& in, schema::timestamp now) {
  if (!taking_part(of, in).empty())
    of.absent_since.reset();
  else if (!of.absent_since)
    of.absent_since = now;
}

} // namespace domain::call
