#include "storage/pg/sign_in_batcher.hpp"

#include "base/clock.hpp"
#include "storage/pg/array_literal.hpp"
#include "storage/pg/errors.hpp"
#include "storage/pg/reader_pool.hpp"

#include <unordered_set>

namespace storage::pg {

namespace {

using clock = identity_cache::clock;

constexpr std::size_t max_batch = 256;
constexpr std::size_t max_cached = 200'000;

/// Nothing if the user may come in with a token of that age.
std::optional<schema::error> why_not(bool banned, const known_identity& known,
                                     const storage::sign_in& who) {
  using schema::errc;
  if (banned)
    return schema::error{errc::forbidden, "This user is banned."};
  if (known.revoked_before
      && (!who.issued_at || *who.issued_at < *known.revoked_before))
    return schema::error{errc::forbidden, "This token has been revoked."};
  return std::nullopt;
}

schema::result<schema::identity_ptr> shutting_down() {
  return schema::fail(schema::errc::unavailable, "The server is shutting down.",
                      std::chrono::seconds{1});
}

bool has_nul(const schema::profile& p) {
  const auto in = [](const std::optional<std::string>& x) {
    return x && pg::has_nul(*x);
  };
  return pg::has_nul(p.id) || in(p.name) || in(p.phone) || in(p.picture);
}

} // namespace

sign_in_batcher::sign_in_batcher(const std::string& url, std::size_t capacity,
                                 base::metrics& metrics)
  : capacity_(capacity),
    metrics_(metrics),
    cache_(max_cached),
    link_(url, "sign-in") {
  thread_ = std::thread{[this] { loop(); }};
}

sign_in_batcher::~sign_in_batcher() {
  close();
}

void sign_in_batcher::close() noexcept {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable())
    thread_.join();
  for (auto& r : waiting_)
    tell(r.done, shutting_down());
  waiting_.clear();
}

void sign_in_batcher::submit(storage::sign_in who,
                             on_result<schema::identity_ptr> done) {
  using result = schema::result<schema::identity_ptr>;
  if (has_nul(who.profile)) {
    tell(done, result{schema::fail(schema::errc::validation_failed,
                                   "A claim contains U+0000.")});
    return;
  }
  request r{{std::move(who), {}}, 0, std::move(done)};
  r.claim.claims = hash_claims(r.claim.who);
  const auto& id = r.claim.who.profile.id;
  if (const auto known = cache_.find(id, clock::now());
      known && known->claims == r.claim.claims) {
    if (auto e = why_not(false, *known, r.claim.who))
      tell(r.done, result{tl::unexpect, std::move(*e)});
    else
      tell(r.done, result{known->identity});
    return;
  }
  r.generation = cache_.generation(id);
  bool stopping = false;
  {
    const std::lock_guard lock{mutex_};
    stopping = stopping_;
    if (waiting_.size() < capacity_ && !stopping_) {
      waiting_.push_back(std::move(r));
      changed_.notify_one();
      return;
    }
  }
  if (stopping)
    return tell(r.done, shutting_down());
  tell(r.done,
       result{schema::fail(schema::errc::overloaded, "Too many are signing in.",
                           std::chrono::seconds{1})});
}

void sign_in_batcher::loop() {
  for (auto batch = take(); !batch.empty(); batch = take())
    carry_out(std::move(batch));
}

sign_in_batcher::requests sign_in_batcher::take() {
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
  requests out;
  while (!stopping_ && !waiting_.empty() && out.size() < max_batch) {
    out.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return out;
}

void sign_in_batcher::carry_out(requests batch) {
  std::vector<request*> left;
  for (auto& r : batch)
    left.push_back(&r);
  // A statement takes an id once, and tokens of one kind. Whoever says the
  // same as another shares its answer.
  while (!left.empty()) {
    std::vector<request*> group, later;
    std::unordered_map<std::string, claims_hash> ids;
    for (auto* r : left) {
      const auto& who = r->claim.who;
      const auto same_kind =
        who.role_known == left.front()->claim.who.role_known;
      const auto fits =
        same_kind
        && ids.try_emplace(who.profile.id, r->claim.claims).first->second
             == r->claim.claims;
      (fits ? group : later).push_back(r);
    }
    carry_out_group(std::move(group));
    left = std::move(later);
  }
}

void sign_in_batcher::carry_out_group(std::vector<request*> group) {
  std::vector<const claimed*> distinct;
  std::unordered_set<std::string> ids;
  for (const auto* r : group)
    if (ids.insert(r->claim.who.profile.id).second)
      distinct.push_back(&r->claim);
  auto last = trouble::link_lost;
  for (int tries = 0; tries < 2; ++tries) {
    auto* s = link_.use(link::clock::now());
    if (s == nullptr)
      break;
    try {
      const auto found = sign_in_together(*s, distinct, base::now());
      link_.worked();
      for (const auto& [id, x] : found)
        metrics_.users_written.add(x.written ? 1 : 0);
      for (auto* r : group)
        answer(*r, found.at(r->claim.who.profile.id));
      return;
    } catch (const std::exception& e) {
      last = classify(e);
      log_failure(s->last_statement(), e);
    }
    if (last == trouble::link_lost)
      link_.drop();
    else if (last == trouble::server_away)
      link_.failed(link::clock::now());
    else if (last != trouble::again)
      break;
  }
  if (last == trouble::values && group.size() > 1)
    for (auto* r : group)
      carry_out_group({r});
  else
    fail(group, to_error(last));
}

void sign_in_batcher::answer(request& r, const signed_in& x) {
  using result = schema::result<schema::identity_ptr>;
  auto e = why_not(x.banned, x.known, r.claim.who);
  auto identity = x.known.identity;
  // What was cached before the ban must not let another token in.
  if (x.banned)
    cache_.forget(identity->profile.id);
  else
    identity = cache_.put(x.known, r.generation, clock::now());
  if (e)
    tell(r.done, result{tl::unexpect, std::move(*e)});
  else
    tell(r.done, result{std::move(identity)});
}

void sign_in_batcher::fail(const std::vector<request*>& group,
                           const schema::error& e) {
  for (const auto* r : group)
    tell(r->done, schema::result<schema::identity_ptr>{tl::unexpect, e});
}

} // namespace storage::pg
