#include "http/address_limit.hpp"

#include <asio/ip/address.hpp>

#include <algorithm>
#include <map>
#include <mutex>
#include <string>
#include <system_error>

namespace http {

namespace {

using asio::ip::address_v6;

using key = address_v6::bytes_type;

/// What is no address (there is none such) is counted as one.
key to_key(std::string_view text) {
  std::error_code error;
  const auto found = asio::ip::make_address(std::string{text}, error);
  if (error)
    return {};
  if (found.is_v4())
    return asio::ip::make_address_v6(asio::ip::v4_mapped, found.to_v4())
      .to_bytes();
  auto bytes = found.to_v6().to_bytes();
  if (!found.to_v6().is_v4_mapped())
    std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
  return bytes;
}

} // namespace

class address_limit::counts {
public:
  bool add(const key& who, std::uint32_t most) {
    std::lock_guard guard{mutex_};
    auto& count = live_[who];
    if (count >= most)
      return false;
    ++count;
    return true;
  }

  void remove(const key& who) noexcept {
    std::lock_guard guard{mutex_};
    const auto found = live_.find(who);
    if (--found->second == 0)
      live_.erase(found);
  }

private:
  std::mutex mutex_;
  /// A tree: whoever has many addresses cannot choose them to collide.
  std::map<key, std::uint32_t> live_;
};

address_limit::address_limit(std::uint32_t most)
  : most_{most},
    counts_{most > 0 ? std::make_shared<counts>() : nullptr} {
  // nop
}

std::optional<address_limit::place>
address_limit::take(std::string_view client_address) {
  if (!counts_)
    return place{};
  const auto who = to_key(client_address);
  if (!counts_->add(who, most_))
    return std::nullopt;
  return place{counts_.get(),
               [all = counts_, who](void*) { all->remove(who); }};
}

} // namespace http
