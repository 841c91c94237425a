#pragma once

#include "actors/request.hpp"
#include "domain/budget.hpp"
#include "schema/call_commands.hpp"
#include "schema/calls.hpp"
#include "schema/users.hpp"
#include "storage/calls.hpp"

#include <memory>
#include <optional>
#include <variant>

/// What is asked of calls, on its way.
namespace actors {

/// What is asked of a call that exists; holds the credit of its packet.
struct call_request {
  schema::identity_ptr who;
  std::variant<schema::call_command, schema::ask_call_token> what;
  reply_route route{};
  packet_credit credit{};
  /// How often it was decided and overtaken by another server.
  int attempts = 0;
};

using call_request_ptr = std::shared_ptr<call_request>;

/// Somebody dials; holds the credit of the packet.
struct dialling {
  schema::identity_ptr who;
  schema::start_call what;
  reply_route route{};
  packet_credit credit{};
  /// Of a call that the caller named: while it lives, what is said about that
  /// name waits for this dialling.
  std::shared_ptr<void> announced{};
  /// What the dialling was taken from: it gets it back if nothing comes of it.
  std::shared_ptr<domain::budget> budget{};
  /// Set if they have dialled too often: but a retry is none more.
  std::optional<schema::error> excess{};
  /// Known once they were looked up.
  schema::identity_ptr callee{};
  bool callee_is_busy = false;
  /// How often something else was faster.
  int attempts = 0;
};

using dialling_ptr = std::shared_ptr<dialling>;

/// A call as it is stored, and its two people.
struct loaded_call {
  schema::call_ptr row;
  schema::identity_ptr caller;
  schema::identity_ptr callee;
};

} // namespace actors
