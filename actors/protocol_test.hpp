#pragma once

#include "actors/gateway.hpp"
#include "actors/sink.hpp"
#include "wire/engineio/revision.hpp"
#include "wire/socketio/assembler.hpp"
#include "wire/socketio/event.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The conformance mode (`serve --protocol-test-handlers`): what suites that
// test a server's protocol expect behind it. No tokens, no store; production
// refuses it.

namespace actors {

/// A packet of Socket.IO as it is sent: its text, without the `4` of Engine.IO,
/// and its attachments.
struct outgoing_packet {
  std::string text;
  std::span<const std::string> attachments{};
};

/// Posts the packet as the revision has it.
void post_packet(sink& to, wire::engineio::revision revision,
                 const outgoing_packet& packet);

/// Who is in which room. Thread-safe.
class protocol_test_rooms {
public:
  struct member {
    sink_ptr out;
    wire::engineio::revision revision = wire::engineio::revision::v4;
  };

  /// The room's name includes its namespace.
  void join(const std::string& room, member who);
  void leave(const std::string& room, const sink_ptr& who);
  /// Leaves the rooms whose names begin so.
  void leave_all(const sink_ptr& who, std::string_view prefix = {});

  /// To all that are in the room, but for `except`.
  void post(const std::string& room, const outgoing_packet& packet,
            const sink* except);

private:
  std::mutex mutex_;
  std::map<std::string, std::vector<member>> rooms_;
};

/// The handlers of one session: namespaces `/`, `/custom` and `/forbidden`.
class protocol_test {
public:
  protocol_test(protocol_test_rooms& rooms, sink_ptr out,
                wire::engineio::revision revision);

  /// What comes with a CONNECT: a JSON object or nothing, or, in revision 3,
  /// the query of the namespace.
  struct credentials {
    std::string_view json;
    std::string_view query;
  };

  /// False if the namespace is joined already.
  bool connect(std::string_view nsp, const credentials& auth);

  [[nodiscard]] bool has_joined(std::string_view nsp) const;

  void on_event(const wire::socketio::assembled& whole,
                const wire::socketio::event& event);
  void on_ack(const wire::socketio::assembled& whole,
              const simdjson::dom::array& answer);

  /// Its rooms, too.
  void leave(std::string_view nsp);
  void leave_all();

private:
  /// One event, taken apart.
  struct call {
    std::string nsp;
    std::string_view name;
    std::optional<std::uint64_t> ack;
    /// The arguments' JSON, without brackets, and the same without the first.
    std::string arguments;
    std::string behind_first;
    std::span<const std::string> attachments;
    /// The first argument, if it is text.
    std::string first{};
  };

  void hook(const call& c);
  void emit(std::string_view nsp, std::string_view name,
            std::string_view arguments,
            std::span<const std::string> attachments = {});
  void answer(const call& c, std::string_view arguments);
  void to_room(const call& c, const sink* except);
  void disconnect(const call& c);
  void burst(const call& c);

  protocol_test_rooms& rooms_;
  sink_ptr out_;
  wire::engineio::revision revision_;
  std::vector<std::string> joined_;
  std::uint64_t next_question_ = 0;
  /// Questions that are not answered yet.
  std::set<std::uint64_t> asked_;
};

/// Sends every message back: a bare endpoint of Engine.IO.
class echo_session final : public session_port {
public:
  echo_session(wire::engineio::revision revision, sink_ptr out);

  void deliver(inbound_block_ptr block) noexcept override;
  void closed(close_reason reason) noexcept override;

private:
  wire::engineio::revision revision_;
  sink_ptr out_;
};

} // namespace actors
