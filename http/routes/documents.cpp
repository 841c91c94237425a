#include "http/routes/documents.hpp"

#include <vector>

namespace http {

namespace {

/// A route or an event, as it stands in a document.
struct entry {
  /// `GET`, `in`
  std::string kind;
  std::string name;
  std::string summary;
};

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text)
    switch (c) {
    case '&':
      out.append("&amp;");
      break;
    case '<':
      out.append("&lt;");
      break;
    case '>':
      out.append("&gt;");
      break;
    case '"':
      out.append("&quot;");
      break;
    default:
      out.push_back(c);
    }
}

/// Takes the next line off the front.
std::string_view next_line(std::string_view& text) {
  const auto end = text.find('\n');
  const auto line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

/// What stands in a line behind so many blanks; nothing if there are more or
/// fewer.
std::string_view at_depth(std::string_view line, std::size_t blanks) {
  const auto depth = line.find_first_not_of(' ');
  return depth == blanks ? line.substr(blanks) : std::string_view{};
}

/// `name` of `name:`
std::string_view key_of(std::string_view text) {
  if (!text.ends_with(':'))
    return {};
  text.remove_suffix(1);
  return text;
}

std::string to_upper(std::string_view text) {
  std::string out{text};
  for (auto& c : out)
    if (c >= 'a' && c <= 'z')
      c = static_cast<char>(c - 'a' + 'A');
  return out;
}

constexpr std::string_view summary_key = "summary: ";

/// `paths:`, `  /path:`, `    get:`, `      summary: …`
std::vector<entry> find_routes(std::string_view text) {
  std::vector<entry> out;
  std::string_view path;
  std::string_view method;
  bool inside = false;
  while (!text.empty()) {
    const auto line = next_line(text);
    if (!line.empty() && line.front() != ' ' && line.front() != '#')
      inside = line == "paths:";
    if (!inside)
      continue;
    if (const auto name = key_of(at_depth(line, 2)); name.starts_with('/'))
      path = name;
    else if (const auto verb = key_of(at_depth(line, 4)); !verb.empty())
      method = verb;
    else if (const auto said = at_depth(line, 6); said.starts_with(summary_key))
      out.push_back({to_upper(method), std::string{path},
                     std::string{said.substr(summary_key.size())}});
  }
  return out;
}

/// `operations:`, `  in/event:`, `    summary: …`
std::vector<entry> find_events(std::string_view text) {
  std::vector<entry> out;
  std::string_view name;
  bool inside = false;
  while (!text.empty()) {
    const auto line = next_line(text);
    if (!line.empty() && line.front() != ' ' && line.front() != '#')
      inside = line == "operations:";
    if (!inside)
      continue;
    if (const auto key = key_of(at_depth(line, 2)); !key.empty())
      name = key;
    else if (const auto said = at_depth(line, 4); said.starts_with(summary_key))
      if (const auto slash = name.find('/'); slash != std::string_view::npos)
        out.push_back({std::string{name.substr(0, slash)},
                       std::string{name.substr(slash + 1)},
                       std::string{said.substr(summary_key.size())}});
  }
  return out;
}

void append_table(std::string& out, std::string_view heading,
                  const std::vector<entry>& rows) {
  out.append("<h2>").append(heading).append("</h2>\n<table>\n");
  for (const auto& r : rows) {
    out.append("<tr><td class=\"kind\">");
    append_escaped(out, r.kind);
    out.append("</td><td><code>");
    append_escaped(out, r.name);
    out.append("</code></td><td>");
    append_escaped(out, r.summary);
    out.append("</td></tr>\n");
  }
  out.append("</table>\n");
}

constexpr std::string_view head = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Switchboard</title>
<style>
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem;
  padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
td { border-top: 1px solid #8884; padding: .35rem .7rem .35rem 0;
  vertical-align: top; }
td.kind { font-variant-numeric: tabular-nums; opacity: .7; white-space: nowrap; }
code { overflow-wrap: anywhere; }
</style>
</head>
<body>
<h1>Switchboard</h1>
<p>In full: <a href="/docs/openapi.yaml">openapi.yaml</a> (REST) and
<a href="/docs/asyncapi.yaml">asyncapi.yaml</a> (events of sockets). Also:
<a href="/health">health</a>, <a href="/ready">ready</a>,
<a href="/metrics">metrics</a>.</p>
)";

} // namespace

std::string describe_page(std::string_view openapi, std::string_view asyncapi) {
  std::string out{head};
  append_table(out, "Routes", find_routes(openapi));
  append_table(out, "Events (in: from clients; out: to clients)",
               find_events(asyncapi));
  out.append("</body>\n</html>\n");
  return out;
}

} // namespace http
