#pragma once

#include "domain/call/state.hpp"
#include "schema/errors.hpp"

#include <memory>
#include <string>

/// What decisions are put together from. For the sources of this folder only.
namespace domain::call {

/// The call as stored, one version on, to be changed and given to `store`.
[[nodiscard]] std::shared_ptr<schema::call> next_version(const state& of);

/// Makes `row`, whose version is one on, what has to be stored.
void store(transition& in, std::shared_ptr<const schema::call> row);

/// Tells all of the party's devices that take part.
void tell(transition& in, const party& whom, schema::call_event what);

/// The same; what nobody is there to hear waits.
void tell_or_keep(transition& in, party& whom, schema::call_event what);

/// Nothing follows: it is as asked already.
[[nodiscard]] inline transition nothing_new(const state& of) {
  return {of, std::nullopt, {}};
}

/// `device` of the callee answers, which has been found to be allowed.
[[nodiscard]] transition accept(const state& of, schema::device_no device,
                                const std::string& payload,
                                schema::timestamp now);

/// How a call ends.
struct ending {
  schema::end_reason why = schema::end_reason::completed;
  std::optional<schema::user_no> by{};
  std::optional<std::string> detail{};
  std::string payload{};
};

/// The one way to the end: stored, both freed, everybody told who is part.
[[nodiscard]] transition finish(const state& of, ending how,
                                schema::timestamp now);

[[nodiscard]] schema::result<void> check_payload(const std::string& payload);

} // namespace domain::call
