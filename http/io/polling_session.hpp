#pragma once

#include "http/io/heartbeat.hpp"
#include "http/io/transport.hpp"
#include "http/poll.hpp"
#include "wire/engineio/errors.hpp"
#include "wire/engineio/payload.hpp"
#include "wire/engineio/revision.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace http::io {

class connection;

/// An Engine.IO session that lives on HTTP requests: a GET is held open until
/// there is something to send, a POST brings packets.
///
/// Life: open, then closing (what is left waits for a last GET), then dead; or
/// upgraded, when a WebSocket has taken over. Sessions and outlets that hold it
/// as their sink then reach that WebSocket through it.
class polling_session final
  : public transport,
    public std::enable_shared_from_this<polling_session> {
public:
  /// How long the farewell waits for a GET; of a server that goes down, which
  /// has no more time.
  static constexpr tick_ms farewell_ms = 30'000;
  static constexpr tick_ms last_farewell_ms = 2'000;
  /// How often a held GET is let go while a WebSocket is on probation, so that
  /// the client can stop polling.
  static constexpr tick_ms release_ms = 100;

  polling_session(std::shared_ptr<loop> owner, const actors::handshake& hello);
  ~polling_session() override;

  // -- any thread ------------------------------------------------------------

  bool post(wire::frame_ptr frame) noexcept override;
  void close(actors::close_reason reason) noexcept override;
  void finished(std::uint32_t packets, std::size_t bytes) noexcept override;
  void connected() noexcept override;
  void disconnected() noexcept override;
  [[nodiscard]] bool is_open() const noexcept override;
  [[nodiscard]] bool is_congested() const noexcept override;

  /// Takes a request of the client; it is answered when its turn has come.
  void take(poll x);

  /// The head of a POST has come: what is returned goes along with it.
  [[nodiscard]] std::shared_ptr<void> announce_post();

  /// True if a WebSocket has taken over.
  [[nodiscard]] bool is_upgraded() const noexcept;

  [[nodiscard]] const std::string& sid() const noexcept {
    return sid_;
  }

  [[nodiscard]] wire::engineio::revision revision() const noexcept {
    return revision_;
  }

  // -- for the loop ----------------------------------------------------------

  /// Begins the heartbeat.
  void start();

  void on_turn() override;
  void on_timer() override;
  void end(actors::close_reason reason) override;
  void cut(actors::close_reason reason) override;
  void stop_reading() override;

  // -- for a WebSocket that wants to take over, on the loop's thread ---------

  /// False if the session cannot be upgraded, or another socket is at it.
  bool begin_upgrade(connection& by);

  /// The socket works: the client waits for its poll to end.
  void on_probe();

  /// Gives everything to `by`; false if the session has ended.
  bool hand_over(connection& by);

  /// Goes on where the session has been taken over.
  [[nodiscard]] const heartbeat& pulse() const noexcept {
    return heartbeat_;
  }

  /// The socket has ended, before or after it took over.
  void upgrade_ended(const connection& by) noexcept;

private:
  enum class phase : std::uint8_t { open, closing, dead, upgraded };

  // polling_session.cpp
  void finish();
  void arm_next();
  void beat();

  // polling_requests.cpp
  void handle(poll x);
  void hold(poll x);
  void hang_up(std::uint64_t number);
  void read(poll x);
  [[nodiscard]] bool overlaps(const poll& x) const noexcept;
  void read_payload(wire::engineio::payload payload);
  bool take_control(const wire::engineio::payload& payload,
                    const wire::engineio::incoming_packet& packet);
  void leave();
  void violate(poll by);
  void answer_held();
  void answer_held(std::string_view packet);
  void say_goodbye();
  void confirm_written();
  void refuse_late();
  void refuse_inbox(wire::engineio::error why);
  [[nodiscard]] std::vector<poll> take_inbox();

  const std::string sid_;
  const wire::engineio::revision revision_;

  /// POSTs that were announced and are neither answered nor given up.
  std::atomic<std::uint32_t> announced_{0};

  // Under the mutex of the transport.
  std::vector<poll> inbox_;
  /// Why requests are not taken any more.
  std::optional<wire::engineio::error> refusing_;
  std::shared_ptr<transport> successor_;
  /// The number of the held GET whose client hung up.
  std::uint64_t hung_up_ = 0;

  // The loop's.
  phase phase_ = phase::open;
  bool stopped_reading_ = false;
  bool probed_ = false;
  /// The GET that waits, and the POST whose packets are too much to go on.
  std::optional<poll> held_;
  std::optional<poll> written_;
  /// The POST that came when nothing was taken any more. To refuse it at once
  /// would make its client go, before it has heard the last answers.
  std::optional<poll> late_;
  std::uint64_t held_number_ = 0;
  connection* prober_ = nullptr;
  heartbeat heartbeat_;
  tick_ms connect_due_ = 0;
  tick_ms release_due_ = 0;
};

} // namespace http::io
