#include "recorder.hpp"

#include <algorithm>
#include <chrono>
#include <ostream>
#include <stdexcept>

namespace tests {

void recorder::on_outcomes(std::vector<storage::outcome> outcomes) noexcept {
  const std::lock_guard lock{mutex_};
  ++calls_;
  for (auto& x : outcomes)
    outcomes_.push_back(std::move(x));
  changed_.notify_all();
}

std::vector<storage::outcome> recorder::wait(std::size_t n) {
  std::unique_lock lock{mutex_};
  if (!changed_.wait_for(lock, std::chrono::seconds{30},
                         [&] { return outcomes_.size() >= n; }))
    throw std::runtime_error{"verdicts are missing: "
                             + std::to_string(outcomes_.size()) + " of "
                             + std::to_string(n)};
  return outcomes_;
}

std::size_t recorder::size() {
  const std::lock_guard lock{mutex_};
  return outcomes_.size();
}

std::size_t recorder::calls() {
  const std::lock_guard lock{mutex_};
  return calls_;
}

storage::post_entry make_entry(const entry_of& x, recorder_ptr receiver) {
  auto post = std::make_shared<schema::keyed_message>();
  auto& m = post->message;
  m.conversation = x.key;
  m.seq = {x.seq != 0 ? x.seq : x.expected + 1};
  m.rev = {x.expected + 1};
  m.sender = {7};
  m.created_at =
    schema::timestamp{std::chrono::milliseconds{start_of_time + x.expected}};
  m.content = x.content;
  post->body_hash = x.body_hash;
  if (x.dedupe != 0)
    post->dedupe.emplace().bytes.fill(x.dedupe);
  return {static_cast<std::uint64_t>(x.expected + 1),
          {x.expected},
          std::move(post),
          std::move(receiver)};
}

storage::deletion_entry make_deletion(const deletion_of& x,
                                      recorder_ptr receiver) {
  return {
    static_cast<std::uint64_t>(x.expected + 1),
    {x.expected},
    x.key,
    {x.seq},
    {x.who},
    schema::timestamp{std::chrono::milliseconds{start_of_time + x.expected}},
    std::move(receiver)};
}

storage::cursor_entry make_cursor(const cursor_of& x, recorder_ptr receiver) {
  storage::cursor_entry e;
  e.token =
    static_cast<std::uint64_t>(1000 * x.who + std::max(x.read, x.delivered));
  e.conversation = x.key;
  e.who.value = x.who;
  if (x.read != 0)
    e.read = schema::message_seq{x.read};
  if (x.delivered != 0)
    e.delivered = schema::message_seq{x.delivered};
  e.at = schema::timestamp{std::chrono::milliseconds{start_of_time + x.at}};
  e.marked = x.marked;
  e.receiver = std::move(receiver);
  return e;
}

std::vector<storage::verdict>
verdicts(const std::vector<storage::outcome>& outcomes) {
  std::vector<storage::verdict> out;
  for (const auto& x : outcomes)
    out.push_back(x.verdict);
  return out;
}

storage::outcome outcome_of(const std::vector<storage::outcome>& outcomes,
                            std::uint64_t token) {
  for (const auto& x : outcomes)
    if (x.token == token)
      return x;
  throw std::runtime_error{"no verdict on token " + std::to_string(token)};
}

} // namespace tests

namespace storage {

std::ostream& operator<<(std::ostream& out, verdict x) {
  switch (x) {
  case verdict::committed:
    return out << "committed";
  case verdict::stale:
    return out << "stale";
  case verdict::duplicate:
    return out << "duplicate";
  case verdict::refused:
    return out << "refused";
  case verdict::unavailable:
    break;
  }
  return out << "unavailable";
}

std::ostream& operator<<(std::ostream& out, admission x) {
  switch (x) {
  case admission::accepted:
    return out << "accepted";
  case admission::overloaded:
    return out << "overloaded";
  case admission::unavailable:
    break;
  }
  return out << "unavailable";
}

} // namespace storage
