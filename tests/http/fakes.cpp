#include "fakes.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <stdexcept>

namespace tests {

using schema::errc;

class fake_gateway::port final : public actors::session_port {
public:
  port(fake_gateway& owner, std::shared_ptr<session_record> record)
    : owner_{owner},
      record_{std::move(record)} {
    // nop
  }

  void deliver(actors::inbound_block_ptr block) noexcept override {
    std::unique_lock guard{owner_.mutex_};
    ++record_->blocks;
    std::size_t bytes = 0;
    const auto first = record_->packets.size();
    for (const auto& p : block->packets) {
      record_->packets.push_back(block->bytes.substr(p.offset, p.size));
      record_->binary.push_back(p.binary);
      bytes += p.size;
    }
    const auto count = static_cast<std::uint32_t>(block->packets.size());
    if (owner_.keep_credit_) {
      record_->held_packets += count;
      record_->held_bytes += bytes;
    }
    const bool keep = owner_.keep_credit_;
    const auto packets = record_->packets;
    owner_.changed_.notify_all();
    guard.unlock();
    if (owner_.on_packet)
      for (auto i = first; i < packets.size(); ++i)
        owner_.on_packet(*record_->out, packets[i]);
    if (!keep)
      record_->out->finished(count, bytes);
  }

  void closed(actors::close_reason reason) noexcept override {
    std::lock_guard guard{owner_.mutex_};
    record_->closed = reason;
    ++record_->times_closed;
    owner_.changed_.notify_all();
  }

private:
  fake_gateway& owner_;
  std::shared_ptr<session_record> record_;
};

std::unique_ptr<actors::session_port>
fake_gateway::open(actors::handshake hello, actors::sink_ptr out) {
  auto record = std::make_shared<session_record>();
  record->hello = std::move(hello);
  record->out = std::move(out);
  std::lock_guard guard{mutex_};
  sessions_.push_back(record);
  changed_.notify_all();
  return std::make_unique<port>(*this, std::move(record));
}

void fake_gateway::shut_out(schema::user_no who) {
  std::lock_guard guard{mutex_};
  shut.push_back(who);
}

void fake_gateway::let_in(schema::user_no who) {
  std::lock_guard guard{mutex_};
  let.push_back(who);
}

void fake_gateway::keep_credit(bool keep) {
  std::lock_guard guard{mutex_};
  keep_credit_ = keep;
}

void fake_gateway::give_back(std::size_t index) {
  std::unique_lock guard{mutex_};
  auto& s = *sessions_.at(index);
  const auto packets = std::exchange(s.held_packets, 0);
  const auto bytes = std::exchange(s.held_bytes, 0);
  const auto out = s.out;
  guard.unlock();
  out->finished(packets, bytes);
}

void fake_gateway::wait(std::size_t index,
                        const std::function<bool(const session_record&)>& f) {
  std::unique_lock guard{mutex_};
  const bool came = changed_.wait_for(guard, patience, [&] {
    return sessions_.size() > index && f(*sessions_[index]);
  });
  BOOST_REQUIRE_MESSAGE(came, "the session never came to that");
}

session_record fake_gateway::session(std::size_t index) {
  std::lock_guard guard{mutex_};
  return *sessions_.at(index);
}

std::size_t fake_gateway::count() {
  std::lock_guard guard{mutex_};
  return sessions_.size();
}

storage::journal& fake_store::journal() {
  throw std::logic_error{"the edge writes nothing"};
}

void fake_store::add_user(const std::string& id, schema::role role) {
  std::lock_guard guard{mutex_};
  auto& u = users_[id];
  u.no.value = static_cast<std::int64_t>(users_.size());
  u.profile.id = id;
  u.profile.role = role;
}

void fake_store::sign_in(storage::sign_in who,
                         storage::on_result<schema::identity_ptr> done) {
  std::unique_lock guard{mutex_};
  ++sign_ins;
  if (banned_.contains(who.profile.id)) {
    guard.unlock();
    done(schema::fail(errc::forbidden, "This user is banned."));
    return;
  }
  auto& u = users_[who.profile.id];
  if (u.no.value == 0)
    u.no.value = static_cast<std::int64_t>(users_.size());
  if (!who.role_known)
    who.profile.role = u.profile.role;
  u.profile = who.profile;
  auto found =
    std::make_shared<const schema::identity>(schema::identity{u.no, u.profile});
  guard.unlock();
  done(schema::identity_ptr{std::move(found)});
}

void fake_store::put_user(storage::user_update update,
                          storage::on_result<storage::user_record> done) {
  std::unique_lock guard{mutex_};
  auto& u = users_[update.profile.id];
  if (u.no.value == 0)
    u.no.value = static_cast<std::int64_t>(users_.size());
  u.profile = update.profile;
  u.profile.shows_phone = update.shows_phone.value_or(false);
  u.rate_per_minute = update.rate_per_minute;
  const auto copy = u;
  guard.unlock();
  done(copy);
}

void fake_store::find_user(std::string id,
                           storage::on_result<storage::user_record> done) {
  std::unique_lock guard{mutex_};
  const auto i = users_.find(id);
  if (i == users_.end()) {
    guard.unlock();
    done(schema::fail(errc::not_found, "There is no such user."));
    return;
  }
  const auto copy = i->second;
  guard.unlock();
  done(copy);
}

void fake_store::put_consultation(
  std::string user_id, std::string,
  storage::on_result<std::vector<schema::conversation_id>> done) {
  if (user_id == "nobody")
    done(schema::fail(errc::not_found, "There is no such user."));
  else
    done(consulted);
}

void fake_store::get_or_create_conversation(
  storage::conversation_request request,
  storage::on_result<storage::found_conversation> done) {
  std::unique_lock guard{mutex_};
  asked_conversation = request;
  std::string key;
  for (const auto& m : request.members)
    key += m + "|";
  const auto [at, created] = pairs_.try_emplace(key);
  at->second.kind = request.kind;
  storage::found_conversation found{at->second, created};
  guard.unlock();
  done(std::move(found));
}

void fake_store::load_conversation(
  schema::conversation_id, storage::on_result<schema::conversation> done) {
  done(schema::fail(errc::internal, "not prepared"));
}

void fake_store::read_history(storage::history_query query,
                              storage::on_result<storage::history_page> done) {
  std::unique_lock guard{mutex_};
  asked_history = query;
  const auto page = history;
  guard.unlock();
  if (page)
    done(*page);
  else
    done(schema::fail(errc::not_found, "There is no such conversation."));
}

void fake_store::check(std::function<void(storage::health)> done) {
  std::unique_lock guard{mutex_};
  ++checks;
  const auto h = health;
  guard.unlock();
  done(h);
}

void fake_store::set_banned(std::string user_id, bool banned, schema::timestamp,
                            storage::on_result<storage::user_record> done) {
  std::unique_lock guard{mutex_};
  const auto i = users_.find(user_id);
  if (i == users_.end()) {
    guard.unlock();
    done(schema::fail(errc::not_found, "There is no such user."));
    return;
  }
  if (banned)
    banned_.insert(user_id);
  else
    banned_.erase(user_id);
  const auto copy = i->second;
  guard.unlock();
  done(copy);
}

void fake_store::put_report(storage::report what, schema::timestamp,
                            storage::on_result<std::int64_t> done) {
  std::unique_lock guard{mutex_};
  reported = std::move(what);
  guard.unlock();
  done(7);
}

void fake_store::list_reports(storage::report_query query,
                              storage::on_result<storage::report_list> done) {
  std::unique_lock guard{mutex_};
  asked_reports = query;
  const auto found = reports;
  guard.unlock();
  done(found);
}

void fake_store::audit(schema::user_no, std::string_view,
                       schema::conversation_id, schema::timestamp,
                       storage::on_result<void> done) {
  ++audits;
  done({});
}

void fake_store::audit_call(schema::user_no, std::string_view action,
                            schema::call_id call, schema::timestamp,
                            storage::on_result<void> done) {
  if (audit_fails)
    return done(schema::fail(errc::unavailable, "The database is away."));
  audited_calls.push_back(std::string{action} + " " + call.text);
  done({});
}

void fake_store::find_people(
  std::vector<schema::user_no> who,
  storage::on_result<std::vector<storage::user_record>> done) {
  std::vector<storage::user_record> found;
  std::unique_lock guard{mutex_};
  for (const auto& [id, u] : users_)
    if (std::ranges::find(who, u.no) != who.end())
      found.push_back(u);
  guard.unlock();
  done(std::move(found));
}

void fake_store::find_call(schema::call_id id,
                           storage::on_result<schema::call_ptr> done) {
  const auto found = calls.find(id.text);
  if (found == calls.end())
    done(schema::fail(errc::not_found, "Call not found"));
  else
    done(found->second);
}

void fake_store::find_live_call(std::vector<schema::user_no> of,
                                storage::on_result<schema::call_ptr> done) {
  for (const auto& [id, call] : calls)
    for (const auto who : of)
      if (call->is_live() && (call->caller == who || call->callee == who))
        return done(call);
  done(schema::call_ptr{});
}

void fake_store::list_calls(storage::call_query query,
                            storage::on_result<storage::call_list> done) {
  asked_calls = std::move(query);
  done(listed_calls);
}

std::array<std::uint8_t, 16> fake_store::message_id_key() const {
  return {};
}

} // namespace tests
