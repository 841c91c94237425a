#include "storage/pg/deletion_statement.hpp"

#include "storage/pg/array_literal.hpp"
#include "storage/pg/rows.hpp"

namespace storage::pg {

namespace {

const deletion_entry& deletion_of(const batch& b, const chain& c) {
  return std::get<deletion_entry>(b.items[c.items.front()].entry);
}

verdict to_verdict(const pqxx::row& r) {
  if (r["deleted"].as<bool>())
    return verdict::committed;
  return r["nothing_there"].as<bool>() ? verdict::refused : verdict::stale;
}

} // namespace

std::unordered_map<std::int64_t, verdict>
delete_messages(session& s, const batch& b, std::span<const chain> chains) {
  array_literal keys, revs, seqs, actors, times;
  for (const auto& c : chains) {
    const auto& e = deletion_of(b, c);
    keys.number(c.key);
    revs.number(e.expected.value);
    seqs.number(e.seq.value);
    actors.number(e.who.value);
    times.number(to_millis(e.at));
  }
  std::unordered_map<std::int64_t, verdict> out;
  const auto rows = s.exec("messages_delete", keys.str(), revs.str(),
                           seqs.str(), actors.str(), times.str());
  for (const auto& row : rows)
    out.emplace(to_int(row["conversation_no"]), to_verdict(row));
  return out;
}

std::unordered_set<std::int64_t>
find_our_deletions(session& s, const batch& b, std::span<const chain> chains) {
  array_literal keys, revs, seqs, actors;
  for (const auto& c : chains) {
    const auto& e = deletion_of(b, c);
    keys.number(c.key);
    revs.number(e.expected.value + 1);
    seqs.number(e.seq.value);
    actors.number(e.who.value);
  }
  std::unordered_set<std::int64_t> ours;
  const auto rows = s.exec("changes_find_ours", keys.str(), revs.str(),
                           seqs.str(), actors.str());
  for (const auto& row : rows)
    ours.insert(to_int(row[0]));
  return ours;
}

} // namespace storage::pg
