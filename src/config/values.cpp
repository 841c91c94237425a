#include "config/values.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <sstream>

namespace config {

namespace {

template<class... Fs>
struct overloaded : Fs... {
  using Fs::operator()...;
};

template<class... Fs>
overloaded(Fs...) -> overloaded<Fs...>;

char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lower(std::string_view text) {
  std::string out{text};
  std::ranges::transform(out, out.begin(), to_lower);
  return out;
}

std::string_view trim(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos)
    return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// The whole text as a number, or nothing.
template<class T>
std::optional<T> to_number(std::string_view text) {
  T value{};
  const auto* end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || last != end)
    return std::nullopt;
  return value;
}

bool store_number(const whole_number& k, std::string_view text, settings& s) {
  const auto value = to_number<std::uint64_t>(text);
  if (!value || *value < k.least || *value > k.most)
    return false;
  std::visit([&]<class T>(T settings::*to) { s.*to = static_cast<T>(*value); },
             k.to);
  return true;
}

bool store_seconds(const seconds& k, std::string_view text, settings& s) {
  const auto value = to_number<double>(text);
  // Turned around, so that NaN is refused.
  if (!value || !(*value >= k.least && *value <= k.most))
    return false;
  s.*k.to = std::chrono::milliseconds{std::llround(*value * 1000)};
  return true;
}

bool store_yes_or_no(const yes_or_no& k, std::string_view text, settings& s) {
  constexpr std::array<std::string_view, 4> yes{"true", "1", "yes", "on"};
  constexpr std::array<std::string_view, 4> no{"false", "0", "no", "off"};
  const auto word = lower(text);
  s.*k.to = std::ranges::find(yes, word) != yes.end();
  return s.*k.to || std::ranges::find(no, word) != no.end();
}

bool store_choice(const choice& k, std::string_view text, settings& s) {
  const auto word = lower(text);
  const auto found = std::ranges::find(k.names, word);
  if (found == k.names.end())
    return false;
  k.store(s, *found);
  return true;
}

bool store_address(const address& k, std::string_view text, settings& s) {
  std::array<unsigned char, 16> bytes;
  const std::string zero_ended{text};
  if (inet_pton(AF_INET, zero_ended.c_str(), bytes.data()) != 1
      && inet_pton(AF_INET6, zero_ended.c_str(), bytes.data()) != 1)
    return false;
  s.*k.to = zero_ended;
  return true;
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')
         || std::string_view{".-:[]_"}.find(c) != std::string_view::npos;
}

/// The origin as browsers send it: lower case, without a slash at the end and
/// without the scheme's own port. Nothing if it is none.
std::optional<std::string> to_origin(std::string_view text) {
  if (text == "*")
    return "*";
  auto origin = lower(text);
  if (origin.ends_with('/'))
    origin.pop_back();
  const bool tls = origin.starts_with("https://");
  if (!tls && !origin.starts_with("http://"))
    return std::nullopt;
  const auto host = std::string_view{origin}.substr(tls ? 8 : 7);
  if (host.empty() || !std::ranges::all_of(host, is_host_character))
    return std::nullopt;
  const std::string_view own_port = tls ? ":443" : ":80";
  if (host.ends_with(own_port))
    origin.resize(origin.size() - own_port.size());
  return origin;
}

/// The range as `address/bits`. Nothing if it is none.
std::optional<std::string> to_range(std::string_view text) {
  const auto slash = text.find('/');
  const std::string host{text.substr(0, slash)};
  std::array<unsigned char, 16> bytes;
  unsigned most = 0;
  if (inet_pton(AF_INET, host.c_str(), bytes.data()) == 1)
    most = 32;
  else if (inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1)
    most = 128;
  else
    return std::nullopt;
  auto bits = std::optional{most};
  if (slash != std::string_view::npos)
    bits = to_number<unsigned>(text.substr(slash + 1));
  if (!bits || *bits > most)
    return std::nullopt;
  return host + "/" + std::to_string(*bits);
}

/// `host`, `host:port`, `[IPv6]` or `[IPv6]:port`; lower case.
bool is_host_and_port(std::string_view text) {
  std::string_view port;
  auto host = text;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos)
      return false;
    host = text.substr(1, end - 1);
    port = text.substr(end + 1);
    std::array<unsigned char, 16> bytes;
    if (inet_pton(AF_INET6, std::string{host}.c_str(), bytes.data()) != 1)
      return false;
  } else {
    const auto colon = std::min(text.find(':'), text.size());
    host = text.substr(0, colon);
    port = text.substr(colon);
    if (host.empty() || host.find_first_of("[]") != std::string_view::npos
        || !std::ranges::all_of(host, is_host_character))
      return false;
  }
  if (port.empty())
    return true;
  const auto number = port.front() == ':'
                        ? to_number<std::uint16_t>(port.substr(1))
                        : std::nullopt;
  return number && *number > 0;
}

