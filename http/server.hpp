#pragma once

#include "http/services.hpp"
#include "schema/errors.hpp"

#include <chrono>
#include <cstdint>
#include <memory>

namespace http {

/// The edge of the server: one thread for HTTP, and the I/O threads of the
/// WebSockets that were opened there. Its members are called by one thread at
/// a time. To end: `stop_accepting`, `finish_work`, `close_sockets`, `stop`.
class server {
public:
  explicit server(services s);
  ~server();

  server(const server&) = delete;
  server& operator=(const server&) = delete;

  /// Raises the descriptor limit, binds and starts. The error is a sentence
  /// that says what to do.
  schema::result<void> start();

  /// Reads the files of TLS_CERT and TLS_KEY again, for new connections. If
  /// they are not good, the old ones stay, and the error is a sentence that
  /// says why. Does nothing where TLS is not spoken.
  schema::result<void> reload_certificate();

  /// The port that is listened on, once started.
  [[nodiscard]] std::uint16_t port() const;

  void stop_accepting();

  /// Reads the sockets no further and waits until every command that they
  /// brought is committed and answered. False if some were not at the
  /// deadline.
  bool finish_work(std::chrono::steady_clock::time_point deadline);

  /// Tells every socket that the server goes down, with what is queued for it
  /// before. False if not all were gone at the deadline.
  bool close_sockets(std::chrono::steady_clock::time_point deadline);

  /// Ends all threads; what is left is cut. May be called again.
  void stop();

private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

} // namespace http
