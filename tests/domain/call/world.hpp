#pragma once

#include "domain/call/machine.hpp"

#include <array>
#include <set>
#include <string>
#include <utility>
#include <vector>

/// Two people, up to three devices each, a database with one call and its live
/// rows: what can happen to them next, and what must hold whatever happens.
/// Time is counted in units; the grace is two of them, ringing three or two,
/// and one makes a silence.
namespace model {

inline constexpr std::size_t most_devices = 3;
inline constexpr std::chrono::milliseconds unit{10'000};
inline constexpr domain::call::settings times{3 * unit, 2 * unit, 2 * unit,
                                              unit,     unit,     unit};
inline constexpr std::array people{schema::user_no{1}, schema::user_no{2}};

/// Their places in arrays.
inline std::size_t at(schema::user_no who) {
  return static_cast<std::size_t>(who.value - 1);
}

struct action {
  enum class kind {
    connect,
    disconnect,
    dial,
    answer,
    reject,
    cancel,
    hang_up,
    report,
    candidate,
    wait,
    expire,
    restart,
  };

  kind what = kind::wait;
  schema::user_no who{};
  /// Nothing: by REST.
  std::optional<schema::device_no> device{};
  /// Of the device that connects, or the call that is dialled.
  schema::call_media media = schema::call_media::agora;
};

/// What a device has heard of the call last.
enum class heard {
  nothing,
  rings,
  goes_on,
  over,
};

/// A rule that was broken; says which.
struct broken {
  std::string rule;
};

inline void require(bool good, const char* rule) {
  if (!good)
    throw broken{rule};
}

/// What of an action is a command to a call.
[[nodiscard]] const std::vector<action::kind>& commands();
[[nodiscard]] schema::call_command command_of(action::kind what);

class world {
public:
  /// All that can happen now; devices that are alike stand for each other.
  [[nodiscard]] std::vector<action> possible() const;

  /// False if it is refused, so that nothing changes. Throws `broken`.
  bool take(const action& x);

  /// The same for worlds that nothing can tell apart.
  [[nodiscard]] std::string key() const;

  /// Throws `broken` unless the call ends when everybody is gone, when one
  /// hangs up, and, while it rings, when nobody does anything.
  void check_that_it_ends() const;

private:
  [[nodiscard]] bool is_live() const;
  [[nodiscard]] bool is_known_here() const;
  [[nodiscard]] bool has_room(schema::user_no who,
                              schema::call_media media) const;
  void connect_as(const action& x);
  void come_late(schema::user_no who, const domain::call::device& made);
  void drop_past();
  void leave(schema::user_no who, schema::device_no gone);
  bool start(const action& x);
  bool command(const action& x);
  void begin_anew();
  void follow(const domain::call::transition& t);
  void check_write(const domain::call::transition& t) const;
  void check_row(const schema::call& row) const;
  void hear(const domain::call::telling& x);
  void check_end();
  void check_late_commands() const;
  void run_out() const;

  [[nodiscard]] heard& last_heard(schema::device_no device);
  [[nodiscard]] std::vector<schema::device_no> alike(schema::user_no who) const;
  [[nodiscard]] std::string describe(schema::user_no who) const;
  [[nodiscard]] std::string describe(const domain::call::party& x) const;
  [[nodiscard]] std::string token(const domain::call::party* in,
                                  const domain::call::device& x) const;

  schema::timestamp now_{std::chrono::seconds{1000}};
  /// Copied at each step, so it is kept flat.
  std::array<std::vector<domain::call::device>, 2> connected_;
  std::int64_t last_device_ = 0;
  std::optional<domain::call::state> call_;
  /// One that has ended, while somebody is to hear of it yet.
  std::optional<domain::call::state> past_;
  std::array<bool, 2> missed_end_{};
  /// The database.
  schema::call_ptr stored_;
  std::array<bool, 2> busy_{};
  /// Of this call.
  std::vector<std::pair<schema::device_no, heard>> heard_;
  std::array<int, 2> ends_heard_{};
};

} // namespace model
