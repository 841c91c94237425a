#include "dialects/fields.hpp"
#include "dialects/unified/payload.hpp"
#include "dialects/unified/unified.hpp"

#include <array>

namespace dialects::unified {

namespace {

using base::json_element;
using schema::errc;
using schema::fail;
using schema::failure;
using command_result = schema::result<schema::client_command>;

schema::failure not_an_object() {
  return fail(errc::validation_failed, "the payload must be an object");
}

schema::result<schema::call_id> read_call(const json_element& in) {
  return required_name(in, {"callId"}).map([](std::string_view text) {
    return schema::call_id{std::string{text}};
  });
}

/// What the caller wants the call to be known by; another id is made instead of
/// one that is not well-formed (contract §5).
std::optional<schema::call_id> wished_id(const json_element& in) {
  auto id = read_call(in);
  return id ? std::optional{std::move(*id)} : std::nullopt;
}

schema::result<void> read_kind(const json_element& in,
                               schema::start_call& call) {
  const auto text = optional_text(in, {"media"});
  if (!text)
    return failure{text.error()};
  if (!*text)
    return {};
  const auto kind = schema::parse_call_kind(**text);
  if (!kind)
    return fail(errc::validation_failed, "media must be audio or video");
  call.kind = *kind;
  return {};
}

template<class Command>
schema::result<void> read_rest(const simdjson::dom::object& in, relayed_as what,
                               Command& command) {
  auto payload = read_payload(in, what);
  if (!payload)
    return failure{payload.error()};
  command.payload = std::move(*payload);
  return {};
}

command_result read_invite(const json_element& in,
                           const simdjson::dom::object& fields) {
  const auto callee = required_name(in, {"to", "calleeId", "recipientId"});
  if (!callee)
    return failure{callee.error()};
  const auto where = optional_id(in, {"conversationId", "conversation"});
  if (!where)
    return failure{where.error()};
  schema::start_call call;
  call.callee_id = *callee;
  call.media = schema::call_media::webrtc;
  call.id = wished_id(in);
  call.conversation = *where;
  const auto ok = read_kind(in, call).and_then(
    [&] { return read_rest(fields, relayed_as::invite, call); });
  if (!ok)
    return failure{ok.error()};
  return call;
}

schema::result<bool> read_acceptance(const json_element& in) {
  const auto value = base::field(in, "accept");
  bool accept = true;
  if (value && !value->is_null() && value->get(accept) != simdjson::SUCCESS)
    return fail(errc::validation_failed, "accept must be true or false");
  return accept;
}

/// Ends it, perhaps with words of the person.
template<class Command>
command_result read_parting(const json_element& in,
                            const simdjson::dom::object& fields,
                            schema::call_id id) {
  Command command{.call = std::move(id), .detail = {}, .payload = {}};
  const auto reason = optional_text(in, {"reason"});
  if (!reason)
    return failure{reason.error()};
  command.detail = *reason;
  if (const auto ok = read_rest(fields, relayed_as::other, command); !ok)
    return failure{ok.error()};
  return schema::call_command{std::move(command)};
}

/// Seed 004 has one event for both answers.
command_result read_answer(const json_element& in,
                           const simdjson::dom::object& fields) {
  auto id = read_call(in);
  if (!id)
    return failure{id.error()};
  const auto accept = read_acceptance(in);
  if (!accept)
    return failure{accept.error()};
  if (!*accept)
    return read_parting<schema::reject_call>(in, fields, std::move(*id));
  schema::answer_call command{.call = std::move(*id), .payload = {}};
  if (const auto ok = read_rest(fields, relayed_as::other, command); !ok)
    return failure{ok.error()};
  return schema::call_command{std::move(command)};
}

command_result read_candidate(const json_element& in,
                              const simdjson::dom::object& fields) {
  auto id = read_call(in);
  if (!id)
    return failure{id.error()};
  schema::send_candidate command{.call = std::move(*id), .payload = {}};
  if (const auto ok = read_rest(fields, relayed_as::other, command); !ok)
    return failure{ok.error()};
  if (command.payload.empty())
    return fail(errc::validation_failed, "candidate is missing");
  return schema::call_command{std::move(command)};
}

command_result read_hangup(const json_element& in,
                           const simdjson::dom::object& fields) {
  auto id = read_call(in);
  if (!id)
    return failure{id.error()};
  return read_parting<schema::end_call>(in, fields, std::move(*id));
}

struct row {
  std::string_view event;
  command_result (*read)(const json_element& in,
                         const simdjson::dom::object& fields);
};

// Ordered by how often they come.
constexpr std::array rows{
  row{"call:candidate", read_candidate},
  row{"call:invite", read_invite},
  row{"call:answer", read_answer},
  row{"call:hangup", read_hangup},
};

} // namespace

std::span<const std::string_view> command_names() {
  static constexpr auto names = [] {
    std::array<std::string_view, rows.size()> out;
    for (std::size_t i = 0; i < rows.size(); ++i)
      out[i] = rows[i].event;
    return out;
  }();
  return names;
}

read_result read(std::string_view event,
                 const std::optional<json_element>& in) {
  for (const auto& r : rows) {
    if (r.event != event)
      continue;
    simdjson::dom::object fields;
    if (!in || in->get(fields) != simdjson::SUCCESS)
      return not_an_object();
    return r.read(*in, fields);
  }
  return std::nullopt;
}

} // namespace dialects::unified
