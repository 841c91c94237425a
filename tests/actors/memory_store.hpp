#pragma once

#include "memory_calls.hpp"
#include "support/partial_store.hpp"

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <vector>

namespace fixtures {

/// A journal that commits when the test says so, and that enforces the fence
/// as the real one does. Single-threaded.
class memory_journal : public storage::journal {
public:
  struct stored {
    std::vector<std::shared_ptr<const schema::keyed_message>> posts;
    schema::head head;
  };

  storage::admission submit(storage::post_entry entry) override;
  storage::admission submit(storage::cursor_entry entry) override;
  storage::admission submit(storage::deletion_entry entry) override;
  [[nodiscard]] storage::admission
  admits(schema::conversation_no key) const noexcept override;

  /// Gives each waiting entry its verdict, as one batch a conversation, and
  /// commits the cursors.
  void commit_all();

  /// The next entry gets this verdict whatever is stored, and is not stored.
  void fail_next(storage::verdict verdict);

  /// The same for the entry that came last.
  void fail_last(storage::verdict verdict);

  [[nodiscard]] std::size_t waiting() const noexcept {
    return queue_.size();
  }

  /// Cursors that came, until somebody takes them.
  std::vector<storage::cursor_entry> noted;

  storage::admission admission = storage::admission::accepted;
  std::map<std::int64_t, stored> conversations;

private:
  /// One of the two, by whether there is a post.
  struct queued {
    storage::post_entry post;
    storage::deletion_entry deletion;

    [[nodiscard]] std::uint64_t token() const {
      return post.post ? post.token : deletion.token;
    }

    [[nodiscard]] const std::shared_ptr<storage::verdict_receiver>&
    receiver() const {
      return post.post ? post.receiver : deletion.receiver;
    }
  };

  storage::outcome judge(const storage::post_entry& entry);
  storage::outcome judge(const storage::deletion_entry& entry);

  std::deque<storage::cursor_entry> cursors_;
  std::deque<queued> queue_;
};

/// A store in memory. Answers at once, on the caller's thread, unless it is
/// told to hold answers back.
class memory_store : public tests::partial_store {
public:
  storage::journal& journal() override {
    return other_journal ? *other_journal : journal_;
  }

  /// What waits for a verdict.
  memory_journal& pending() {
    return journal_;
  }

  void sign_in(storage::sign_in who,
               storage::on_result<schema::identity_ptr> done) override;
  void get_or_create_conversation(
    storage::conversation_request request,
    storage::on_result<storage::found_conversation> done) override;
  void find_related(schema::user_no viewer, std::string id,
                    storage::on_result<storage::related_user> done) override;
  void
  load_conversation(schema::conversation_id id,
                    storage::on_result<schema::conversation> done) override;
  /// What the questions for pages said of the conversation.
  std::vector<std::shared_ptr<const schema::conversation>> knew;

  void read_history(storage::history_query query,
                    storage::on_result<storage::history_page> done) override;
  void
  read_changes(schema::conversation_no conversation, schema::revision after,
               std::int64_t limit,
               storage::on_result<std::vector<schema::message>> done) override;
  void
  find_missed(storage::catch_up_query query,
              storage::on_result<std::vector<schema::cursor>> done) override;

  void find_people(
    std::vector<schema::user_no> who,
    storage::on_result<std::vector<storage::user_record>> done) override;
  void find_standing(schema::user_no caller, std::string callee_id,
                     storage::on_result<storage::dial_standing> done) override;
  void put_call(storage::call_write what,
                storage::on_result<storage::call_outcome> done) override;
  void find_call(schema::call_id id,
                 storage::on_result<schema::call_ptr> done) override;
  void list_live_calls(
    storage::on_result<std::vector<schema::call_ptr>> done) override;

  [[nodiscard]] std::array<std::uint8_t, 16> message_id_key() const override {
    return {};
  }

  void check(std::function<void(storage::health)> done) override;

  /// Makes a pair that has consulted, or any other conversation.
  schema::conversation& add(schema::conversation conversation);

  /// Somebody else, such as another server, appends a message.
  void append_elsewhere(const schema::conversation_id& id,
                        schema::user_no sender, std::string content);

  /// Takes the place of the one in memory.
  storage::journal* other_journal = nullptr;
  int loads = 0;
  /// Reads of history and changes wait in `held` while it is set.
  bool holds_reads = false;
  std::deque<std::function<void()>> held;
  /// What a client lacks is looked up at once, and told when it is let go.
  bool holds_missed = false;
  /// Loads and reads fail with this while it is set.
  std::optional<schema::error> broken;
  std::map<std::string, schema::identity_ptr> users;
  memory_calls calls;
  /// Writes of calls wait in `held` while it is set.
  bool holds_calls = false;
  /// The same of looks at both who want to talk.
  bool holds_standings = false;
  /// The next list of live calls waits in `held`, as it was when asked for.
  bool holds_live_calls = false;
  /// Ids.
  std::set<std::string> banned;
  /// Called once, before the next write of a call is carried out: what another
  /// server does meanwhile.
  std::function<void()> before_call;

private:
  [[nodiscard]] schema::conversation
  current(const schema::conversation& made) const;

  memory_journal journal_;
  std::map<schema::conversation_id, schema::conversation> made_;
};

} // namespace fixtures
