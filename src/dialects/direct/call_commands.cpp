#include "dialects/direct/direct.hpp"
#include "dialects/fields.hpp"

#include <array>

namespace dialects::direct {

namespace {

using base::json_element;
using schema::errc;
using schema::fail;
using schema::failure;
using command_result = schema::result<schema::client_command>;
using input = const std::optional<json_element>&;

// `contactId` and `duration`, which clients send along, decide nothing: who the
// two are and how long they talked is the server's to know.

schema::result<schema::call_id> read_call(input in) {
  return required_name(in, {"callId"}).map([](std::string_view text) {
    return schema::call_id{std::string{text}};
  });
}

schema::result<void> read_kind(const json_element& in,
                               schema::start_call& call) {
  const auto text = optional_text(in, {"callType"});
  if (!text)
    return failure{text.error()};
  if (!*text)
    return {};
  const auto kind = schema::parse_call_kind(**text);
  if (!kind)
    return fail(errc::validation_failed, "callType must be voice or video");
  call.kind = *kind;
  return {};
}

schema::result<void> read_place(const json_element& in,
                                schema::start_call& call) {
  const auto channel = optional_text(in, {"channelName"});
  if (!channel)
    return failure{channel.error()};
  const auto where = optional_id(in, {"conversationId", "conversation"});
  if (!where)
    return failure{where.error()};
  call.channel = *channel;
  call.conversation = *where;
  return {};
}

command_result read_start(input in) {
  if (!in || !in->is_object())
    return fail(errc::validation_failed, "the payload must be an object");
  const auto callee = required_name(in, {"calleeId", "recipientId"});
  if (!callee)
    return failure{callee.error()};
  schema::start_call call;
  call.callee_id = *callee;
  const auto ok =
    read_kind(*in, call).and_then([&] { return read_place(*in, call); });
  if (!ok)
    return failure{ok.error()};
  return call;
}

command_result read_token(input in) {
  return read_call(in).map([](schema::call_id&& id) {
    return schema::client_command{schema::ask_call_token{std::move(id)}};
  });
}

/// What needs nothing but the call.
template<class Command>
command_result read_plain(input in) {
  return read_call(in).map([](schema::call_id&& id) {
    Command command;
    command.call = std::move(id);
    return schema::client_command{schema::call_command{std::move(command)}};
  });
}

/// What has words of the person along with it.
template<class Command>
command_result read_worded(input in) {
  auto id = read_call(in);
  if (!id)
    return failure{id.error()};
  Command command;
  command.call = std::move(*id);
  const auto reason = optional_text(*in, {"reason"});
  if (!reason)
    return failure{reason.error()};
  command.detail = *reason;
  return schema::call_command{std::move(command)};
}

} // namespace

std::span<const command_row> call_rows() {
  static constexpr std::array rows{
    command_row{"call:initiate", read_start},
    command_row{"call:accept", read_plain<schema::answer_call>},
    command_row{"call:connected", read_plain<schema::report_connected>},
    command_row{"call:end", read_worded<schema::end_call>},
    command_row{"call:reject", read_worded<schema::reject_call>},
    command_row{"call:cancel", read_plain<schema::cancel_call>},
    command_row{"call:token", read_token},
  };
  return rows;
}

} // namespace dialects::direct
