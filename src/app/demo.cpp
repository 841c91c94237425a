#include "app/await.hpp"
#include "app/commands.hpp"
#include "app/store.hpp"
#include "auth/tokens.hpp"
#include "base/clock.hpp"
#include "domain/posting.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cstdio>
#include <future>

/// Three people, two conversations and a few messages to try things out with.
/// Loading it twice changes nothing.
namespace app {

namespace {

using nlohmann::json;
using schema::failure;
using schema::role;

struct person {
  const char* id;
  schema::role role;
  const char* name;
};

constexpr std::array people{person{"maya", role::user, "Maya"},
                            person{"arjun", role::astrologer, "Arjun"},
                            person{"ada", role::admin, "Ada"}};

struct line {
  const char* from;
  const char* text;
};

class verdict_promise : public storage::verdict_receiver {
public:
  void on_outcomes(std::vector<storage::outcome> outcomes) noexcept override {
    promise.set_value(outcomes.front().verdict);
  }

  std::promise<storage::verdict> promise;
};

schema::result<json> load_people(storage::store& store,
                                 const config::settings& settings) {
  auto list = json::array();
  for (const auto& p : people) {
    storage::user_update update;
    update.profile.id = p.id;
    update.profile.role = p.role;
    update.profile.name = p.name;
    const auto stored = await<storage::user_record>(
      [&](auto done) { store.put_user(update, std::move(done)); });
    if (!stored)
      return failure{stored.error()};
    list.push_back(
      {{"id", p.id},
       {"role", to_string(p.role)},
       {"name", p.name},
       {"token", auth::issue_token(settings.jwt_secret, update.profile,
                                   base::now(), std::chrono::hours{720})}});
  }
  return list;
}

schema::result<void> post(storage::store& store,
                          const domain::message_id_codec& ids,
                          schema::conversation& where, const line& what) {
  schema::post_message command;
  command.conversation = where.id;
  command.content = what.text;
  schema::identity who;
  for (const auto& m : where.members) {
    if (m.id != what.from)
      continue;
    who.no = m.no;
    who.profile.id = m.id;
    who.profile.role = m.role;
  }
  const auto row = domain::decide(command, who, where, ids, base::now());
  if (!row)
    return failure{row.error()};
  const auto receiver = std::make_shared<verdict_promise>();
  auto verdict = receiver->promise.get_future();
  if (store.journal().submit({1, where.head.rev, *row, receiver})
        != storage::admission::accepted
      || verdict.get() != storage::verdict::committed)
    return schema::fail(schema::errc::unavailable,
                        "The demo's messages could not be stored");
  domain::apply(where, **row);
  return {};
}

schema::result<json> load_conversation(storage::store& store,
                                       const domain::message_id_codec& ids,
                                       schema::conversation_kind kind,
                                       std::vector<std::string> members,
                                       std::vector<line> lines) {
  storage::conversation_request wanted;
  wanted.kind = kind;
  wanted.members = members;
  auto found = await<storage::found_conversation>([&](auto done) {
    store.get_or_create_conversation(wanted, std::move(done));
  });
  if (!found)
    return failure{found.error()};
  auto& where = found->conversation;
  if (where.head.last_seq.value == 0)
    for (const auto& l : lines)
      if (auto ok = post(store, ids, where, l); !ok)
        return failure{ok.error()};
  return json{{"id", where.id.to_string()}, {"participants", members}};
}

schema::result<json> load_all(storage::store& store,
                              const config::settings& settings) {
  auto users = load_people(store, settings);
  if (!users)
    return users;
  const auto consulted =
    await<std::vector<schema::conversation_id>>([&](auto done) {
      store.put_consultation("maya", "arjun", std::move(done));
    });
  if (!consulted)
    return failure{consulted.error()};
  const domain::message_id_codec ids{store.message_id_key()};
  auto first = load_conversation(
    store, ids, schema::conversation_kind::user_astrologer, {"maya", "arjun"},
    {{"maya", "Hello Arjun, do you have a minute?"},
     {"arjun", "For you always. What is on your mind?"}});
  if (!first)
    return first;
  auto second = load_conversation(
    store, ids, schema::conversation_kind::admin_astrologer, {"ada", "arjun"},
    {{"ada", "Welcome to Switchboard, Arjun."}});
  if (!second)
    return second;
  return json{{"users", *users},
              {"conversations", json::array({*first, *second})}};
}

} // namespace

int load_demo(const config::settings& settings) {
  base::metrics metrics;
  auto store = open_store(settings, metrics);
  if (!store) {
    fmt::print(stderr, "{}\n", store.error().message);
    return 1;
  }
  const auto loaded = load_all(**store, settings);
  if (!loaded) {
    fmt::print(stderr, "{}\n", loaded.error().message);
    return 1;
  }
  fmt::print("{}\n", loaded->dump());
  return 0;
}

} // namespace app
