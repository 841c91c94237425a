#pragma once

#include "base/json_reader.hpp"
#include "dialects/calls.hpp"
#include "schema/commands.hpp"
#include "schema/conversations.hpp"
#include "schema/errors.hpp"
#include "schema/events.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// A dialect is a table of names and shapes: what a client's event means as a
/// command, and how an event of the core is told to its clients. Pure.
namespace dialects {

enum class dialect : std::uint8_t {
  direct = 0,
  unified = 1,
};

inline constexpr std::size_t dialect_count = 2;

/// What can be asked with `auth.dialect`; nothing for an unknown name.
[[nodiscard]] std::optional<dialect> parse_dialect(std::string_view name);

/// What one event of a client says: no value if it is none of this dialect's,
/// an error if its payload is wrong.
using read_result = std::optional<schema::result<schema::client_command>>;

/// How far a message has come on its way to those it is for.
struct message_receipt {
  std::optional<schema::timestamp> delivered_at;
  std::optional<schema::timestamp> read_at;
};

/// A message with what is computed for showing it.
struct message_view {
  const schema::message& message;
  schema::message_id id;
  std::optional<schema::message_id> reply_to;
  /// Only where the sender's own command is at hand.
  std::optional<std::string_view> client_message_id;
  message_receipt receipt{};
  /// Told to one who was away, not as it happened.
  bool replayed = false;
};

/// A message became a tombstone.
struct deletion_view {
  const schema::message& message;
  schema::message_id id;
  bool replayed = false;
};

/// What a socket that did not join learns of a conversation of its own.
struct update_view {
  /// Encoded by `write_message`; empty if there is none.
  std::string_view last;
  std::int64_t unread = 0;
};

/// Somebody has read messages.
struct read_view {
  std::string_view reader_id;
  std::span<const schema::message_id> messages;
  schema::timestamp at;
};

/// A page of messages, encoded already, as an answer to a socket.
struct history_view {
  /// A JSON array.
  std::string_view messages;
  std::int64_t total = 0;
  std::int64_t page = 1;
  std::int64_t limit = 0;
  std::int64_t as_of = 0;
  bool has_more = false;
};

/// Who types, by the id that clients know.
struct typing_view {
  std::string_view user_id;
  bool active = true;
};

/// What was refused, to whom it is told by event and by ack.
struct error_view {
  const schema::error& error;
  /// The client's name of the event that it answers.
  std::string_view event;
};

/// The rows of one dialect. Writers append JSON: an array `["name",…]` for
/// events, the bare object or value elsewhere. None throws but for want of
/// memory.
struct vocabulary {
  std::string_view name;

  /// The names of the events that clients of it send, and those it tells.
  std::span<const std::string_view> (*commands)();
  std::span<const std::string_view> (*events)();

  read_result (*read)(std::string_view event,
                      const std::optional<base::json_element>& payload);

  /// The body of a message that is posted by REST; its conversation is the
  /// path's.
  schema::result<schema::post_message> (*read_message)(
    const base::json_element& body);

  /// `message_json` is what `write_message` wrote: the ack shares it.
  void (*write_posted)(std::string& out, std::string_view message_json,
                       const schema::conversation& where);
  void (*write_typing)(std::string& out, const typing_view& typing,
                       const schema::conversation& where);
  /// Told to the joiner alone, after the ack.
  void (*write_joined)(std::string& out, const schema::conversation& where);

  void (*write_read)(std::string& out, const read_view& read,
                     const schema::conversation& where);
  void (*write_history)(std::string& out, const history_view& page,
                        const schema::conversation& where);
  void (*write_deleted)(std::string& out, const deletion_view& deletion,
                        const schema::conversation& where);
  void (*write_updated)(std::string& out, const update_view& update,
                        const schema::conversation& where);
  /// Everything up to these was told.
  void (*write_synced)(std::string& out,
                       std::span<const schema::cursor> reached);

  /// Objects, as they stand in acks and REST answers.
  void (*write_message)(std::string& out, const message_view& message,
                        const schema::conversation& where);
  /// `last` is the last message, encoded by `write_message`; empty if there
  /// is none.
  void (*write_conversation)(std::string& out,
                             const schema::conversation& where,
                             std::string_view last);

  /// Which calls a socket can carry that speaks it.
  schema::media_set media;
  /// Each is a whole event; there may be none.
  std::vector<std::string> (*tell_call)(const call_news& news);
  /// The object in acks and REST answers.
  void (*write_call)(std::string& out, const call_view& view);
  /// The object that lets a device into the call's channel, and the event.
  void (*write_call_token)(std::string& out, const call_view& view);
  void (*tell_call_token)(std::string& out, const call_view& view);

  /// The ack of a command that was carried out: `[{"success":true,…}]`.
  void (*write_ack)(std::string& out, std::string_view data_json);

  /// The names of the events that tell a refusal of `event`.
  std::span<const std::string_view> (*error_events)(std::string_view event);
};

[[nodiscard]] const vocabulary& vocabulary_of(dialect d);

/// `{"message":…,"error":…,"event":…,"retryAfter":…}`: the payload of every
/// dialect's error event. `retryAfter` is in seconds, rounded up.
void write_error_payload(std::string& out, const error_view& view);

/// `[{"success":false,"message":…,"error":…}]`
void write_error_ack(std::string& out, const schema::error& error);

/// `[{"success":true,"data":<data>}]`
void write_success_ack(std::string& out, std::string_view data_json);

} // namespace dialects
