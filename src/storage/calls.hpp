#pragma once

#include "schema/calls.hpp"

#include <cstdint>
#include <optional>
#include <vector>

/// What the port says about calls.
namespace storage {

/// One change to a call, all or nothing.
struct call_write {
  /// As it is to be: version `expected` + 1, or 1 if it is new.
  schema::call_ptr row;
  /// The version that is stored now; nothing: the call is new.
  std::optional<std::int32_t> expected;
  /// Who is busy from now on, and who is not any more; each rising.
  std::vector<schema::user_no> takes;
  std::vector<schema::user_no> frees;
};

enum class call_verdict : std::uint8_t {
  /// On disk as named, by this write or by an earlier try of it.
  committed,
  /// Somebody else has moved the call on, or it is not there.
  stale,
  /// One of those it takes is in another live call.
  busy,
  /// The id was used before.
  id_taken,
  /// The channel was used before.
  channel_taken,
};

struct call_outcome {
  call_verdict verdict = call_verdict::stale;
  /// The call that is in the way (`stale`, `busy`), if it is there.
  schema::call_ptr stored{};
};

/// As one of the two sees it.
enum class call_direction : std::uint8_t {
  outgoing,
  incoming,
};

/// The calls of a user, the latest first.
struct call_query {
  schema::user_no who;
  /// 1 to 100.
  std::int64_t limit = 20;
  /// From 1.
  std::int64_t page = 1;
  /// Only those that stand at one of these, or that ended for one of these
  /// reasons; all, if both are empty.
  std::vector<schema::call_state> states{};
  std::vector<schema::end_reason> ends{};
  /// Both, if it is absent.
  std::optional<call_direction> direction{};
};

struct call_list {
  std::vector<schema::call_ptr> calls;
  /// Exact to 10,000.
  std::int64_t total = 0;
  bool has_more = false;
};

} // namespace storage
