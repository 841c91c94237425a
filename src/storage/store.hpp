#pragma once

#include "schema/conversations.hpp"
#include "schema/errors.hpp"
#include "schema/messages.hpp"
#include "schema/users.hpp"
#include "storage/calls.hpp"
#include "storage/journal.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace storage {

/// Called exactly once, on a thread of the store or at once on the caller's
/// (the answer is cached, or the store's queue is full: `overloaded`). Must not
/// block or throw.
template<class T>
using on_result = std::function<void(schema::result<T>)>;

/// What a token said about a person, with what tells whether it changed.
struct sign_in {
  schema::profile profile;
  /// The token said who, but nothing about the role: the stored one stands.
  bool role_known = true;
  /// When the token was made: one that is older than the user's revocation is
  /// `forbidden`. Unknown counts as older.
  std::optional<schema::timestamp> issued_at{};
};

/// A user as the host application provisions it. An absent optional leaves
/// what is stored.
struct user_record {
  schema::user_no no;
  schema::profile profile;
  std::optional<std::int32_t> rate_per_minute;
  schema::timestamp created_at;
  schema::timestamp updated_at;
};

struct user_update {
  schema::profile profile;
  std::optional<std::int32_t> rate_per_minute;
  /// Stands for the profile's own, which cannot be absent.
  std::optional<bool> shows_phone{};
};

/// A user as somebody else stands to them.
struct related_user {
  user_record user;
  /// One of the two has consulted the other.
  bool consulted = false;
};

/// What decides whether the caller may call, and whether it rings.
struct dial_standing {
  related_user callee;
  bool callee_is_banned = false;
  /// The live calls that they are in; null if there is none.
  schema::call_ptr callers_call{};
  schema::call_ptr callees_call{};
};

/// Who is to be in a conversation to be found or made.
struct conversation_request {
  schema::conversation_kind kind = schema::conversation_kind::user_astrologer;
  /// Ids of existing users, without repetition; exactly two unless a group.
  std::vector<std::string> members;
  std::string context_type = "general";
  std::optional<std::string> context_id;
  std::optional<std::string> title;
};

struct found_conversation {
  schema::conversation conversation;
  /// Made by this very call.
  bool created = false;
};

/// A page of a conversation's messages, by seq; both ends included.
struct history_query {
  schema::conversation_id conversation;
  /// 1 to 100.
  std::int64_t limit = 50;
  /// At most one of the three: a page (1 = newest), or messages before or
  /// after a seq (exclusive).
  std::optional<std::int64_t> page;
  std::optional<std::int64_t> before;
  std::optional<std::int64_t> after;
  /// The last seq that existed when the first page was read; absent = now.
  std::optional<std::int64_t> as_of;
  /// Also count what the members have not read: that costs more than the page.
  bool counts_unread = false;
  /// The conversation, if it is known, with its head as it was published; it is
  /// read otherwise, or where unread is counted.
  std::shared_ptr<const schema::conversation> known{};
};

struct history_page {
  schema::conversation conversation;
  /// Oldest first; tombstones keep their place.
  std::vector<schema::message> messages;
  /// Who had read what of the page since when, oldest first a reader; of
  /// conversations of at most `schema::most_receipted` members.
  std::vector<schema::read_mark> marks{};
  std::int64_t as_of = 0;
  std::int64_t total = 0;
  bool has_more = false;
};

/// The conversations of a user, the latest first.
struct list_query {
  schema::user_no who;
  /// 1 to 100.
  std::int64_t limit = 20;
  /// From 1.
  std::int64_t page = 1;
  /// Only those of this kind.
  std::optional<schema::conversation_kind> kind;
};

struct listed_conversation {
  /// With its members, their receipts and unread.
  schema::conversation conversation;
  std::optional<schema::message> last;
};

struct conversation_list {
  std::vector<listed_conversation> conversations;
  std::int64_t total = 0;
  bool has_more = false;
};

/// What somebody who was away lacks of a conversation.
struct catch_up_query {
  schema::user_no who;
  /// What a client has seen; a conversation that is not named counts as not
  /// seen at all.
  std::vector<schema::cursor> cursors;
  /// Also those that are named and did not move.
  bool all_named = false;
  /// At most so many; those that are named first, then the latest.
  std::int64_t limit = 100;
};

/// A complaint about a message (contract §8).
struct report {
  schema::user_no reporter;
  // What the id of the message says (domain::message_id_codec).
  schema::conversation_no conversation;
  schema::message_seq seq;
  std::int64_t second = 0;
  std::string reason;
};

/// Complaints, the latest first.
struct report_query {
  /// 1 to 100.
  std::int64_t limit = 50;
  /// From 1; counts from `before`, if that is there.
  std::int64_t page = 1;
  /// Only those with a smaller number.
  std::optional<std::int64_t> before{};
};

struct stored_report {
  std::int64_t number = 0;
  std::string reporter_id;
  schema::conversation_id conversation;
  /// With its content as it was.
  schema::message message;
  std::string sender_id;
  std::string reason;
  schema::timestamp at;
};

struct report_list {
  std::vector<stored_report> reports;
  /// Exact to 10,000.
  std::int64_t total = 0;
  bool has_more = false;
};

struct health {
  bool reachable = false;
  /// The number of the last migration that is applied, and of the last that
  /// this program knows.
  int applied_migration = 0;
  int known_migration = 0;
  /// The database's clock minus this process's, if it answered.
  std::optional<std::chrono::milliseconds> clock_difference{};
};

