#pragma once

#include "load/connect.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// So many handshakes by polling at once, each on a TCP connection of its own:
/// GET for the session, POST of CONNECT with a token, GET of the answer, and a
/// POST that ends it.
class connect_polling {
public:
  explicit connect_polling(const options& o);
  ~connect_polling();
  connect_polling(const connect_polling&) = delete;
  connect_polling& operator=(const connect_polling&) = delete;

  int run();

private:
  enum class step : std::uint8_t {
    connecting, ///< TCP
    opening,    ///< GET
    joining,    ///< POST
    waiting,    ///< GET
    leaving,    ///< POST
  };

  struct visitor {
    std::size_t index = 0;
    step at = step::connecting;
    int fd = -1;
    nanos since = 0;
    std::string path; ///< with the sid
    std::string in;
  };

  struct answer {
    int status;
    std::string_view body;
    std::size_t size; ///< of all
  };

  void open(visitor& v);
  void close(visitor& v);
  void fail(visitor& v, std::string_view why);
  void turn();
  void receive(visitor& v);
  void on_connected(visitor& v);
  void on_answer(visitor& v, const answer& a);
  void send(visitor& v, std::string_view method, std::string_view body);
  static std::optional<answer> first_answer(std::string_view bytes);

  const options& options_;
  arrivals arrivals_;
  std::vector<visitor> visitors_;
  std::vector<visitor*> gone_;
  int epoll_;
};

} // namespace bench
