#pragma once

#include "actors/runner.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "config/settings.hpp"
#include "http/io/connection.hpp"
#include "http/io/counters.hpp"
#include "http/io/live_count.hpp"
#include "http/io/polling_session.hpp"
#include "http/io/session_table.hpp"
#include "http/io/wheel.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace http::io {

/// What all loops of a server share. The references have to outlive the last
/// sink.
struct environment {
  const config::settings& settings;
  actors::gateway& gateway;
  base::metrics& metrics;
  wire::websocket::limits limits;
  /// How long an upgrade may take.
  tick_ms upgrade_ms;
  live_count live{};
  session_table sessions{};
};

/// An I/O thread: waits with epoll, level-triggered, for its WebSockets, and
/// does everything for them and for its polling sessions. In one turn: reads
/// what is readable (one `recv` a socket), admits what has arrived, fires
/// timers, then writes once to each socket that somebody posted to. Wakes up
/// for nothing else.
class loop : public std::enable_shared_from_this<loop> {
public:
  /// Throws std::system_error if the system has no descriptor left.
  explicit loop(std::shared_ptr<environment> shared);
  ~loop();

  loop(const loop&) = delete;
  loop& operator=(const loop&) = delete;

  /// Runs these actors too, between reading and writing. Before `start`.
  void lend_to(actors::runner& actors);

  void start();

  // -- any thread ------------------------------------------------------------

  void adopt(arrival x);

  /// A new polling session of this loop.
  void adopt(std::shared_ptr<polling_session> x, actors::handshake hello);

  /// Closes all transports, and those that still arrive.
  void close_all(actors::close_reason reason);

  /// Takes nothing further in, and closes what still arrives. The future is
  /// ready when nothing that was taken is in work any more. To be called once.
  [[nodiscard]] std::future<void> finish_work();

  /// Cuts all transports and ends the thread. May be called again.
  void stop();

  /// Puts a transport on the list of turns; wakes the thread only if it may
  /// be asleep. The caller sees to it that it is on the list once.
  void request_turn(transport& x) noexcept;

  // -- for transports, on the loop's thread ---------------------------------

  const std::shared_ptr<environment> shared;
  environment& env;
  turn_counters counters;
  /// Empty between uses; saves allocating for each socket.
  std::vector<wire::frame_ptr> scratch;

  /// The time of this turn.
  [[nodiscard]] tick_ms now() const noexcept {
    return now_;
  }

  void arm(timer& t, tick_ms due) noexcept {
    wheel_.arm(t, due);
  }

  /// Watches for `events`, from now on.
  void watch(connection& x, std::uint32_t events);

  /// Lets go of a dead transport, at once or when its turn comes.
  void forget(transport& x);

  /// The owner of a transport of this loop.
  [[nodiscard]] std::shared_ptr<transport> share(const transport& x) const {
    return transports_[x.index];
  }

private:
  /// Runs `f`; what it throws (for want of memory) ends the transport only.
  template<class F>
  void guarded(transport& x, F f) {
    try {
      f();
    } catch (const std::exception& e) {
      base::log::error("socket failed", "what={}", e.what());
      scratch.clear();
      x.cut(actors::close_reason::internal);
    }
  }

  void run();
  [[nodiscard]] int time_to_sleep();
  void handle_events(int timeout_ms);
  void handle_event(connection& x, std::uint32_t events);
  void admit_arrivals();
  void admit(arrival x);
  void admit(const std::shared_ptr<polling_session>& x,
             actors::handshake hello);
  void add(std::shared_ptr<transport> x);
  void open_session(transport& x, actors::handshake hello);
  void fire_timers();
  void give_turns();
  void look_for_work_left();
  void cut_all();
  void wake() noexcept;
  [[nodiscard]] bool has_work() noexcept;

  static constexpr std::size_t buffer_size = 64u << 10;

  descriptor epoll_;
  descriptor wakeup_;
  tick_ms now_;
  wheel wheel_;
  std::vector<std::shared_ptr<transport>> transports_;
  /// Kept until the end of the turn: they may be at work when they end.
  std::vector<std::shared_ptr<transport>> gone_;
  std::unique_ptr<char[]> buffer_;

  actors::runner* runner_ = nullptr;
  std::atomic<transport*> turns_{nullptr};
  /// True from before the last look for work until the thread runs again.
  std::atomic<bool> asleep_{false};
  std::atomic<bool> has_arrivals_{false};
  std::atomic<bool> stopping_{false};

  /// Set while somebody waits for the work to be finished.
  std::atomic<bool> finishing_{false};
  std::promise<void> finished_;

  std::mutex mutex_;
  std::vector<arrival> arrivals_;
  std::vector<std::pair<std::shared_ptr<polling_session>, actors::handshake>>
    polling_arrivals_;
  std::optional<actors::close_reason> closing_;
  bool ended_ = false;

  std::optional<actors::close_reason> refusing_; // the thread's own
  std::thread thread_;
};

} // namespace http::io
