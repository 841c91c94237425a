// Polling payloads of revision 4. Each has one spelling only, so what is read
// is written as it was.

#include "payload_checks.hpp"

using fuzz::require;
using wire::engineio::decode_payload;
using wire::engineio::revision;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto body = fuzz::text(data, size);
  const auto x = decode_payload(body, revision::v4);
  if (!x)
    return 0;
  fuzz::check_payload(*x, size);
  const auto again = fuzz::encode(*x, revision::v4, false);
  require(!again.binary && again.body == body, "one spelling only");
  return 0;
}
