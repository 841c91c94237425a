// One thing at a time: what is asked, what is stored, what follows.

#include "actors/call.hpp"
#include "actors/call_dialling.hpp"
#include "actors/calls.hpp"
#include "actors/people.hpp"
#include "media/channels.hpp"

#include <caf/send.hpp>

#include <algorithm>
#include <utility>

namespace actors {

namespace {

using schema::errc;
using std::chrono::milliseconds;

/// Other servers can be faster, but not for ever.
constexpr int most_attempts = 5;

/// Else one would ring, or be won, with nobody there who goes on with it.
schema::error closed() {
  return {errc::conflict, "This connection has been closed"};
}

/// Until a write that nobody waits for is tried again.
constexpr std::chrono::seconds patience{1};

schema::error no_such_call() {
  return {errc::not_found, "Call not found"};
}

/// The client's wish is only that: another name does as well.
std::optional<std::string> choose_channel(const schema::start_call& what,
                                          const schema::call_id& id,
                                          schema::timestamp now) {
  if (what.media != schema::call_media::agora)
    return std::nullopt;
  if (what.channel && media::is_channel_name(*what.channel))
    return what.channel;
  const auto own = schema::object_id::parse(id.text);
  return media::channel_name_of(own ? *own : make_object_id(now));
}

} // namespace

// -- one after the other ------------------------------------------------------

bool call_state::is_ready() const {
  return !loading_ && !unknown_ && unanswered_ == 0 && !row_ && !submitted_
         && (announced_ == 0 || machine_);
}

void call_state::go_on() {
  while (is_ready() && !waiting_.empty()) {
    const auto first = std::move(waiting_.front());
    waiting_.erase(waiting_.begin());
    std::visit([this](const auto& x) { perform(x); }, first);
  }
  arm();
}

/// By the caller, or by the callee, if they had dialled, too.
bool call_state::is_named_by(const dialling& by) const {
  const auto from = by.who->no;
  const auto to = by.callee->no;
  if (from == caller_->no && to == callee_->no)
    return by.what.id == id_;
  return callees_name_ && from == callee_->no && to == caller_->no
         && by.what.id == *callees_name_;
}

/// What was dialled before with the same name, by the same person: a retry.
bool call_state::is_repeated(const dialling& by) const {
  return machine_ && machine_->row->is_live() && is_named_by(by);
}

/// A live call in which the caller is, or a call of these two that is to be.
bool call_state::can_dial(const dialling& by) const {
  const auto who = by.who->no;
  if (machine_)
    return machine_->row->is_live()
           && (who == caller_->no || who == callee_->no);
  return who == caller_->no && by.callee->no == callee_->no;
}

/// Whoever dials anew, with no device left that knows of this call, has hung
/// up.
bool call_state::make_room(const dialling_ptr& by) {
  const auto speaker = speaker_of(*by->who, by->route);
  if (!domain::call::is_forgotten(*machine_, speaker, env_->now()))
    return false;
  auto over = domain::call::decide(*machine_, speaker,
                                   schema::end_call{id_, {}, {}}, env_->now());
  if (!over || !over->stored)
    return false;
  submit({std::move(*over), by, true});
  return true;
}

void call_state::perform(const dialling_ptr& by) {
  if (is_repeated(*by)) {
    if (by->budget)
      by->budget->give_back();
    machine_ = domain::call::note_speech(
                 *machine_, speaker_of(*by->who, by->route), env_->now())
                 .after;
    return answer(by);
  }
  if (by->excess)
    return refuse(*by, *by->excess);
  if (!can_dial(*by)) {
    if (by->what.id == id_)
      by->what.id.reset();
    return dial(*env_, by);
  }
  if (has_left(by->route))
    return refuse(*by, closed());
  if (machine_ && make_room(by))
    return;
  const auto now = env_->now();
  const auto speaker = speaker_of(*by->who, by->route);
  domain::call::dialling what{.id = id_,
                              .caller = by->who->no,
                              .callee = by->callee->no,
                              .media = by->what.media,
                              .kind = by->what.kind,
                              .channel = choose_channel(by->what, id_, now),
                              .conversation = by->what.conversation,
                              .payload = by->what.payload,
                              .from = speaker.device,
                              .caller_devices = devices_of(by->who->no),
                              .callee_devices = devices_of(by->callee->no)};
  const domain::call::standing standing{.callers_call =
                                          machine_ ? &*machine_ : nullptr,
                                        .caller_in_session = false,
                                        .callee_is_busy = by->callee_is_busy};
  auto decided =
    domain::call::dial(what, standing, env_->call_settings.times, now);
  if (!decided)
    return refuse(*by, decided.error());
  carry_out(std::move(*decided), by);
}

void call_state::perform(const call_request_ptr& by) {
  if (!machine_)
    return refuse(*by, no_such_call());
  const auto* command = std::get_if<schema::call_command>(&by->what);
  if (command == nullptr)
    return answer_token(*by);
  if (std::holds_alternative<schema::answer_call>(*command)
      && has_left(by->route))
    return refuse(*by, closed());
  auto decided = domain::call::decide(
    *machine_, speaker_of(*by->who, by->route), *command, env_->now());
  if (!decided)
    return refuse(*by, decided.error());
  if (std::holds_alternative<schema::send_candidate>(*command)
      && !can_take(decided->tellings))
    return refuse(*by, {errc::overloaded,
                        "The other side does not read as fast", patience});
  carry_out(std::move(*decided), by);
}

/// What one client sends must not close the other's connection.
bool call_state::can_take(const std::vector<domain::call::telling>& news) {
  for (const auto& x : news)
    for (const auto no : x.to)
      if (const auto* to = find_link(no);
          to != nullptr && to->socket.out->is_congested())
        return false;
  return true;
}

void call_state::perform(arrival who) {
  const auto* there = find_link(who.no);
  if (!machine_ || there == nullptr || is_attached(*there))
    return;
  // It comes again when its client is connected, which is told nothing before.
  if (there->socket.out->is_connected())
    attach(*there);
}

void call_state::attach(const link& who) {
  const auto& socket = who.socket;
  apply(domain::call::attach(*machine_, socket.who,
                             {who.no, dialects::media_of(socket.out->spoken())},
                             env_->now()));
}

void call_state::perform(departure who) {
  const auto* there = find_link(who.no);
  if (there == nullptr)
    return;
  const auto whose = there->socket.who;
  std::erase_if(links_, [&](const link& x) { return x.no == who.no; });
  if (machine_)
    apply(domain::call::detach(*machine_, whose, who.no, env_->now()));
}

template<class By>
void call_state::carry_out(domain::call::transition&& decided, const By& by) {
  if (decided.stored)
    return submit({std::move(decided), by, false});
  machine_ = std::move(decided.after);
  answer(by);
  tell(decided.tellings);
}

// -- deadlines ----------------------------------------------------------------

/// One timer is enough: it looks again when it finds that it came too early.
void call_state::arm() {
  if (!machine_ || !is_ready())
    return;
  const auto due = find_due();
  if (!due)
    return release_if_over();
  if (armed_for_ && *armed_for_ <= *due)
    return;
  armed_for_ = due;
  const auto left = std::chrono::ceil<milliseconds>(*due - env_->now());
  env_->calls->wake_later(id_, ++timer_, std::max(left, milliseconds{1}));
}

std::optional<schema::timestamp> call_state::find_due() const {
  auto due = domain::call::next_deadline(*machine_);
  if (due && retry_at_)
    due = std::max(*due, *retry_at_);
  if (due)
    return due;
  const auto until = domain::call::kept_until(*machine_);
  return until && env_->now() < *until ? until : std::nullopt;
}

void call_state::release_if_over() {
  const auto& of = *machine_;
  if (of.row->is_live())
    return;
  if (const auto until = domain::call::kept_until(of);
      !until || env_->now() >= *until)
    env_->calls->release(id_);
}

void call_state::on_wake(std::uint64_t number) {
  if (number == taken_up)
    return adopt();
  if (number != timer_)
    return;
  armed_for_.reset();
  if (unknown_)
    return load();
  if (is_ready())
    expire();
  go_on();
}

void call_state::expire() {
  if (!machine_)
    return;
  retry_at_.reset();
  auto decided = domain::call::expire(*machine_, env_->now());
  if (decided.stored)
    return submit({std::move(decided), std::monostate{}, false});
  release_if_over();
}

// -- the store ----------------------------------------------------------------

void call_state::submit(submitted&& what) {
  submitted_ = std::move(what);
  const auto& write = *submitted_->decided.stored;
  env_->store.put_call(
    {.row = write.row,
     .expected = write.expected,
     .takes = write.takes,
     .frees = write.frees},
    [owner = call_actor{self_},
     number = ++writes_](schema::result<storage::call_outcome> x) {
      caf::anon_send(
        owner, stored_atom_v, number,
        std::make_shared<const schema::result<storage::call_outcome>>(
          std::move(x)));
    });
}

void call_state::on_stored(
  std::uint64_t number, const schema::result<storage::call_outcome>& outcome) {
  if (!submitted_ || number != writes_)
    return;
  auto what = std::move(*submitted_);
  submitted_.reset();
  if (!outcome) {
    retry_at_ = env_->now() + patience;
    std::visit(
      [&](const auto& by) {
        if constexpr (std::is_same_v<std::decay_t<decltype(by)>,
                                     std::monostate>)
          refuse(by, outcome.error());
        else
          refuse(*by, outcome.error());
      },
      what.by);
  } else {
    switch (outcome->verdict) {
    case storage::call_verdict::committed:
      settle(std::move(what));
      break;
    case storage::call_verdict::stale:
      settle_stale(std::move(what), outcome->stored);
      break;
    case storage::call_verdict::busy:
    case storage::call_verdict::id_taken:
    case storage::call_verdict::channel_taken:
      begin_again(std::move(what), outcome->verdict);
      break;
    }
  }
  // It was taken up meanwhile.
  if (is_left_to_others())
    reload();
  go_on();
}

/// The callee has dialled the caller by a name of their own.
void call_state::note_name(const dialling& by) {
  if (by.who->no != callee_->no || !by.what.id)
    return;
  callees_name_ = std::make_unique<const schema::call_id>(*by.what.id);
  env_->calls->add_name(*callees_name_, callee_->no, id_);
}

void call_state::settle(submitted&& what) {
  machine_ = std::move(what.decided.after);
  if (const auto* by = std::get_if<dialling_ptr>(&what.by);
      by != nullptr && !what.makes_room)
    note_name(**by);
  if (is_ours_ && machine_->row->is_live())
    env_->calls->keep(id_, call_actor{self_});
  if (!what.makes_room)
    std::visit([this](const auto& by) { answer(by); }, what.by);
  tell(what.decided.tellings);
  if (what.makes_room)
    return dial(*env_, std::get<dialling_ptr>(what.by));
  forget_token();
  attach_all();
}

/// Another server has moved the call on: what was asked is decided anew.
void call_state::settle_stale(submitted&& what,
                              const schema::call_ptr& stored) {
  if (stored && machine_)
    apply(domain::call::reload(*machine_, stored, env_->now()));
  std::visit(
    [&](const auto& by) {
      if constexpr (!std::is_same_v<std::decay_t<decltype(by)>,
                                    std::monostate>) {
        if (!stored || !machine_)
          refuse(*by, no_such_call());
        else if (by->attempts++ >= most_attempts)
          refuse(*by, {errc::overloaded, "Too much is going on", patience});
        else
          waiting_.emplace(waiting_.begin(), by);
      }
    },
    what.by);
  if (stored)
    return;
  machine_.reset();
  env_->calls->release(id_);
}

/// Somebody was faster since the standing of the two was looked up.
void call_state::begin_again(submitted&& what, storage::call_verdict why) {
  const auto* by = std::get_if<dialling_ptr>(&what.by);
  if (by == nullptr)
    return;
  auto& wish = (*by)->what;
  if (why == storage::call_verdict::id_taken)
    wish.id.reset();
  if (why == storage::call_verdict::channel_taken)
    wish.channel.reset();
  dial(*env_, *by);
}

} // namespace actors
