// What a polling session makes of its client's requests.

#include "http/engineio_answers.hpp"
#include "http/io/connection.hpp"
#include "http/io/loop.hpp"
#include "http/io/polling_session.hpp"

#include <utility>

namespace http::io {

using actors::close_reason;
using wire::engineio::error;
using wire::engineio::packet_type;
using wire::engineio::revision;

namespace {

bool is_octet_stream(const request& asked) {
  return asked.header("Content-Type").starts_with("application/octet-stream");
}

} // namespace

std::vector<poll> polling_session::take_inbox() {
  std::lock_guard guard{mutex_};
  return std::exchange(inbox_, {});
}

void polling_session::refuse_inbox(error why) {
  for (auto& x : take_inbox())
    x.answer.send(engine_refusal(why));
}

void polling_session::handle(poll x) {
  if (phase_ == phase::dead || phase_ == phase::upgraded)
    x.answer.send(engine_refusal(phase_ == phase::dead ? error::unknown_sid
                                                       : error::bad_request));
  else if (x.asked.method == method::get)
    hold(std::move(x));
  else if (x.asked.method == method::post && phase_ == phase::open)
    read(std::move(x));
  else
    x.answer.send(engine_refusal(error::bad_request));
}

// -- GET ----------------------------------------------------------------------

void polling_session::hold(poll x) {
  if (held_)
    return violate(std::move(x));
  held_.emplace(std::move(x));
  const auto number = ++held_number_;
  if (held_->asked.gone)
    held_->asked.gone->on_gone([weak = weak_from_this(), number] {
      if (const auto self = weak.lock())
        self->hang_up(number);
    });
  answer_held();
}

void polling_session::hang_up(std::uint64_t number) {
  {
    std::lock_guard guard{mutex_};
    hung_up_ = number;
  }
  request_turn();
}

/// Answers the held GET if there is something to send.
void polling_session::answer_held() {
  if (!held_)
    return;
  take_queue();
  auto& frames = loop_.scratch;
  std::size_t bytes = 0;
  for (const auto& frame : frames)
    bytes += frame->websocket().size();
  if (frames.empty()) {
    if (phase_ == phase::closing)
      say_goodbye();
    return;
  }
  const bool text_only = held_->asked.query("b64").has_value();
  auto payload = wire::engineio::encode_payload(frames, revision_, text_only);
  count_sent(bytes);
  loop_.counters.frames_out += frames.size();
  loop_.counters.bytes_out += payload.body.size();
  frames.clear();
  std::exchange(held_, std::nullopt)
    ->answer.send(payload_answer(std::move(payload)));
}

/// In a payload of its own: socket.io-client would act on a close before the
/// packets in front of it, such as the reason that it shows.
void polling_session::say_goodbye() {
  answer_held("1");
  finish();
}

/// Answers the held GET, if there is one, with this packet alone.
void polling_session::answer_held(std::string_view packet) {
  if (!held_)
    return;
  const auto frame = wire::frame::text(packet);
  auto payload = wire::engineio::encode_payload({&frame, 1}, revision_, true);
  std::exchange(held_, std::nullopt)
    ->answer.send(payload_answer(std::move(payload)));
}

// -- POST ---------------------------------------------------------------------

/// A POST that came in one piece was not announced.
bool polling_session::overlaps(const poll& x) const noexcept {
  const auto own = x.asked.announced ? 1u : 0u;
  return written_ || late_ || announced_.load() > own;
}

void polling_session::read(poll x) {
  const auto& body = x.asked.body;
  if (overlaps(x))
    return violate(std::move(x));
  if (stopped_reading_) {
    late_.emplace(std::move(x));
    return;
  }
  if (body.size() > loop_.env.settings.max_payload_bytes)
    return x.answer.send(payload_too_large());
  const bool binary = is_octet_stream(x.asked);
  if (binary && revision_ == revision::v4)
    return violate(std::move(x));
  loop_.counters.bytes_in += body.size();
  auto payload = binary ? wire::engineio::decode_binary_payload(body)
                        : wire::engineio::decode_payload(body, revision_);
  if (!payload)
    return violate(std::move(x));
  written_.emplace(std::move(x));
  read_payload(std::move(*payload));
}

/// Hands on what comes before a packet that ends the session, too.
void polling_session::read_payload(wire::engineio::payload payload) {
  auto block = std::make_shared<actors::inbound_block>();
  std::size_t bytes = 0;
  std::optional<packet_type> last;
  for (const auto& packet : payload.packets) {
    if (packet.type == packet_type::message) {
      block->packets.push_back({packet.offset, packet.size, packet.binary});
      bytes += packet.size;
    } else if (!take_control(payload, packet)) {
      last = packet.type;
      break;
    }
  }
  loop_.counters.frames_in += payload.packets.size();
  if (!block->packets.empty()) {
    block->bytes = std::move(payload.bytes);
    block->bytes.append(actors::inbound_block::padding, '\0');
    deliver(std::move(block), bytes);
  }
  if (last == packet_type::close)
    return leave();
  if (last)
    return violate(*std::exchange(written_, std::nullopt));
  if (!pause_if_over())
    confirm_written();
}

/// False if the packet is the end of the session.
bool polling_session::take_control(
  const wire::engineio::payload& payload,
  const wire::engineio::incoming_packet& packet) {
  const bool client_pings = revision_ == revision::v3;
  if (packet.type == packet_type::ping && client_pings) {
    heartbeat_.heard(loop_.now(), loop_.env.settings);
    arm_next();
    post(wire::frame::text(std::string{"3"}.append(payload.data(packet))));
    return true;
  }
  if (packet.type == packet_type::pong && !client_pings) {
    heartbeat_.heard(loop_.now(), loop_.env.settings);
    arm_next();
    return true;
  }
  return false;
}

void polling_session::confirm_written() {
  if (written_)
    std::exchange(written_, std::nullopt)->answer.send(post_answer());
}

void polling_session::refuse_late() {
  if (late_)
    std::exchange(late_, std::nullopt)->answer.send(going_down());
}

/// The client says goodbye.
void polling_session::leave() {
  tell_session(close_reason::client_left);
  confirm_written();
  answer_held("6");
  finish();
}

/// The client broke the rules: `by` is refused, and the session ends.
void polling_session::violate(poll by) {
  loop_.env.metrics.packets_malformed.add();
  by.answer.send(engine_refusal(error::bad_request));
  if (phase_ == phase::closing)
    return;
  tell_session(close_reason::protocol_error);
  forget_queue();
  answer_held("1");
  finish();
}

} // namespace http::io
