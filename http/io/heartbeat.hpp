#pragma once

#include "config/settings.hpp"
#include "http/io/wheel.hpp"
#include "wire/engineio/revision.hpp"

#include <cstdint>

namespace http::io {

/// When a client has to be asked whether it is there, and by when it has to
/// have said so. In revision 4 of Engine.IO the server pings; in revision 3 the
/// client does, and the server waits. Suites wait for exactly the settings'
/// times and no longer, so the ends come early by what a wheel may be late.
class heartbeat {
public:
  /// What is to be done when a timer has fired.
  enum class step : std::uint8_t { wait, ping, end };

  /// So late a timer fires only if the thread, or the machine, stood still:
  /// then what clients said meanwhile is not read yet.
  static constexpr tick_ms standstill = 10 * wheel::resolution;

  explicit heartbeat(wire::engineio::revision r) noexcept
    : client_pings_{r == wire::engineio::revision::v3} {
    // nop
  }

  /// Begins a round.
  void begin(tick_ms now, const config::settings& s) noexcept {
    awaits_pong_ = false;
    was_put_off_ = false;
    due_ = now + s.ping_interval.count();
    if (client_pings_)
      due_ += s.ping_timeout.count() - wheel::resolution;
  }

  /// The ping or pong of the client has come. A pong that nothing asked for is
  /// allowed, and changes nothing.
  void heard(tick_ms now, const config::settings& s) noexcept {
    if (waits_for_client())
      begin(now, s);
  }

  /// `is_behind`: the client's sign of life may lie among what is not read on
  /// purpose.
  [[nodiscard]] step look(tick_ms now, const config::settings& s,
                          bool is_behind) noexcept {
    if (now < due_)
      return step::wait;
    const auto late = now - due_;
    if (!waits_for_client()) {
      // From when it was due, lest lateness adds up.
      awaits_pong_ = true;
      due_ = (late <= 2 * wheel::resolution ? due_ : now)
             + s.ping_timeout.count() - wheel::resolution;
      return step::ping;
    }
    // Once: clients that are gone should not burden a slow server for good.
    if (!is_behind && (late <= standstill || was_put_off_))
      return step::end;
    was_put_off_ = true;
    due_ = now + s.ping_timeout.count();
    return step::wait;
  }

  /// When to look again.
  [[nodiscard]] tick_ms due() const noexcept {
    return due_;
  }

  /// What is due is the end, no ping.
  [[nodiscard]] bool waits_for_client() const noexcept {
    return awaits_pong_ || client_pings_;
  }

private:
  tick_ms due_ = 0;
  bool client_pings_;
  bool awaits_pong_ = false;
  bool was_put_off_ = false;
};

} // namespace http::io
