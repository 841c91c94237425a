#pragma once

#include "dialects/dialect.hpp"
#include "domain/message_ids.hpp"
#include "domain/receipts.hpp"

#include <span>

namespace actors {

/// What a dialect needs to show a stored message.
[[nodiscard]] inline dialects::message_view
view_of(const domain::message_id_codec& ids, const schema::message& message,
        const schema::conversation& where,
        std::span<const schema::read_mark> marks = {}) {
  const auto receipt = domain::receipt_of(message, where, marks);
  dialects::message_view view{
    .message = message,
    .id = ids.encode(message),
    .reply_to = std::nullopt,
    .client_message_id = std::nullopt,
    .receipt = {receipt.delivered_at, receipt.read_at},
    .replayed = false};
  if (message.reply_to)
    view.reply_to = ids.encode(message.conversation, *message.reply_to);
  return view;
}

} // namespace actors
