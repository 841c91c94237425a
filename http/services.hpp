#pragma once

#include "actors/gateway.hpp"
#include "actors/runner.hpp"
#include "auth/tokens.hpp"
#include "base/json_reader.hpp"
#include "base/metrics.hpp"
#include "config/settings.hpp"
#include "domain/message_ids.hpp"
#include "schema/call_commands.hpp"
#include "schema/calls.hpp"
#include "schema/commands.hpp"
#include "schema/conversations.hpp"
#include "schema/messages.hpp"
#include "storage/store.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace http {

/// All that the edge needs of the rest of the server. What it refers to
/// outlives the server; the functions are thread-safe and do not block.
struct services {
  const config::settings& settings;
  storage::store& store;
  actors::gateway& gateway;
  /// Actors that the first I/O thread is to run; null if there are none.
  actors::runner* runner = nullptr;
  const auth::token_verifier& tokens;
  base::metrics& metrics;

  // How a dialect shows things; each appends JSON.
  std::function<void(std::string&, const schema::conversation&,
                     const std::optional<schema::message>& last)>
    encode_conversation{};
  /// `marks`: as of storage::history_page.
  std::function<void(std::string&, const schema::message&,
                     const schema::conversation&,
                     const std::vector<schema::read_mark>& marks)>
    encode_message{};

  /// Reads the body of a message to be posted; the conversation is not set.
  std::function<schema::result<schema::post_message>(const base::json_element&)>
    read_message{};

  /// Has a command carried out in the person's name; answers with the encoded
  /// object that an ack would carry.
  std::function<void(schema::identity_ptr who, schema::command what,
                     std::function<void(schema::result<std::string>)> done)>
    execute{};

  /// Reads a page of a conversation, which the store need not look up if it is
  /// live.
  std::function<void(storage::history_query,
                     storage::on_result<storage::history_page> done)>
    read_history{};

  /// Finds, or makes, the person's conversation with `other`, if the two may
  /// write to each other.
  std::function<void(const schema::identity_ptr& who, std::string other,
                     std::string context_type,
                     std::optional<std::string> context_id,
                     storage::on_result<storage::found_conversation> done)>
    open_pair{};

  /// The seq inside a message id; nothing if it is no message's.
  std::function<std::optional<std::int64_t>(schema::message_id)>
    decode_message_id{};

  /// Where the message of an id would stand. Whatever it is given: whether
  /// there is one has to be looked up.
  std::function<domain::message_id_codec::parts(schema::message_id)>
    locate_message{};

  std::function<schema::message_id(const schema::message&)> message_id_of{};

  // Calls; each answers with the encoded object that an ack would carry.

  /// Begins one in the person's name.
  std::function<void(schema::identity_ptr who, schema::start_call what,
                     std::function<void(schema::result<std::string>)> done)>
    start_call{};

  /// Acts on one that exists.
  std::function<void(schema::identity_ptr who, schema::call_command what,
                     std::function<void(schema::result<std::string>)> done)>
    act_on_call{};

  /// A token for the channel of one that is live, for one of the two.
  std::function<void(schema::identity_ptr who, schema::call_id call,
                     std::function<void(schema::result<std::string>)> done)>
    call_token{};

  /// Appends a call as `viewer` sees it, if that is one of the two.
  std::function<void(
    std::string&, const schema::call&, const schema::profile& caller,
    const schema::profile& callee, std::optional<schema::user_no> viewer)>
    encode_call{};

  /// What is stored about these conversations changed; live ones are told.
  std::function<void(const std::vector<schema::conversation_id>&)>
    conversations_changed{};
};

using services_ptr = std::shared_ptr<const services>;

} // namespace http
