#include "common/scan.hpp"

#include <algorithm>
#include <cctype>
#include <cstring>

namespace bench {

std::optional<std::string_view> after(std::string_view json,
                                      std::string_view key) {
  // memmem, since string_view::find stops at each of JSON's many quotes.
  const void* hit = memmem(json.data(), json.size(), key.data(), key.size());
  if (hit == nullptr)
    return std::nullopt;
  auto offset =
    static_cast<std::size_t>(static_cast<const char*>(hit) - json.data());
  auto rest = json.substr(offset + key.size());
  while (!rest.empty() && rest.front() == ' ')
    rest.remove_prefix(1);
  return rest;
}

std::string_view text_after(std::string_view json, std::string_view key) {
  auto rest = after(json, key);
  if (!rest || rest->empty() || rest->front() != '"')
    return {};
  rest->remove_prefix(1);
  std::size_t end = 0;
  while (end < rest->size() && (*rest)[end] != '"')
    end += (*rest)[end] == '\\' ? 2 : 1;
  return rest->substr(0, end);
}

std::optional<std::uint64_t> number_after(std::string_view json,
                                          std::string_view key) {
  auto rest = after(json, key);
  return rest ? take_number(*rest) : std::nullopt;
}

std::optional<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t value = 0;
  std::size_t i = 0;
  for (; i < text.size() && i < 18 && text[i] >= '0' && text[i] <= '9'; ++i)
    value = value * 10 + static_cast<unsigned>(text[i] - '0');
  if (i == 0)
    return std::nullopt;
  text.remove_prefix(i);
  return value;
}

std::optional<std::size_t> content_length(std::string_view head) {
  constexpr std::string_view name = "\ncontent-length:";
  auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == b;
  };
  const auto* at =
    std::search(head.begin(), head.end(), name.begin(), name.end(), same);
  if (at == head.end())
    return std::nullopt;
  auto value =
    head.substr(static_cast<std::size_t>(at - head.begin()) + name.size());
  value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
  return take_number(value);
}

} // namespace bench
