#pragma once

#include "schema/call_events.hpp"
#include "schema/calls.hpp"
#include "schema/users.hpp"

#include <optional>
#include <string_view>

/// What dialects are given of calls.
namespace dialects {

/// A call with what is computed for showing it.
struct call_view {
  const schema::call& call;
  const schema::profile& caller;
  const schema::profile& callee;
  /// Agora's token for the one who is told; empty: none.
  std::string_view token{};
  /// AGORA_APP_ID; empty where there is none.
  std::string_view app_id{};
  /// Who looks; in lists it decides about `direction`.
  std::optional<schema::user_no> viewer{};
  /// When `token` stops being good.
  std::optional<schema::timestamp> token_expires_at{};
};

/// What one of the two is told of their call.
struct call_news {
  const schema::call_event& what;
  call_view view;
  /// Told to a device of the caller, else of the callee.
  bool to_caller = false;
};

/// The one whom the told one talks to.
[[nodiscard]] inline const schema::profile& other_side(const call_news& news) {
  return news.to_caller ? news.view.callee : news.view.caller;
}

/// Who rejected it or hung up; null if nobody did.
[[nodiscard]] inline const schema::profile* ender_of(const call_view& view) {
  if (!view.call.ended_by)
    return nullptr;
  return *view.call.ended_by == view.call.caller ? &view.caller : &view.callee;
}

/// When it last came to stand somewhere else.
[[nodiscard]] schema::timestamp last_change(const schema::call& call);

} // namespace dialects
