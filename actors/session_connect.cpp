#include "actors/people.hpp"
#include "actors/scratch.hpp"
#include "actors/session.hpp"
#include "actors/tell.hpp"
#include "base/json_writer.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "dialects/fields.hpp"
#include "wire/socketio/writer.hpp"

#include <caf/send.hpp>

#include <utility>

namespace actors {

namespace {

using schema::errc;
using schema::fail;
using schema::failure;
using wire::engineio::revision;

/// The payload of CONNECT: `handshake.auth`. Copies, because reading the token
/// takes the thread's JSON parser again.
struct connect_payload {
  std::string token;
  std::string admin_secret_key;
  std::string user_id;
  std::string dialect;
  schema::result<std::vector<schema::cursor>> cursors;
  /// Whether it gives any: then it wants to be told what it lacks.
  bool resumes = false;
};

std::string text_or_nothing(const base::json_element& in,
                            std::string_view name) {
  return std::string{base::string_field(in, name).value_or("")};
}

connect_payload read_payload(const base::json_element& in) {
  const auto cursors = base::field(in, "cursors");
  return {.token = text_or_nothing(in, "token"),
          .admin_secret_key = text_or_nothing(in, "adminSecretKey"),
          .user_id = text_or_nothing(in, "userId"),
          .dialect = text_or_nothing(in, "dialect"),
          .cursors = dialects::read_cursors(cursors),
          .resumes = cursors && !cursors->is_null()};
}

schema::result<storage::sign_in> admin_by_key(const context& env,
                                              const connect_payload& payload) {
  if (env.admin_secret_key.empty()
      || !auth::secrets_equal(payload.admin_secret_key, env.admin_secret_key))
    return fail(errc::unauthenticated, "The admin key is wrong");
  const auto id = payload.user_id.empty() ? std::string_view{"admin"}
                                          : std::string_view{payload.user_id};
  if (!schema::is_user_id(id))
    return fail(errc::validation_failed, "userId is not an id");
  storage::sign_in who;
  who.profile.id = id;
  who.profile.role = schema::role::admin;
  return who;
}

/// `{"event":"connect","data":{"sid":…}}`
void append_connected(std::string& out, std::string_view sid) {
  base::json_writer json{out};
  json.open('{').key("event").plain("connect").key("data").open('{');
  json.key("sid").string(sid).close('}').close('}');
}

/// `{"event":"connect_error","data":{"message":…,"data":…}}`
void append_not_connected(std::string& out, std::string_view message,
                          std::string_view data) {
  base::json_writer json{out};
  json.open('{').key("event").plain("connect_error").key("data").open('{');
  json.key("message").string(message).key("data").raw(data);
  json.close('}').close('}');
}

} // namespace

/// A client of revision 3 is connected by the server, and one without Socket.IO
/// by what its handshake brought.
void session_state::on_opened() {
  if (test_)
    test_->connect("/", {});
  else if (phase_ == phase::open)
    connect(std::nullopt);
}

void session_state::on_connect(const wire::socketio::packet& packet) {
  const auto target = voice_.revision == revision::v3
                        ? wire::socketio::split_namespace(packet.nsp)
                        : wire::socketio::namespace_target{packet.nsp, {}};
  std::optional<base::json_element> payload;
  if (!packet.json.empty()) {
    payload = base::parse_json(packet.json, true);
    if (!payload || !payload->is_object())
      return break_off("CONNECT without a JSON object");
  }
  if (test_)
    return test_->connect(target.name, {packet.json, target.query})
             ? void()
             : break_off("CONNECT twice");
  if (target.name != "/")
    return refuse_namespace(target.name);
  if (phase_ != phase::open)
    return break_off("CONNECT twice");
  connect(payload);
}

void session_state::connect(const std::optional<base::json_element>& payload) {
  auto who = authenticate(payload);
  if (!who)
    return refuse_connect(who.error());
  phase_ = phase::connecting;
  env_->store.sign_in(
    std::move(*who),
    [session = session_actor{self_}](schema::result<schema::identity_ptr> x) {
      tell(session, news::signed_in{std::move(x)});
    });
}

schema::result<storage::sign_in>
session_state::authenticate(const std::optional<base::json_element>& json) {
  auto payload = json ? read_payload(*json) : connect_payload{};
  if (!payload.cursors)
    return failure{payload.cursors.error()};
  resumes_with_.reset();
  if (payload.resumes)
    resumes_with_ = std::make_unique<std::vector<schema::cursor>>(
      std::move(*payload.cursors));
  static const handshake nothing;
  const auto& hello = hello_ ? *hello_ : nothing;
  const auto dialect = payload.dialect.empty()
                         ? std::string_view{hello.dialect}
                         : std::string_view{payload.dialect};
  if (!dialect.empty()) {
    const auto known = dialects::parse_dialect(dialect);
    if (!known)
      return fail(errc::validation_failed, "Unknown dialect");
    names_dialect_ = true;
    dialect_ = *known;
    out_->set_spoken(dialects::dialect_set{dialect_});
  }
  if (!payload.admin_secret_key.empty())
    return admin_by_key(*env_, payload);
  std::string_view token = payload.token;
  if (token.empty())
    token = hello.bearer_token;
  if (token.empty() && env_->allow_query_token)
    token = hello.query_token;
  if (token.empty())
    return fail(errc::unauthenticated, "Authentication is required");
  auto claims = env_->tokens.verify(token, env_->now());
  if (!claims)
    return failure{claims.error()};
  return storage::sign_in{.profile = std::move(claims->profile),
                          .role_known = claims->role_known};
}

void session_state::on_news(const news::signed_in& x) {
  if (phase_ != phase::connecting)
    return;
  if (!x.who)
    return refuse_connect(x.who.error());
  who_ = *x.who;
  caf::anon_send(env_->people->shard_of(who_->no), attach_atom_v,
                 presence_here(), session_actor{self_});
}

presences_ptr session_state::presence_here() const {
  return std::make_shared<const std::vector<presence>>(
    1, presence{who_->no, out_, dialect_, voice_.speech,
                resumes_with_ || catching_up_});
}

void session_state::on_news(const news::awaited&) {
  if (phase_ == phase::connected)
    caf::anon_send(env_->people->shard_of(who_->no), appear_atom_v,
                   presence_here());
}

void session_state::on_news(const news::welcome& answer) {
  if (phase_ != phase::connecting)
    return;
  if (!answer.messages) {
    who_.reset();
    return refuse_connect(answer.messages.error());
  }
  messages_ = *answer.messages;
  phase_ = phase::connected;
  accept_connect();
  out_->connected();
  if (const auto cursors = std::exchange(resumes_with_, nullptr))
    execute(schema::catch_up{std::move(*cursors)}, route_for("sync", {}),
            packet_credit{});
}

// -- what the client is told --------------------------------------------------

void session_state::accept_connect() {
  scratch out;
  if (voice_.speech == speech::plain) {
    out->clear();
    append_connected(*out, base::random_token(15));
  } else if (voice_.revision == revision::v3) {
    wire::socketio::append_bare_connect(*out, "/");
  } else {
    wire::socketio::append_connect_answer(*out, "/", base::random_token(15));
  }
  out_->post(wire::frame::text(*out));
}

void session_state::refuse_namespace(std::string_view nsp) {
  scratch out;
  wire::socketio::append_connect_error(*out, nsp, "Invalid namespace");
  out_->post(wire::frame::text(*out));
}

void session_state::refuse_connect(const schema::error& why) {
  phase_ = phase::open;
  env_->metrics.commands_refused.add();
  std::string data;
  base::json_writer json{data};
  json.open('{').key("error").plain(to_string(why.code));
  if (why.retry_after)
    json.key("retryAfter")
      .number(
        std::chrono::ceil<std::chrono::seconds>(*why.retry_after).count());
  json.close('}');
  scratch out;
  if (voice_.speech == speech::plain) {
    out->clear();
    append_not_connected(*out, why.message, data);
  } else if (voice_.revision == revision::v3) {
    // What an app of clients 2.x shows: they have no place for data.
    wire::socketio::append_error_text(*out, "/", why.message);
  } else {
    wire::socketio::append_connect_error(*out, "/", why.message, data);
  }
  out_->post(wire::frame::text(*out));
}

} // namespace actors
