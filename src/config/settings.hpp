#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace config {

enum class environment { development, production };

/// The resolved settings of a server: typed, in bounds, ready to use. What
/// each is called, its default and its bounds stand in `rows.cpp`.
struct settings {
  environment app_env = environment::development;

  std::string bind_address = "127.0.0.1";
  std::uint16_t port = 8080;
  /// PEM files; both or neither.
  std::string tls_cert;
  std::string tls_key;
  std::string database_url;
  std::string jwt_secret;
  std::string admin_secret_key;
  std::vector<std::string> allowed_origins; // CLIENT_URL + FRONTEND_URL
  bool allow_query_token = true;
  /// Revision 3 of Engine.IO: Socket.IO's clients 2.x.
  bool allow_eio3 = true;
  /// Conformance mode: only the handlers of protocol tests, no tokens.
  bool protocol_test = false;

  std::string log_level = "info";
  bool log_json = false;

  // Transport (contract §8).
  std::chrono::milliseconds ping_interval{25'000};
  std::chrono::milliseconds ping_timeout{20'000};
  std::chrono::milliseconds connect_timeout{45'000};
  std::size_t max_payload_bytes = 1'000'000;
  std::size_t max_socket_queue_bytes = 1 << 20;
  std::size_t max_queued_bytes = 512u << 20;

  // Limits; 0 = off.
  std::uint32_t direct_messages_per_minute = 10;
  std::uint32_t calls_per_hour = 5;
  std::uint32_t max_connections_per_user = 20;
  std::uint32_t max_connections_per_ip = 0;
  std::uint32_t handshakes_per_second = 0;
  /// Ranges, each as `address/bits`.
  std::vector<std::string> trusted_proxies;

  // Calls (contract §6).
  std::chrono::milliseconds agora_ring{60'000};
  std::chrono::milliseconds webrtc_ring{40'000};
  std::chrono::milliseconds reconnect_grace{30'000};
  std::string agora_app_id;
  std::string agora_app_certificate;
  std::string agora_token_version = "007";
  /// What clients of WebRTC calls are told; each well-formed.
  std::vector<std::string> turn_urls;
  std::string turn_secret;

  // Threads and queues.
  std::uint32_t io_threads = 1;
  /// 0: actors run on the first I/O thread.
  std::uint32_t actor_threads = 0;
  std::uint32_t writers = 2;
  std::uint32_t readers = 2;
  std::size_t journal_max_rows = 20'000;
  std::size_t journal_max_bytes = 64u << 20;
};

} // namespace config
