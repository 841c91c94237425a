#include "config/file.hpp"

#include "config/rows.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

namespace config {

namespace {

constexpr std::string_view space = " \t\r";

std::string_view trim(std::string_view text) {
  const auto begin = text.find_first_not_of(space);
  if (begin == std::string_view::npos)
    return {};
  return text.substr(begin, text.find_last_not_of(space) - begin + 1);
}

std::string_view unquote(std::string_view text) {
  const bool quoted = text.size() >= 2 && text.front() == text.back()
                      && (text.front() == '"' || text.front() == '\'');
  return quoted ? text.substr(1, text.size() - 2) : text;
}

schema::failure refuse(std::string message) {
  return schema::fail(schema::errc::validation_failed, std::move(message));
}

schema::result<void> read_line(std::string_view line, const std::string& where,
                               raw& out) {
  line = trim(line);
  if (line.empty() || line.front() == '#')
    return {};
  const auto equals = line.find('=');
  if (equals == std::string_view::npos)
    return refuse(where + ": expected NAME=value");
  const auto name = trim(line.substr(0, equals));
  if (find_row(name) == nullptr) {
    auto message = where + ": unknown setting " + std::string{name};
    if (const auto meant = closest_name(name); !meant.empty())
      message.append("; did you mean ").append(meant).append("?");
    return refuse(std::move(message));
  }
  if (const auto* earlier = out.find(name))
    return refuse(where + ": " + std::string{name} + " is given already in "
                  + earlier->where);
  const auto value = unquote(trim(line.substr(equals + 1)));
  out.set(name, {std::string{value}, origin::file, where});
  return {};
}

} // namespace

schema::result<raw> parse_file(std::string_view text,
                               std::string_view shown_name) {
  raw result;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    const auto where = std::string{shown_name} + ":" + std::to_string(number);
    if (auto good = read_line(text.substr(0, end), where, result); !good)
      return tl::unexpected{good.error()};
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return result;
}

schema::result<raw> read_file(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  std::error_code ignored;
  // A folder opens like a file.
  if (!in || std::filesystem::is_directory(path, ignored))
    return refuse("the settings file " + path + " cannot be read");
  std::ostringstream text;
  text << in.rdbuf();
  return parse_file(text.str(), path);
}

} // namespace config
