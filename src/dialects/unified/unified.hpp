#pragma once

#include "base/json_writer.hpp"
#include "dialects/dialect.hpp"

/// The dialect of seed 004 (contract §5).
namespace dialects::unified {

[[nodiscard]] const vocabulary& table();

// -- rows, by file ------------------------------------------------------------

// call_commands.cpp
[[nodiscard]] std::span<const std::string_view> command_names();

[[nodiscard]] read_result read(std::string_view event,
                               const std::optional<base::json_element>& in);

// call_events.cpp
[[nodiscard]] std::vector<std::string> tell_call(const call_news& news);

// call_objects.cpp
[[nodiscard]] std::string_view word_of(schema::call_kind kind);
void write_conversation_id(base::json_writer& json, const schema::call& call);
void write_call(std::string& out, const call_view& view);

// acks.cpp
/// The fields of an object stand beside `data` too.
void write_ack(std::string& out, std::string_view data_json);

} // namespace dialects::unified
