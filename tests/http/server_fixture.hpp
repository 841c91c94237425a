#pragma once

#include "fakes.hpp"
#include "http/server.hpp"
#include "raw_client.hpp"

#include <string>
#include <string_view>

namespace tests {

inline constexpr std::string_view jwt_secret =
  "a-secret-of-the-tests-that-is-long-enough";
inline constexpr std::string_view admin_key = "the admin key of the tests";

config::settings test_settings();

/// What was asked of calls, and what is answered.
struct asked_of_calls {
  schema::identity_ptr who;
  std::optional<schema::start_call> start;
  std::optional<schema::call_command> command;
  std::optional<std::string> token;
  std::optional<schema::error> refusal;

  /// `{"callId":"c1"}`, or the refusal.
  [[nodiscard]] schema::result<std::string> answer() const;
};

/// The real server on a free port of the loopback, with a fake store and fake
/// sessions behind it.
struct server_fixture {
  explicit server_fixture(config::settings s = test_settings());
  ~server_fixture();

  /// Sends a request on a connection of its own; the whole answer.
  std::string ask(std::string_view method, std::string_view target,
                  std::string_view headers = {}, std::string_view body = {});

  /// The same as the admin, with a JSON body.
  std::string ask_as_admin(std::string_view method, std::string_view target,
                           std::string_view body = {});

  /// An Authorization header line.
  static std::string bearer(std::string_view id, schema::role role);

  [[nodiscard]] raw_client connect() const {
    return raw_client{server.port()};
  }

  config::settings settings;
  base::metrics metrics;
  fake_store store;
  fake_gateway gateway;
  auth::token_verifier tokens{jwt_secret};
  std::vector<schema::conversation_id> told;
  asked_of_calls calls;
  http::server server;
};

bool has_status(std::string_view answer, int status);
bool contains(std::string_view text, std::string_view part);
std::string body_of(std::string_view answer);

} // namespace tests
