#pragma once

#include "actors/interfaces.hpp"
#include "base/log.hpp"

#include <caf/send.hpp>

#include <memory>
#include <utility>

namespace actors {

/// Brings the journal's verdicts to an owner's mailbox, and keeps the owner
/// alive until the last one has come.
class outcome_relay : public storage::verdict_receiver {
public:
  explicit outcome_relay(conversation_actor owner) : owner_(std::move(owner)) {
    // nop
  }

  void on_outcomes(std::vector<storage::outcome> outcomes) noexcept override {
    try {
      caf::anon_send(owner_, outcomes_atom_v,
                     std::make_shared<const std::vector<storage::outcome>>(
                       std::move(outcomes)));
    } catch (const std::exception& e) {
      base::log::error("a verdict was lost", "error={}", e.what());
    }
  }

private:
  conversation_actor owner_;
};

} // namespace actors
