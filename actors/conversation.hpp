#pragma once

#include "actors/context.hpp"
#include "actors/interfaces.hpp"
#include "actors/outlet.hpp"
#include "domain/receipts.hpp"
#include "domain/recent_authors.hpp"
#include "domain/recent_keys.hpp"

#include <deque>
#include <map>
#include <memory>
#include <optional>

namespace actors {

class outcome_relay;

/// The owner of one conversation. It decides on commands at once, applies what
/// it decided to its own state, and hands the row to the journal; it publishes
/// when the journal says that the row is committed. On any other verdict its
/// state may rest on something that is not stored: then it decides nothing
/// until it has loaded the truth again, and decides again on what was
/// overtaken. Taking over from another server is the same path.
///
/// Lives as long as somebody holds its handle: sessions that joined or wrote,
/// requests on their way, and rows in the journal.
class conversation_state {
public:
  static constexpr const char* name = "conversation";

  conversation_state() = default;
  ~conversation_state();

  conversation_state(const conversation_state&) = delete;
  conversation_state& operator=(const conversation_state&) = delete;

  void start(conversation_actor::pointer self, const context& env,
             schema::conversation_id id);

  // -- handlers, in the order of the interface --------------------------------

  void on_execute(request_ptr by);
  void on_outcomes(const std::vector<storage::outcome>& outcomes);
  void on_loaded(schema::result<schema::conversation>& loaded);
  void on_watched(const std::vector<presence>& present);
  void on_changes(std::uint64_t number,
                  schema::result<std::vector<schema::message>>& changes);
  void on_looked_up(request_ptr by,
                    const schema::result<storage::history_page>& page);
  void on_counted(const schema::result<storage::history_page>& page);
  void on_resume(resume_ptr who);
  void on_describe(inquiry_ptr asked);
  void on_wake(std::uint64_t number);
  void on_appear(const std::vector<presence>& present);
  void on_vanish(const sink_ptr& out);
  void on_hush(const sink_ptr& out, bool on);
  void on_refresh();
  void on_forget(const sink_ptr& out);

  /// After an exception: what is decided may be half done, so nothing is
  /// trusted until it is loaded again.
  void distrust();

  /// The same, and tells the one whose command met it.
  void give_up_on(const request& by);

  // -- for tests --------------------------------------------------------------

  [[nodiscard]] std::size_t listeners() const noexcept {
    return outlet_ ? outlet_->size() : 0;
  }

private:
  /// A row at the journal and who waits for it.
  struct submitted {
    std::uint64_t token = 0;
    request_ptr by;
    /// One of the two.
    std::shared_ptr<const schema::keyed_message> post;
    std::shared_ptr<const schema::message> tombstone;
    /// What is unread after it is known.
    bool exact = true;
  };

  /// A cursor at the journal and who waits for it.
  struct marked {
    request_ptr by;
    schema::messages_read event;
  };

  /// A socket that is being brought up to what happens now.
  struct replay {
    resume_ptr to;
    /// It was told everything up to there.
    schema::revision at;
    /// What was published when the store was asked last.
    schema::revision asked_at;
    bool listens = false;
  };

  /// What a timer's number means that is no replay's, which go from 1 on.
  static constexpr std::uint64_t typing_may_end = 0;
  static constexpr std::uint64_t to_count_again = ~std::uint64_t{0};

  enum class phase {
    /// Waits for the store; commands wait in `waiting_`.
    loading,
    /// Decides.
    ready,
    /// Not to be trusted: loads as soon as the journal owes no verdict.
    distrusted,
  };

  // conversation.cpp
  void load();
  void load_if_settled();
  void adopt(schema::conversation&& loaded);
  void keep_later_marks(schema::conversation& loaded);
  void watch_members();
  void begin_if_complete();
  void fetch_missed();
  void publish_missed(schema::result<std::vector<schema::message>>& missed);
  void go_on();
  void refuse_waiting(const schema::error& why);
  void describe(const inquiry& asked);
  void hide();

