#pragma once

#include "base/log.hpp"

#include <exception>
#include <string_view>

namespace actors {

/// Runs a handler's body. An exception would end the actor; here it is logged
/// and told to `failed`, which leaves the actor in a state it can go on from.
template<class Body, class Failed>
void guarded(std::string_view where, Body&& body, Failed&& failed) noexcept {
  try {
    try {
      body();
      return;
    } catch (const std::exception& e) {
      base::log::error("handler failed", "handler={} error={}", where,
                       e.what());
    }
    failed();
  } catch (const std::exception& e) {
    base::log::error("recovery failed", "handler={} error={}", where, e.what());
  }
}

} // namespace actors
