#pragma once

#include "schema/errors.hpp"
#include "schema/time.hpp"

#include <chrono>
#include <cstdint>
#include <string>

/// Tokens that let a client into a channel of Agora's. The server only signs
/// them: it does not talk to Agora, and cannot take a token back.
namespace media {

/// The operator's account: two texts of 32 hex digits (AGORA_APP_ID and
/// AGORA_APP_CERTIFICATE). Empty where there is none.
struct agora_app {
  std::string id;
  std::string certificate;

  /// Whether tokens can be signed at all.
  [[nodiscard]] bool is_complete() const;
};

enum class agora_version {
  /// AccessToken2, `007…`.
  v007,
  /// AccessToken, `006…`, for old SDKs.
  v006,
};

enum class agora_role {
  publisher,
  subscriber,
};

/// The longest life that Agora takes.
inline constexpr std::chrono::seconds longest_token{86'400};

struct agora_grant {
  /// A well-formed channel name (channels.hpp).
  std::string channel;
  /// A number of 32 bits or an account name of at most 255 bytes; empty or
  /// "0": whoever joins chooses.
  std::string uid;
  agora_role role = agora_role::publisher;
  schema::timestamp issued_at;
  /// 1 s to `longest_token`, counted from `issued_at`.
  std::chrono::seconds lifetime{3600};
  /// Of chance, 1 to 99,999,999: two tokens of one second differ.
  std::uint32_t salt = 1;
};

/// The token. `unavailable` without a complete `app`; `validation_failed` for a
/// grant outside its bounds. Secrets never stand in the message.
[[nodiscard]] schema::result<std::string>
make_agora_token(const agora_app& app, const agora_grant& grant,
                 agora_version version);

} // namespace media