/// The URI in lower case. Nothing if it is none.
std::optional<std::string> to_ice_uri(std::string_view text) {
  auto uri = lower(text);
  const auto colon = uri.find(':');
  if (colon == std::string::npos)
    return std::nullopt;
  const auto scheme = std::string_view{uri}.substr(0, colon);
  auto rest = std::string_view{uri}.substr(colon + 1);
  const bool relays = scheme == "turn" || scheme == "turns";
  if (!relays && scheme != "stun" && scheme != "stuns")
    return std::nullopt;
  for (const std::string_view transport : {"?transport=udp", "?transport=tcp"})
    if (relays && rest.ends_with(transport)) {
      rest.remove_suffix(transport.size());
      break;
    }
  if (!is_host_and_port(rest))
    return std::nullopt;
  return uri;
}

/// Adds what `read` makes of each part of a comma list; false if it makes
/// nothing of one.
bool store_list(std::string_view text,
                std::optional<std::string> (*read)(std::string_view),
                std::vector<std::string>& to) {
  while (!text.empty()) {
    const auto comma = text.find(',');
    const auto part = trim(text.substr(0, comma));
    text.remove_prefix(comma == std::string_view::npos ? text.size()
                                                       : comma + 1);
    if (part.empty())
      continue;
    auto value = read(part);
    if (!value)
      return false;
    if (std::ranges::find(to, *value) == to.end())
      to.push_back(std::move(*value));
  }
  return true;
}

std::string list_of(std::span<const std::string_view> names) {
  std::string out;
  for (auto name : names)
    out.append(out.empty() ? "" : " or ").append(name);
  return out;
}

} // namespace

bool store(const kind& k, std::string_view text, settings& out) {
  return std::visit(
    overloaded{
      [&](const whole_number& x) { return store_number(x, text, out); },
      [&](const seconds& x) { return store_seconds(x, text, out); },
      [&](const yes_or_no& x) { return store_yes_or_no(x, text, out); },
      [&](const choice& x) { return store_choice(x, text, out); },
      [&](const free_text& x) {
        out.*x.to = text;
        return true;
      },
      [&](const address& x) { return store_address(x, text, out); },
      [&](const origin_list& x) {
        return store_list(text, to_origin, out.*x.to);
      },
      [&](const range_list& x) {
        return store_list(text, to_range, out.*x.to);
      },
      [&](const ice_uri_list& x) {
        return store_list(text, to_ice_uri, out.*x.to);
      }},
    k);
}

std::string allowed(const kind& k) {
  std::ostringstream out;
  std::visit(
    overloaded{
      [&](const whole_number& x) {
        out << "a whole number from " << x.least << " to " << x.most;
      },
      [&](const seconds& x) {
        out << "seconds from " << x.least << " to " << x.most;
      },
      [&](const yes_or_no&) { out << "true or false"; },
      [&](const choice& x) { out << list_of(x.names); },
      [&](const free_text&) { out << "any text"; },
      [&](const address&) { out << "an IPv4 or IPv6 address in digits"; },
      [&](const origin_list&) {
        out << "a comma list of origins such as https://app.example.com";
      },
      [&](const range_list&) {
        out << "a comma list of addresses and ranges such as 192.0.2.7, "
               "10.0.0.0/8 or 2001:db8::/32";
      },
      [&](const ice_uri_list&) {
        out << "a comma list of stun:host[:port], stuns:…, "
               "turn:host[:port][?transport=udp|tcp] and turns:…";
      }},
    k);
  return out.str();
}

} // namespace config
