#include "http/routes/call_filter.hpp"

#include "http/routes/numbers.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <variant>

namespace http {

namespace {

using schema::call_state;
using schema::end_reason;
using storage::call_direction;

/// What the `status` of a call may be, and for each what that comes from.
struct word {
  std::string_view text;
  std::variant<call_state, end_reason> means;
};

constexpr std::array words{
  word{"ringing", call_state::ringing},
  word{"answered", call_state::answered},
  word{"ongoing", call_state::ongoing},
  word{"ended", end_reason::completed},
  word{"ended", end_reason::cancelled},
  word{"rejected", end_reason::rejected},
  word{"rejected", end_reason::busy},
  word{"missed", end_reason::no_answer},
  word{"failed", end_reason::network_error},
};

/// Each once, however often it is named.
template<class T>
void add(std::vector<T>& to, T x) {
  if (std::ranges::find(to, x) == to.end())
    to.push_back(x);
}

bool add_status(std::string_view text, storage::call_query& to) {
  bool known = false;
  for (const auto& w : words) {
    if (w.text != text)
      continue;
    known = true;
    if (const auto* state = std::get_if<call_state>(&w.means))
      add(to.states, *state);
    else
      add(to.ends, std::get<end_reason>(w.means));
  }
  return known;
}

bool add_statuses(std::string_view list, storage::call_query& to) {
  while (true) {
    const auto comma = list.find(',');
    if (!add_status(list.substr(0, comma), to))
      return false;
    if (comma == std::string_view::npos)
      return true;
    list.remove_prefix(comma + 1);
  }
}

std::optional<call_direction> parse_direction(std::string_view text) {
  if (text == "outgoing")
    return call_direction::outgoing;
  if (text == "incoming")
    return call_direction::incoming;
  return std::nullopt;
}

} // namespace

schema::result<storage::call_query> read_call_query(const request& asked) {
  storage::call_query query;
  query.who = asked.who->no;
  numbers in{asked};
  query.limit = in.read("limit", 1, 100).value_or(query.limit);
  query.page = in.read("page", 1, 1'000'000).value_or(query.page);
  if (const auto status = asked.query("status"))
    if (!add_statuses(*status, query))
      in.refuse("status", "has to be ringing, answered, ongoing, ended, "
                          "rejected, missed or failed, or some of these with "
                          "commas between");
  if (const auto direction = asked.query("direction")) {
    query.direction = parse_direction(*direction);
    if (!query.direction)
      in.refuse("direction", "has to be incoming or outgoing");
  }
  if (in.error)
    return schema::failure{*in.error};
  return query;
}

} // namespace http
