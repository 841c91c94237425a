#pragma once

#include "actors/gateway.hpp"
#include "actors/runner.hpp"
#include "auth/tokens.hpp"
#include "base/metrics.hpp"
#include "config/settings.hpp"
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
  std::function<void(std::string&, const schema::conversation&)>
    encode_conversation;
  std::function<void(std::string&, const schema::message&,
                     const schema::conversation&)>
    encode_message;

  /// The seq inside a message id; nothing if it is no message's.
  std::function<std::optional<std::int64_t>(schema::message_id)>
    decode_message_id;

  /// What is stored about these conversations changed; live ones are told.
  std::function<void(const std::vector<schema::conversation_id>&)>
    conversations_changed;
};

using services_ptr = std::shared_ptr<const services>;

} // namespace http
