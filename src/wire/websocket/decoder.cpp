#include "wire/websocket/decoder.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <new>
#include <type_traits>
#include <utility>

namespace wire::websocket {

/// What has arrived of an incomplete message; its `capacity` bytes lie right
/// behind it. They hold the payloads of finished fragments, then what is there
/// of the open frame's, all unmasked.
struct decoder::partial {
  std::size_t capacity = 0;
  std::size_t size = 0;
  /// The share of `size` that belongs to finished fragments.
  std::size_t message_size = 0;
  /// The open frame, once its header is complete.
  frame_header frame;
  bool frame_open = false;
  bool fragmented = false;
  bool binary = false;
  std::uint8_t header_size = 0;
  std::uint32_t fragments = 0;
  /// The first `header_size` bytes of a header that is not complete.
  std::array<char, max_header_size> header;

  [[nodiscard]] char* data() {
    return reinterpret_cast<char*>(this + 1);
  }

  [[nodiscard]] std::string_view bytes(std::size_t from) {
    return {data() + from, size - from};
  }

  [[nodiscard]] bool is_between_frames() const {
    return !frame_open && header_size == 0;
  }
};

namespace {

constexpr std::size_t least_capacity = 64;

bool is_utf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

std::string_view view(std::span<const char> bytes) {
  return {bytes.data(), bytes.size()};
}

std::optional<close_code> deliver(std::string_view message, bool binary,
                                  decoder_handler& handler) {
  if (!binary && !is_utf8(message))
    return close_code::invalid_payload;
  handler.on_message(message, binary);
  return std::nullopt;
}

} // namespace

void decoder::freed::operator()(partial* x) const noexcept {
  std::free(x);
}

decoder::decoder(const limits* bounds) noexcept : limits_(bounds) {
  // nop
}

decoder::~decoder() = default;
decoder::decoder(decoder&&) noexcept = default;
decoder& decoder::operator=(decoder&&) noexcept = default;

void decoder::stop() noexcept {
  ended_ = true;
  partial_.reset();
}

bool decoder::holds_partial() const noexcept {
  return partial_ != nullptr;
}

std::size_t decoder::held_bytes() const noexcept {
  return partial_ ? sizeof(partial) + partial_->capacity : 0;
}

std::optional<close_code> decoder::feed(std::span<char> bytes,
                                        decoder_handler& handler) {
  while (!ended_ && !bytes.empty()) {
    failure failed;
    if (!partial_ || partial_->is_between_frames())
      failed = begin_frame(bytes, handler);
    else if (partial_->frame_open)
      failed = take_payload(bytes, handler);
    else
      failed = resume_header(bytes, handler);
    if (failed) {
      stop();
      return failed;
    }
  }
  return std::nullopt;
}

decoder::failure decoder::begin_frame(std::span<char>& bytes,
                                      decoder_handler& handler) {
  const auto parsed = parse_header(view(bytes));
  if (parsed.error)
    return parsed.error;
  if (!parsed.header) {
    auto& held = make_partial();
    view(bytes).copy(held.header.data(), bytes.size());
    held.header_size = static_cast<std::uint8_t>(bytes.size());
    bytes = {};
    return std::nullopt;
  }
  const auto& h = *parsed.header;
  if (const auto failed = check(h))
    return failed;
  bytes = bytes.subspan(h.size);
  if (bytes.size() < h.length) {
    auto& held = make_partial();
    held.frame = h;
    held.frame_open = true;
    return take_payload(bytes, handler);
  }
  const auto payload = bytes.first(static_cast<std::size_t>(h.length));
  bytes = bytes.subspan(payload.size());
  unmask(payload, h.key);
  return finish(h, view(payload), false, handler);
}

decoder::failure decoder::resume_header(std::span<char>& bytes,
                                        decoder_handler& handler) {
  auto& held = *partial_;
  const std::size_t before = held.header_size;
  const auto taken =
    view(bytes).copy(held.header.data() + before, held.header.size() - before);
  const auto parsed = parse_header({held.header.data(), before + taken});
  if (parsed.error)
    return parsed.error;
  if (!parsed.header) {
    // No header is longer than the array, so it took all there was.
    held.header_size = static_cast<std::uint8_t>(before + taken);
    bytes = {};
    return std::nullopt;
  }
  if (const auto failed = check(*parsed.header))
    return failed;
  held.frame = *parsed.header;
  held.frame_open = true;
  held.header_size = 0;
  bytes = bytes.subspan(held.frame.size - before);
  return take_payload(bytes, handler);
}

decoder::failure decoder::take_payload(std::span<char>& bytes,
                                       decoder_handler& handler) {
  const auto h = partial_->frame;
  const auto length = static_cast<std::size_t>(h.length);
  const auto received = partial_->size - partial_->message_size;
  const auto part = bytes.first(std::min(bytes.size(), length - received));
  bytes = bytes.subspan(part.size());
  unmask(part, h.key, received);
  const auto missing = length - received - part.size();
  append(view(part), missing);
  if (missing > 0)
    return std::nullopt;
  partial_->frame_open = false;
  return finish(h, partial_->bytes(partial_->message_size), true, handler);
}

decoder::failure decoder::check(const frame_header& h) const {
  if (is_control(h.opcode))
    return std::nullopt;
  const bool inside = partial_ && partial_->fragmented;
  if (inside != (h.opcode == opcode::continuation))
    return close_code::protocol_error;
  const auto before = inside ? partial_->message_size : 0;
  if (h.length > limits_->max_message - before)
    return close_code::message_too_big;
  if (inside && partial_->fragments >= limits_->max_fragments)
    return close_code::policy_violation;
  return std::nullopt;
}

decoder::failure decoder::finish(const frame_header& h,
                                 std::string_view payload, bool held,
                                 decoder_handler& handler) {
  if (is_control(h.opcode)) {
    // Out of the buffer first: `stop` within the handler would free it.
    std::array<char, 125> copy;
    if (held) {
      payload = {copy.data(), payload.copy(copy.data(), copy.size())};
      partial_->size = partial_->message_size;
      if (!partial_->fragmented)
        partial_.reset();
    }
    return finish_control(h.opcode, payload, handler);
  }
  if (!h.fin || h.opcode == opcode::continuation)
    return finish_fragment(h, payload, held, handler);
  const auto keep_alive = held ? std::move(partial_) : nullptr;
  return deliver(payload, h.opcode == opcode::binary, handler);
}

decoder::failure decoder::finish_fragment(const frame_header& h,
                                          std::string_view payload, bool held,
                                          decoder_handler& handler) {
  make_partial();
  if (!held)
    append(payload, 0);
  auto& message = *partial_;
  message.message_size = message.size;
  ++message.fragments;
  if (h.opcode != opcode::continuation) {
    message.fragmented = true;
    message.binary = h.opcode == opcode::binary;
  }
  if (!h.fin)
    return std::nullopt;
  const auto complete = std::move(partial_);
  return deliver(complete->bytes(0), complete->binary, handler);
}

decoder::failure decoder::finish_control(opcode code, std::string_view payload,
                                         decoder_handler& handler) {
  if (code == opcode::close)
    return finish_close(payload, handler);
  if (code == opcode::ping)
    handler.on_ping(payload);
  else
    handler.on_pong(payload);
  return std::nullopt;
}

decoder::failure decoder::finish_close(std::string_view payload,
                                       decoder_handler& handler) {
  if (payload.empty()) {
    stop();
    handler.on_close(std::nullopt, {});
    return std::nullopt;
  }
  if (payload.size() < 2)
    return close_code::protocol_error;
  const auto code =
    static_cast<std::uint16_t>(static_cast<std::uint8_t>(payload[0]) << 8
                               | static_cast<std::uint8_t>(payload[1]));
  const auto reason = payload.substr(2);
  if (!is_sendable(code))
    return close_code::protocol_error;
  if (!is_utf8(reason))
    return close_code::invalid_payload;
  stop();
  handler.on_close(code, reason);
  return std::nullopt;
}

decoder::partial& decoder::make_partial() {
  if (!partial_) {
    void* memory = std::malloc(sizeof(partial));
    if (memory == nullptr)
      throw std::bad_alloc{};
    partial_.reset(new (memory) partial);
  }
  return *partial_;
}

void decoder::append(std::string_view bytes, std::size_t still_expected) {
  // realloc moves the object as plain bytes.
  static_assert(std::is_trivially_copyable_v<partial>);
  const auto needed = partial_->size + bytes.size();
  if (needed > partial_->capacity) {
    // Doubles, but neither beyond what the frame still brings nor on the
    // strength of an announcement alone.
    const auto doubled = std::max(2 * partial_->capacity, least_capacity);
    const auto capacity =
      std::max(needed, std::min(doubled, needed + still_expected));
    void* memory = std::realloc(partial_.get(), sizeof(partial) + capacity);
    if (memory == nullptr)
      throw std::bad_alloc{};
    static_cast<void>(partial_.release());
    partial_.reset(static_cast<partial*>(memory));
    partial_->capacity = capacity;
  }
  if (!bytes.empty())
    std::memcpy(partial_->data() + partial_->size, bytes.data(), bytes.size());
  partial_->size = needed;
}

} // namespace wire::websocket
