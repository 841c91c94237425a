#include "http/client_address.hpp"

#include <algorithm>
#include <optional>
#include <system_error>

namespace http {

namespace {

using asio::ip::address;
using asio::ip::address_v4;
using asio::ip::address_v6;
using asio::ip::network_v4;
using asio::ip::network_v6;

constexpr int mapped_bits = 96;

/// One address has one form: no IPv4 inside of IPv6, and no zone, with which
/// it would equal no other.
address to_plain(const address& x) {
  if (x.is_v4())
    return x;
  const auto v6 = x.to_v6();
  if (v6.is_v4_mapped())
    return asio::ip::make_address_v4(asio::ip::v4_mapped, v6);
  return address_v6{v6.to_bytes()};
}

std::string_view trim(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos)
    return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// Empty, or a colon and digits.
bool is_port(std::string_view text) {
  return text.empty()
         || (text.size() > 1 && text.front() == ':'
             && text.find_first_not_of("0123456789", 1)
                  == std::string_view::npos);
}

/// An address, with or without a port, as proxies write them.
std::optional<address> read_hop(std::string_view text) {
  text = trim(text);
  std::string_view port;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos)
      return std::nullopt;
    port = text.substr(end + 1);
    text = text.substr(1, end - 1);
  } else if (std::ranges::count(text, ':') == 1) {
    const auto colon = text.find(':');
    port = text.substr(colon);
    text = text.substr(0, colon);
  }
  std::error_code error;
  const auto found = asio::ip::make_address(std::string{text}, error);
  if (error || !is_port(port))
    return std::nullopt;
  return to_plain(found);
}

} // namespace

trusted_proxies::trusted_proxies(std::span<const std::string> ranges) {
  for (const auto& text : ranges) {
    std::error_code error;
    if (const auto v4 = asio::ip::make_network_v4(text, error); !error) {
      v4_.push_back(v4.canonical());
      continue;
    }
    const auto v6 = asio::ip::make_network_v6(text, error);
    if (error)
      continue; // the settings let none through
    if (v6.address().is_v4_mapped() && v6.prefix_length() >= mapped_bits)
      v4_.push_back(network_v4{
        to_plain(v6.address()).to_v4(),
        static_cast<unsigned short>(v6.prefix_length() - mapped_bits)}
                      .canonical());
    else
      v6_.push_back(v6.canonical());
  }
}

bool trusted_proxies::contains(const address& x) const {
  const auto plain = to_plain(x);
  const auto bits = [](const auto& range) {
    return static_cast<unsigned short>(range.prefix_length());
  };
  if (plain.is_v4())
    return std::ranges::any_of(v4_, [&](const network_v4& range) {
      return network_v4{plain.to_v4(), bits(range)}.canonical() == range;
    });
  return std::ranges::any_of(v6_, [&](const network_v6& range) {
    return network_v6{plain.to_v6(), bits(range)}.canonical() == range;
  });
}

address trusted_proxies::client_of(const address& peer,
                                   std::string_view forwarded) const {
  auto believed = to_plain(peer);
  while (!forwarded.empty() && contains(believed)) {
    const auto comma = forwarded.rfind(',');
    const bool is_first = comma == std::string_view::npos;
    const auto hop = read_hop(forwarded.substr(is_first ? 0 : comma + 1));
    if (!hop)
      break;
    believed = *hop;
    forwarded = forwarded.substr(0, is_first ? 0 : comma);
  }
  return believed;
}

} // namespace http
