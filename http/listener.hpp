#pragma once

#include "base/metrics.hpp"
#include "http/client_address.hpp"
#include "http/engineio.hpp"
#include "http/io/connection.hpp"
#include "http/request.hpp"
#include "http/request_guard.hpp"
#include "http/responder.hpp"
#include "http/response.hpp"
#include "http/tls/context.hpp"
#include "schema/errors.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace http {

/// What a listener does with what it hears. Called on its thread.
class front_door {
public:
  virtual ~front_door() = default;

  /// `fault`: why the request is refused, of which nothing else is known; or
  /// null.
  virtual void handle(request asked, std::unique_ptr<exchange> to,
                      const request_fault* fault) = 0;

  /// True if the answer may wait for long, so that it has to be known when the
  /// client hangs up.
  [[nodiscard]] virtual bool is_poll(const request& asked) const = 0;

  /// A request whose body is still to come. What is returned goes along with
  /// the request, or ends with its connection.
  virtual std::shared_ptr<void> announce(std::string_view method,
                                         std::string_view target) = 0;

  /// True if the request is to be judged by `open_socket`.
  [[nodiscard]] virtual bool wants_socket(const request& asked) const = 0;

  virtual std::variant<admission, response>
  open_socket(const request& asked) = 0;

  /// False if there is no room for this descriptor beside what is reserved.
  [[nodiscard]] virtual bool has_room(int descriptor) const = 0;

  virtual void adopt(io::arrival x) = 0;
};

/// Accepts connections and speaks HTTP on a thread of its own. The only part
/// that knows RESTinio, and pinned to its version 0.6.16 where it hands a
/// socket over. Its members are called by one thread, which is not its own.
class listener {
public:
  /// How long the parts of an exchange may take.
  struct times {
    /// A request from the end of the last answer on, with its body; so also
    /// how long a connection may be silent.
    std::chrono::milliseconds request{45'000};
    std::chrono::milliseconds answer{60'000};
    std::chrono::milliseconds write{30'000};
    /// How late the three may be.
    std::chrono::milliseconds period{5'000};
  };

  struct options {
    std::string address;
    std::uint16_t port = 0;
    /// Larger bodies are refused by their announcement.
    std::uint64_t max_body = 0;
    /// Null: plain HTTP.
    tls::context_ptr tls{};
    /// Tells clients that come over TLS to come over nothing else.
    bool is_strict = false;
    /// Who may say whose requests they pass on.
    trusted_proxies proxies{};
    listener::times times{};
  };

  /// `door` and `metrics` outlive the listener.
  listener(front_door& door, base::metrics& metrics);
  ~listener();

  listener(const listener&) = delete;
  listener& operator=(const listener&) = delete;

  /// Binds, then starts the thread. The error says what to do about it.
  schema::result<void> start(const options& o);

  /// The port that is bound; of use when 0 was asked for.
  [[nodiscard]] std::uint16_t port() const;

  /// New connections get this certificate. For a listener with TLS.
  void replace(tls::context_ptr by);

  /// Closes the listening socket; requests under way go on. May be called
  /// again.
  void stop_accepting();

  /// Ends the thread; what is not answered is dropped. May be called again.
  void stop();

private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace http