  // conversation_replay.cpp
  void begin_replay(const resume_ptr& to);
  void continue_replay(std::uint64_t number);
  void finish_replay(std::uint64_t number,
                     const std::optional<schema::error>& why = {});
  void drop_replays(const sink_ptr& out);
  [[nodiscard]] replay* replay_to(const sink_ptr& out);

  // conversation_presence.cpp
  void note_delivered();
  void deliver_to(schema::user_no who);
  void count_again(schema::user_no whom);
  void count();
  void count_after_pause();
  void note_typing(schema::user_no who, bool active);
  void end_typing();

  // conversation_commands.cpp
  void decide(const request_ptr& by);
  void decide(const request_ptr& by, const schema::join_conversation& what);
  void decide(const request_ptr& by, const schema::leave_conversation& what);
  void decide(const request_ptr& by, const schema::post_message& what);
  void decide(const request_ptr& by, const schema::type_in_conversation& what);
  void decide(const request_ptr& by, const schema::mark_read& what);
  void decide(const request_ptr& by, const schema::delete_message& what);
  void look_up(const request_ptr& by, schema::message_seq seq);
  [[nodiscard]] bool answer_retry(const request& by,
                                  const schema::post_message& what);
  void submit(const request_ptr& by,
              std::shared_ptr<const schema::keyed_message> post);
  void submit(const request_ptr& by, schema::message tombstone);
  void refuse(const request& by, const schema::error& why);

  // conversation_verdicts.cpp
  void settle(submitted&& entry, const storage::outcome& outcome);
  void publish(const submitted& entry);
  void settle(marked&& entry, storage::verdict how);
  [[nodiscard]] std::shared_ptr<outcome_relay> relay();
  void settle_stale(request_ptr by);
  void answer_duplicate(const request& by, const schema::keyed_message& mine,
                        const schema::keyed_message& stored);

  conversation_actor::pointer self_ = nullptr;
  const context* env_ = nullptr;
  schema::conversation_id id_;
  phase phase_ = phase::loading;
  /// The store owes an answer to `load`, or to `fetch_missed`.
  bool asked_ = false;
  /// Answers that PEOPLE owe.
  std::size_t unanswered_ = 0;
  /// Members whose sockets this one is told of; sorted.
  std::vector<schema::user_no> watched_;
  /// What is being loaded changed meanwhile.
  bool outdated_ = false;
  /// A row of ours was not stored: what is stale since then rested on it.
  bool displaced_ = false;

  /// As decided: ahead of what is committed by what is `submitted_`.
  schema::conversation state_;
  std::optional<outlet> outlet_;
  domain::recent_keys recent_;
  domain::recent_authors authors_;

  std::uint64_t last_token_ = 0;
  std::deque<submitted> submitted_;
  /// By token. Cursors have no fence: nothing rests on them.
  std::map<std::uint64_t, marked> marked_;
  /// Overtaken, to be decided again before anything else.
  std::deque<request_ptr> overtaken_;
  std::deque<request_ptr> waiting_;
  std::vector<resume_ptr> arriving_;
  std::vector<inquiry_ptr> inquiries_;
  /// Null until somebody asked.
  showcase_ptr showcase_;
  /// By number, from 1.
  std::map<std::uint64_t, replay> replays_;
  /// Until when somebody is shown as typing.
  std::map<schema::user_no, schema::steady_time> typing_;
  bool typing_timer_ = false;
  /// Whose other sockets are told as soon as the store has counted.
  std::vector<schema::user_no> uncounted_;
  bool counting_ = false;
  /// Holds this actor while the journal owes it a verdict.
  std::shared_ptr<outcome_relay> relay_;
};

/// Behaviour of the CONVERSATION `id`.
conversation_actor::behavior_type
conversation(conversation_actor::stateful_pointer<conversation_state> self,
             const context* env, schema::conversation_id id);

} // namespace actors
