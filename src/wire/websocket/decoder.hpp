#pragma once

#include "wire/websocket/close_code.hpp"
#include "wire/websocket/frame_header.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace wire::websocket {

/// Shared by all connections; outlives their decoders.
struct limits {
  /// Bytes of one message, over all its fragments.
  std::size_t max_message = 1'000'000;
  /// Fragments of one message, empty ones included.
  std::uint32_t max_fragments = 1024;
};

/// Takes what a decoder finds, in the order of the stream. The views are good
/// during the call only. A handler may call `decoder::stop`, but must neither
/// destroy the decoder nor feed it.
class decoder_handler {
public:
  virtual ~decoder_handler() = default;

  /// A complete message; text is valid UTF-8.
  virtual void on_message(std::string_view payload, bool binary) = 0;

  /// To be answered by a pong with the same payload.
  virtual void on_ping(std::string_view payload) = 0;

  virtual void on_pong(std::string_view payload) = 0;

  /// The peer closes, with a code that `is_sendable` or none; to be echoed.
  /// Nothing is handed out after this.
  virtual void on_close(std::optional<std::uint16_t> code,
                        std::string_view reason) = 0;
};

/// Reads the frames that a client sends (RFC 6455), in any pieces. Small,
/// because one lives in every connection; between messages it owns no memory.
/// Not thread-safe.
class decoder {
public:
  explicit decoder(const limits* bounds) noexcept;
  ~decoder();

  decoder(decoder&&) noexcept;
  decoder& operator=(decoder&&) noexcept;

  /// Takes the next bytes of the stream, which it changes: payloads are
  /// unmasked where they lie, and a message that came in one frame within
  /// `bytes` is handed out as a view into them. Only what is incomplete at
  /// their end is copied.
  ///
  /// Returns the code to close with once the peer broke the protocol: 1002
  /// for its rules, 1007 for text that is not UTF-8, 1008 for too many
  /// fragments, 1009 for a message over the limit, which is refused as soon
  /// as a header announces it. What came before has been handed out by then.
  /// After that, after a close and after `stop`, bytes are dropped unread.
  std::optional<close_code> feed(std::span<char> bytes,
                                 decoder_handler& handler);

  /// Ends decoding: nothing more is handed out, not even out of the bytes
  /// that `feed` is working on. The memory of a partial message is freed.
  void stop() noexcept;

  /// True in the middle of a frame or of a fragmented message.
  [[nodiscard]] bool holds_partial() const noexcept;

  /// The memory owned now: 0, or at most twice the bytes that have arrived of
  /// the incomplete message, plus a constant (`decoder_overhead`).
  [[nodiscard]] std::size_t held_bytes() const noexcept;

private:
  struct partial;

  struct freed {
    void operator()(partial* x) const noexcept;
  };

  using partial_ptr = std::unique_ptr<partial, freed>;
  using failure = std::optional<close_code>;

  failure begin_frame(std::span<char>& bytes, decoder_handler& handler);
  failure resume_header(std::span<char>& bytes, decoder_handler& handler);
  failure take_payload(std::span<char>& bytes, decoder_handler& handler);
  [[nodiscard]] failure check(const frame_header& h) const;
  failure finish(const frame_header& h, std::string_view payload, bool held,
                 decoder_handler& handler);
  failure finish_fragment(const frame_header& h, std::string_view payload,
                          bool held, decoder_handler& handler);
  failure finish_control(opcode code, std::string_view payload,
                         decoder_handler& handler);
  failure finish_close(std::string_view payload, decoder_handler& handler);
  partial& make_partial();
  void append(std::string_view bytes, std::size_t still_expected);

  const limits* limits_;
  partial_ptr partial_;
  bool ended_ = false;
};

static_assert(sizeof(decoder) <= 24);

/// What an incomplete message costs beside its bytes.
inline constexpr std::size_t decoder_overhead = 512;

} // namespace wire::websocket
