#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace http {

/// How many sessions live for each client address (MAX_CONNECTIONS_PER_IP; 0:
/// any number, and nothing is counted). Of IPv6 a /64 counts as one address: it
/// is the least that a customer is given.
class address_limit {
public:
  /// A place that a session holds, and gives back with the last copy: on any
  /// thread, and after the limit has ended too. Null where nothing is counted.
  using place = std::shared_ptr<void>;

  explicit address_limit(std::uint32_t most);

  /// Takes a place for an address in digits; nothing if it holds all it may.
  /// Thread-safe.
  [[nodiscard]] std::optional<place> take(std::string_view client_address);

private:
  class counts;

  std::uint32_t most_;
  /// Null where nothing is counted.
  std::shared_ptr<counts> counts_;
};

} // namespace http
