#pragma once

#include "actors/request.hpp"
#include "actors/sink.hpp"
#include "domain/message_ids.hpp"
#include "schema/conversations.hpp"
#include "schema/events.hpp"

#include <vector>

namespace actors {

/// Tells one conversation's events to the sockets of this server that listen:
/// each event is encoded once a dialect and speech, and all receivers share
/// the bytes.
/// The owner gives it values of the core and never sees a sink or a dialect.
/// A plain class, used by one actor.
class outlet {
public:
  outlet(const domain::message_id_codec& ids, schema::message_seq published)
    : ids_(&ids),
      published_(published) {
    // nop
  }

  /// The request's socket hears everything from now on. Joining twice is
  /// joining once. Posts the ack, then the dialect's word for it.
  void listen(const request& by, const schema::conversation& where);

  void unlisten(const sink_ptr& out);

  /// Tells a committed message to all. `by` (may be null: another server's)
  /// gets its ack first.
  void publish(const schema::keyed_message& post,
               const schema::conversation& where, const request* by);

  /// Answers a retry of what is stored already: to the sender alone.
  void acknowledge(const schema::keyed_message& post,
                   const schema::conversation& where, const request& by);

  /// Tells all but the sockets of the one who types.
  void publish(const schema::typing_changed& typing,
               const schema::conversation& where);

  /// The seq of the last message that was told.
  [[nodiscard]] schema::message_seq published() const noexcept {
    return published_;
  }

  [[nodiscard]] bool listens(const sink_ptr& out) const noexcept;

  [[nodiscard]] std::size_t size() const noexcept {
    return listeners_.size();
  }

private:
  struct listener {
    sink_ptr out;
    schema::user_no who;
    dialects::dialect dialect;
    actors::speech speech;
  };

  [[nodiscard]] dialects::message_view view_of(const schema::message& message,
                                               const request* by) const;

  /// Posts to all in `dialect` but `except`, and forgets sockets that are
  /// closed. `write` appends the event's JSON array.
  template<class Write>
  void tell(dialects::dialect dialect, std::optional<schema::user_no> except,
            Write&& write);

  const domain::message_id_codec* ids_;
  schema::message_seq published_;
  std::vector<listener> listeners_;
};

} // namespace actors
