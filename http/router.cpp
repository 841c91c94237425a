#include "http/router.hpp"

#include "http/path.hpp"

#include <algorithm>
#include <stdexcept>

namespace http {

namespace {

struct text_hash {
  using is_transparent = void;

  std::size_t operator()(std::string_view x) const noexcept {
    return std::hash<std::string_view>{}(x);
  }
};

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    path.remove_prefix(1);
    const auto end = std::min(path.find('/'), path.size());
    if (end > 0)
      parts.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return parts;
}

} // namespace

struct router::node {
  std::unordered_map<std::string, std::unique_ptr<node>, text_hash,
                     std::equal_to<>>
    literals;
  std::unique_ptr<node> parameter;
  std::vector<route> routes;

  [[nodiscard]] const route* find(method m) const {
    const auto i = std::find_if(routes.begin(), routes.end(),
                                [m](const route& r) { return r.method == m; });
    return i == routes.end() ? nullptr : &*i;
  }

  [[nodiscard]] std::string allow() const {
    std::string out;
    for (const auto& r : routes) {
      out.append(to_string(r.method)).append(", ");
      if (r.method == method::get)
        out.append("HEAD, ");
    }
    return out.append("OPTIONS");
  }
};

router::router() : root_{std::make_unique<node>()} {
  // nop
}

router::~router() = default;

void router::add(route r) {
  auto* at = root_.get();
  for (auto part : split(r.path)) {
    auto& next =
      part.starts_with(':') ? at->parameter : at->literals[std::string{part}];
    if (!next)
      next = std::make_unique<node>();
    at = next.get();
  }
  if (at->find(r.method) != nullptr)
    throw std::logic_error{"route added twice: " + std::string{r.path}};
  at->routes.push_back(std::move(r));
}

void router::add(std::vector<route> rows) {
  for (auto& r : rows)
    add(std::move(r));
}

/// The literal branch may end without a route where the parameter's has one.
const router::node* router::descend(const node& from,
                                    const std::vector<std::string>& segments,
                                    std::size_t depth) {
  if (depth == segments.size())
    return from.routes.empty() ? nullptr : &from;
  const auto literal = from.literals.find(segments[depth]);
  if (literal != from.literals.end())
    if (const auto* found = descend(*literal->second, segments, depth + 1))
      return found;
  return from.parameter ? descend(*from.parameter, segments, depth + 1)
                        : nullptr;
}

router::result router::find(method m, std::string_view path) const {
  auto segments = split_path(path);
  if (!segments)
    return not_found{};
  const auto* found = descend(*root_, *segments, 0);
  if (found == nullptr)
    return not_found{};
  const auto* row = found->find(m == method::head ? method::get : m);
  if (row == nullptr)
    return wrong_method{found->allow()};
  match out{row, {}};
  const auto names = split(row->path);
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i].starts_with(':'))
      out.params.emplace_back(names[i].substr(1), std::move((*segments)[i]));
  return out;
}

} // namespace http
