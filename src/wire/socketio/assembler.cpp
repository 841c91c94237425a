#include "wire/socketio/assembler.hpp"

#include <vector>

namespace wire::socketio {

struct assembler::pending {
  std::string text;
  socketio::packet packet;
  std::vector<std::string> attachments;
  std::size_t bytes = 0;

  [[nodiscard]] bool is_complete() const {
    return attachments.size() == packet.attachments;
  }
};

std::string_view to_string(assembly_error e) {
  switch (e) {
  case assembly_error::malformed:
    return "malformed packet";
  case assembly_error::attachment_missing:
    return "text where an attachment was announced";
  case assembly_error::not_announced:
    return "binary that was not announced";
  case assembly_error::too_large:
    return "attachments too large";
  }
  return "malformed packet";
}

assembler::assembler(std::size_t max_bytes) noexcept : max_bytes_{max_bytes} {
  // nop
}

assembler::~assembler() = default;
assembler::assembler(assembler&&) noexcept = default;
assembler& assembler::operator=(assembler&&) noexcept = default;

bool assembler::awaits_binary() const noexcept {
  return pending_ && !pending_->is_complete();
}

const packet& assembler::awaited() const noexcept {
  return pending_->packet;
}

assembler::step assembler::text(std::string_view message) {
  if (awaits_binary())
    return tl::unexpected{assembly_error::attachment_missing};
  pending_.reset();
  const auto decoded = decode(message);
  if (!decoded)
    return tl::unexpected{assembly_error::malformed};
  if (decoded->attachments == 0)
    return assembled{*decoded, {}};
  if (message.size() > max_bytes_)
    return tl::unexpected{assembly_error::too_large};
  pending_ = std::make_unique<pending>();
  pending_->text = message;
  // Decoded again, so that the views are into what is kept.
  pending_->packet = *decode(pending_->text);
  return std::nullopt;
}

assembler::step assembler::binary(std::string_view message) {
  if (!awaits_binary())
    return tl::unexpected{assembly_error::not_announced};
  auto& p = *pending_;
  if (message.size() > max_bytes_ - p.bytes)
    return tl::unexpected{assembly_error::too_large};
  p.bytes += message.size();
  p.attachments.emplace_back(message);
  if (!p.is_complete())
    return std::nullopt;
  return assembled{p.packet, p.attachments};
}

} // namespace wire::socketio
