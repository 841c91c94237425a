#include "domain/call/commands.hpp"

#include "base/encoding.hpp"
#include "domain/call/candidates.hpp"
#include "domain/call/parties.hpp"
#include "domain/call/steps.hpp"

#include <algorithm>
#include <string_view>

namespace domain::call {

namespace {

using schema::call_state;
using schema::end_reason;
using schema::errc;
using schema::fail;

schema::result<void> check_form(const std::optional<std::string>& detail,
                                const std::string& payload) {
  if (detail && base::count_code_points(*detail) > schema::most_call_detail)
    return fail(errc::validation_failed,
                "reason must have at most 500 characters");
  return check_payload(payload);
}

/// The password of the transport, which no two clients have in common; a
/// description of WebRTC's has one of 22 characters or more (RFC 8839, 5.4).
/// Empty if there is none. What else is in a description may change.
std::string_view transport_password(std::string_view payload) {
  constexpr std::string_view name = "a=ice-pwd:";
  constexpr std::string_view characters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  constexpr std::size_t shortest = 22;
  const auto at = payload.find(name);
  if (at == std::string_view::npos)
    return {};
  payload.remove_prefix(at + name.size());
  const auto found = payload.substr(0, payload.find_first_not_of(characters));
  return found.size() < shortest ? std::string_view{} : found;
}

schema::result<transition> lost() {
  return fail(errc::call_over, "This call was answered on another device");
}

/// One command at one call; what is refused alike stands in `decide`.
class decision {
public:
  decision(const state& of, const speaker& by, schema::timestamp now)
    : of_(of),
      by_(by),
      now_(now) {
    // nop
  }

  schema::result<transition> operator()(const schema::answer_call& x) const {
    if (by_is_caller())
      return fail(errc::forbidden, "Only the one who is called can answer");
    if (auto ok = check_payload(x.payload); !ok)
      return schema::failure{ok.error()};
    if (stage() == call_state::ended || now_ >= ring_end())
      return fail(errc::call_over, "This call is over");
    const auto* device = find_device(of_.callee, by_.device);
    if (device == nullptr)
      return fail(errc::conflict, "This connection is no part of the call");
    if (!device->media.has(of_.row->media))
      return fail(errc::incompatible_media,
                  "This connection cannot carry such a call");
    if (stage() != call_state::ringing)
      return may_be_winner(*device, x.payload) ? nothing_new(of_) : lost();
    return accept(of_, device->no, x.payload, now_);
  }

  schema::result<transition> operator()(const schema::reject_call& x) const {
    if (by_is_caller())
      return fail(errc::forbidden, "Only the one who is called can reject");
    if (auto ok = check_form(x.detail, x.payload); !ok)
      return schema::failure{ok.error()};
    if (stage() == call_state::ended)
      return nothing_new(of_);
    if (stage() != call_state::ringing)
      return fail(errc::call_over, "This call has been answered");
    return finish(of_, {end_reason::rejected, by_.who, x.detail, x.payload},
                  now_);
  }

  schema::result<transition> operator()(const schema::cancel_call&) const {
    if (!by_is_caller())
      return fail(errc::forbidden, "Only the caller can cancel");
    return hang_up({}, {});
  }

  schema::result<transition> operator()(const schema::end_call& x) const {
    if (auto ok = check_form(x.detail, x.payload); !ok)
      return schema::failure{ok.error()};
    return hang_up(x.detail, x.payload);
  }

  schema::result<transition> operator()(const schema::report_connected&) const {
    switch (stage()) {
    case call_state::ringing:
      return fail(errc::conflict, "This call has not been answered");
    case call_state::answered:
      return go_on();
    case call_state::ongoing:
      return noted();
    case call_state::ended:
      break;
    }
    return fail(errc::call_over, "This call is over");
  }

