#include "actors/protocol_test.hpp"

#include "base/encoding.hpp"
#include "base/json_writer.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "wire/frame.hpp"
#include "wire/socketio/writer.hpp"

#include <algorithm>
#include <charconv>

namespace actors {

namespace {

using wire::engineio::revision;

/// The elements from number `from` on, as JSON between commas.
std::string to_json(const simdjson::dom::array& elements, std::size_t from) {
  std::string out;
  std::size_t at = 0;
  for (const auto element : elements) {
    if (at++ < from)
      continue;
    if (!out.empty())
      out.push_back(',');
    out.append(simdjson::minify(element));
  }
  return out;
}

/// `a=1&b` as an object.
std::string to_object(std::string_view query) {
  std::string out;
  base::json_writer json{out};
  json.open('{');
  while (!query.empty()) {
    const auto field = query.substr(0, query.find('&'));
    const auto equals = std::min(field.find('='), field.size());
    json.key(base::percent_decode(field.substr(0, equals)));
    json.string(
      base::percent_decode(field.substr(std::min(equals + 1, field.size()))));
    query.remove_prefix(std::min(field.size() + 1, query.size()));
  }
  json.close('}');
  return out;
}

wire::frame_ptr binary_frame(revision rev, std::string_view bytes) {
  if (rev == revision::v4)
    return wire::frame::binary(bytes);
  return wire::frame::binary(std::string{"\x04"}.append(bytes));
}

} // namespace

void post_packet(sink& to, revision rev, const outgoing_packet& packet) {
  to.post(wire::frame::text("4" + packet.text));
  for (const auto& bytes : packet.attachments)
    to.post(binary_frame(rev, bytes));
}

// -- rooms --------------------------------------------------------------------

void protocol_test_rooms::join(const std::string& room, member who) {
  std::lock_guard guard{mutex_};
  auto& members = rooms_[room];
  if (std::ranges::find(members, who.out, &member::out) == members.end())
    members.push_back(std::move(who));
}

void protocol_test_rooms::leave(const std::string& room, const sink_ptr& who) {
  std::lock_guard guard{mutex_};
  std::erase_if(rooms_[room], [&](const member& x) { return x.out == who; });
}

void protocol_test_rooms::leave_all(const sink_ptr& who,
                                    std::string_view prefix) {
  std::lock_guard guard{mutex_};
  for (auto& [room, members] : rooms_)
    if (room.starts_with(prefix))
      std::erase_if(members, [&](const member& x) { return x.out == who; });
  std::erase_if(rooms_, [](const auto& x) { return x.second.empty(); });
}

void protocol_test_rooms::post(const std::string& room,
                               const outgoing_packet& packet,
                               const sink* except) {
  std::lock_guard guard{mutex_};
  for (const auto& x : rooms_[room])
    if (x.out.get() != except)
      post_packet(*x.out, x.revision, packet);
}

// -- namespaces ---------------------------------------------------------------

protocol_test::protocol_test(protocol_test_rooms& rooms, sink_ptr out,
                             revision rev)
  : rooms_{rooms},
    out_{std::move(out)},
    revision_{rev} {
  // nop
}

bool protocol_test::has_joined(std::string_view nsp) const {
  return std::ranges::find(joined_, nsp) != joined_.end();
}

bool protocol_test::connect(std::string_view nsp, const credentials& auth) {
  if (has_joined(nsp))
    return false;
  const auto sid = base::random_token(15);
  std::string text;
  if (nsp == "/forbidden") {
    constexpr std::string_view data = R"({"code":"E_FORBIDDEN"})";
    if (revision_ == revision::v3)
      wire::socketio::append_error_data(text, nsp, data);
    else
      wire::socketio::append_connect_error(text, nsp, "not allowed", data);
  } else if (nsp != "/" && nsp != "/custom") {
    wire::socketio::append_connect_error(text, nsp, "Invalid namespace");
  } else {
    joined_.emplace_back(nsp);
    out_->connected();
    if (revision_ == revision::v3)
      wire::socketio::append_bare_connect(text, nsp);
    else
      wire::socketio::append_connect_answer(text, nsp, sid);
  }
  post_packet(*out_, revision_, {text});
  if (!has_joined(nsp))
    return true;
  rooms_.join(std::string{nsp} + " " + sid, {out_, revision_});
  const auto given =
    auth.json.empty() ? to_object(auth.query) : std::string{auth.json};
  emit(nsp, "auth", given);
  return true;
}

void protocol_test::leave(std::string_view nsp) {
  std::erase(joined_, nsp);
  rooms_.leave_all(out_, std::string{nsp} + " ");
}

void protocol_test::leave_all() {
  joined_.clear();
  rooms_.leave_all(out_);
}

// -- events -------------------------------------------------------------------

void protocol_test::on_event(const wire::socketio::assembled& whole,
                             const wire::socketio::event& event) {
  const auto first = event.argument(0);
  const call c{.nsp = std::string{whole.packet.nsp},
               .name = event.name,
               .ack = whole.packet.ack,
               .arguments = to_json(event.elements, 1),
               .behind_first = to_json(event.elements, 2),
               .attachments = whole.attachments,
               .first = first && first->is_string()
                          ? std::string{std::string_view{*first}}
                          : std::string{}};
  if (c.name == "message")
    emit(c.nsp, "message-back", c.arguments, c.attachments);
  else if (c.name == "message-with-ack")
    answer(c, c.arguments);
  else
    hook(c);
}

void protocol_test::hook(const call& c) {
  const auto room = c.nsp + " " + c.first;
  if (c.name == "hook:join") {
    rooms_.join(room, {out_, revision_});
    answer(c, {});
  } else if (c.name == "hook:leave") {
    rooms_.leave(room, out_);
    answer(c, {});
  } else if (c.name == "hook:to-room") {
    to_room(c, nullptr);
  } else if (c.name == "hook:to-room-others") {
    to_room(c, out_.get());
  } else if (c.name == "hook:ask-ack") {
    std::string text;
    asked_.insert(next_question_);
    wire::socketio::append_event_prefix(text, c.nsp, next_question_++);
    text.append("[\"ack-request\",").append(c.arguments).push_back(']');
    post_packet(*out_, revision_, {text});
  } else if (c.name == "hook:disconnect-me") {
    disconnect(c);
  } else if (c.name == "hook:burst") {
    burst(c);
  }
}

void protocol_test::on_ack(const wire::socketio::assembled& whole,
                           const simdjson::dom::array& answer) {
  if (whole.packet.ack && asked_.erase(*whole.packet.ack) == 1)
    emit(whole.packet.nsp, "ack-result", to_json(answer, 0), whole.attachments);
}

void protocol_test::emit(std::string_view nsp, std::string_view name,
                         std::string_view arguments,
                         std::span<const std::string> attachments) {
  std::string text;
  wire::socketio::append_event_prefix(
    text, nsp, {}, static_cast<std::uint32_t>(attachments.size()));
  text.append("[\"").append(name).push_back('"');
  if (!arguments.empty())
    text.append(",").append(arguments);
  text.push_back(']');
  post_packet(*out_, revision_, {text, attachments});
}

void protocol_test::answer(const call& c, std::string_view arguments) {
  if (!c.ack)
    return;
  const auto attachments =
    arguments.empty() ? std::span<const std::string>{} : c.attachments;
  std::string text;
  wire::socketio::append_ack_prefix(
    text, c.nsp, *c.ack, static_cast<std::uint32_t>(attachments.size()));
  text.append("[").append(arguments).push_back(']');
  post_packet(*out_, revision_, {text, attachments});
}

void protocol_test::to_room(const call& c, const sink* except) {
  std::string text;
  wire::socketio::append_event_prefix(
    text, c.nsp, {}, static_cast<std::uint32_t>(c.attachments.size()));
  text.append("[\"room-msg\"");
  if (!c.behind_first.empty())
    text.append(",").append(c.behind_first);
  text.push_back(']');
  rooms_.post(c.nsp + " " + c.first, {text, c.attachments}, except);
}

void protocol_test::disconnect(const call& c) {
  std::string text;
  wire::socketio::append_disconnect(text, c.nsp);
  post_packet(*out_, revision_, {text});
  leave(c.nsp);
  if (c.arguments == "true")
    out_->close(close_reason::client_left);
}

void protocol_test::burst(const call& c) {
  constexpr int most = 100'000;
  int count = 0;
  std::from_chars(c.arguments.data(), c.arguments.data() + c.arguments.size(),
                  count);
  for (int i = 0; i < std::min(count, most); ++i)
    emit(c.nsp, "burst", std::to_string(i));
}

// -- echo ---------------------------------------------------------------------

echo_session::echo_session(revision rev, sink_ptr out)
  : revision_{rev},
    out_{std::move(out)} {
  out_->connected();
}

void echo_session::deliver(inbound_block_ptr block) noexcept {
  std::size_t bytes = 0;
  try {
    for (const auto& x : block->packets) {
      const auto text = std::string_view{block->bytes}.substr(x.offset, x.size);
      bytes += x.size;
      out_->post(x.binary ? binary_frame(revision_, text)
                          : wire::frame::text("4" + std::string{text}));
    }
  } catch (const std::exception& e) {
    base::log::error("echo failed", "what={}", e.what());
  }
  out_->finished(static_cast<std::uint32_t>(block->packets.size()), bytes);
}

void echo_session::closed(close_reason) noexcept {
  out_.reset();
}

} // namespace actors
