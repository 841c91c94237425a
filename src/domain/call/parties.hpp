#pragma once

#include "domain/call/state.hpp"

#include <vector>

/// Who is there. For the sources of this folder only.
namespace domain::call {

/// Null if `who` is no party.
[[nodiscard]] party* find_party(state& of, schema::user_no who);
[[nodiscard]] const party* find_party(const state& of, schema::user_no who);

/// The other one of the two.
[[nodiscard]] party& other_party(state& of, schema::user_no who);

/// Null if there is none, or it is not connected.
[[nodiscard]] attendant* find_device(party& of,
                                     std::optional<schema::device_no> no);
[[nodiscard]] const attendant* find_device(const party& of,
                                           std::optional<schema::device_no> no);

/// The devices that take part and can carry the call's media.
[[nodiscard]] std::vector<schema::device_no> taking_part(const party& of,
                                                         const state& in);

/// A party with `devices` as they connected; absent since `now` if none of them
/// can carry `media`.
[[nodiscard]] party make_party(schema::user_no who,
                               const std::vector<device>& devices,
                               schema::call_media media, schema::timestamp now);

/// The row, and what the settings say about a call like it; the parties are
/// still to be filled in.
[[nodiscard]] state make_state(schema::call_ptr row, const settings& s,
                               schema::timestamp now);

/// A device that takes part, and has said something of the call, is connected.
[[nodiscard]] bool has_speaker(const party& of);

/// Only `device`, which dialled or answered, goes on with the call; the others
/// come to stand at `rest`.
void leave_to(party& of, schema::device_no device, place rest);

/// Notes since when nobody is there, or that somebody is.
void note_presence(party& of, const state& in, schema::timestamp now);

} // namespace domain::call
