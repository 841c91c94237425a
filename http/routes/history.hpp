#pragma once

#include "http/envelope.hpp"
#include "http/request.hpp"
#include "schema/errors.hpp"
#include "schema/ids.hpp"
#include "storage/store.hpp"

#include <functional>
#include <optional>

namespace http {

using message_id_decoder =
  std::function<std::optional<std::int64_t>(schema::message_id)>;

/// What a request for a page of messages asks for, from its path and query:
/// `limit`, `asOfSeq`, and at most one of `page`, `before` and `after` (a seq
/// or a message id).
[[nodiscard]] schema::result<storage::history_query>
read_history_query(const request& asked, schema::conversation_id id,
                   const message_id_decoder& decode);

/// The pagination of the page that answers `query`. Its cursor goes on in the
/// direction of the query: `after` if it said so, else `before`.
[[nodiscard]] pagination describe(const storage::history_query& query,
                                  const storage::history_page& page);

} // namespace http
