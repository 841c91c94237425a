#pragma once

#include "common/clock.hpp"
#include "load/tls_socket.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

enum class client_state : std::uint8_t {
  closed,
  connecting, ///< TCP
  upgrading,  ///< waits for 101
  opening,    ///< waits for the answers of Engine.IO and Socket.IO
  ready,
};

/// One Socket.IO client over WebSocket. Owned by the scenario, moved by none
/// while it is open.
struct client {
  std::size_t index = 0;
  std::string token;
  std::string cursors; ///< JSON that CONNECT takes along, or empty
  client_state state = client_state::closed;
  int fd = -1;
  std::unique_ptr<tls_socket> tls;
  bool dirty = false;
  bool blocked = false;
  std::string rest; ///< of a frame that has not come whole
  std::string out;  ///< frames to be written at the end of the turn
};

/// What a scenario hears of its clients, on the one thread that there is.
class client_listener {
public:
  virtual ~client_listener() = default;
  /// The server has taken the token.
  virtual void ready(client& c) = 0;
  /// A Socket.IO event (`42…`) or ack (`43…`).
  virtual void packet(client& c, std::string_view text) = 0;
  /// The client is closed, or was never opened.
  virtual void closed(client& c, std::string_view why) = 0;
};

/// Epoll over any number of clients: one recv per readiness, one send per
/// client and turn. Answers heartbeats itself.
class client_loop {
public:
  client_loop(std::vector<std::string> hosts, std::uint16_t port,
              client_listener& listener, bool tls = false);
  ~client_loop();
  client_loop(const client_loop&) = delete;
  client_loop& operator=(const client_loop&) = delete;

  void open(client& c);
  void close(client& c, std::string_view why);

  /// Sends at the beginning of the next turn.
  void send(client& c, std::string_view packet);

  /// Sends what is due, waits until `until` at most, hears what has come.
  void turn(nanos until);

  /// Opens all of `clients`, or every `step`th of them, a few hundred at a
  /// time, and waits until each is ready. Throws std::runtime_error when one is
  /// refused.
  void open_all(std::vector<client>& clients, std::size_t step = 1);

  [[nodiscard]] std::size_t ready_count() const {
    return ready_;
  }

private:
  void on_event(client& c, std::uint32_t events);
  void receive(client& c);
  std::size_t read_answer(client& c, std::string_view bytes);
  std::size_t read_frames(client& c, char* data, std::size_t size);
  void on_text(client& c, std::string_view text);
  void flush();
  void write_out(client& c);
  void mark_dirty(client& c);
  void watch(const client& c, bool writable, int operation) const;

  std::vector<std::string> hosts_;
  std::uint16_t port_;
  client_listener& listener_;
  bool tls_;
  int epoll_;
  std::vector<client*> dirty_;
  std::vector<client*> flushing_;
  std::vector<char> buffer_;
  std::size_t ready_ = 0;
  std::string refusal_; ///< why the last client was closed
  std::size_t closed_ = 0;
};

} // namespace bench
