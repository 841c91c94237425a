#include "fixture.hpp"

#include <caf/detail/test_actor_clock.hpp>

namespace fixtures {

namespace {

auto& scheduler_of(caf::actor_system& system) {
  return dynamic_cast<caf::scheduler::test_coordinator&>(system.scheduler());
}

} // namespace

actors::inbound_block_ptr block(const std::vector<std::string>& packets,
                                bool binary) {
  auto made = std::make_shared<actors::inbound_block>();
  for (const auto& packet : packets) {
    made->packets.push_back({static_cast<std::uint32_t>(made->bytes.size()),
                             static_cast<std::uint32_t>(packet.size()),
                             binary});
    made->bytes += packet;
  }
  made->bytes.append(actors::inbound_block::padding, ' ');
  return made;
}

socket world::open(actors::handshake hello) {
  socket s{std::make_shared<recording_sink>(), nullptr};
  s.port = gateway->open(std::move(hello), s.out);
  return s;
}

std::string world::connect_packet(const std::string& id, schema::role role,
                                  const std::string& more) const {
  schema::profile who;
  who.id = id;
  who.role = role;
  const auto token = auth::issue_token(secret, who, now, std::chrono::hours{1});
  return R"(0{"token":")" + token + "\"" + more + "}";
}

socket world::connect(const std::string& id, schema::role role) {
  auto s = open();
  s.port->deliver(block({connect_packet(id, role)}));
  run();
  return s;
}

void world::leave(socket& s) {
  s.out->open = false;
  s.port->closed(actors::close_reason::client_left);
  run();
}

world::config::config() {
  add_message_types<caf::id_block::switchboard>();
  set("scheduler.policy", caf::atom("testing"));
}

world::world()
  : env{.store = store,
        .tokens = tokens,
        .ids = ids,
        .metrics = metrics,
        .limits = {},
        .admin_secret_key = "the admin key of these tests",
        .allow_query_token = true,
        .call_settings = {.times = {},
                          .agora = {.id = "0123456789abcdef0123456789abcdef",
                                    .certificate =
                                      "fedcba9876543210fedcba9876543210"}},
        .now = [this] { return now; },
        .steady_now = [this] { return steady; }} {
  system = std::make_unique<caf::actor_system>(cfg);
  directory = std::make_unique<actors::directory>(*system, env);
  calls = std::make_unique<actors::calls>(*system, env);
  people = std::make_unique<actors::people>(*system, env);
  gateway = std::make_unique<actors::sessions>(*system, env);
  env.directory = directory.get();
  env.people = people.get();
  env.budgets = budgets.get();
  env.calls = calls.get();
  env.call_budgets = call_budgets.get();
}

world::~world() {
  run();
  directory->let_go();
  calls->let_go();
  people->stop();
  run();
}

void world::run() {
  scheduler_of(*system).run();
}

std::size_t world::timers() {
  return scheduler_of(*system).clock().schedule().size();
}

void world::pass(std::chrono::milliseconds time) {
  now += time;
  steady += time;
  scheduler_of(*system).clock().advance_time(time);
  run();
}

schema::identity_ptr world::person(std::string id, schema::role role) {
  schema::identity_ptr found;
  storage::sign_in who;
  who.profile.id = std::move(id);
  who.profile.role = role;
  store.sign_in(std::move(who), [&](auto x) { found = *x; });
  return found;
}

schema::conversation& world::pair() {
  const auto maya = person("maya", schema::role::user);
  const auto arjun = person("arjun", schema::role::astrologer);
  schema::conversation where;
  where.no = {1};
  where.id = *schema::object_id::parse("65f0a1b2c3d4e5f601020304");
  where.kind = schema::conversation_kind::user_astrologer;
  where.consulted = true;
  where.created_at = now;
  where.head.last_at = now;
  for (const auto& who : {maya, arjun})
    where.members.push_back({who->no, who->profile.id, who->profile.role,
                             std::nullopt, std::nullopt, now});
  return store.add(std::move(where));
}

actors::request_ptr world::ask(const schema::identity_ptr& who,
                               schema::command what,
                               std::shared_ptr<recording_sink> out,
                               std::uint64_t ack, std::string event) {
  actors::reply_route route{.out = std::move(out),
                            .dialect = dialects::dialect::direct,
                            .ack = ack,
                            .event = std::move(event)};
  return std::make_shared<actors::request>(who, std::move(what),
                                           std::move(route), 10);
}

actors::conversation_actor world::owner(const schema::conversation& where) {
  return directory->owner_of(where.id);
}

} // namespace fixtures
