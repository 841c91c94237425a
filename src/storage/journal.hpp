#pragma once

#include "schema/messages.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace storage {

/// What became of one entry. Every entry gets exactly one, whatever happened
/// to the others of its batch.
enum class verdict : std::uint8_t {
  /// On disk, at exactly the seq and rev that the entry named.
  committed,
  /// Somebody else moved the conversation on: the expected rev is not the
  /// stored one. Or an entry before it, on which it rests, was not stored.
  /// Nothing of the entry was stored.
  stale,
  /// A message with this dedupe key is stored already; `existing` holds it.
  duplicate,
  /// The database refused the entry itself (a broken constraint): trying
  /// again is of no use. Logged by the journal.
  refused,
  /// The database is away and the entry is known not to be stored.
  unavailable,
};

struct outcome {
  /// The token that came with the entry.
  std::uint64_t token = 0;
  storage::verdict verdict = verdict::unavailable;
  /// With `duplicate` only.
  std::shared_ptr<const schema::keyed_message> existing;
};

/// Takes verdicts. Called on a writer's thread, once a batch and receiver,
/// outcomes in the order of submission, those of cursors behind the others, but
/// for one case: while the outcome of a commit is in doubt, entries behind it
/// that were never sent are given up (`unavailable`) before it. Must not block
/// or throw.
class verdict_receiver {
public:
  virtual ~verdict_receiver() = default;
  virtual void on_outcomes(std::vector<outcome> outcomes) noexcept = 0;
};

/// One message to be appended to one conversation.
struct post_entry {
  /// Chosen by the owner; comes back with the verdict.
  std::uint64_t token = 0;
  /// The fence: the rev that is stored now if the owner is right. The message
  /// itself has rev = expected + 1 and seq = last_seq + 1.
  schema::revision expected;
  std::shared_ptr<const schema::keyed_message> post;
  std::shared_ptr<verdict_receiver> receiver;
};

/// How far a member has come. Cursors are maxima: an entry that is behind what
/// is stored changes nothing and is `committed` all the same. It has no fence
/// and no commit of its own: it joins one that is due, of whatever
/// conversation, and waits for that at most 100 ms if somebody reads. What was
/// merely delivered waits 2.5 s first, so that more can be merged, and 5 s at
/// most. Entries of the same member that wait are merged.
struct cursor_entry {
  /// Comes back with the verdict, to `receiver`.
  std::uint64_t token = 0;
  schema::conversation_no conversation;
  schema::user_no who;
  /// At least one of them.
  std::optional<schema::message_seq> read;
  std::optional<schema::message_seq> delivered;
  schema::timestamp at;
  /// Keeps a row in `read_marks` too: conversations of few members.
  bool marked = true;
  /// Null: nobody waits.
  std::shared_ptr<verdict_receiver> receiver;
};

/// A change that is no message: it moves the rev on, not the seq. `refused` if
/// there is no such message or it is deleted already: the rev stands then.
struct deletion_entry {
  std::uint64_t token = 0;
  /// The fence, as of a post. The change has rev = expected + 1.
  schema::revision expected;
  schema::conversation_no conversation;
  schema::message_seq seq;
  schema::user_no who;
  schema::timestamp at;
  std::shared_ptr<verdict_receiver> receiver;
};

enum class admission : std::uint8_t {
  /// A verdict will come.
  accepted,
  /// The queue is full by rows or bytes; no verdict will come.
  overloaded,
  /// The database is known to be away; no verdict will come.
  unavailable,
};

/// Group commit. Entries of one conversation are written in the order of
/// submission, those that wait while a commit runs share the next one.
///
/// A commit whose outcome is unknown (the link broke after it was sent) is
/// submitted again until it is known; meanwhile nobody is answered and later
/// entries of that conversation wait behind it.
///
/// Thread-safe. Never blocks.
class journal {
public:
  virtual ~journal() = default;
  virtual admission submit(post_entry entry) = 0;
  virtual admission submit(cursor_entry entry) = 0;
  virtual admission submit(deletion_entry entry) = 0;
  /// What `submit` would say to a small entry of this conversation now. Asked
  /// before anything is decided.
  [[nodiscard]] virtual admission
  admits(schema::conversation_no key) const noexcept = 0;
};

} // namespace storage
