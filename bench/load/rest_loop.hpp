#pragma once

#include "common/clock.hpp"
#include "load/options.hpp"
#include "load/tls_socket.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// A connection that is kept alive, with one request under way at most.
struct rest_link {
  std::size_t index = 0;
  int fd = -1;
  std::unique_ptr<tls_socket> tls;
  bool writing = false; ///< waits for room in the socket
  std::string out;
  std::string in; ///< of an answer that has not come whole
};

/// What a scenario hears of its links, on the one thread that there is.
class rest_listener {
public:
  virtual ~rest_listener() = default;
  /// May ask the next thing at once.
  virtual void answered(rest_link& l, int status, std::string_view body) = 0;
  /// By the server, which must not do that between two requests here.
  virtual void closed(rest_link& l, std::string_view why) = 0;
};

/// Epoll over keep-alive connections: one recv per readiness, a send for each
/// request.
class rest_loop {
public:
  /// Opens `count` links. Throws std::runtime_error when one is refused.
  rest_loop(const options& o, std::size_t count, rest_listener& listener);
  ~rest_loop();
  rest_loop(const rest_loop&) = delete;
  rest_loop& operator=(const rest_loop&) = delete;

  [[nodiscard]] std::vector<rest_link>& links() {
    return links_;
  }

  /// `body` may be empty.
  void ask(rest_link& l, std::string_view method, std::string_view path,
           std::string_view token, std::string_view body);

  /// Waits until `until` at most, hears what has come.
  void turn(nanos until);

private:
  void receive(rest_link& l);
  void write_out(rest_link& l);
  void close(rest_link& l, std::string_view why);
  std::size_t take_answer(rest_link& l, std::string_view bytes);

  std::string host_;
  rest_listener& listener_;
  int epoll_;
  std::vector<rest_link> links_;
  std::vector<char> buffer_;
};

} // namespace bench