  schema::result<transition> operator()(const schema::send_candidate& x) const {
    if (stage() == call_state::ended)
      return fail(errc::call_over, "This call is over");
    if (find_device(*find_party(of_, by_.who), by_.device) == nullptr)
      return fail(errc::conflict, "This connection is no part of the call");
    return relay(of_, by_, x);
  }

private:
  [[nodiscard]] call_state stage() const {
    return of_.row->state;
  }

  [[nodiscard]] bool by_is_caller() const {
    return by_.who == of_.row->caller;
  }

  /// Says so again: on the connection on which it won, or on another one, if
  /// that is gone, or dead and not found to be yet.
  [[nodiscard]] bool may_be_winner(const attendant& device,
                                   const std::string& payload) const {
    if (of_.elsewhere)
      return false;
    const auto password = transport_password(payload);
    return device.no == of_.row->winner
           || find_device(of_.callee, of_.row->winner) == nullptr
           || (!password.empty() && password == transport_password(of_.answer));
  }

  /// Once answered, a call does not ring out.
  [[nodiscard]] schema::timestamp ring_end() const {
    return stage() == call_state::ringing ? of_.row->ring_until
                                          : schema::timestamp::max();
  }

  /// The report itself.
  [[nodiscard]] transition noted() const {
    auto t = nothing_new(of_);
    t.after.caller_knows = of_.caller_knows || (by_is_caller() && by_.device);
    return t;
  }

  [[nodiscard]] transition go_on() const {
    auto t = noted();
    auto row = next_version(of_);
    row->state = call_state::ongoing;
    row->connected_at = std::max(now_, *row->answered_at);
    store(t, std::move(row));
    return t;
  }

  [[nodiscard]] transition hang_up(const std::optional<std::string>& detail,
                                   const std::string& payload) const {
    if (stage() == call_state::ended)
      return nothing_new(of_);
    auto why = end_reason::completed;
    if (stage() == call_state::ringing)
      why = by_is_caller() ? end_reason::cancelled : end_reason::rejected;
    return finish(of_, {why, by_.who, detail, payload}, now_);
  }

  const state& of_;
  const speaker& by_;
  schema::timestamp now_;
};

} // namespace

schema::result<transition> decide(const state& of, const speaker& by,
                                  const schema::call_command& command,
                                  schema::timestamp now) {
  const auto* party = find_party(of, by.who);
  if (party == nullptr)
    return fail(errc::not_found, "Call not found");
  const auto* device = find_device(*party, by.device);
  // A client that is told that it lost hangs up, as it always does at an end:
  // that must not end the call of the device that won.
  if (of.row->is_live() && device != nullptr && device->place == place::lost)
    return lost();
  if (device != nullptr && device->spoke)
    return std::visit(decision{of, by, now}, command);
  return std::visit(decision{note_speech(of, by, now).after, by, now}, command);
}

transition note_speech(const state& of, const speaker& by,
                       schema::timestamp now) {
  auto t = nothing_new(of);
  auto* mine = find_party(t.after, by.who);
  if (mine == nullptr)
    return t;
  t.after.heard_at = now;
  auto* speaks = find_device(*mine, by.device);
  if (speaks == nullptr)
    return t;
  // Whoever acts is part of it.
  speaks->spoke = true;
  mine->spoke = true;
  if (speaks->place == place::aside)
    speaks->place = place::taking_part;
  note_presence(*mine, t.after, now);
  return t;
}

bool is_forgotten(const state& of, const speaker& by, schema::timestamp now) {
  const auto* mine = find_party(of, by.who);
  if (mine == nullptr || !of.row->is_live() || of.elsewhere
      || find_device(*mine, by.device) == nullptr)
    return false;
  // Who is rung has said nothing yet.
  if (of.row->state == call_state::ringing && by.who == of.row->callee)
    return false;
  if (mine->spoke)
    return !has_speaker(*mine);
  auto others = taking_part(*mine, of);
  std::erase(others, *by.device);
  if (of.restored_at == schema::timestamp::max() || !others.empty())
    return false;
  return of.row->state == call_state::ringing
         || now >= of.restored_at + of.grace;
}

} // namespace domain::call
