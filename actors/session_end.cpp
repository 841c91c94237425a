// The end of a session that the server wants.

#include "actors/session.hpp"
#include "actors/speaking.hpp"

namespace actors {

using schema::errc;

/// The socket may have left meanwhile, or be another person's by now.
void session_state::on_news(const news::shut_out& x) {
  if (phase_ == phase::closing || !who_ || who_->no != x.who)
    return;
  // Socket.IO's DISCONNECT has no place for a reason.
  actors::refuse(route_for("connect", {}),
                 {errc::forbidden, "This user is banned."});
  say_goodbye();
  phase_ = phase::closing;
  out_->close(close_reason::banned);
}

/// After a transport that only closes, clients of Socket.IO try again by
/// themselves; after a DISCONNECT they do not.
void session_state::say_goodbye() {
  if (voice_.speech == speech::plain) {
    out_->post(event_frame(voice_.speech, [](std::string& out) {
      out.append(R"(["disconnect",{"reason":"banned"}])");
    }));
    return;
  }
  scratch out;
  wire::socketio::append_disconnect(*out, "/");
  out_->post(wire::frame::text(*out));
}

} // namespace actors
