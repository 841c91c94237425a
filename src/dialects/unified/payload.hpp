#pragma once

#include "base/json_reader.hpp"
#include "schema/errors.hpp"

#include <string>
#include <string_view>

/// What one client says to the other's through a call. Opaque: an object of
/// JSON without white space, or nothing.
namespace dialects::unified {

/// Which names of a payload are the server's.
enum class relayed_as : std::uint8_t { invite, other };

/// The fields of `in` that the server neither reads nor writes itself, each
/// name once. `payload_too_large` over `schema::most_payload`.
[[nodiscard]] schema::result<std::string>
read_payload(const simdjson::dom::object& in, relayed_as what);

/// Appends `["name",{` and the fields of `payload`, so that a fresh json_writer
/// goes on with a key.
void open_event(std::string& out, std::string_view name,
                std::string_view payload);

} // namespace dialects::unified
