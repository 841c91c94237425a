#pragma once

#include "http/stream_core.hpp"

#include <asio/any_io_executor.hpp>
#include <asio/buffer.hpp>
#include <asio/ip/tcp.hpp>
#include <sys/uio.h>

#include <array>
#include <memory>
#include <system_error>
#include <utility>

namespace http {

/// A `stream_core` in the shape of the sockets that RESTinio is written for:
/// movable, and of no use once moved from, when whatever is asked of it is
/// dropped. For the thread of the core.
class stream {
public:
  using executor_type = asio::any_io_executor;
  using lowest_layer_type = asio::ip::tcp::socket::lowest_layer_type;

  explicit stream(std::shared_ptr<stream_core> core) : core_{std::move(core)} {
    // nop
  }

  [[nodiscard]] executor_type get_executor() {
    return core_->socket().get_executor();
  }

  lowest_layer_type& lowest_layer() {
    return core_->socket().lowest_layer();
  }

  [[nodiscard]] bool is_open() const {
    return core_ && core_->is_open();
  }

  /// Takes all that belongs to the socket away from RESTinio.
  stream_core::remains release() {
    return core_->release();
  }

  template<class Handler>
  void async_read_some(asio::mutable_buffer to, Handler&& handler) {
    if (core_)
      core_->read({static_cast<char*>(to.data()), to.size()},
                  std::forward<Handler>(handler));
  }

  template<class Buffers, class Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    std::array<iovec, stream_core::max_pieces> pieces;
    std::size_t count = 0;
    const auto end = asio::buffer_sequence_end(buffers);
    for (auto at = asio::buffer_sequence_begin(buffers);
         at != end && count < pieces.size(); ++at) {
      const asio::const_buffer piece{*at};
      if (piece.size() > 0)
        pieces[count++] = {const_cast<void*>(piece.data()), piece.size()};
    }
    if (core_)
      core_->write({pieces.data(), count}, std::forward<Handler>(handler));
  }

  // RESTinio stops reading in front of an answer that is the last one.
  void cancel(std::error_code&) {
    if (core_)
      core_->stop_reading();
  }

  // It is for the core to say when each direction ends.
  void shutdown(asio::socket_base::shutdown_type, std::error_code&) {
    // nop
  }

  void close() {
    if (core_)
      core_->close();
  }

private:
  std::shared_ptr<stream_core> core_;
};

// -- found by RESTinio through the stream's namespace -------------------------

/// The stream was prepared before RESTinio got it.
template<class Connection, class Start, class Failed>
void prepare_connection_and_start_read(stream&, Connection&, Start start,
                                       Failed) {
  start();
}

/// Typed as RESTinio's own, which is never made here.
inline std::nullptr_t
make_tls_socket_pointer_for_state_listener(stream&) noexcept {
  return nullptr;
}

} // namespace http
