#include "config/rows.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <vector>

namespace config {

namespace {

constexpr std::uint64_t kib = 1024;
constexpr std::uint64_t mib = 1024 * kib;
constexpr std::uint64_t gib = 1024 * mib;

constexpr std::array<std::string_view, 2> environments{"development",
                                                       "production"};
constexpr std::array<std::string_view, 4> levels{"debug", "info", "warning",
                                                 "error"};
constexpr std::array<std::string_view, 2> formats{"text", "json"};
constexpr std::array<std::string_view, 2> token_versions{"007", "006"};

void store_environment(settings& s, std::string_view name) {
  s.app_env =
    name == "production" ? environment::production : environment::development;
}

void store_level(settings& s, std::string_view name) {
  s.log_level = name;
}

void store_format(settings& s, std::string_view name) {
  s.log_json = name == "json";
}

void store_token_version(settings& s, std::string_view name) {
  s.agora_token_version = name;
}

const std::array table{
  row{"APP_ENV", "Production refuses what is only good for development.",
      "development", choice{environments, store_environment}},
  row{"BIND_ADDRESS", "The address to listen on.", "127.0.0.1",
      address{&settings::bind_address}},
  row{"PORT", "The TCP port to listen on; 0 takes a free one.", "8080",
      whole_number{0, 65'535, &settings::port}},
  row{"TLS_CERT",
      "The file of the certificate and its chain (PEM), to speak HTTPS and "
      "WSS; read again on SIGHUP.",
      "", free_text{&settings::tls_cert}},
  row{"TLS_KEY", "The file of the certificate's private key (PEM).", "",
      free_text{&settings::tls_key}},
  row{"DATABASE_URL", "The PostgreSQL database, as a URL or as key=value.", "",
      free_text{&settings::database_url}, true},
  row{"JWT_SECRET", "Signs and verifies the tokens of users (HS256).", "",
      free_text{&settings::jwt_secret}, true},
  row{"ADMIN_SECRET_KEY",
      "Whoever presents it in X-Admin-Key is an admin; empty: nobody.", "",
      free_text{&settings::admin_secret_key}, true},
  row{"CLIENT_URL", "Origins of web clients, for CORS and WebSockets.", "",
      origin_list{&settings::allowed_origins}},
  row{"FRONTEND_URL", "Further origins; the two lists are one.", "",
      origin_list{&settings::allowed_origins}},
  row{"ALLOW_QUERY_TOKEN",
      "Takes a token from the query of a socket's URL too (older apps).",
      "true", yes_or_no{&settings::allow_query_token}},
  row{"ALLOW_EIO3", "Serves Socket.IO clients 2.x (Engine.IO 3) too.", "true",
      yes_or_no{&settings::allow_eio3}},
  row{"LOG_LEVEL", "The least severe events that are logged.", "info",
      choice{levels, store_level}},
  row{"LOG_FORMAT", "How a log line looks.", "text",
      choice{formats, store_format}},
  row{"PING_INTERVAL_SECONDS", "Between two heartbeats of a socket.", "25",
      seconds{0.05, 3'600, &settings::ping_interval}},
  row{"PING_TIMEOUT_SECONDS", "How long the answer to a heartbeat may take.",
      "20", seconds{0.05, 3'600, &settings::ping_timeout}},
  row{"CONNECT_TIMEOUT_SECONDS",
      "How long a new socket may take to connect to its namespace.", "45",
      seconds{0.05, 3'600, &settings::connect_timeout}},
  row{"MAX_PAYLOAD_BYTES", "The largest message or request body taken.",
      "1000000", whole_number{kib, 100 * mib, &settings::max_payload_bytes}},
  row{"MAX_SOCKET_QUEUE_BYTES",
      "Outgoing bytes that may wait for one slow socket before it is closed.",
      "1048576",
      whole_number{16 * kib, gib, &settings::max_socket_queue_bytes}},
  row{"MAX_QUEUED_BYTES", "The same over all sockets.", "536870912",
      whole_number{mib, 1024 * gib, &settings::max_queued_bytes}},
  row{"RATE_LIMIT_DIRECT_MESSAGES_PER_MINUTE",
      "Messages that one sender may send in direct; 0 sets no limit.", "10",
      whole_number{0, 1'000'000, &settings::direct_messages_per_minute}},
  row{"RATE_LIMIT_CALLS_PER_HOUR",
      "Calls that one sender may begin; 0 sets no limit.", "5",
      whole_number{0, 1'000'000, &settings::calls_per_hour}},
  row{"RING_TIMEOUT_SECONDS", "How long a call of Agora's rings.", "60",
      seconds{0.05, 3'600, &settings::agora_ring}},
  row{"WEBRTC_RING_TIMEOUT_SECONDS", "How long a call of WebRTC rings.", "40",
      seconds{0.05, 3'600, &settings::webrtc_ring}},
  row{"RECONNECT_GRACE_SECONDS",
      "How long a call lasts while one of the two is not connected.", "30",
      seconds{0.05, 3'600, &settings::reconnect_grace}},
  row{"AGORA_APP_ID",
      "The app at Agora that calls are made with; 32 hex digits.", "",
      free_text{&settings::agora_app_id}},
  row{"AGORA_APP_CERTIFICATE",
      "Signs its tokens; without the two there are no calls of Agora's.", "",
      free_text{&settings::agora_app_certificate}, true},
  row{"AGORA_TOKEN_VERSION", "006 is for old SDKs.", "007",
      choice{token_versions, store_token_version}},
  row{"TURN_URLS",
      "STUN and TURN servers for the clients of WebRTC calls, such as "
      "turn:turn.example.com:3478?transport=udp.",
      "", ice_uri_list{&settings::turn_urls}},
  row{"TURN_SECRET",
      "What the TURN servers share with this one (coturn's "
      "static-auth-secret).",
      "", free_text{&settings::turn_secret}, true},
  row{"MAX_CONNECTIONS_PER_USER",
      "Sockets that one user may have open; 0 sets no limit.", "20",
      whole_number{0, 1'000'000, &settings::max_connections_per_user}},
  row{"MAX_CONNECTIONS_PER_IP",
      "Sessions that one address may have open (of IPv6: one /64); 0 sets no "
      "limit. Carriers put thousands behind one address.",
      "0", whole_number{0, 1'000'000, &settings::max_connections_per_ip}},
  row{"TRUSTED_PROXIES",
      "Proxies whose X-Forwarded-For is believed; empty: nobody's.", "",
      range_list{&settings::trusted_proxies}},
  row{"HANDSHAKES_PER_SECOND",
      "Sessions that may be opened in a second; 0 sets no limit.", "0",
      whole_number{0, 1'000'000, &settings::handshakes_per_second}},
  row{"IO_THREADS", "Threads that read and write sockets.", "1",
      whole_number{1, 64, &settings::io_threads}},
  row{"ACTOR_THREADS",
      "Threads that run sessions and conversations; 0 = the first of the "
      "IO_THREADS does.",
      "0", whole_number{0, 64, &settings::actor_threads}},
  row{"WRITER_CONNECTIONS", "Database connections that commit.", "2",
      whole_number{1, 64, &settings::writers}},
  row{"READER_CONNECTIONS", "Database connections that read.", "2",
      whole_number{1, 64, &settings::readers}},
  row{"JOURNAL_MAX_ROWS",
      "Messages that may wait for their commit before more are refused.",
      "20000", whole_number{1, 10'000'000, &settings::journal_max_rows}},
  row{"JOURNAL_MAX_BYTES", "The same in bytes.", "67108864",
      whole_number{mib, 64 * gib, &settings::journal_max_bytes}},
};

/// Levenshtein's distance, in one row.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> costs(b.size() + 1);
  std::iota(costs.begin(), costs.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    auto diagonal = costs[0];
    costs[0] = i + 1;
    for (std::size_t k = 0; k < b.size(); ++k) {
      const auto replaced = diagonal + (a[i] == b[k] ? 0 : 1);
      diagonal = costs[k + 1];
      costs[k + 1] = std::min({replaced, diagonal + 1, costs[k] + 1});
    }
  }
  return costs.back();
}

char to_upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

} // namespace

std::span<const row> rows() {
  return table;
}

const row* find_row(std::string_view name) {
  const auto* found = std::ranges::find(table, name, &row::name);
  return found == table.end() ? nullptr : &*found;
}

std::string_view closest_name(std::string_view text) {
  if (text.size() > 64)
    return {};
  std::string upper{text};
  std::ranges::transform(upper, upper.begin(), to_upper);
  std::ranges::replace(upper, '-', '_');
  std::string_view best;
  auto least = std::numeric_limits<std::size_t>::max();
  for (const auto& r : table) {
    const auto distance = edit_distance(upper, r.name);
    if (distance < least && distance <= 2 + r.name.size() / 10) {
      least = distance;
      best = r.name;
    }
  }
  return best;
}

std::string flag_of(const row& r) {
  std::string flag = "--";
  for (auto c : r.name) {
    const bool upper = c >= 'A' && c <= 'Z';
    flag += c == '_' ? '-' : (upper ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return flag;
}

} // namespace config
