#pragma once

#include "domain/call/machine.hpp"
#include "samples.hpp"

#include <initializer_list>
#include <string>

/// A call of 1 to 2 in Agora's media, as a fixture: the caller is connected
/// with 11 (on which they dial) and 12, the callee with 21, 22 and 23. 24 and
/// 14 can do WebRTC only, 25 both.
namespace call_sample {

using domain::call::state;
using domain::call::transition;

inline constexpr schema::user_no caller{1};
inline constexpr schema::user_no callee{2};

[[nodiscard]] domain::call::device device(std::int64_t no);

/// "11:started 21,22:incoming(invite)": who is told what, in order; a `-` for
/// nobody.
[[nodiscard]] std::string told(const transition& t);

/// "ringing", "answered", "ongoing", or the reason of the end.
[[nodiscard]] std::string stage(const schema::call& row);

struct fixture {
  fixture();

  [[nodiscard]] domain::call::dialling dialling() const;

  /// What comes of it; moves `now_at` there too. The call goes on with it, if
  /// it is not refused: then the code is given.
  std::string say(schema::user_no who, std::int64_t device,
                  const schema::call_command& command);

  void follow(const transition& t);
  std::string attach(schema::user_no who, std::int64_t no);
  std::string detach(schema::user_no who, std::int64_t no);
  std::string expire();

  std::string answer(std::int64_t device);
  std::string hang_up(schema::user_no who, std::int64_t device);
  std::string candidate(schema::user_no who, std::int64_t device,
                        std::string payload);

  [[nodiscard]] const schema::call& row() const {
    return *call.row;
  }

  domain::call::settings settings;
  schema::timestamp now = samples::at(0);
  transition first;
  state call;
  /// The last one.
  transition last;
};

} // namespace call_sample
