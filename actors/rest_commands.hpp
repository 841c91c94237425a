#pragma once

#include "actors/context.hpp"
#include "schema/commands.hpp"

#include <functional>
#include <string>

namespace actors {

/// Commands that come by REST. Thread-safe.
class rest_commands {
public:
  /// The encoded object that the command's ack would carry, or why not. Called
  /// once, on any thread.
  using answer = std::function<void(schema::result<std::string>)>;

  explicit rest_commands(const context& env) : env_(env) {
    // nop
  }

  /// Takes from the same budget as the person's sockets do.
  void execute(schema::identity_ptr who, schema::command what,
               dialects::dialect words, answer done) const;

private:
  const context& env_;
};

} // namespace actors
