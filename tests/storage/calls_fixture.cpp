#include "calls_fixture.hpp"

#include <ostream>

using namespace std::chrono_literals;

namespace tests {

using storage::call_write;

schema::call calls_fixture::ringing(const std::string& id, schema::user_no from,
                                    schema::user_no to) {
  schema::call c;
  c.id.text = id;
  c.caller = from;
  c.callee = to;
  c.kind = schema::call_kind::video;
  c.created_at = now += 1s;
  c.ring_until = now + 60s;
  return c;
}

call_write calls_fixture::starts(const schema::call& c) {
  return {std::make_shared<schema::call>(c),
          std::nullopt,
          {std::min(c.caller, c.callee), std::max(c.caller, c.callee)}};
}

call_write calls_fixture::moves(schema::call& c) {
  const auto expected = c.version++;
  call_write w{std::make_shared<schema::call>(c), expected};
  if (!c.is_live())
    w.frees = {std::min(c.caller, c.callee), std::max(c.caller, c.callee)};
  return w;
}

call_write calls_fixture::answers(schema::call& c, std::int64_t device) {
  c.state = schema::call_state::answered;
  c.answered_at = now += 1s;
  c.winner = schema::device_no{device};
  return moves(c);
}

call_write calls_fixture::ends(schema::call& c) {
  c.state = schema::call_state::ended;
  c.ended_at = now += 1s;
  c.end = schema::end_reason::completed;
  c.ended_by = c.callee;
  c.detail = "enough";
  c.invite.clear();
  return moves(c);
}

void call_answers::ask(storage::store& s, const call_write& w) {
  auto promise = std::make_shared<std::promise<call_answer>>();
  coming_.push_back(promise->get_future());
  s.put_call(w, [promise](call_answer a) { promise->set_value(std::move(a)); });
}

std::vector<call_answer> call_answers::wait() {
  std::vector<call_answer> out;
  for (auto& x : coming_) {
    if (x.wait_for(long_enough) != std::future_status::ready)
      throw std::runtime_error{"no answer"};
    out.push_back(x.get());
  }
  coming_.clear();
  return out;
}

std::size_t call_answers::size() const {
  return static_cast<std::size_t>(
    std::count_if(coming_.begin(), coming_.end(), [](const auto& x) {
      return x.wait_for(0s) == std::future_status::ready;
    }));
}

} // namespace tests

namespace storage {

std::ostream& operator<<(std::ostream& out, call_verdict x) {
  switch (x) {
  case call_verdict::committed:
    return out << "committed";
  case call_verdict::stale:
    return out << "stale";
  case call_verdict::busy:
    return out << "busy";
  case call_verdict::id_taken:
    return out << "id_taken";
  case call_verdict::channel_taken:
    return out << "channel_taken";
  }
  return out << "?";
}

} // namespace storage
