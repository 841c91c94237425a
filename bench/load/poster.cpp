#include "load/poster.hpp"

#include "common/scan.hpp"
#include "load/token.hpp"

#include <algorithm>

namespace bench {

namespace {

constexpr std::size_t connections = 64;

} // namespace

poster::poster(const options& o, const texts& t,
               const std::vector<pair_of_users>& pairs)
  : texts_(t),
    pairs_(pairs),
    targets_(pairs.size()),
    errands_(connections),
    loop_(o, connections, *this) {
  for (std::size_t i = 0; i < pairs.size(); ++i)
    targets_[i].token = make_token(o.jwt_secret, pairs[i].user, "user");
  for (auto& l : loop_.links())
    free_.push_back(&l);
}

void poster::post(std::size_t pair) {
  waiting_.push_back(pair);
}

void poster::post_to_each(std::size_t times) {
  for (std::size_t i = 0; i < times; ++i)
    for (std::size_t pair = 0; pair < pairs_.size(); ++pair)
      post(pair);
}

void poster::turn(nanos until) {
  start();
  loop_.turn(until);
}

void poster::start() {
  for (auto left = waiting_.size(); left > 0 && !free_.empty(); --left) {
    auto pair = waiting_.front();
    waiting_.pop_front();
    auto& t = targets_[pair];
    if (t.busy) {
      waiting_.push_back(pair);
      continue;
    }
    t.busy = true;
    ++under_way_;
    auto& l = *free_.back();
    free_.pop_back();
    errands_[l.index] = pair;
    loop_.ask(l, "POST", messages_path(pairs_[pair]), t.token,
              post_body(pairs_[pair], texts_.content({pair, t.posted})));
  }
}

void poster::answered(rest_link& l, int status, std::string_view body) {
  auto& t = targets_[errands_[l.index]];
  t.busy = false;
  --under_way_;
  free_.push_back(&l);
  if (status == 503)
    ++refused_;
  else if (status / 100 != 2)
    ++errors_[error_code(body)];
  else if (number_after(body, R"("seq":)") != ++t.posted)
    ++errors_["wrong seq"];
  start();
}

void poster::closed(rest_link& l, std::string_view why) {
  ++errors_["post: " + std::string(why)];
  auto at = std::find(free_.begin(), free_.end(), &l);
  if (at != free_.end())
    free_.erase(at);
  else
    --under_way_;
}

} // namespace bench
