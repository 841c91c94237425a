#include "actors/call.hpp"

#include "actors/call_dialling.hpp"
#include "actors/calls.hpp"
#include "actors/guarded.hpp"
#include "actors/people.hpp"
#include "base/random.hpp"

#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>

#include <algorithm>
#include <utility>

namespace actors {

namespace {

using schema::errc;

// With its actor it is allocated as 2,048 bytes; one more takes 512 more of
// each of thousands of calls.
static_assert(sizeof(call_state) <= 1016);

/// Of commands; connections are bounded elsewhere.
constexpr std::size_t most_waiting = 256;

/// Until the store is asked again.
constexpr std::chrono::seconds patience{1};

schema::error full() {
  return {errc::overloaded, "Too much is going on; try again in a moment",
          patience};
}

/// Of chance, since no two devices may have the same in any process.
schema::device_no make_device_no() {
  std::array<std::uint8_t, 8> bytes{};
  base::fill_random(bytes);
  std::uint64_t number = 0;
  for (const auto x : bytes)
    number = number << 8 | x;
  return {static_cast<std::int64_t>(number >> 1)};
}

schema::identity_ptr find_person(const std::vector<storage::user_record>& among,
                                 schema::user_no who) {
  const auto found = std::ranges::find(among, who, &storage::user_record::no);
  if (found == among.end())
    return nullptr;
  return std::make_shared<const schema::identity>(
    schema::identity{found->no, found->profile});
}

bool hangs_up(const call_request& what) {
  const auto* command = std::get_if<schema::call_command>(&what.what);
  return command != nullptr
         && (std::holds_alternative<schema::end_call>(*command)
             || std::holds_alternative<schema::cancel_call>(*command));
}

/// The call with its people; `not_found` without them, too.
void find_with_people(storage::store& store, const schema::call_id& id,
                      std::function<void(schema::result<loaded_call>)> done) {
  store.find_call(id, [&store, done = std::move(done)](
                        const schema::result<schema::call_ptr>& found) {
    if (!found)
      return done(schema::failure{found.error()});
    const auto& row = *found;
    store.find_people(
      {row->caller, row->callee},
      [row, done](const schema::result<std::vector<storage::user_record>>& x) {
        if (!x)
          return done(schema::failure{x.error()});
        loaded_call loaded{row, find_person(*x, row->caller),
                           find_person(*x, row->callee)};
        if (!loaded.caller || !loaded.callee)
          return done(schema::fail(errc::not_found, "Call not found"));
        done(std::move(loaded));
      });
  });
}

} // namespace

call_state::~call_state() {
  if (env_ == nullptr)
    return;
  if (watching_) {
    const schema::user_no both[] = {caller_->no, callee_->no};
    env_->people->unwatch(both, self_->id());
  }
  if (callees_name_)
    env_->calls->drop_name(*callees_name_, callee_->no, id_);
  env_->calls->forget(id_, self_->id());
}

void call_state::start(call_actor::pointer self, const context& env,
                       schema::call_id id, bool dialled) {
  self_ = self;
  env_ = &env;
  id_ = std::move(id);
  is_ours_ = dialled;
  if (!dialled)
    load();
}

// -- loading ------------------------------------------------------------------

void call_state::load() {
  loading_ = true;
  unknown_ = false;
  find_with_people(
    env_->store, id_,
    [owner = call_actor{self_}](schema::result<loaded_call> x) {
      caf::anon_send(
        owner, loaded_atom_v,
        std::make_shared<const schema::result<loaded_call>>(std::move(x)));
    });
}

void call_state::on_loaded(const schema::result<loaded_call>& loaded) {
  loading_ = false;
  if (!loaded && loaded.error().code == errc::not_found
      && (announced_ > 0 || is_dialled()))
    return become_new();
  if (!loaded) {
    unknown_ = true;
    pass_on_waiting();
    refuse_waiting(loaded.error());
    if (loaded.error().code == errc::not_found)
      env_->calls->release(id_);
    else if (is_ours_)
      // It has deadlines to meet.
      env_->calls->wake_later(id_, ++timer_, patience);
    return;
  }
  row_ = loaded->row;
  caller_ = loaded->caller;
  callee_ = loaded->callee;
  if (row_->is_live())
    watch_people();
  if (unanswered_ == 0)
    restore();
}

void call_state::watch_people() {
  if (std::exchange(watching_, true))
    return;
  const schema::user_no both[] = {caller_->no, callee_->no};
  unanswered_ += env_->people->watch(both, call_actor{self_});
}

void call_state::restore() {
  machine_ = domain::call::restore(std::exchange(row_, nullptr),
                                   env_->call_settings.times, env_->now());
  machine_->elsewhere = !is_ours_;
  if (machine_->row->is_live()) {
    if (is_ours_)
      env_->calls->keep(id_, call_actor{self_});
    attach_all();
  } else {
    env_->calls->release(id_);
  }
  go_on();
}

void call_state::adopt() {
  is_ours_ = true;
  if (unknown_)
    return load();
  if (!submitted_ && is_left_to_others())
    return reload();
  // It was dialled here, and ended before the store had said that it is live.
  if (machine_)
    release_if_over();
}

bool call_state::is_left_to_others() const {
  return is_ours_ && machine_ && machine_->elsewhere;
}

/// As it stands now, with all who are here.
void call_state::reload() {
  machine_.reset();
  load();
}

/// Somebody dials by a name that nobody has used.
bool call_state::is_dialled() const {
  return std::ranges::any_of(waiting_, [](const work& x) {
    return std::holds_alternative<dialling_ptr>(x);
  });
}

void call_state::become_new() {
  is_ours_ = true;
  for (const auto& x : waiting_)
    if (const auto* by = std::get_if<dialling_ptr>(&x); by && !caller_)
      expect(**by);
  go_on();
}

/// A call of its own: who the two are is known from it.
void call_state::expect(const dialling& by) {
  caller_ = by.who;
  callee_ = by.callee;
  watch_people();
}

/// Whoever is known and not attached yet comes before all that waits.
void call_state::attach_all() {
  for (const auto& x : links_)
    if (!x.gone && !is_attached(x))
      waiting_.emplace(waiting_.begin(), arrival{x.no});
}

void call_state::on_watched(const std::vector<presence>& present) {
  --unanswered_;
  on_appear(present);
  if (unanswered_ > 0)
    return;
  if (row_)
    restore();
  else
    go_on();
}

/// Two dialled each other: what one of them says of the call that they named is
/// said of the call that it became. A client that is rung by whom it dials may
/// hang up what it has named, to answer the other: nothing is left of that.
void call_state::pass_on_waiting() {
  std::erase_if(waiting_, [this](const work& x) {
    const auto* by = std::get_if<call_request_ptr>(&x);
    if (by == nullptr || hangs_up(**by))
      return false;
    const auto call = env_->calls->find_named(id_, (*by)->who->no);
    if (call)
      env_->calls->hand_over(*call, *by);
    return call.has_value();
  });
}

void call_state::refuse_waiting(const schema::error& why) {
  for (const auto& x : std::exchange(waiting_, {}))
    if (const auto* by = std::get_if<call_request_ptr>(&x))
      refuse(**by, why);
    else if (const auto* other = std::get_if<dialling_ptr>(&x))
      refuse(**other, why);
}

void call_state::refuse(const call_request& by, const schema::error& why) {
  env_->metrics.commands_refused.add();
  actors::refuse(by.route, why);
}

void call_state::refuse(const dialling& by, const schema::error& why) {
  refuse_dialling(*env_, by, why);
}

void call_state::distrust() {
  if (submitted_)
    std::visit(
      [this](const auto& by) {
        const schema::error why{errc::internal, "Something went wrong"};
        if constexpr (std::is_same_v<std::decay_t<decltype(by)>,
                                     std::monostate>)
          refuse(by, why);
        else
          refuse(*by, why);
      },
      submitted_->by);
  submitted_.reset();
  machine_.reset();
  std::erase_if(waiting_, [](const work& x) {
    return std::holds_alternative<arrival>(x)
           || std::holds_alternative<departure>(x);
  });
  std::erase_if(links_, [](const link& x) { return x.gone; });
  if (!loading_)
    load();
}

// -- from outside -------------------------------------------------------------

void call_state::on_announce(bool begins) {
  announced_ += begins ? 1 : -1;
  const bool is_blank = !machine_ && !caller_ && !loading_ && !submitted_;
  if (announced_ > 0 || !is_blank)
    return go_on();
  // Nothing came of it, but something may be said of that name.
  is_ours_ = false;
  unknown_ = true;
  if (!waiting_.empty())
    load();
}

void call_state::on_dial(dialling_ptr by) {
  if (!caller_ && !loading_ && !unknown_)
    expect(*by);
  if (waiting_.size() >= most_waiting)
    return refuse(*by, full());
  // What was said meanwhile is said of it. (Of another call's name that is only
  // known when the dialling is settled.)
  const bool is_awaited = by->announced && by->what.id == id_;
  if (is_awaited)
    by->announced.reset();
  waiting_.emplace(is_awaited ? waiting_.begin() : waiting_.end(),
                   std::move(by));
  if (unknown_)
    load();
  go_on();
}

void call_state::on_execute(call_request_ptr by) {
  if (waiting_.size() >= most_waiting)
    return refuse(*by, full());
  waiting_.emplace_back(std::move(by));
  if (unknown_)
    load();
  go_on();
}

void call_state::on_appear(const std::vector<presence>& present) {
  for (const auto& socket : present) {
    auto* there = find_link(socket.out);
    if (there == nullptr)
      there = &links_.emplace_back(link{socket, make_device_no()});
    if (machine_ || submitted_)
      waiting_.emplace_back(arrival{there->no});
  }
  go_on();
}

void call_state::on_vanish(const sink_ptr& out) {
  auto* known = find_link(out);
  if (known == nullptr)
    return;
  if (machine_ || submitted_) {
    known->gone = true;
    waiting_.emplace_back(departure{known->no});
  } else {
    std::erase_if(links_, [&](const link& x) { return x.no == known->no; });
  }
  go_on();
}

call_actor::behavior_type call(call_actor::stateful_pointer<call_state> self,
                               const context* env, schema::call_id id,
                               bool dialled) {
  auto& state = self->state;
  state.start(self, *env, std::move(id), dialled);
  const auto guard = [&state](const char* where, auto&& body) {
    guarded(where, body, [&state] { state.distrust(); });
  };
  return {
    [=, &state](announce_atom, bool begins) {
      guard("announce", [&] { state.on_announce(begins); });
    },
    [=, &state](dial_atom, const dialling_ptr& by) {
      guard("dial", [&] { state.on_dial(by); });
    },
    [=, &state](execute_atom, const call_request_ptr& by) {
      guard("execute call", [&] { state.on_execute(by); });
    },
    [=, &state](loaded_atom, const loaded_call_ptr& loaded) {
      guard("loaded call", [&] { state.on_loaded(*loaded); });
    },
    [=, &state](stored_atom, std::uint64_t number,
                const call_stored_ptr& outcome) {
      guard("stored", [&] { state.on_stored(number, *outcome); });
    },
    [=, &state](watched_atom, const presences_ptr& present) {
      guard("watched call", [&] { state.on_watched(*present); });
    },
    [=, &state](appear_atom, const presences_ptr& present) {
      guard("appear in call", [&] { state.on_appear(*present); });
    },
    [=, &state](vanish_atom, const sink_ptr& out) {
      guard("vanish from call", [&] { state.on_vanish(out); });
    },
    [](hush_atom, const sink_ptr&, bool) {
      // nop
    },
    [=, &state](wake_atom, std::uint64_t number) {
      guard("wake call", [&] { state.on_wake(number); });
    },
  };
}

} // namespace actors
