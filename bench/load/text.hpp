#pragma once

#include "load/provision.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// Says which message a content is: of which pair of this run, and the how
/// manyeth of it.
struct content_key {
  std::size_t pair;
  std::size_t number;
};

/// A message as a page of history tells it.
struct stored_message {
  std::uint64_t seq;
  std::optional<content_key> key; ///< nothing if it is not of this run
};

/// Writes and reads contents that are unique, and finds only its own again.
class texts {
public:
  /// `size` bytes each, or a few more if it is very small.
  explicit texts(std::size_t size);

  [[nodiscard]] std::string content(content_key key) const;

  /// The key in an event that holds the content of one of this run.
  [[nodiscard]] std::optional<content_key> key_in(std::string_view json) const;

  /// What stands in a page of messages, up to where the list is repeated.
  [[nodiscard]] std::vector<stored_message>
  messages_in(std::string_view page) const;

  /// As UUIDs look; tells the message apart within the run and from others.
  [[nodiscard]] std::string client_id(content_key key) const;

private:
  std::size_t size_;
  std::string run_;
  std::string needle_; ///< what stands before the key in every event
};

/// Number 0 is for joining.
std::string join_packet(const pair_of_users& pair);

/// `42<ack>["dm:send_message",…]`; `client_id` may be empty, and so may the
/// astrologer, for a group.
std::string send_packet(const pair_of_users& pair, std::uint64_t ack,
                        std::string_view content, std::string_view client_id);

std::string typing_packet(const pair_of_users& pair);

/// `42<ack>["dm:mark_read",…]` of one message.
std::string mark_read_packet(const pair_of_users& pair, std::uint64_t ack,
                             std::string_view message_id);

/// `42<ack>["dm:history",…]`: the messages behind a seq.
std::string history_packet(const pair_of_users& pair, std::uint64_t ack,
                           std::uint64_t seq);

/// `42["sync",…]`, with cursors as JSON.
std::string sync_packet(std::string_view cursors);

/// `42<ack>["call:initiate",…]`: the user calls the astrologer.
std::string initiate_packet(const pair_of_users& pair, std::uint64_t ack);

/// `42<ack>["<event>",{"callId":…}]`.
std::string call_packet(std::string_view event, std::string_view call_id,
                        std::uint64_t ack);

/// Where a conversation's messages are, by REST.
std::string messages_path(const pair_of_users& pair);

/// The body that posts a message there.
std::string post_body(const pair_of_users& pair, std::string_view content);

/// The stable code of a refusal, by ack or by REST.
std::string error_code(std::string_view body);

} // namespace bench
