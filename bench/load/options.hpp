#pragma once

#include "common/clock.hpp"

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace bench {

/// What the command line says; see `load --help`.
struct options {
  std::string scenario;
  std::vector<std::string> hosts = {"127.0.0.1"};
  std::uint16_t port = 3100;
  bool tls = false;
  std::string jwt_secret = "switchboard-bench-secret-of-32-bytes!";
  std::string admin_key = "switchboard-bench-admin";
  bool no_provision = false;
  bool provision_only = false;
  bool client_ids = false;
  bool polling = false;
  bool by_history = false;

  std::size_t pairs = 200;
  std::size_t in_flight = 200;
  double rate = 0; ///< a second; 0 = keep `in_flight` under way instead
  std::size_t size = 200;
  std::size_t connections = 10'000;
  std::size_t depth = 300;     ///< messages of a conversation that is read
  bool filled = false;         ///< those are there already
  std::size_t members = 1'000; ///< of the group of fanout
  std::size_t devices = 1;     ///< connections of each member
  std::size_t senders = 1;     ///< members who write
  std::size_t missed = 3;      ///< messages that each client of storm misses
  std::size_t calls = 10'000;  ///< that ring at once
  double warmup = 2;
  double seconds = 10;

  pid_t server_pid = 0;
  pid_t postgres_pid = 0;
  std::string database_url;
  bool json = false;
  std::string log;
};

} // namespace bench
