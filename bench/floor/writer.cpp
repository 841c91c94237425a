#include "floor/writer.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace bench {

namespace {

constexpr std::size_t max_batch = 256;

// Without these the planner scans the whole of heads in every commit, and
// plans anew each time.
constexpr const char* session_settings =
  "set enable_hashjoin = off; set enable_mergejoin = off;"
  "set enable_seqscan = off; set plan_cache_mode = force_generic_plan";

// The fence: all heads must be where this process believes them to be, else
// not one message goes in.
constexpr const char* insert_batch = R"(
with fence as (
  update floor_heads h
  set rev = b.last_seq, last_seq = b.last_seq, last_at = now()
  from unnest($1::bigint[], $2::bigint[], $3::bigint[])
    as b(conversation_no, expected, last_seq)
  where h.conversation_no = b.conversation_no and h.rev = b.expected
  returning 1)
insert into floor_messages(conversation_no, seq, rev, sender_no, created_at,
  kind, batch, dedupe, body_hash, content)
select m.no, m.seq, m.seq, m.sender, now(), 0,
  '00000000-0000-4000-8000-000000000000', null, null, m.content
from unnest($4::bigint[], $5::bigint[], $6::bigint[], $7::text[])
  as m(no, seq, sender, content)
where (select count(*) from fence) = $8
on conflict (conversation_no, dedupe) where dedupe is not null do nothing)";

/// The literals of the arrays; reused, so that they grow only once.
struct parameters {
  std::array<std::string, 8> text;

  void clear() {
    for (auto& t : text)
      t.assign(1, '{');
  }

  void add(std::size_t index, std::uint64_t value) {
    auto& t = text.at(index);
    if (t.size() > 1)
      t += ',';
    t += std::to_string(value);
  }

  void add(std::size_t index, const std::string& value) {
    auto& t = text.at(index);
    t += t.size() > 1 ? ",\"" : "\"";
    for (char c : value) {
      if (c == '"' || c == '\\')
        t += '\\';
      t += c;
    }
    t += '"';
  }

  void close(std::size_t heads) {
    for (auto& t : text)
      t += '}';
    text.back() = std::to_string(heads);
  }
};

/// `batch` is in the order of conversation and seq.
void fill(parameters& p, const std::vector<post>& batch) {
  p.clear();
  std::size_t heads = 0;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto& m = batch[i];
    if (i == 0 || batch[i - 1].conversation != m.conversation) {
      ++heads;
      p.add(0, m.conversation);
      p.add(1, m.seq - 1);
    }
    if (i + 1 == batch.size() || batch[i + 1].conversation != m.conversation)
      p.add(2, m.seq);
    p.add(3, m.conversation);
    p.add(4, m.seq);
    p.add(5, m.sender.serial);
    p.add(6, m.content);
  }
  p.close(heads);
}

} // namespace

writer::writer(const std::string& url, committed done)
  : done_(std::move(done)),
    connection_(open_database(url)) {
  run(connection_.get(), session_settings);
  pg_result r(PQprepare(connection_.get(), "post", insert_batch, 0, nullptr));
  if (PQresultStatus(r.get()) != PGRES_COMMAND_OK)
    throw std::runtime_error(PQerrorMessage(connection_.get()));
  thread_ = std::thread([this] { work(); });
}

writer::~writer() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void writer::submit(std::vector<post>& posts) {
  if (posts.empty())
    return;
  bool was_empty = false;
  {
    std::lock_guard lock(mutex_);
    was_empty = queue_.empty();
    std::move(posts.begin(), posts.end(), std::back_inserter(queue_));
  }
  posts.clear();
  if (was_empty)
    wake_.notify_one();
}

void writer::work() {
  while (true) {
    auto batch = next_batch();
    if (batch.empty())
      return;
    commit(batch);
    done_(std::move(batch));
  }
}

std::vector<post> writer::next_batch() {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return stop_ || !queue_.empty(); });
  auto size = std::min(queue_.size(), max_batch);
  auto end = queue_.begin() + static_cast<std::ptrdiff_t>(size);
  std::vector<post> batch(std::make_move_iterator(queue_.begin()),
                          std::make_move_iterator(end));
  queue_.erase(queue_.begin(), end);
  return batch;
}

void writer::commit(std::vector<post>& batch) {
  std::sort(batch.begin(), batch.end(), [](const post& a, const post& b) {
    return std::tie(a.conversation, a.seq) < std::tie(b.conversation, b.seq);
  });
  static thread_local parameters p;
  fill(p, batch);
  std::array<const char*, 8> values{};
  std::transform(p.text.begin(), p.text.end(), values.begin(),
                 [](const std::string& t) { return t.c_str(); });
  pg_result r(PQexecPrepared(connection_.get(), "post", 8, values.data(),
                             nullptr, nullptr, 0));
  if (PQresultStatus(r.get()) != PGRES_COMMAND_OK
      || std::to_string(batch.size()) != PQcmdTuples(r.get())) {
    std::fprintf(stderr, "floor: commit failed: %s\n",
                 PQresultErrorMessage(r.get()));
    std::_Exit(1);
  }
}

} // namespace bench
