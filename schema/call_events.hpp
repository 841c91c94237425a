#pragma once

#include "schema/calls.hpp"

#include <string>
#include <variant>

/// What a call's devices are told. Each holds the call as it was stored then.
/// `payload` is what the other side's client sent along.
namespace schema {

/// To the device that dialled.
struct call_started {
  call_ptr call;
};

/// It rings: to each device of the callee. The payload is `call->invite`.
struct call_incoming {
  call_ptr call;
};

/// To the caller; when two dialled each other, to both.
struct call_answered {
  call_ptr call;
  std::string payload;
};

/// To the devices of the callee that rang in vain: answered_elsewhere.
struct call_taken {
  call_ptr call;
};

struct call_candidate {
  call_ptr call;
  std::string payload;
};

/// The last thing that a device hears of the call.
struct call_ended {
  call_ptr call;
  std::string payload;
};

using call_event = std::variant<call_started, call_incoming, call_answered,
                                call_taken, call_candidate, call_ended>;

} // namespace schema
