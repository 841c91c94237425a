#pragma once

#include "actors/context.hpp"
#include "actors/gateway.hpp"

#include <caf/actor_system.hpp>

namespace actors {

/// Opens a SESSION for each socket that a transport brings. Thread-safe.
class sessions : public gateway {
public:
  sessions(caf::actor_system& system, const context& env)
    : system_(system),
      env_(env) {
    // nop
  }

  std::unique_ptr<session_port> open(handshake hello, sink_ptr out) override;
  void shut_out(schema::user_no who) override;
  void let_in(schema::user_no who) override;

private:
  caf::actor_system& system_;
  const context& env_;
};

} // namespace actors
