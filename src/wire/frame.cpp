#include "wire/frame.hpp"

#include <new>

namespace wire {

namespace {

constexpr std::uint8_t fin = 0x80;
constexpr std::uint8_t text_opcode = 0x1;

constexpr std::uint32_t header_size_for(std::size_t payload) {
  if (payload < 126)
    return 2;
  return payload <= 0xffff ? 4 : 10;
}

/// RFC 6455, section 5.2: big-endian lengths of 7, 16 or 64 bits.
void write_header(char* out, std::uint8_t first_byte, std::size_t payload) {
  out[0] = static_cast<char>(first_byte);
  if (payload < 126) {
    out[1] = static_cast<char>(payload);
    return;
  }
  const int width = payload <= 0xffff ? 2 : 8;
  out[1] = static_cast<char>(width == 2 ? 126 : 127);
  for (int i = 0; i < width; ++i)
    out[2 + i] = static_cast<char>(payload >> (8 * (width - 1 - i)));
}

} // namespace

frame::frame(std::uint8_t first_byte, std::string_view payload)
  : size_(static_cast<std::uint32_t>(payload.size())),
    header_size_(header_size_for(payload.size())) {
  auto* out = reinterpret_cast<char*>(this + 1);
  write_header(out, first_byte, payload.size());
  payload.copy(out + header_size_, payload.size());
}

frame_ptr frame::make(std::uint8_t first_byte, std::string_view payload) {
  const auto size =
    sizeof(frame) + header_size_for(payload.size()) + payload.size();
  void* memory = ::operator new(size);
  return frame_ptr{new (memory) frame(first_byte, payload)};
}

frame_ptr frame::text(std::string_view packet) {
  return make(fin | text_opcode, packet);
}

frame_ptr frame::binary(std::string_view payload) {
  return make(fin | binary_opcode, payload);
}

frame_ptr frame::control(std::uint8_t opcode, std::string_view payload) {
  return make(static_cast<std::uint8_t>(fin | opcode), payload.substr(0, 125));
}

void intrusive_ptr_add_ref(const frame* x) noexcept {
  x->references_.fetch_add(1, std::memory_order_relaxed);
}

void intrusive_ptr_release(const frame* x) noexcept {
  if (x->references_.fetch_sub(1, std::memory_order_acq_rel) != 1)
    return;
  x->~frame();
  ::operator delete(const_cast<frame*>(x));
}

} // namespace wire
