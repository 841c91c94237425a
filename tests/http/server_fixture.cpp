#include "server_fixture.hpp"

#include "base/clock.hpp"
#include "base/json_writer.hpp"
#include "base/log.hpp"

#include <boost/test/unit_test.hpp>

namespace tests {

namespace {

void prepare_calls(http::services& s, asked_of_calls& calls) {
  s.start_call = [&calls](schema::identity_ptr who, schema::start_call what,
                          const auto& done) {
    calls.who = std::move(who);
    calls.start = std::move(what);
    done(calls.answer());
  };
  s.act_on_call = [&calls](schema::identity_ptr who, schema::call_command what,
                           const auto& done) {
    calls.who = std::move(who);
    calls.command = std::move(what);
    done(calls.answer());
  };
  s.call_token = [&calls](schema::identity_ptr who, schema::call_id call,
                          const auto& done) {
    calls.who = std::move(who);
    calls.token = std::move(call.text);
    done(calls.answer());
  };
  s.encode_call = [](std::string& out, const schema::call& call,
                     const schema::profile& caller,
                     const schema::profile& callee,
                     std::optional<schema::user_no> viewer) {
    base::json_writer{out}
      .open('{')
      .key("id")
      .string(call.id.text)
      .key("caller")
      .string(caller.id)
      .key("callee")
      .string(callee.id)
      .key("viewer")
      .number(viewer ? viewer->value : 0)
      .close('}');
  };
}

http::services make_services(server_fixture& f) {
  http::services s{.settings = f.settings,
                   .store = f.store,
                   .gateway = f.gateway,
                   .tokens = f.tokens,
                   .metrics = f.metrics};
  s.encode_conversation = [](std::string& out, const schema::conversation& c,
                             const std::optional<schema::message>&) {
    out += R"({"kind":")" + std::string{to_string(c.kind)} + "\"}";
  };
  s.encode_message = [](std::string& out, const schema::message& m,
                        const schema::conversation&,
                        const std::vector<schema::read_mark>&) {
    out += R"({"seq":)" + std::to_string(m.seq.value) + "}";
  };
  s.decode_message_id =
    [](schema::message_id id) -> std::optional<std::int64_t> {
    if (id.bytes[0] != 0)
      return std::nullopt;
    return id.bytes[11];
  };
  s.locate_message = [](schema::message_id id) {
    return domain::message_id_codec::parts{
      {id.bytes[4]}, {id.bytes[11]}, id.bytes[0]};
  };
  s.message_id_of = [](const schema::message& m) {
    schema::message_id id;
    id.bytes[11] = static_cast<std::uint8_t>(m.seq.value);
    return id;
  };
  s.read_history = [&f](storage::history_query query, auto done) {
    f.store.read_history(std::move(query), std::move(done));
  };
  s.conversations_changed =
    [&f](const std::vector<schema::conversation_id>& ids) { f.told = ids; };
  prepare_calls(s, f.calls);
  return s;
}

} // namespace

schema::result<std::string> asked_of_calls::answer() const {
  if (refusal)
    return schema::failure{*refusal};
  return R"({"callId":"c1"})";
}

config::settings test_settings() {
  config::settings s;
  s.port = 0;
  s.jwt_secret = jwt_secret;
  s.admin_secret_key = admin_key;
  return s;
}

server_fixture::server_fixture(config::settings s)
  : settings{std::move(s)},
    server{make_services(*this)} {
  [[maybe_unused]] static const bool quiet =
    (base::log::start(base::log::level::error, false), true);
  const auto started = server.start();
  BOOST_REQUIRE(started);
}

server_fixture::~server_fixture() {
  server.stop();
}

std::string server_fixture::ask(std::string_view method,
                                std::string_view target,
                                std::string_view headers,
                                std::string_view body) {
  auto client = connect();
  std::string out{method};
  out.append(" ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n");
  out.append(headers);
  if (!body.empty())
    out.append("Content-Length: " + std::to_string(body.size()) + "\r\n");
  client.send(out.append("\r\n").append(body));
  return client.read_answer(method != "HEAD");
}

std::string server_fixture::ask_as_admin(std::string_view method,
                                         std::string_view target,
                                         std::string_view body) {
  std::string headers = "Content-Type: application/json\r\nX-Admin-Key: ";
  headers.append(admin_key).append("\r\n");
  return ask(method, target, headers, body);
}

std::string server_fixture::bearer(std::string_view id, schema::role role) {
  schema::profile who;
  who.id = id;
  who.role = role;
  const auto token =
    auth::issue_token(jwt_secret, who, base::now(), std::chrono::minutes{5});
  return "Authorization: Bearer " + token + "\r\n";
}

bool has_status(std::string_view answer, int status) {
  return answer.starts_with("HTTP/1.1 " + std::to_string(status) + " ");
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string body_of(std::string_view answer) {
  const auto at = answer.find("\r\n\r\n");
  return std::string{answer.substr(at + 4)};
}

} // namespace tests
