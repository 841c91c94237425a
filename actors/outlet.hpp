#pragma once

#include "actors/request.hpp"
#include "actors/sink.hpp"
#include "actors/types.hpp"
#include "domain/message_ids.hpp"
#include "schema/conversations.hpp"
#include "schema/events.hpp"

#include <memory>
#include <span>
#include <vector>

namespace actors {

/// Tells one conversation's events to the sockets of this server: all to those
/// that joined, and to the members' others that there is something new. Each
/// event is encoded once a dialect and speech, and all receivers share the
/// bytes.
/// The owner gives it values of the core and never sees a sink or a dialect.
/// A plain class, used by one actor.
class outlet {
public:
  using post_ptr = std::shared_ptr<const schema::keyed_message>;
  using message_ptr = std::shared_ptr<const schema::message>;

  outlet(const domain::message_id_codec& ids, const schema::head& published)
    : ids_(&ids),
      seq_(published.last_seq),
      rev_(published.rev) {
    // nop
  }

  // -- who hears --------------------------------------------------------------

  /// The request's socket hears everything from now on. Joining twice is
  /// joining once. Posts the ack, then the dialect's word for it.
  void listen(const request& by, const schema::conversation& where);

  /// The acknowledgement alone, for a socket that is attached later.
  void confirm_join(const request& by, const schema::conversation& where);

  void attach(schema::user_no who, const reply_route& route);
  void unlisten(const sink_ptr& out);

  /// While a socket is told what it lacks, it hears nothing of what happens.
  void mute(const sink_ptr& out, bool on);

  /// Holds back for a socket all that happens from now on, until it may hear
  /// it: then who they are, if there was anything. A replay covers what is
  /// held back.
  void hush(const sink_ptr& out);
  std::optional<schema::user_no> let_hear(const sink_ptr& out);

  /// A member's socket is there, or is not any more.
  void appear(const presence& socket);
  void vanish(const sink_ptr& out);

  [[nodiscard]] bool listens(const sink_ptr& out) const noexcept;

  /// Whether any socket of theirs is known here.
  [[nodiscard]] bool knows(schema::user_no who) const noexcept;

  /// Sockets that joined.
  [[nodiscard]] std::size_t size() const noexcept;

  /// Sockets of members, or of this one, that did not join.
  [[nodiscard]] bool has_others() const noexcept {
    return others_ > 0;
  }

  [[nodiscard]] bool has_others(schema::user_no who) const noexcept;

  [[nodiscard]] bool is_deaf() const noexcept {
    return ears_.empty();
  }

  // -- what is told -----------------------------------------------------------

  /// Tells a committed message to all. `by` (may be null: another server's)
  /// gets its ack first.
  void publish(const post_ptr& post, const schema::conversation& where,
               const request* by);

  /// Tells all of a tombstone that was committed.
  void publish(const schema::message_deleted& deletion,
               const schema::conversation& where, const request* by);

  /// Tells all but the sockets of the one who types.
  void publish(const schema::typing_changed& typing,
               const schema::conversation& where);

  /// Tells all, the reader's sockets too.
  void publish(const schema::messages_read& read,
               const schema::conversation& where);

  /// What another server stored meanwhile, in the order of revs.
  void publish_stored(const message_ptr& message,
                      const schema::conversation& where);

  /// Everything up to there is told: there was nothing else.
  void skip_to(const schema::head& head) noexcept;

  /// Tells those sockets of `who` that did not join how things stand.
  void update(schema::user_no who, const schema::conversation& where);

  /// Answers the one who asked with a message as it is stored: a retry, or
  /// what became of it.
  void acknowledge(const schema::message& message,
                   const schema::conversation& where, const request& by);

  /// Tells one socket of something that it lacks; messages up to `seen` are
  /// known to it.
  void replay(const schema::message& message, schema::message_seq seen,
              const schema::conversation& where, const reply_route& to);

  // -- what was told ----------------------------------------------------------

  /// The last rev, and the last message, that were told.
  [[nodiscard]] schema::revision rev() const noexcept {
    return rev_;
  }

  [[nodiscard]] schema::message_seq seq() const noexcept {
    return seq_;
  }

  /// Whom the last message reached, in a conversation where that is told.
  [[nodiscard]] std::span<const schema::user_no> reached() const noexcept {
    return reached_;
  }

  /// The last message, if it is known.
  [[nodiscard]] const message_ptr& last() const noexcept {
    return last_;
  }

  void remember_last(message_ptr message);

private:
  struct ear {
    sink_ptr out;
    schema::user_no who;
    dialects::dialect dialect;
    actors::speech speech;
    /// Hears everything.
    bool joined = false;
    /// Is known to be a member's.
    bool present = false;
    bool muted = false;
    /// What is held back; null: nothing is.
    std::unique_ptr<std::vector<wire::frame_ptr>> held{};
  };

  [[nodiscard]] ear* find(const sink_ptr& out) noexcept;

  [[nodiscard]] dialects::message_view
  view_of(const schema::message& message, const schema::conversation& where,
          const request* by) const;

  /// Posts to all who joined in `dialect` but `except`, and forgets sockets
  /// that are closed. `write` appends the event's JSON array.
  template<class Write>
  void tell(dialects::dialect dialect, std::optional<schema::user_no> except,
            Write&& write);

  /// Tells the sockets that did not join of the last message; those of `only`
  /// if it is set.
  void tell_others(const schema::conversation& where,
                   std::optional<schema::user_no> only);

  /// Posts a frame, or holds it back. False if the socket is closed, or was
  /// for holding back too many.
  bool say(ear& to, const wire::frame_ptr& frame);
  void note_reached(const ear& x);
  void forget_closed();

  const domain::message_id_codec* ids_;
  schema::message_seq seq_;
  schema::revision rev_;
  message_ptr last_;
  std::vector<ear> ears_;
  /// How many of these did not join.
  std::size_t others_ = 0;
  bool notes_reached_ = false;
  std::vector<schema::user_no> reached_;
};

} // namespace actors
