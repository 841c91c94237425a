#include "dialects/calls.hpp"

namespace dialects {

schema::timestamp last_change(const schema::call& call) {
  for (const auto& at : {call.ended_at, call.connected_at, call.answered_at})
    if (at)
      return *at;
  return call.created_at;
}

} // namespace dialects
