#pragma once

#include "http/hangup.hpp"
#include "schema/users.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http {

enum class method { get, head, post, put, patch, del, options, other };

[[nodiscard]] std::string_view to_string(method x);

/// The header fields of a request. Names in any case.
class header_source {
public:
  virtual ~header_source() = default;

  /// The first field of that name; empty if there is none.
  [[nodiscard]] virtual std::string_view get(std::string_view name) const = 0;

  /// All fields of that name, in order, with commas between.
  [[nodiscard]] virtual std::string get_all(std::string_view name) const = 0;
};

/// A complete HTTP request, as routes see it. Owns, or keeps alive, all that
/// it refers to; immutable once a route has it, and usable on any thread.
struct request {
  http::method method = http::method::get;
  /// It came over HTTP/1.0.
  bool is_old = false;
  /// As it came, without the query.
  std::string path;
  /// As it came, without the question mark.
  std::string raw_query;
  std::shared_ptr<const header_source> headers;
  /// Kept alive by `headers`.
  std::string_view body;
  /// In digits; of the client behind the proxies that are trusted.
  std::string client_address;
  /// Tells when the client hangs up before the answer; may be null.
  std::shared_ptr<hangup> gone;
  /// What the server noted when only the head was there; may be null.
  std::shared_ptr<void> announced;
  std::string id;
  /// What the route's path names, percent-decoded.
  std::vector<std::pair<std::string_view, std::string>> params;
  /// Who asks; null on public routes.
  schema::identity_ptr who;

  [[nodiscard]] std::string_view header(std::string_view name) const {
    return headers ? headers->get(name) : std::string_view{};
  }

  /// The same of a header whose value is a list, which may stand in several
  /// fields.
  [[nodiscard]] std::string header_list(std::string_view name) const {
    return headers ? headers->get_all(name) : std::string{};
  }

  /// The parameter of the route's path; it exists.
  [[nodiscard]] const std::string& param(std::string_view name) const;

  /// The first query field of that name, percent-decoded.
  [[nodiscard]] std::optional<std::string> query(std::string_view name) const;
};

/// The first field `name` of a raw query, percent-decoded.
[[nodiscard]] std::optional<std::string> find_query(std::string_view raw_query,
                                                    std::string_view name);

} // namespace http
