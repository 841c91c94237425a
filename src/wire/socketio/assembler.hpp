#pragma once

#include "wire/socketio/packet.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace wire::socketio {

/// Bytes that the attachments of one packet may have together, if nobody says
/// otherwise.
inline constexpr std::size_t max_attachment_bytes = 4'000'000;

enum class assembly_error : std::uint8_t {
  /// The text is no packet; see `decode_error`.
  malformed,
  /// Text came while attachments were awaited.
  attachment_missing,
  /// Binary came that no packet announced.
  not_announced,
  /// More than the assembler keeps.
  too_large,
};

[[nodiscard]] std::string_view to_string(assembly_error e);

/// A packet with all its attachments.
struct assembled {
  socketio::packet packet;
  std::span<const std::string> attachments;
};

/// Puts binary packets together from the messages that they arrive in. A pure
/// state machine, one per connection; owns memory only while attachments are
/// awaited. After an error the connection is to be closed.
class assembler {
public:
  /// Nothing as long as attachments are awaited.
  using step = tl::expected<std::optional<assembled>, assembly_error>;

  /// `max_bytes`: of all attachments of a packet together, and of the text of
  /// one that announces any.
  explicit assembler(std::size_t max_bytes = max_attachment_bytes) noexcept;
  ~assembler();
  assembler(assembler&&) noexcept;
  assembler& operator=(assembler&&) noexcept;

  /// Takes an Engine.IO message without its `4`. A packet without attachments
  /// is handed back at once, as views into `message`.
  step text(std::string_view message);

  /// Takes a binary message. What it completes is good until the next call.
  step binary(std::string_view message);

  [[nodiscard]] bool awaits_binary() const noexcept;

  /// The packet whose attachments are awaited: some are.
  [[nodiscard]] const packet& awaited() const noexcept;

private:
  struct pending;
  std::size_t max_bytes_;
  std::unique_ptr<pending> pending_;
};

} // namespace wire::socketio
