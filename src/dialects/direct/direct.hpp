#pragma once

#include "base/json_writer.hpp"
#include "dialects/dialect.hpp"

/// The dialect of seeds 000 and 001 (contract §5): `dm:*`. A payload has the
/// union of both seeds' fields under both names.
namespace dialects::direct {

[[nodiscard]] const vocabulary& table();

// -- rows, by file ------------------------------------------------------------

/// Reads the payload of one event.
struct command_row {
  std::string_view event;
  schema::result<schema::client_command> (*read)(
    const std::optional<base::json_element>& in);
};

// call_commands.cpp
[[nodiscard]] std::span<const command_row> call_rows();

// commands.cpp
[[nodiscard]] std::span<const std::string_view> command_names();

[[nodiscard]] read_result read(std::string_view event,
                               const std::optional<base::json_element>& in);

[[nodiscard]] schema::result<schema::post_message>
read_message(const base::json_element& body);

// events.cpp
void write_posted(std::string& out, std::string_view message_json,
                  const schema::conversation& where);
void write_typing(std::string& out, const typing_view& typing,
                  const schema::conversation& where);
void write_joined(std::string& out, const schema::conversation& where);
void write_read(std::string& out, const read_view& read,
                const schema::conversation& where);
void write_history(std::string& out, const history_view& page,
                   const schema::conversation& where);
void write_deleted(std::string& out, const deletion_view& deletion,
                   const schema::conversation& where);
void write_updated(std::string& out, const update_view& update,
                   const schema::conversation& where);
void write_synced(std::string& out, std::span<const schema::cursor> reached);

// objects.cpp
/// The ids of who deleted it.
void write_deleted_by(base::json_writer& json, const schema::message& message,
                      const schema::conversation& where);
void write_message(std::string& out, const message_view& message,
                   const schema::conversation& where);
void write_conversation(std::string& out, const schema::conversation& where,
                        std::string_view last);

// call_events.cpp
[[nodiscard]] std::vector<std::string> tell_call(const call_news& news);
void tell_call_token(std::string& out, const call_view& view);

// call_objects.cpp
/// `channelName` and what it takes to join it, as fields of an open object.
void write_channel(base::json_writer& json, const call_view& view);
void write_call(std::string& out, const call_view& view);
void write_call_token(std::string& out, const call_view& view);

} // namespace dialects::direct
