#pragma once

#include "actors/context.hpp"
#include "actors/interfaces.hpp"
#include "actors/protocol_test.hpp"
#include "base/json_reader.hpp"
#include "dialects/dialect.hpp"
#include "wire/socketio/assembler.hpp"
#include "wire/socketio/event.hpp"
#include "wire/socketio/packet.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace actors {

/// One connected socket: who it is, which words it speaks, what it joined.
/// Reads packets, makes commands of them, and sends those to the owners; acks
/// and events come from there, never through here.
class session_state {
public:
  static constexpr const char* name = "session";

  session_state() = default;
  ~session_state();

  session_state(const session_state&) = delete;
  session_state& operator=(const session_state&) = delete;

  /// What the session keeps of its handshake all its life.
  struct voice {
    actors::speech speech = actors::speech::socketio;
    wire::engineio::revision revision = wire::engineio::revision::v4;
  };

  void start(session_actor::pointer self, const context& env, voice v,
             std::shared_ptr<const handshake> hello, sink_ptr out);

  // -- handlers, in the order of the interface --------------------------------

  void on_opened();
  void on_deliver(const inbound_block& block);
  void on_news(const news::signed_in& x);
  void on_news(const news::welcome& x);
  void on_news(const news::awaited& x);
  void on_news(const news::opened_pair& x);
  void on_news(const news::missed& x);
  void on_news(const news::resumed& x);
  void on_news(const news::shut_out& x);
  void on_closed();

  /// After an exception: nothing is known to be whole any more.
  void give_up();

private:
  enum class phase : std::uint8_t {
    /// The transport is open, no CONNECT yet, or left again.
    open,
    /// The token is being looked at.
    connecting,
    connected,
    /// Nothing is read any more.
    closing,
  };

  /// A conversation that this socket used: the handle keeps it alive.
  struct used_conversation {
    schema::conversation_id id;
    conversation_actor owner;
    bool joined = false;
  };

  // session.cpp
  void handle(const inbound_block& block, const inbound_block::packet& raw);
  void handle(const wire::socketio::assembled& whole, std::size_t size);
  void on_event(const wire::socketio::assembled& whole, std::size_t size);
  void on_ack(const wire::socketio::assembled& whole);
  void perform(std::string_view event,
               const std::optional<base::json_element>& argument,
               reply_route route, std::size_t size);
  void note_spoken(dialects::dialect d);
  void execute(schema::result<schema::client_command> what, reply_route route,
               std::size_t size);
  void execute(schema::command what, reply_route route, std::size_t size);
  [[nodiscard]] reply_route route_for(std::string_view event,
                                      std::optional<std::uint64_t> ack) const;
  void refuse(const reply_route& route, const schema::error& why);
  void break_off(std::string_view why);
  void disconnect();
  void leave_all();

  // session_end.cpp
  void say_goodbye();

  // session_plain.cpp
  void on_plain(std::string_view text, std::size_t size);
  /// The credit of the packet at hand goes on with what is made of it.
  [[nodiscard]] packet_credit take_credit(std::size_t size);

  // session_connect.cpp
  void on_connect(const wire::socketio::packet& packet);
  void connect(const std::optional<base::json_element>& payload);
  [[nodiscard]] schema::result<storage::sign_in>
  authenticate(const std::optional<base::json_element>& json);
  void accept_connect();
  [[nodiscard]] presences_ptr presence_here() const;
  void refuse_namespace(std::string_view nsp);
  void refuse_connect(const schema::error& why);

  // session_questions.cpp
  void execute(schema::write_to what, reply_route route, packet_credit credit);
  void open_next_pair();
  void execute(const schema::read_history& what, const reply_route& route,
               packet_credit credit);

  // session_catch_up.cpp
  void execute(schema::catch_up what, reply_route route, packet_credit credit);
  void hush(bool on) const;
  void ask_what_is_missed();
  void resume_next();
  void finish_catch_up();

  // session_calls.cpp
  void execute(schema::start_call what, reply_route route, std::size_t size);
  void execute(schema::call_command what, reply_route route, std::size_t size);
  void execute(schema::ask_call_token what, reply_route route,
               std::size_t size);

  // session_conversations.cpp
  [[nodiscard]] schema::result<conversation_actor>
  owner_for(const schema::command& what);
  [[nodiscard]] used_conversation& use(const schema::conversation_id& id);

  /// A message to a person, whose conversation is to be found or made first.
  struct letter {
    schema::identity_ptr who;
    schema::write_to what;
    reply_route route;
    packet_credit credit;
  };

  /// A client is being told what it lacks.
  struct catching_up {
    std::uint64_t number = 0;
    reply_route route;
    std::optional<packet_credit> credit;
    /// What it has seen, with what it was told since.
    std::vector<schema::cursor> seen;
    /// The first so many of these it named itself.
    std::size_t named = 0;
    /// Conversations that are asked one after the other.
    std::vector<schema::cursor> left;
    /// The owners that are telling it: they live as long as somebody holds
    /// them, and a replay may pause.
    std::map<schema::conversation_id, conversation_actor> in_work;
    std::vector<schema::cursor> reached;
    /// The store may know of more.
    bool more = false;
    bool first = true;
    std::optional<schema::error> failed;
  };

  session_actor::pointer self_ = nullptr;
  const context* env_ = nullptr;
  sink_ptr out_;
  /// Kept while it may be asked again; null if there was nothing in it.
  std::shared_ptr<const handshake> hello_;
  schema::identity_ptr who_;
  budget_ptr messages_;
  /// Instead of all else, in conformance mode.
  std::unique_ptr<protocol_test> test_;
  wire::socketio::assembler assembler_;
  std::vector<used_conversation> used_;
  /// The first is being opened: one after the other, so that they keep their
  /// order. Null if there are none.
  std::unique_ptr<std::vector<letter>> letters_;
  std::unique_ptr<catching_up> catching_up_;
  /// The cursors of a handshake, until the client is connected.
  std::unique_ptr<std::vector<schema::cursor>> resumes_with_;
  std::uint64_t catch_ups_ = 0;
  phase phase_ = phase::open;
  bool closed_ = false;
  voice voice_;
  /// The client named its dialect; otherwise it may speak any.
  bool names_dialect_ = false;
  /// Something that it said was an event of some dialect.
  bool heard_ = false;
  /// The one in which it is told of messages.
  dialects::dialect dialect_ = dialects::dialect::direct;
  /// Credit of packets that are done, given back once a block.
  std::uint32_t done_packets_ = 0;
  std::uint32_t done_bytes_ = 0;
};

/// Behaviour of the SESSION of one socket.
session_actor::behavior_type
session(session_actor::stateful_pointer<session_state> self, const context* env,
        session_state::voice v, std::shared_ptr<const handshake> hello,
        sink_ptr out);

} // namespace actors
