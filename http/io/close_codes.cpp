#include "http/io/close_codes.hpp"

#include "wire/websocket/frames.hpp"

#include <array>
#include <cstddef>

namespace http::io {

namespace {

using actors::close_reason;
using wire::websocket::close_code;

struct row {
  std::string_view name;
  close_row told;
};

/// In the order of `actors::close_reason`.
constexpr std::array rows{
  row{"protocol_error", {close_code::protocol_error, "protocol error"}},
  row{"ping_timeout", {close_code::going_away, "ping timeout"}},
  row{"connect_timeout", {close_code::policy_violation, "no connect in time"}},
  row{"client_left", {close_code::normal, "goodbye"}},
  row{"too_slow", {close_code::policy_violation, "too slow"}},
  row{"overloaded", {close_code::try_again_later, "overloaded"}},
  row{"shutting_down", {close_code::service_restart, "server restarts"}},
  row{"banned", {close_code::policy_violation, "banned"}},
  row{"internal", {close_code::internal_error, "internal error"}},
};

static_assert(rows.size()
              == static_cast<std::size_t>(close_reason::internal) + 1);

using frames = std::array<wire::frame_ptr, rows.size()>;

frames make_frames() {
  frames result;
  for (std::size_t i = 0; i < rows.size(); ++i)
    result[i] =
      wire::websocket::close_frame(rows[i].told.code, rows[i].told.text);
  return result;
}

} // namespace

const close_row& describe(close_reason reason) {
  return rows[static_cast<std::size_t>(reason)].told;
}

std::string_view to_string(close_reason reason) {
  return rows[static_cast<std::size_t>(reason)].name;
}

const wire::frame_ptr& close_frame(close_reason reason) {
  static const frames made = make_frames();
  return made[static_cast<std::size_t>(reason)];
}

} // namespace http::io
