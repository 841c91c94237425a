// Calls as they stand: one, and those of who asks.

#include "base/clock.hpp"
#include "http/answering.hpp"
#include "http/envelope.hpp"
#include "http/routes/call_filter.hpp"
#include "http/routes/call_ids.hpp"
#include "http/routes/routes.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace http {

namespace {

using schema::call_ptr;

// -- showing them -------------------------------------------------------------

using calls = std::vector<call_ptr>;

/// The people of calls.
class known_people {
public:
  explicit known_people(std::vector<storage::user_record> found) {
    for (auto& x : found)
      known_.emplace(x.no, std::move(x.profile));
  }

  void show(std::string& out, const services& s, const schema::call& call,
            std::optional<schema::user_no> viewer) const {
    s.encode_call(out, call, profile_of(call.caller), profile_of(call.callee),
                  viewer);
  }

private:
  [[nodiscard]] const schema::profile& profile_of(schema::user_no who) const {
    const auto found = known_.find(who);
    return found == known_.end() ? nobody_ : found->second;
  }

  std::unordered_map<schema::user_no, schema::profile> known_;
  schema::profile nobody_;
};

/// Looks up the people of the calls, then goes on: `then(known_people,
/// responder)`.
template<class F>
void with_people(const services_ptr& s, const calls& of, responder to, F then) {
  std::vector<schema::user_no> who;
  for (const auto& call : of) {
    who.push_back(call->caller);
    who.push_back(call->callee);
  }
  std::ranges::sort(who);
  const auto repeated = std::ranges::unique(who);
  who.erase(repeated.begin(), repeated.end());
  s->store.find_people(
    std::move(who), continuing<std::vector<storage::user_record>>(
                      std::move(to), [then = std::move(then)](
                                       std::vector<storage::user_record> found,
                                       responder answer) {
                        then(known_people{std::move(found)}, std::move(answer));
                      }));
}

// -- one ----------------------------------------------------------------------

bool is_party(const schema::call& call, schema::user_no who) {
  return who == call.caller || who == call.callee;
}

/// To one of the two; to an admin too, and that is noted first.
void show_one(const services_ptr& s, schema::user_no viewer,
              const schema::call& call, const known_people& people,
              responder to) {
  std::string object;
  if (is_party(call, viewer)) {
    people.show(object, *s, call, viewer);
    return to.send(success(object));
  }
  people.show(object, *s, call, std::nullopt);
  s->store.audit_call(viewer, "read_call", call.id, base::now(),
                      continuing<void>(std::move(to), [shown = success(object)](
                                                        responder answer) {
                        answer.send(shown);
                      }));
}

void read_one(const services_ptr& s, const request& asked, responder to) {
  auto id = read_call_id(asked.param("id"));
  if (!id)
    return to.fail(no_such_call());
  s->store.find_call(
    std::move(*id), continuing<call_ptr>(std::move(to), [s, who = asked.who](
                                                          const call_ptr& call,
                                                          responder answer) {
      const auto viewer = who->no;
      if (!is_party(*call, viewer) && who->profile.role != schema::role::admin)
        return answer.fail(no_such_call());
      with_people(
        s, {call}, std::move(answer),
        [s, viewer, call](const known_people& people, responder to_both) {
          show_one(s, viewer, *call, people, std::move(to_both));
        });
    }));
}

// -- the list -----------------------------------------------------------------

response show_list(const services& s, const storage::call_query& query,
                   const storage::call_list& found,
                   const known_people& people) {
  std::string list{"["};
  for (const auto& call : found.calls) {
    if (list.size() > 1)
      list.push_back(',');
    people.show(list, s, *call, query.who);
  }
  list.push_back(']');
  pagination pages;
  pages.page = query.page;
  pages.limit = query.limit;
  pages.total = found.total;
  pages.has_more = found.has_more;
  return success_list("calls", list, {}, pages);
}

void list(const services_ptr& s, const request& asked, responder to) {
  const auto query = read_call_query(asked);
  if (!query)
    return to.fail(query.error());
  s->store.list_calls(
    *query, continuing<storage::call_list>(
              std::move(to),
              [s, query = *query](storage::call_list found, responder answer) {
                const auto of = found.calls;
                with_people(s, of, std::move(answer),
                            [s, query, found = std::move(found)](
                              const known_people& people, responder last) {
                              last.send(show_list(*s, query, found, people));
                            });
              }));
}

} // namespace

std::vector<route> call_history_routes(const route_context& c) {
  const auto& s = c.services;
  return {
    {method::get, "/api/calls/history", access::signed_in,
     [s](const request& asked, responder to) {
       list(s, asked, std::move(to));
     }},
    {method::get, "/api/calls/:id", access::signed_in,
     [s](const request& asked, responder to) {
       read_one(s, asked, std::move(to));
     }},
  };
}

} // namespace http
