#include "actors/sessions.hpp"

#include "actors/people.hpp"
#include "actors/protocol_test.hpp"
#include "actors/session.hpp"
#include "base/log.hpp"

#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>

namespace actors {

namespace {

class session_link : public session_port {
public:
  session_link(session_actor session, base::metrics& metrics)
    : session_(std::move(session)),
      metrics_(metrics) {
    // nop
  }

  void deliver(inbound_block_ptr block) noexcept override {
    metrics_.handovers.add();
    send(deliver_atom_v, std::move(block));
  }

  void closed(close_reason) noexcept override {
    send(closed_atom_v);
    session_ = nullptr;
  }

private:
  template<class... Ts>
  void send(Ts&&... xs) noexcept {
    if (!session_)
      return;
    try {
      caf::anon_send(session_, std::forward<Ts>(xs)...);
    } catch (const std::exception& e) {
      base::log::error("a packet could not be handed on", "error={}", e.what());
    }
  }

  session_actor session_;
  base::metrics& metrics_;
};

} // namespace

std::unique_ptr<session_port> sessions::open(handshake hello, sink_ptr out) {
  if (hello.speech == speech::echo)
    return std::make_unique<echo_session>(hello.revision, std::move(out));
  const session_state::voice voice{hello.speech, hello.revision};
  const bool has_token =
    !hello.query_token.empty() || !hello.bearer_token.empty();
  const bool connects = voice.revision == wire::engineio::revision::v3
                        || (voice.speech == speech::plain && has_token);
  // Most clients bring everything in CONNECT: 20,000 sockets need not keep
  // 20,000 empty handshakes.
  const bool empty = !has_token && hello.dialect.empty();
  auto kept =
    empty ? nullptr : std::make_shared<const handshake>(std::move(hello));
  // Lazy: an idle socket costs an actor, but no turn of the scheduler.
  auto session = system_.spawn<caf::lazy_init>(actors::session, &env_, voice,
                                               std::move(kept), std::move(out));
  if (connects)
    caf::anon_send(session, opened_atom_v);
  return std::make_unique<session_link>(std::move(session), env_.metrics);
}

void sessions::shut_out(schema::user_no who) {
  caf::anon_send(env_.people->shard_of(who), shut_out_atom_v, who);
}

void sessions::let_in(schema::user_no who) {
  caf::anon_send(env_.people->shard_of(who), let_in_atom_v, who);
}

} // namespace actors
