#pragma once

#include "actors/context.hpp"
#include "schema/call_commands.hpp"

#include <functional>
#include <string>

namespace actors {

/// What is asked of calls by REST: by nobody's device. Thread-safe.
class rest_calls {
public:
  /// The encoded object that an ack would carry, or why not. Called once, on
  /// any thread.
  using answer = std::function<void(schema::result<std::string>)>;

  explicit rest_calls(const context& env) : env_(env) {
    // nop
  }

  /// Takes from the same budget as the person's sockets do.
  void start(schema::identity_ptr who, schema::start_call what,
             dialects::dialect words, answer done) const;

  void act(schema::identity_ptr who, schema::call_command what,
           dialects::dialect words, answer done) const;

  /// A token for the call's channel.
  void ask_token(schema::identity_ptr who, schema::call_id call,
                 dialects::dialect words, answer done) const;

private:
  const context& env_;
};

} // namespace actors
