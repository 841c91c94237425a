#include "http/routes/numbers.hpp"

#include <charconv>
#include <string>
#include <utility>

namespace http {

std::optional<std::int64_t> numbers::read(std::string_view name,
                                          std::int64_t min, std::int64_t max) {
  const auto text = asked_.query(name);
  if (!text)
    return std::nullopt;
  std::int64_t value = 0;
  const auto* end = text->data() + text->size();
  const auto [at, wrong] = std::from_chars(text->data(), end, value);
  if (wrong == std::errc{} && at == end && value >= min && value <= max)
    return value;
  refuse(name, "is not a number in bounds");
  return std::nullopt;
}

void numbers::refuse(std::string_view name, std::string_view problem) {
  if (error)
    return;
  std::string message{name};
  message.append(" ").append(problem).append(".");
  error = schema::error{schema::errc::validation_failed, std::move(message)};
}

} // namespace http
