#pragma once

#include <asio/ip/address.hpp>
#include <asio/ip/network_v4.hpp>
#include <asio/ip/network_v6.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace http {

/// The proxies whose word about their clients is believed (TRUSTED_PROXIES).
/// Immutable.
class trusted_proxies {
public:
  trusted_proxies() = default;

  /// Ranges as the settings have them, `address/bits`.
  explicit trusted_proxies(std::span<const std::string> ranges);

  [[nodiscard]] bool contains(const asio::ip::address& x) const;

  /// Who the client is of a connection from `peer` that says of itself
  /// `forwarded`: all fields X-Forwarded-For, in order, with commas between.
  /// It is read from its end, where the nearest proxy wrote, up to the first
  /// address that is no proxy of ours; or, at what is no address, up to there.
  /// IPv4 inside of IPv6 becomes IPv4.
  [[nodiscard]] asio::ip::address client_of(const asio::ip::address& peer,
                                            std::string_view forwarded) const;

private:
  std::vector<asio::ip::network_v4> v4_;
  std::vector<asio::ip::network_v6> v6_;
};

} // namespace http
