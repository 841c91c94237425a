#include "actors/session.hpp"

#include "actors/guarded.hpp"
#include "actors/people.hpp"
#include "base/log.hpp"

#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>

namespace actors {

namespace {

using schema::errc;
using wire::socketio::packet_type;

/// No command has attachments, so they are only passed over. They are kept
/// until all are there, outside of the credit of what is in work.
constexpr std::size_t max_attachment_bytes = 256u << 10;

} // namespace

session_state::~session_state() {
  if (env_ != nullptr)
    env_->metrics.sessions.add(-1);
}

void session_state::start(session_actor::pointer self, const context& env,
                          voice v, std::shared_ptr<const handshake> hello,
                          sink_ptr out) {
  self_ = self;
  env_ = &env;
  voice_ = v;
  hello_ = std::move(hello);
  out_ = std::move(out);
  if (env_->test_rooms)
    test_ =
      std::make_unique<protocol_test>(*env_->test_rooms, out_, voice_.revision);
  else
    assembler_ = wire::socketio::assembler{max_attachment_bytes};
  env_->metrics.sessions.add(1);
}

// -- packets ------------------------------------------------------------------

void session_state::on_deliver(const inbound_block& block) {
  done_packets_ = 0;
  done_bytes_ = 0;
  for (const auto& raw : block.packets) {
    if (phase_ == phase::closing) {
      ++done_packets_;
      done_bytes_ += raw.size;
      continue;
    }
    handle(block, raw);
  }
  if (done_packets_ > 0)
    out_->finished(done_packets_, done_bytes_);
}

void session_state::handle(const inbound_block& block,
                           const inbound_block::packet& raw) {
  const std::string_view bytes{block.bytes.data() + raw.offset, raw.size};
  // Whatever does not become a request is done when it was looked at.
  ++done_packets_;
  done_bytes_ += raw.size;
  if (voice_.speech == speech::plain)
    return raw.binary ? break_off("binary where JSON is spoken")
                      : on_plain(bytes, raw.size);
  const auto step =
    raw.binary ? assembler_.binary(bytes) : assembler_.text(bytes);
  if (!step)
    return break_off(to_string(step.error()));
  // Before its attachments come.
  const auto& packet = *step ? (*step)->packet : assembler_.awaited();
  if (packet.type == packet_type::connect_error)
    return break_off("a client sends no connect error");
  const bool joined = test_ ? test_->has_joined(packet.nsp)
                            : phase_ == phase::connected && packet.nsp == "/";
  if (!joined && packet.type != packet_type::connect)
    return break_off("a packet for a namespace that was not joined");
  if (*step)
    handle(**step, raw.size);
}

void session_state::handle(const wire::socketio::assembled& whole,
                           std::size_t size) {
  const auto& packet = whole.packet;
  switch (packet.type) {
  case packet_type::connect:
    return on_connect(packet);
  case packet_type::event:
  case packet_type::binary_event:
    return on_event(whole, size);
  case packet_type::ack:
  case packet_type::binary_ack:
    return on_ack(whole);
  case packet_type::disconnect:
    if (test_)
      return test_->leave(packet.nsp);
    return disconnect();
  case packet_type::connect_error:
    return; // refused already
  }
}

void session_state::on_event(const wire::socketio::assembled& whole,
                             std::size_t size) {
  // The bytes behind a packet of a block can be read; an assembled packet is
  // a copy of its own.
  const bool padded = whole.attachments.empty();
  const auto event = wire::socketio::read_event(whole.packet.json, padded,
                                                whole.attachments.size());
  if (!event)
    return break_off(to_string(event.error()));
  if (test_)
    return test_->on_event(whole, *event);
  perform(event->name, event->argument(0),
          route_for(event->name, whole.packet.ack), size);
}

/// Outside of conformance mode this server asks no client for an ack; one with
/// an unknown id is ignored.
void session_state::on_ack(const wire::socketio::assembled& whole) {
  const auto answer = wire::socketio::read_ack(
    whole.packet.json, whole.attachments.empty(), whole.attachments.size());
  if (!answer)
    return break_off(to_string(answer.error()));
  if (test_)
    test_->on_ack(whole, *answer);
}

reply_route session_state::route_for(std::string_view event,
                                     std::optional<std::uint64_t> ack) const {
  return {.out = out_,
          .speech = voice_.speech,
          .dialect = dialect_,
          .ack = ack,
          .event = std::string{event}};
}

void session_state::perform(std::string_view event,
                            const std::optional<base::json_element>& argument,
                            reply_route route, std::size_t size) {
  for (std::size_t i = 0; i < dialects::dialect_count; ++i) {
    const auto d = static_cast<dialects::dialect>(i);
    if (names_dialect_ && d != dialect_)
      continue;
    auto what = dialects::vocabulary_of(d).read(event, argument);
    if (!what)
      continue;
    if (event != dialects::common_event)
      note_spoken(d);
    route.dialect = d;
    return execute(std::move(*what), std::move(route), size);
  }
  refuse(route, {errc::validation_failed, "Unknown event"});
}

/// The first event tells what a client speaks; it may still say another one's.
void session_state::note_spoken(dialects::dialect d) {
  const auto before = out_->spoken();
  const auto now = heard_ ? before.with(d) : dialects::dialect_set{d};
  heard_ = true;
  if (now != before)
    out_->set_spoken(now);
}

void session_state::execute(schema::result<schema::client_command> what,
                            reply_route route, std::size_t size) {
  env_->metrics.commands.add();
  if (!what)
    return refuse(route, what.error());
  if (auto* command = std::get_if<schema::command>(&*what))
    return execute(std::move(*command), std::move(route), size);
  if (auto* to = std::get_if<schema::write_to>(&*what))
    return execute(std::move(*to), std::move(route), take_credit(size));
  if (auto* sync = std::get_if<schema::catch_up>(&*what))
    return execute(std::move(*sync), std::move(route), take_credit(size));
  if (auto* call = std::get_if<schema::start_call>(&*what))
    return execute(std::move(*call), std::move(route), size);
  if (auto* asked = std::get_if<schema::call_command>(&*what))
    return execute(std::move(*asked), std::move(route), size);
  if (auto* token = std::get_if<schema::ask_call_token>(&*what))
    return execute(std::move(*token), std::move(route), size);
  execute(std::get<schema::read_history>(*what), route, take_credit(size));
}

packet_credit session_state::take_credit(std::size_t size) {
  --done_packets_;
  done_bytes_ -= static_cast<std::uint32_t>(size);
  return {out_, size};
}

void session_state::execute(schema::command what, reply_route route,
                            std::size_t size) {
  if (std::holds_alternative<schema::post_message>(what)) {
    const auto allowed = messages_->take(env_->steady_now());
    if (!allowed)
      return refuse(route, allowed.error());
  }
  const auto owner = owner_for(what);
  if (!owner)
    return refuse(route, owner.error());
  auto by = std::make_shared<request>(who_, std::move(what), std::move(route),
                                      take_credit(size));
  env_->metrics.handovers.add();
  caf::anon_send(*owner, execute_atom_v, std::move(by));
}

void session_state::refuse(const reply_route& route, const schema::error& why) {
  env_->metrics.commands_refused.add();
  actors::refuse(route, why);
}

// -- the end ------------------------------------------------------------------

void session_state::break_off(std::string_view why) {
  env_->metrics.packets_malformed.add();
  base::log::debug("socket broke the protocol", "reason={}", why);
  phase_ = phase::closing;
  out_->close(close_reason::protocol_error);
}

/// The client may connect again, as somebody else and in another dialect.
void session_state::disconnect() {
  leave_all();
  phase_ = phase::open;
  names_dialect_ = false;
  heard_ = false;
  dialect_ = dialects::dialect::direct;
  out_->set_spoken({});
  out_->disconnected();
}

void session_state::leave_all() {
  for (const auto& used : used_)
    if (used.joined)
      caf::anon_send(used.owner, forget_atom_v, out_);
  used_.clear();
  catching_up_.reset();
  if (who_)
    caf::anon_send(env_->people->shard_of(who_->no), detach_atom_v, who_, out_);
  who_.reset();
  messages_.reset();
}

void session_state::on_closed() {
  if (test_)
    test_->leave_all();
  leave_all();
  phase_ = phase::closing;
  // What it said last is carried out, whether it hears of that or not.
  closed_ = true;
  if (!letters_)
    self_->quit();
}

void session_state::give_up() {
  phase_ = phase::closing;
  out_->close(close_reason::internal);
}

session_actor::behavior_type
session(session_actor::stateful_pointer<session_state> self, const context* env,
        session_state::voice v, std::shared_ptr<const handshake> hello,
        sink_ptr out) {
  auto& state = self->state;
  state.start(self, *env, v, std::move(hello), std::move(out));
  const auto guard = [&state](const char* where, auto&& body) {
    guarded(where, body, [&state] { state.give_up(); });
  };
  return {
    [=, &state](opened_atom) { guard("opened", [&] { state.on_opened(); }); },
    [=, &state](deliver_atom, const inbound_block_ptr& block) {
      guard("deliver", [&] { state.on_deliver(*block); });
    },
    [=, &state](news_atom, const session_news_ptr& what) {
      guard("news", [&] {
        std::visit([&](const auto& x) { state.on_news(x); }, *what);
      });
    },
    [=, &state](closed_atom) { guard("closed", [&] { state.on_closed(); }); },
  };
}

} // namespace actors
