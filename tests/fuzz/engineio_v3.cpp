// Polling payloads of revision 3: behind a `t` the text form, behind any other
// byte the binary form, which a `p` tells by packets: the form (0, 1 or else),
// the length (by a letter) and the packet. What was read is written in both
// forms; each has one spelling only.

#include "payload_checks.hpp"

using fuzz::require;
using wire::engineio::decode_binary_payload;
using wire::engineio::decode_payload;
using wire::engineio::outgoing_payload;
using wire::engineio::payload;
using wire::engineio::payload_error;
using wire::engineio::revision;

namespace {

using outcome = tl::expected<payload, payload_error>;

outcome decode(const outgoing_payload& x) {
  return x.binary ? decode_binary_payload(x.body)
                  : decode_payload(x.body, revision::v3);
}

void check(const payload& x, const outgoing_payload& came) {
  fuzz::check_payload(x, came.body.size());
  for (const bool text_only : {false, true}) {
    const auto written = fuzz::encode(x, revision::v3, text_only);
    require(!written.binary || !text_only, "who asked for text gets text");
    const auto again = decode(written);
    require(again && again->bytes == x.bytes && again->packets == x.packets,
            "what is read is read again after writing");
    require(written.binary != came.binary || written.body == came.body,
            "one spelling only");
  }
}

/// `0e4hell1b` and `\4x` are a text of 5 bytes and a binary one of 2.
std::string tell_packets(std::string_view told) {
  std::string out;
  while (told.size() >= 2) {
    const auto packet = told.substr(2, told[1] & 0x1f);
    out.push_back(static_cast<char>(told[0] - '0'));
    for (auto digit : std::to_string(packet.size()))
      out.push_back(static_cast<char>(digit - '0'));
    out.append("\xff").append(packet);
    told.remove_prefix(2 + packet.size());
  }
  return out;
}

outgoing_payload take(std::string_view input) {
  const char kind = input.empty() ? '\0' : input.front();
  input.remove_prefix(input.empty() ? 0 : 1);
  return {kind == 'p' ? tell_packets(input) : std::string{input}, kind != 't'};
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto came = take(fuzz::text(data, size));
  if (const auto x = decode(came))
    check(*x, came);
  return 0;
}
