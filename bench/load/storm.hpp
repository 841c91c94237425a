#pragma once

#include "common/histogram.hpp"
#include "load/meter.hpp"
#include "load/pair_links.hpp"
#include "load/poster.hpp"
#include "load/text.hpp"

#include <map>
#include <queue>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace bench {

/// All clients lose their connections at once and come back at once, and have
/// to be told what was posted while they were away and what is posted while
/// they return. They name their cursors; or, as apps without cursors do, join
/// and ask for history from where they stand until nothing follows.
class storm final : public pair_links {
public:
  explicit storm(const options& o);

  int run();

  void ready(client& c) override;

protected:
  void on_joined(std::size_t pair, side which) override;
  void on_ack(std::size_t pair, side which, std::uint64_t ack,
              std::string_view body) override;
  void on_event(std::size_t pair, side which, std::string_view event) override;
  void on_closed(std::size_t pair, side which, std::string_view why) override;

private:
  enum class phase : std::uint8_t { meeting, losing, returning };

  /// What a client keeps of its conversation.
  struct inbox {
    std::uint64_t last_seq = 0;
    std::uint64_t last_rev = 0;
    std::uint64_t newest_seq = 0;   ///< that was told at all
    std::uint64_t paged_seq = 0;    ///< that a page of history brought
    std::vector<std::uint8_t> seen; ///< how often, by number
    bool behind = false;
    unsigned attempts = 0;
  };

  void meet();
  void be_away();
  void lose_all();
  void come_back();
  void settle();
  int tell();
  /// Adds what must not be; the exit code.
  int tell_wrongs(report& r) const;

  void return_to(client& c);
  void retry_later(client& c);
  void retry_due();
  void ask_history(client& c);
  void on_message(client& c, std::string_view event);
  void on_refusal(client& c, std::string_view body);
  void on_page(client& c, std::string_view page);
  void keep(inbox& mine, std::uint64_t seq);
  void catch_up_done(client& c);
  [[nodiscard]] bool all_heard() const;
  [[nodiscard]] std::uint64_t count_missed() const;

  texts texts_;
  poster poster_;
  std::vector<inbox> inboxes_; ///< by client
  meter meter_;
  phase phase_ = phase::meeting;
  nanos loss_ = 0;
  std::size_t behind_ = 0;    ///< clients
  std::uint64_t due_seq_ = 0; ///< the last that was posted before the loss
  nanos last_ready_ = 0;
  std::uint64_t overflows_ = 0; ///< of listening queues

  using attempt = std::pair<nanos, std::size_t>; ///< when, which client
  std::priority_queue<attempt, std::vector<attempt>, std::greater<>> retries_;
  std::mt19937 random_; // the same in every run

  std::uint64_t attempts_failed_ = 0;
  std::uint64_t refused_ = 0; ///< catch-ups
  std::uint64_t lost_again_ = 0;
  std::uint64_t synced_early_ = 0;
  std::uint64_t doubled_ = 0;
  std::uint64_t out_of_order_ = 0;
  std::uint64_t unexpected_ = 0;
  std::map<std::string, std::uint64_t> failures_;
  histogram ready_latency_;
  histogram caught_up_latency_;
  nanos slowest_ = 0;
};

} // namespace bench
