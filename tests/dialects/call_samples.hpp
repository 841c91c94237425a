#pragma once

#include "dialects/dialect.hpp"

#include <string>

/// Maya calls Arjun.
namespace samples {

inline constexpr std::string_view call_hex = "695661c0a1b2c3d4e5f60719";

/// A user with everything; her phone is hers.
[[nodiscard]] schema::profile maya();

/// An astrologer without name, phone or picture.
[[nodiscard]] schema::profile arjun();

/// Dialled at 12:00:00.123 in the conversation of the two; rings for a minute,
/// or 40 seconds.
[[nodiscard]] schema::call ringing(schema::call_media media);

/// Five seconds later.
[[nodiscard]] schema::call answered(schema::call_media media);

/// Ended for that reason: if it was answered, after 60.5 seconds of talk, else
/// at 12:00:10.123.
[[nodiscard]] schema::call ended(schema::call_media media,
                                 schema::end_reason why);

enum class side { caller, callee };

/// The events that one of them is told, a line each.
[[nodiscard]] std::string tell(dialects::dialect words,
                               const schema::call_event& what, side to);

/// The same, with other people.
[[nodiscard]] std::string tell(dialects::dialect words,
                               const schema::call_event& what, side to,
                               const schema::profile& caller,
                               const schema::profile& callee);

[[nodiscard]] schema::call_ptr shared(schema::call call);

} // namespace samples
