#include "storage/pg/append.hpp"

#include "base/json_writer.hpp"
#include "storage/pg/array_literal.hpp"
#include "storage/pg/rows.hpp"

namespace storage::pg {

namespace {

const post_entry& entry_of(const batch& b, std::size_t item) {
  return std::get<post_entry>(b.items[item].entry);
}

struct fence_arrays {
  array_literal key, rev, last_seq, posts, at;

  void add(const batch& b, const chain& c) {
    const auto& first = entry_of(b, c.items.front());
    key.number(c.key);
    rev.number(first.expected.value);
    last_seq.number(first.post->message.seq.value - 1);
    posts.number(static_cast<std::int64_t>(c.items.size()));
    at.number(to_millis(post_of(b, c.items.back()).message.created_at));
  }
};

std::optional<std::string> extra_json(const schema::message& m) {
  if (!m.media_url)
    return std::nullopt;
  std::string out = "{\"mediaUrl\":";
  base::append_json_string(out, *m.media_url);
  out.push_back('}');
  return out;
}

struct message_arrays {
  array_literal key, seq, rev, sender, at, kind, reply_to, dedupe, body_hash,
    content, extra;

  void add(const schema::keyed_message& post) {
    const auto& m = post.message;
    key.number(m.conversation.value);
    seq.number(m.seq.value);
    rev.number(m.rev.value);
    sender.number(m.sender.value);
    at.number(to_millis(m.created_at));
    kind.number(static_cast<std::int64_t>(m.kind));
    if (m.reply_to)
      reply_to.number(m.reply_to->value);
    else
      reply_to.null();
    if (post.dedupe)
      dedupe.uuid(post.dedupe->bytes);
    else
      dedupe.null();
    body_hash.number(post.body_hash);
    content.text(std::string_view{m.content});
    extra.text(extra_json(m));
  }
};

const char* or_null(const std::optional<std::string>& text) {
  return text ? text->c_str() : nullptr;
}

/// Most batches of a server that is not under load are a lone message.
pqxx::result append_one(session& s, const batch& b, std::size_t item) {
  const auto& entry = entry_of(b, item);
  const auto& m = entry.post->message;
  std::optional<std::string> dedupe;
  if (entry.post->dedupe)
    dedupe = to_uuid(entry.post->dedupe->bytes);
  std::optional<std::string> reply_to;
  if (m.reply_to)
    reply_to = std::to_string(m.reply_to->value);
  const auto extra = extra_json(m);
  return s.exec("messages_append_one", to_uuid(b.id), m.conversation.value,
                entry.expected.value, m.seq.value - 1, m.seq.value, m.rev.value,
                m.sender.value, to_millis(m.created_at),
                static_cast<std::int64_t>(m.kind), or_null(reply_to),
                or_null(dedupe), entry.post->body_hash, m.content,
                or_null(extra));
}

pqxx::result append_many(session& s, const batch& b,
                         std::span<const chain> chains) {
  fence_arrays f;
  message_arrays m;
  for (const auto& c : chains) {
    f.add(b, c);
    for (const auto item : c.items)
      m.add(post_of(b, item));
  }
  return s.exec("messages_append", to_uuid(b.id), f.key.str(), f.rev.str(),
                f.last_seq.str(), f.posts.str(), f.at.str(), m.key.str(),
                m.seq.str(), m.rev.str(), m.sender.str(), m.at.str(),
                m.kind.str(), m.reply_to.str(), m.dedupe.str(),
                m.body_hash.str(), m.content.str(), m.extra.str());
}

} // namespace

std::unordered_set<std::int64_t> append(session& s, const batch& b,
                                        std::span<const chain> chains) {
  const bool lone = chains.size() == 1 && chains.front().items.size() == 1;
  const auto rows = lone ? append_one(s, b, chains.front().items.front())
                         : append_many(s, b, chains);
  std::unordered_set<std::int64_t> fenced;
  for (const auto& row : rows)
    fenced.insert(to_int(row[0]));
  return fenced;
}

std::unordered_set<std::size_t> find_ours(session& s, const batch& b,
                                          std::span<const chain> chains) {
  array_literal keys, seqs;
  std::unordered_map<std::int64_t, const chain*> by_key;
  for (const auto& c : chains) {
    by_key.emplace(c.key, &c);
    for (const auto item : c.items) {
      keys.number(c.key);
      seqs.number(post_of(b, item).message.seq.value);
    }
  }
  std::unordered_set<std::size_t> ours;
  const auto rows =
    s.exec("messages_find_ours", keys.str(), seqs.str(), to_uuid(b.id));
  for (const auto& row : rows)
    for (const auto item : by_key.at(to_int(row[0]))->items)
      if (post_of(b, item).message.seq.value == to_int(row[1]))
        ours.insert(item);
  return ours;
}

std::unordered_map<std::size_t, stored_duplicate>
find_duplicates(session& s, const batch& b, std::span<const chain> chains) {
  array_literal keys, dedupes;
  std::unordered_map<std::int64_t, const chain*> by_key;
  for (const auto& c : chains) {
    by_key.emplace(c.key, &c);
    for (const auto item : c.items) {
      if (const auto& dedupe = post_of(b, item).dedupe) {
        keys.number(c.key);
        dedupes.uuid(dedupe->bytes);
      }
    }
  }
  std::unordered_map<std::size_t, stored_duplicate> found;
  const auto rows = s.exec("messages_find_duplicates", keys.str(),
                           dedupes.str(), to_uuid(b.id));
  const message_columns columns{rows};
  for (const auto& row : rows) {
    auto existing = std::make_shared<schema::keyed_message>();
    existing->message = columns.read(row);
    existing->dedupe.emplace();
    if (!read_hex(row["dedupe"].c_str(), existing->dedupe->bytes))
      continue;
    existing->body_hash = row["body_hash"].as<std::int64_t>(0);
    const auto ours = row["ours"].as<bool>();
    for (const auto item :
         by_key.at(existing->message.conversation.value)->items)
      if (post_of(b, item).dedupe == existing->dedupe)
        found[item] = {existing, ours
                                   && post_of(b, item).message.seq
                                        == existing->message.seq};
  }
  return found;
}

} // namespace storage::pg
