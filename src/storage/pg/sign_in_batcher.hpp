#pragma once

#include "base/metrics.hpp"
#include "storage/pg/identity_cache.hpp"
#include "storage/pg/link.hpp"
#include "storage/pg/sign_in_statement.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace storage::pg {

/// Finds or makes the users behind tokens. Whoever is cached with the same
/// claims is answered at once, on the caller's thread; the others share a
/// statement on a thread and connection of their own, so that neither a storm
/// of connects nor slow reads hold each other up.
class sign_in_batcher {
public:
  sign_in_batcher(const std::string& url, std::size_t capacity,
                  base::metrics& metrics);
  ~sign_in_batcher();

  sign_in_batcher(const sign_in_batcher&) = delete;
  sign_in_batcher& operator=(const sign_in_batcher&) = delete;

  /// What waits, and what comes from now on, is answered `unavailable`; what
  /// runs is done when it returns. May be called again, not on its own thread.
  void close() noexcept;

  void submit(storage::sign_in who, on_result<schema::identity_ptr> done);

  /// The user was changed otherwise: the next sign-in reads it again.
  void forget(const std::string& id) {
    cache_.forget(id);
  }

private:
  struct request {
    claimed claim;
    std::uint64_t generation = 0;
    on_result<schema::identity_ptr> done;
  };

  using requests = std::vector<request>;

  void loop();
  requests take();
  void carry_out(requests batch);
  /// One statement; on an error that is the values' own, one by one.
  void carry_out_group(std::vector<request*> group);
  void answer(request& r, const signed_in& x);
  static void fail(const std::vector<request*>& group, const schema::error& e);

  std::size_t capacity_;
  base::metrics& metrics_;
  identity_cache cache_;
  link link_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<request> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

} // namespace storage::pg
