#include "http/routes/new_conversation.hpp"

#include "domain/permissions.hpp"
#include "http/json_body.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace http {

namespace {

using schema::conversation_kind;
using schema::errc;
using schema::role;

constexpr std::array<std::string_view, 4> context_types{
  "consultation", "service_request", "support", "general"};

std::string to_lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  return text;
}

std::optional<schema::error> read_participant(base::json_element x,
                                              std::size_t index,
                                              new_conversation& out) {
  const auto where = "participants[" + std::to_string(index) + "].";
  json_body fields{x, where};
  named_participant p;
  p.id = fields.required_text("id", schema::max_user_id_length);
  if (!schema::is_user_id(p.id))
    fields.refuse("id", "has to be 1 to 128 characters");
  if (const auto type = fields.text("type", 32)) {
    p.role = schema::parse_role(*type);
    if (!p.role)
      fields.refuse("type", "has to be user, astrologer or admin");
  }
  const auto same = [&p](const auto& other) { return other.id == p.id; };
  if (std::any_of(out.participants.begin(), out.participants.end(), same))
    fields.refuse("id", "is there twice");
  out.participants.push_back(std::move(p));
  return fields.error();
}

void read_participants(json_body& body, new_conversation& out) {
  const auto list = body.array("participants");
  if (!list || list->size() < 2 || list->size() > max_participants)
    return body.refuse("participants", "has to be a list of 2 to 1024");
  std::size_t index = 0;
  for (auto x : *list)
    if (const auto problem = read_participant(x, index++, out))
      // Its message has the place in it already.
      return body.refuse(*problem);
}

void read_rest(json_body& body, new_conversation& out) {
  if (const auto kind = body.text("conversationType", 32)) {
    out.kind = schema::parse_conversation_kind(to_lower(*kind));
    if (!out.kind)
      body.refuse("conversationType", "is not a type of conversation");
  }
  auto context = read_context_link(body);
  out.request.context_type = std::move(context.type);
  out.request.context_id = std::move(context.id);
  out.request.title = body.text("title", 200);
}

} // namespace

context_link read_context_link(json_body& body) {
  context_link out;
  if (auto type = body.text("contextType", 32)) {
    out.type = to_lower(std::move(*type));
    if (std::find(context_types.begin(), context_types.end(), out.type)
        == context_types.end())
      body.refuse("contextType", "is not a type of context");
  }
  out.id = body.text("contextId", 128);
  return out;
}

schema::result<new_conversation> read_new_conversation(const request& asked) {
  auto body = json_body::read(asked);
  if (!body)
    return schema::failure{body.error()};
  new_conversation out;
  read_participants(*body, out);
  read_rest(*body, out);
  if (body->error())
    return schema::failure{*body->error()};
  return out;
}

schema::result<conversation_kind>
choose_kind(const std::vector<role>& roles,
            std::optional<conversation_kind> wanted) {
  std::optional<conversation_kind> natural;
  if (roles.size() == 2)
    if (const auto kind = domain::pair_kind(roles[0], roles[1]))
      natural = *kind;
  if (!wanted)
    return natural.value_or(conversation_kind::group);
  if (*wanted != conversation_kind::group && wanted != natural)
    return schema::fail(errc::validation_failed,
                        "conversationType does not fit the participants.");
  return *wanted;
}

} // namespace http