/// The store's port: all that the rest of the program knows about storage.
/// Thread-safe. No call blocks; every queue behind it is bounded.
class store {
public:
  virtual ~store() = default;

  virtual storage::journal& journal() = 0;

  /// Finds or makes the user; writes only when the claims differ from what
  /// they were at the last write. Requests that come together share a
  /// statement.
  virtual void sign_in(storage::sign_in who,
                       on_result<schema::identity_ptr> done) = 0;

  virtual void put_user(user_update update, on_result<user_record> done) = 0;
  virtual void find_user(std::string id, on_result<user_record> done) = 0;

  /// Those of these numbers who exist, in no order.
  virtual void find_people(std::vector<schema::user_no> who,
                           on_result<std::vector<user_record>> done) = 0;

  /// The admin who was there first; `not_found` if there is none.
  virtual void find_first_admin(on_result<user_record> done) = 0;

  virtual void find_related(schema::user_no viewer, std::string id,
                            on_result<related_user> done) = 0;

  /// Both have to exist (`not_found`) and be a user and an astrologer
  /// (`validation_failed`). Repeating it changes nothing.
  virtual void put_consultation(
    std::string user_id, std::string astrologer_id,
    on_result<std::vector<schema::conversation_id>>
      done) = 0; ///< Answers with the conversations of the two, to be told.

  /// Between the same two people with the same context there is only ever
  /// one, however many ask at once; a group is always new.
  virtual void
  get_or_create_conversation(conversation_request request,
                             on_result<found_conversation> done) = 0;

  virtual void load_conversation(schema::conversation_id id,
                                 on_result<schema::conversation> done) = 0;

  /// `not_found` if there is no such conversation.
  virtual void read_history(history_query query,
                            on_result<history_page> done) = 0;

  virtual void list_conversations(list_query query,
                                  on_result<conversation_list> done) = 0;

  /// The conversations of a user that have moved beyond the cursors, and what
  /// was seen of each: 0 if it was not named, always with a rev if it was.
  virtual void find_missed(catch_up_query query,
                           on_result<std::vector<schema::cursor>> done) = 0;

  /// What changed in a conversation after a rev, messages and tombstones, in
  /// the order of their revs: at most `limit`.
  virtual void read_changes(schema::conversation_no conversation,
                            schema::revision after, std::int64_t limit,
                            on_result<std::vector<schema::message>> done) = 0;

  /// The conversation of this pair with the latest message, else the latest
  /// made; `not_found` if there is none. With `other` absent, among all
  /// admins.
  virtual void
  find_admin_conversation(std::string astrologer_id,
                          std::optional<std::string> admin_id,
                          on_result<schema::conversation> done) = 0;

  /// Forbids a user to sign in, or allows it again; `not_found`.
  virtual void set_banned(std::string user_id, bool banned,
                          schema::timestamp now,
                          on_result<storage::user_record> done) = 0;

  virtual void put_report(report what, schema::timestamp now,
                          on_result<std::int64_t> done) = 0;
  virtual void list_reports(report_query query,
                            on_result<report_list> done) = 0;

  /// Notes that an admin read what is others'. Durable before `done`.
  virtual void audit(schema::user_no admin, std::string_view action,
                     schema::conversation_id conversation,
                     schema::timestamp now, on_result<void> done) = 0;

  /// The same of a call.
  virtual void audit_call(schema::user_no admin, std::string_view action,
                          schema::call_id call, schema::timestamp now,
                          on_result<void> done) = 0;

  /// A conditional update: two servers cannot both carry a call on. Group
  /// commit, as the journal's: writes of one call are carried out in the order
  /// in which they came, each has an outcome of its own, and one whose commit
  /// is in doubt is submitted again until that is known. `unavailable`: it is
  /// known not to be stored, or the store was destroyed in doubt.
  virtual void put_call(call_write what, on_result<call_outcome> done) = 0;

  /// One look at both who want to talk; the same errors as `find_related`.
  virtual void find_standing(schema::user_no caller, std::string callee_id,
                             on_result<dial_standing> done) = 0;

  /// `not_found` if there is none.
  virtual void find_call(schema::call_id id,
                         on_result<schema::call_ptr> done) = 0;

  /// The live call that any of them is in; null if there is none.
  virtual void find_live_call(std::vector<schema::user_no> of,
                              on_result<schema::call_ptr> done) = 0;

  /// All that have not ended: to be taken up at the start.
  virtual void
  list_live_calls(on_result<std::vector<schema::call_ptr>> done) = 0;

  virtual void list_calls(call_query query, on_result<call_list> done) = 0;

  /// The key of domain::message_id_codec: made once for an installation.
  [[nodiscard]] virtual std::array<std::uint8_t, 16> message_id_key() const = 0;

  /// Never fails: a database that is away is `reachable == false`.
  virtual void check(std::function<void(health)> done) = 0;

  /// Questions come to their end: those that wait and all that follow are
  /// answered `unavailable`, and when it returns no answer is under way any
  /// more. Changes to calls that wait are committed first. The journal takes
  /// nothing more, and settles what it has: what is in doubt while the database
  /// is away is tried once more, and then given up. May be called again.
  virtual void close() noexcept = 0;
};

} // namespace storage
