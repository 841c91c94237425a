#include "config/resolve.hpp"

#include "config/rows.hpp"
#include "config/values.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace config {

namespace {

/// Texts of examples and tutorials that are long enough to look like secrets.
constexpr std::array<std::string_view, 6> sample_words{
  "your_", "your-", "changeme", "change-me", "change_me", "example"};

/// Puts the faults together, one line each.
class faults {
public:
  void add(std::string_view name, std::string_view where,
           std::string_view what) {
    if (!text_.empty())
      text_.push_back('\n');
    text_.append(name);
    if (!where.empty())
      text_.append(" (").append(where).append(")");
    text_.append(": ").append(what);
  }

  [[nodiscard]] const std::string& text() const {
    return text_;
  }

private:
  std::string text_;
};

std::string where_of(const raw& given, std::string_view name) {
  const auto* value = given.find(name);
  return value != nullptr ? "from " + value->where : std::string{};
}

void store_row(const row& r, const raw& given, settings& s, faults& out) {
  const auto* value = given.find(r.name);
  const auto text =
    value != nullptr ? std::string_view{value->text} : r.default_text;
  if (store(r.kind, text, s))
    return;
  auto what =
    r.secret ? std::string{"the text"} : "\"" + std::string{text} + "\"";
  what.append(" is not good; allowed is ").append(allowed(r.kind));
  out.add(r.name, where_of(given, r.name), what);
}

void check_database(const settings& s, const raw& given, faults& out) {
  const std::string_view url = s.database_url;
  if (url.empty())
    out.add("DATABASE_URL", "",
            "not set; name a PostgreSQL database, for instance "
            "DATABASE_URL=postgresql://user:password@localhost/switchboard "
            "(scripts/run starts one and sets it)");
  else if (!url.starts_with("postgresql://") && !url.starts_with("postgres://")
           && url.find('=') == std::string_view::npos)
    out.add("DATABASE_URL", where_of(given, "DATABASE_URL"),
            "is not the name of a PostgreSQL database; allowed are "
            "postgresql://… and key=value pairs");
}

void check_tls(const settings& s, faults& out) {
  if (!s.tls_cert.empty() && s.tls_key.empty())
    out.add("TLS_KEY", "",
            "not set, but TLS_CERT is; TLS needs both, plain HTTP neither");
  if (s.tls_cert.empty() && !s.tls_key.empty())
    out.add("TLS_CERT", "",
            "not set, but TLS_KEY is; TLS needs both, plain HTTP neither");
}

void check_queues(const settings& s, const raw& given, faults& out) {
  if (s.max_queued_bytes < s.max_socket_queue_bytes)
    out.add("MAX_QUEUED_BYTES", where_of(given, "MAX_QUEUED_BYTES"),
            "is below MAX_SOCKET_QUEUE_BYTES; it must be at least as large");
}

void check_turn(const settings& s, faults& out) {
  const auto relays = [](std::string_view uri) {
    return uri.starts_with("turn");
  };
  if (s.turn_secret.empty() && std::ranges::any_of(s.turn_urls, relays))
    out.add("TURN_SECRET", "",
            "not set, but TURN_URLS names a relay; set the secret that it "
            "shares with this server (coturn's static-auth-secret)");
}

/// What is wrong with a secret for production; empty if nothing.
std::string_view weakness(std::string_view secret) {
  if (secret.size() < least_secret_size)
    return "production needs at least 32 characters, for instance from "
           "`openssl rand -base64 48`";
  const bool sample =
    secret == development_jwt_secret
    || std::ranges::any_of(sample_words, [&](std::string_view word) {
         return secret.find(word) != std::string_view::npos;
       });
  const std::set<char> different{secret.begin(), secret.end()};
  if (sample || different.size() < 8)
    return "production refuses sample values; make one of your own, for "
           "instance with `openssl rand -base64 48`";
  return {};
}

void check_production(const settings& s, const raw& given, faults& out) {
  const auto check = [&](std::string_view name, std::string_view secret) {
    if (const auto what = weakness(secret); !what.empty())
      out.add(name, where_of(given, name), what);
  };
  check("JWT_SECRET", s.jwt_secret);
  check("ADMIN_SECRET_KEY", s.admin_secret_key);
  if (!s.turn_secret.empty())
    check("TURN_SECRET", s.turn_secret);
  if (!s.jwt_secret.empty() && s.jwt_secret == s.admin_secret_key)
    out.add("ADMIN_SECRET_KEY", where_of(given, "ADMIN_SECRET_KEY"),
            "production needs another secret than JWT_SECRET");
  if (std::ranges::find(s.allowed_origins, "*") != s.allowed_origins.end())
    out.add("CLIENT_URL, FRONTEND_URL", "",
            "production needs the exact origins instead of *");
}

} // namespace

schema::result<settings> resolve(const raw& given) {
  settings s;
  faults found;
  for (const auto& r : rows())
    store_row(r, given, s, found);
  check_database(s, given, found);
  check_tls(s, found);
  check_queues(s, given, found);
  check_turn(s, found);
  if (s.app_env == environment::production)
    check_production(s, given, found);
  else if (s.jwt_secret.empty())
    s.jwt_secret = development_jwt_secret;
  if (!found.text().empty())
    return schema::fail(schema::errc::validation_failed, found.text());
  return s;
}

schema::result<void> enter_protocol_test(settings& s) {
  using std::chrono::milliseconds;
  if (s.app_env == environment::production)
    return schema::fail(schema::errc::validation_failed,
                        "--protocol-test-handlers takes no tokens and serves "
                        "nobody: production refuses it");
  s.protocol_test = true;
  s.ping_interval = milliseconds{300};
  s.ping_timeout = milliseconds{600};
  s.connect_timeout = milliseconds{1'000};
  s.max_payload_bytes = 1'000'000;
  s.allow_eio3 = true;
  s.allowed_origins = {"*"};
  return {};
}

std::vector<std::string> warnings(const settings& s) {
  std::vector<std::string> result;
  if (s.jwt_secret == development_jwt_secret)
    result.push_back("JWT_SECRET is not set: tokens are signed with the "
                     "development default \""
                     + s.jwt_secret + "\", which everybody knows");
  if (s.protocol_test)
    result.emplace_back("conformance mode: only protocol tests are served");
  if (s.admin_secret_key.empty())
    result.emplace_back(
      "ADMIN_SECRET_KEY is not set: nobody is an admin by secret");
  return result;
}

} // namespace config
