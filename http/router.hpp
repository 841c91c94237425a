#pragma once

#include "http/request.hpp"
#include "http/responder.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace http {

/// Who may use a route.
enum class access {
  everybody,
  signed_in,
  admin,
};

/// Answers a request. Runs on the HTTP thread or on one of the store's: must
/// not block. What it throws is answered with a 500.
using handler = std::function<void(const request&, responder)>;

/// One row of a table of routes.
struct route {
  http::method method;
  /// `/api/conversations/:id`; a segment that begins with a colon takes any.
  std::string_view path;
  http::access access;
  http::handler handle;
};

/// Finds the route of a path in steps of its segments, however many routes
/// there are. A literal segment goes before a parameter. Immutable once all
/// routes are added; then thread-safe.
class router {
public:
  struct match {
    const http::route* route;
    std::vector<std::pair<std::string_view, std::string>> params;
  };

  /// There is no such path, or it is malformed.
  struct not_found {};

  /// The path is there, for these methods (a value of `Allow`).
  struct wrong_method {
    std::string allow;
  };

  using result = std::variant<match, not_found, wrong_method>;

  router();
  ~router();

  /// The path must outlive the router. Throws std::logic_error if the route
  /// is there already.
  void add(route r);
  void add(std::vector<route> rows);

  /// A HEAD finds the GET route.
  [[nodiscard]] result find(method m, std::string_view path) const;

private:
  struct node;

  static const node* descend(const node& from,
                             const std::vector<std::string>& segments,
                             std::size_t depth);

  std::unique_ptr<node> root_;
};

} // namespace http
