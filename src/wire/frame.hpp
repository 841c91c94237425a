#pragma once

#include <boost/smart_ptr/intrusive_ptr.hpp>

#include <atomic>
#include <cstdint>
#include <string_view>

namespace wire {

class frame;
using frame_ptr = boost::intrusive_ptr<const frame>;

/// One outgoing Engine.IO packet, encoded once and shared by all receivers:
/// the text of the packet with its WebSocket header right in front of it, in
/// one allocation. Immutable; the last owner frees it, on any thread.
class frame {
public:
  /// Copies `packet` (for instance `42["name",{}]`) behind an unmasked text
  /// frame header.
  static frame_ptr text(std::string_view packet);

  /// The same for a binary message: `payload` as a WebSocket carries it. In
  /// revision 3 of Engine.IO its first byte is the type, 0x04, and the
  /// caller's to put there.
  static frame_ptr binary(std::string_view payload);

  /// The same for a control or close frame: `opcode` is its first byte
  /// without FIN; `payload` at most 125 bytes.
  static frame_ptr control(std::uint8_t opcode, std::string_view payload);

  frame(const frame&) = delete;
  frame& operator=(const frame&) = delete;

  /// Header and payload, as a WebSocket connection writes it.
  [[nodiscard]] std::string_view websocket() const noexcept {
    return {data(), header_size_ + size_};
  }

  /// The packet alone, as a polling payload carries it.
  [[nodiscard]] std::string_view packet() const noexcept {
    return {data() + header_size_, size_};
  }

  /// True for a binary message, which a polling payload carries otherwise than
  /// text.
  [[nodiscard]] bool is_binary() const noexcept {
    return (*data() & opcode_bits) == binary_opcode;
  }

private:
  static constexpr std::uint8_t opcode_bits = 0x0f;
  static constexpr std::uint8_t binary_opcode = 0x2;

  frame(std::uint8_t first_byte, std::string_view payload);
  ~frame() = default;

  [[nodiscard]] const char* data() const noexcept {
    return reinterpret_cast<const char*>(this + 1);
  }

  static frame_ptr make(std::uint8_t first_byte, std::string_view payload);

  friend void intrusive_ptr_add_ref(const frame* x) noexcept;
  friend void intrusive_ptr_release(const frame* x) noexcept;

  mutable std::atomic<std::uint32_t> references_{0};
  std::uint32_t size_;
  std::uint32_t header_size_;
};

} // namespace wire
