#pragma once

#include "common/clock.hpp"
#include "common/frame.hpp"
#include "floor/post.hpp"
#include "floor/rooms.hpp"
#include "floor/writer.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace bench {

/// The one I/O thread: accepts, reads, answers. Level-triggered epoll that
/// stays armed, one recv per readiness into a buffer of the thread, and one
/// write per connection and turn of the loop. An idle connection holds no
/// buffer.
class io_loop {
public:
  io_loop(int listener, rooms known, const std::string& database_url,
          std::size_t writers);
  ~io_loop();
  io_loop(const io_loop&) = delete;
  io_loop& operator=(const io_loop&) = delete;

  /// Serves until the process ends.
  [[noreturn]] void run();

private:
  struct connection;

  void accept_all();
  void on_event(std::uint64_t tag, std::uint32_t events);
  void receive(connection& c);
  std::size_t upgrade(connection& c, std::string_view bytes);
  std::size_t read_frames(connection& c, char* data, std::size_t size);
  void on_text(connection& c, std::string_view text);
  void on_event_packet(connection& c, std::string_view packet);
  void join(connection& c, std::uint64_t conversation,
            std::optional<std::uint64_t> ack);
  void typing(connection& c, std::uint64_t conversation);

  void hand_to_writers();
  void take_committed();
  void publish(const post& p);
  void beat();

  connection* find(connection_id id);
  std::string& output(connection& c);
  void flush();
  void write_out(connection& c);
  void close(connection& c);

  int listener_;
  int epoll_;
  int wake_; ///< an eventfd, told when `done_` is no longer empty
  rooms rooms_;
  std::uint32_t next_serial_ = 1;
  std::vector<std::unique_ptr<connection>> connections_; ///< by descriptor
  std::vector<connection_id> dirty_;
  std::vector<std::string> spare_; ///< buffers that nobody writes from now
  std::vector<char> buffer_;
  nanos next_beat_ = 0;
  std::size_t slot_ = 0;

  std::vector<std::vector<post>> outgoing_; ///< for each writer, this turn
  std::mutex done_mutex_;
  std::vector<post> done_;
  std::vector<std::unique_ptr<writer>> writers_;
};

} // namespace bench
