// Counts what one message costs in allocations, from the packet that a socket
// hands over to the frames that are posted. A program of its own, because it
// replaces operator new.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

#include "fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> allocations{0};

} // namespace

void* operator new(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* memory = std::malloc(size == 0 ? 1 : size))
    return memory;
  throw std::bad_alloc{};
}

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  allocations.fetch_add(1, std::memory_order_relaxed);
  return std::malloc(size == 0 ? 1 : size);
}

void operator delete(void* memory) noexcept {
  std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace {

/// A socket that keeps nothing.
class silent_sink : public actors::sink {
public:
  bool post(wire::frame_ptr) noexcept override {
    ++posted;
    return true;
  }

  void close(actors::close_reason) noexcept override {}

  void finished(std::uint32_t, std::size_t) noexcept override {}

  [[nodiscard]] bool is_connected() const noexcept override {
    return true;
  }

  void connected() noexcept override {
    // nop
  }

  void disconnected() noexcept override {
    // nop
  }

  [[nodiscard]] bool is_open() const noexcept override {
    return true;
  }

  [[nodiscard]] bool is_congested() const noexcept override {
    return false;
  }

  std::size_t posted = 0;
};

/// The journal's side of a batch, with memory that is there already.
class instant_journal : public storage::journal {
public:
  instant_journal() {
    entries_.reserve(1024);
  }

  storage::admission submit(storage::post_entry entry) override {
    entries_.push_back(std::move(entry));
    return storage::admission::accepted;
  }

  storage::admission submit(storage::cursor_entry) override {
    return storage::admission::unavailable;
  }

  storage::admission submit(storage::deletion_entry) override {
    return storage::admission::unavailable;
  }

  [[nodiscard]] storage::admission
  admits(schema::conversation_no) const noexcept override {
    return storage::admission::accepted;
  }

  void commit() {
    std::vector<storage::outcome> outcomes;
    outcomes.reserve(entries_.size());
    for (const auto& entry : entries_)
      outcomes.push_back({entry.token, storage::verdict::committed, nullptr});
    const auto receiver = entries_.front().receiver;
    entries_.clear();
    receiver->on_outcomes(std::move(outcomes));
  }

private:
  std::vector<storage::post_entry> entries_;
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_message_costs_at_most_eight_allocations,
                        fixtures::world) {
  instant_journal journal;
  store.other_journal = &journal;
  allow_messages_per_minute(0);
  const auto id = pair().id.to_string();
  const auto out = std::make_shared<silent_sink>();
  const auto port = gateway->open({}, out);
  schema::profile who;
  who.id = "maya";
  const auto token =
    auth::issue_token(fixtures::secret, who, now, std::chrono::hours{1});
  port->deliver(fixtures::block({R"(0{"token":")" + token + "\"}"}));
  run();
  port->deliver(fixtures::block(
    {R"(20["dm:join_conversation",{"conversationId":")" + id + "\"}]"}));
  run();
  // As a socket under load reads them: eight at a time.
  const auto packet = R"(21["dm:send_message",{"conversationId":")" + id
                      + R"(","content":")" + std::string(200, 'x') + "\"}]";
  const auto read = fixtures::block(std::vector<std::string>(8, packet));
  const auto round = [&] {
    port->deliver(read);
    run();
    journal.commit();
    run();
  };
  for (int warm_up = 0; warm_up < 50; ++warm_up)
    round();
  constexpr int rounds = 100;
  const auto posted = out->posted;
  const auto before = allocations.load();
  for (int i = 0; i < rounds; ++i)
    round();
  const auto messages = rounds * 8;
  const auto each = static_cast<double>(allocations.load() - before) / messages;
  BOOST_TEST(out->posted - posted == messages * 2u); // ack and event
  BOOST_TEST_MESSAGE("allocations a message: " << each);
  BOOST_TEST(each <= 8.0);
  port->closed(actors::close_reason::client_left);
  run();
}
