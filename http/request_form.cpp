#include "http/request_form.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace http {

namespace {

constexpr std::array<std::string_view, 8> methods{
  "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"};

constexpr bool is_alphanumeric(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')
         || (c >= 'A' && c <= 'Z');
}

constexpr std::array<bool, 256> make_token_table() noexcept {
  std::array<bool, 256> out{};
  for (int c = 0; c < 128; ++c)
    out[static_cast<std::size_t>(c)] = is_alphanumeric(static_cast<char>(c));
  for (const unsigned char c : std::string_view{"!#$%&'*+-.^_`|~"})
    out[c] = true;
  return out;
}

constexpr auto token_table = make_token_table();

constexpr char to_lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_authority(std::string_view text) noexcept {
  return std::ranges::all_of(text, [](char c) {
    return is_alphanumeric(c)
           || std::string_view{"-._~%:[]!$&'()*+,;="}.find(c)
                != std::string_view::npos;
  });
}

} // namespace

bool is_token_character(char c) noexcept {
  return token_table[static_cast<unsigned char>(c)];
}

bool is_visible(char c) noexcept {
  return c > 0x20 && c < 0x7f;
}

std::optional<std::uint8_t> to_hex_digit(char c) noexcept {
  const auto lower = to_lower(c);
  if (c >= '0' && c <= '9')
    return static_cast<std::uint8_t>(c - '0');
  if (lower >= 'a' && lower <= 'f')
    return static_cast<std::uint8_t>(lower - 'a' + 10);
  return std::nullopt;
}

std::string_view trim(std::string_view value) noexcept {
  const auto begin = value.find_first_not_of(" \t");
  if (begin == std::string_view::npos)
    return {};
  return value.substr(begin, value.find_last_not_of(' ') - begin + 1);
}

bool is_same_word(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size()
         && std::ranges::equal(a, b, {}, to_lower, to_lower);
}

bool has_word(std::string_view list, std::string_view word) noexcept {
  for (;;) {
    const auto comma = std::min(list.find(','), list.size());
    auto item = trim(list.substr(0, comma));
    item = item.substr(0, item.find_last_not_of('\t') + 1);
    if (is_same_word(item, word))
      return true;
    if (comma == list.size())
      return false;
    list.remove_prefix(comma + 1);
  }
}

bool is_known_method(std::string_view method) noexcept {
  return std::ranges::find(methods, method) != methods.end();
}

bool is_good_target(std::string_view target) noexcept {
  if (target.starts_with('/'))
    return true;
  const auto scheme = target.find("://");
  if (scheme == std::string_view::npos
      || !(is_same_word(target.substr(0, scheme), "http")
           || is_same_word(target.substr(0, scheme), "https")))
    return false;
  const auto rest = target.substr(scheme + 3);
  const auto host = rest.substr(0, rest.find_first_of("/?"));
  return !host.empty() && is_authority(host);
}

bool is_version(std::string_view text) noexcept {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return text.size() == 8 && text.starts_with("HTTP/") && is_digit(text[5])
         && text[6] == '.' && is_digit(text[7]);
}

std::optional<std::uint64_t> to_length(std::string_view text) noexcept {
  std::uint64_t value = 0;
  const auto* end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || last != end)
    return std::nullopt;
  return value;
}

bool is_host(std::string_view text) noexcept {
  return is_authority(text);
}

} // namespace http
