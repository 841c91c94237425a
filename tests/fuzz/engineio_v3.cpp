// Polling payloads of revision 3, each input in the text form and in the
// binary form. What is read is written in both forms and read again.

#include "payload_checks.hpp"

using fuzz::require;
using namespace wire::engineio;

namespace {

using outcome = tl::expected<payload, payload_error>;

outcome decode(const outgoing_payload& x) {
  return x.binary ? decode_binary_payload(x.body)
                  : decode_payload(x.body, revision::v3);
}

void check(const outcome& x, std::size_t body_size) {
  if (!x)
    return;
  fuzz::check_payload(*x, body_size);
  for (const bool text_only : {false, true}) {
    const auto written = fuzz::encode(*x, revision::v3, text_only);
    require(!written.binary || !text_only, "who asked for text gets text");
    const auto again = decode(written);
    require(again && again->bytes == x->bytes && again->packets == x->packets,
            "what is read is read again after writing");
  }
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto body = fuzz::text(data, size);
  check(decode_payload(body, revision::v3), size);
  check(decode_binary_payload(body), size);
  return 0;
}
