#include "actors/call_dialling.hpp"

#include "actors/calls.hpp"
#include "base/random.hpp"
#include "domain/permissions.hpp"

#include <caf/send.hpp>

#include <span>
#include <utility>

namespace actors {

namespace {

using schema::errc;

/// Others can be faster, but not for ever.
constexpr int most_attempts = 5;

void hand_over(const call_actor& owner, dialling_ptr by) {
  caf::anon_send(owner, dial_atom_v, std::move(by));
}

void begin_call(const context& env, dialling_ptr by) {
  const auto id = by->what.id.value_or(
    schema::call_id{make_object_id(env.now()).to_string()});
  hand_over(env.calls->begin(id), std::move(by));
}

void look_at_callee(const context& env, dialling_ptr by) {
  const auto callee = by->callee->no;
  env.store.find_live_call(
    {callee}, [&env, by = std::move(by)](const auto& live) {
      if (!live)
        return refuse_dialling(env, *by, live.error());
      by->callee_is_busy = *live != nullptr;
      begin_call(env, by);
    });
}

void look_at_caller(const context& env, dialling_ptr by) {
  const auto caller = by->who->no;
  env.store.find_live_call(
    {caller}, [&env, by = std::move(by)](const auto& live) {
      if (!live)
        return refuse_dialling(env, *by, live.error());
      if (*live)
        return hand_over(env.calls->owner_of((*live)->id), by);
      look_at_callee(env, by);
    });
}

schema::result<void> judge(const context& env, const dialling& by,
                           const storage::related_user& callee) {
  const auto& user = callee.user;
  auto allowed = domain::may_call(*by.who, user.no, user.profile.role,
                                  {.consulted = callee.consulted});
  if (!allowed)
    return allowed;
  if (by.what.media == schema::call_media::agora
      && !env.call_settings.agora.is_complete())
    return schema::fail(errc::unavailable,
                        "Agora calls are not set up on this server");
  return {};
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

void dial(const context& env, dialling_ptr by) {
  if (by->attempts++ >= most_attempts)
    return refuse_dialling(env, *by,
                           {errc::overloaded, "Too much is going on",
                            std::chrono::seconds{1}});
  if (by->callee)
    return look_at_caller(env, std::move(by));
  const auto caller = by->who->no;
  auto callee = by->what.callee_id;
  env.store.find_related(
    caller, std::move(callee),
    [&env, by = std::move(by)](
      const schema::result<storage::related_user>& found) {
      if (!found)
        return refuse_dialling(env, *by, found.error());
      if (const auto allowed = judge(env, *by, *found); !allowed)
        return refuse_dialling(env, *by, allowed.error());
      by->callee = std::make_shared<const schema::identity>(
        schema::identity{found->user.no, found->user.profile});
      look_at_caller(env, by);
    });
}

} // namespace actors
