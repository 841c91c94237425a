#pragma once

#include "base/metrics.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "schema/errors.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace http {

/// Where an answer goes: one HTTP exchange of the server.
class exchange {
public:
  virtual ~exchange() = default;

  /// Called once, on any thread. `with_body` is false for HEAD, whose answer
  /// tells the length of the body that it lacks.
  virtual void send(response answer, bool with_body) noexcept = 0;
};

/// What is told about a request in the log, and added to its answer.
struct request_facts {
  std::string id;
  http::method method = http::method::get;
  std::string path;
  std::vector<std::pair<std::string, std::string>> headers;
  std::chrono::steady_clock::time_point started;
};

/// Answers one request, exactly once, from any thread. Dropped without an
/// answer it sends a 500, so that a lost promise is heard.
class responder {
public:
  responder(std::unique_ptr<exchange> to, request_facts facts,
            base::metrics& metrics);
  ~responder();

  responder(responder&&) noexcept = default;
  responder& operator=(responder&&) noexcept = delete;

  void send(response answer) noexcept;

  /// The error's status and envelope.
  void fail(const schema::error& error) noexcept;

private:
  std::unique_ptr<exchange> to_;
  request_facts facts_;
  base::metrics* metrics_;
};

} // namespace http
