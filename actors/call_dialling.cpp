#include "actors/call_dialling.hpp"

#include "actors/budgets.hpp"
#include "actors/calls.hpp"
#include "base/random.hpp"
#include "domain/permissions.hpp"

#include <caf/send.hpp>

#include <utility>

namespace actors {

namespace {

using schema::errc;

/// Others can be faster, but not for ever.
constexpr int most_attempts = 5;

/// Clients do not wait for an answer before they say more of a call that they
/// named themselves.
class announcement {
public:
  explicit announcement(call_actor owner) : owner_(std::move(owner)) {
    caf::anon_send(owner_, announce_atom_v, true);
  }

  announcement(const announcement&) = delete;
  announcement& operator=(const announcement&) = delete;

  ~announcement() {
    caf::anon_send(owner_, announce_atom_v, false);
  }

private:
  const call_actor owner_;
};

void hand_over(const call_actor& owner, dialling_ptr by) {
  caf::anon_send(owner, dial_atom_v, std::move(by));
}

void begin_call(const context& env, dialling_ptr by) {
  const auto id = by->what.id.value_or(
    schema::call_id{make_object_id(env.now()).to_string()});
  hand_over(env.calls->begin(id), std::move(by));
}

void place(const context& env, dialling_ptr by,
           const schema::call_ptr& callers_call) {
  if (!callers_call)
    return begin_call(env, std::move(by));
  hand_over(env.calls->owner_of(callers_call->id), std::move(by));
}

/// Whose call it is said to be in: of a conversation of both, or of none.
void check_conversation(const context& env, dialling_ptr by,
                        schema::call_ptr callers_call) {
  const auto id = *by->what.conversation;
  env.store.load_conversation(
    id, [&env, by = std::move(by), callers_call = std::move(callers_call)](
          const schema::result<schema::conversation>& found) {
      const auto is_theirs = [&] {
        return found->find_member(by->who->no) != nullptr
               && found->find_member(by->callee->no) != nullptr;
      };
      if (!found && found.error().code != errc::not_found)
        return refuse_dialling(env, *by, found.error());
      if (!found || !is_theirs())
        return refuse_dialling(
          env, *by, {errc::not_found, "There is no such conversation."});
      place(env, by, callers_call);
    });
}

schema::result<void> judge(const context& env, const dialling& by,
                           const storage::dial_standing& found) {
  const auto& user = found.callee.user;
  auto allowed = domain::may_call(
    *by.who, user.no, user.profile.role,
    {.consulted = found.callee.consulted, .blocked = found.callee_is_banned});
  if (!allowed)
    return allowed;
  if (by.what.media == schema::call_media::agora
      && !env.call_settings.agora.is_complete())
    return schema::fail(errc::unavailable,
                        "Agora calls are not set up on this server");
  return {};
}

void look_at(const context& env, dialling_ptr by,
             const storage::dial_standing& found) {
  if (const auto allowed = judge(env, *by, found); !allowed)
    return refuse_dialling(env, *by, allowed.error());
  const auto& callee = found.callee.user;
  by->callee = std::make_shared<const schema::identity>(
    schema::identity{callee.no, callee.profile});
  by->callee_is_busy = found.callees_call != nullptr;
  if (by->what.conversation)
    return check_conversation(env, std::move(by), found.callers_call);
  place(env, std::move(by), found.callers_call);
}

/// By a name that stands for a call already: it may be a retry.
bool is_known(const context& env, const dialling& by) {
  return by.what.id
         && (env.calls->keeps(*by.what.id)
             || env.calls->find_named(*by.what.id, by.who->no));
}

} // namespace

schema::object_id make_object_id(schema::timestamp now) {
  schema::object_id id;
  base::fill_random(id.bytes);
  const auto second = static_cast<std::uint32_t>(
    std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
  for (unsigned i = 0; i < 4; ++i)
    id.bytes[i] = static_cast<std::uint8_t>(second >> (24 - 8 * i));
  return id;
}

void refuse_dialling(const context& env, const dialling& by,
                     const schema::error& why) {
  env.metrics.commands_refused.add();
  if (by.budget)
    by.budget->give_back();
  refuse(by.route, why);
}

void begin_dialling(const context& env, dialling by) {
  const auto now = env.steady_now();
  auto budget = env.call_budgets->of(by.who->no, now);
  if (const auto allowed = budget->take(now); allowed)
    by.budget = std::move(budget);
  else if (is_known(env, by))
    by.excess = allowed.error();
  else
    return refuse_dialling(env, by, allowed.error());
  if (by.what.id)
    by.announced =
      std::make_shared<announcement>(env.calls->begin(*by.what.id));
  dial(env, std::make_shared<dialling>(std::move(by)));
}

void dial(const context& env, dialling_ptr by) {
  if (by->attempts++ >= most_attempts)
    return refuse_dialling(
      env, *by,
      {errc::overloaded, "Too much is going on", std::chrono::seconds{1}});
  const auto caller = by->who->no;
  auto callee = by->what.callee_id;
  env.store.find_standing(
    caller, std::move(callee),
    [&env,
     by = std::move(by)](const schema::result<storage::dial_standing>& found) {
      if (!found)
        return refuse_dialling(env, *by, found.error());
      look_at(env, by, *found);
    });
}

} // namespace actors
