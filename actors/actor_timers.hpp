#pragma once

#include <caf/detail/thread_safe_actor_clock.hpp>

#include <atomic>
#include <cstdint>

namespace actors {

/// CAF's clock, which an actor that ends does not wake if no actor ever had a
/// timeout: connections come and go faster than any thread should be woken.
/// Delayed messages are not timeouts.
class actor_timers final : public caf::detail::thread_safe_actor_clock {
public:
  void set_ordinary_timeout(time_point t, caf::abstract_actor* self,
                            caf::atom_value type, std::uint64_t id) override {
    has_timeouts_ = true;
    super::set_ordinary_timeout(t, self, type, id);
  }

  void set_request_timeout(time_point t, caf::abstract_actor* self,
                           caf::message_id id) override {
    has_timeouts_ = true;
    super::set_request_timeout(t, self, id);
  }

  void set_multi_timeout(time_point t, caf::abstract_actor* self,
                         caf::atom_value type, std::uint64_t id) override {
    has_timeouts_ = true;
    super::set_multi_timeout(t, self, type, id);
  }

  void cancel_timeouts(caf::abstract_actor* self) override {
    if (has_timeouts_)
      super::cancel_timeouts(self);
  }

private:
  using super = caf::detail::thread_safe_actor_clock;

  std::atomic<bool> has_timeouts_{false};
};

} // namespace actors
