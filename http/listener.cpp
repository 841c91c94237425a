// With restinio_request.cpp the only source that sees RESTinio: it is slow to
// compile.
//
// RESTinio's own acceptor gives up for good at the first error, such as a
// moment without free descriptors, so the accepting is done here; and its
// WebSocket class has no bounds, so sockets are taken out of it at the upgrade.
// Both need names of its namespace `impl` (0.6.16).

#include "http/listener.hpp"

#include "base/log.hpp"
#include "http/restinio_request.hpp"
#include "http/stream.hpp"
#include "wire/websocket/handshake.hpp"

#include <pthread.h>
#include <restinio/all.hpp>
#include <sys/uio.h>

#include <cerrno>
#include <chrono>
#include <exception>
#include <future>
#include <optional>
#include <thread>
#include <unordered_map>
#include <utility>

namespace http {

namespace {

/// Tells those who wait with an answer that the client has hung up.
class hangups {
public:
  void watch(restinio::connection_id_t id, std::weak_ptr<hangup> x) {
    watched_[id] = std::move(x);
  }

  void forget(restinio::connection_id_t id) noexcept {
    watched_.erase(id);
  }

  /// Called by RESTinio.
  void state_changed(const restinio::connection_state::notice_t& x) noexcept {
    using restinio::connection_state::closed_t;
    if (watched_.empty() || !restinio::holds_alternative<closed_t>(x.cause()))
      return;
    const auto found = watched_.find(x.connection_id());
    if (found == watched_.end())
      return;
    const auto told = found->second.lock();
    watched_.erase(found);
    if (told)
      told->tell();
  }

private:
  std::unordered_map<restinio::connection_id_t, std::weak_ptr<hangup>> watched_;
};

struct traits : restinio::default_single_thread_traits_t {
  using stream_socket_t = stream;
  using connection_state_listener_t = hangups;
};

using connection = restinio::impl::connection_t<traits>;
using connection_settings = restinio::impl::connection_settings_t<traits>;
using connection_factory = restinio::impl::connection_factory_t<traits>;
using limiter =
  restinio::connection_count_limits::noop_connection_count_limiter_t;
using asio::ip::tcp;

constexpr std::size_t max_pipelined = 4;
constexpr auto accept_pause = std::chrono::milliseconds{100};

/// RESTinio leaves the version of a request at 1.1; this tells the truth.
int on_message_complete(http_parser* parser) {
  auto& header =
    reinterpret_cast<restinio::impl::http_parser_ctx_t*>(parser->data)
      ->m_header;
  header.http_major(parser->http_major);
  header.http_minor(parser->http_minor);
  return restinio::impl::restinio_message_complete_cb<
    traits::http_methods_mapper_t>(parser);
}

bool names_websocket(const restinio::http_request_header_t& header) {
  bool found = false;
  header.for_each_value_of(
    restinio::http_field::upgrade, [&](restinio::string_view_t value) {
      found = wire::websocket::wants_websocket({value.data(), value.size()},
                                               "upgrade");
      return found ? restinio::http_header_fields_t::stop_enumeration()
                   : restinio::http_header_fields_t::continue_enumeration();
    });
  return found;
}

/// RESTinio takes memory for what a header announces; a body takes what has
/// come. And it sets no limits to a request that would speak something else;
/// what nobody speaks here is a request as any other.
int on_headers_complete(http_parser* parser) {
  auto& parsed =
    *reinterpret_cast<restinio::impl::http_parser_ctx_t*>(parser->data);
  parsed.m_leading_headers_completed = true;
  if (parser->upgrade && !names_websocket(parsed.m_header))
    parser->upgrade = 0;
  return 0;
}

http_parser_settings make_parser_settings() {
  auto made =
    restinio::impl::create_parser_settings<traits::http_methods_mapper_t>();
  made.on_headers_complete = on_headers_complete;
  made.on_message_complete = on_message_complete;
  return made;
}

schema::failure cannot_bind(const listener::options& o, int error) {
  const auto where = o.address + ":" + std::to_string(o.port);
  std::string text = "Cannot listen on " + where + ": ";
  if (error == EADDRINUSE)
    text += "another program does. Stop it, or choose another port (PORT).";
  else if (error == EACCES)
    text += "this takes a permission. Choose a port from 1024 on (PORT).";
  else if (error == EADDRNOTAVAIL)
    text += "this machine has no such address (BIND_ADDRESS).";
  else
    text += std::generic_category().message(error) + ".";
  return schema::fail(schema::errc::unavailable, std::move(text));
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"

/// Asked for by the type of the limiter that limits nothing.
class no_limits final
  : public restinio::connection_count_limits::impl::acceptor_callback_iface_t {
public:
  virtual ~no_limits() = default;

  void call_accept_now(std::size_t) noexcept override {
    // nop
  }

  void schedule_next_accept_attempt(std::size_t) noexcept override {
    // nop
  }
};

#pragma GCC diagnostic pop

} // namespace

struct listener::state {
  state(front_door& d, base::metrics& m)
    : door{d},
      context{std::make_shared<asio::io_context>(1)},
      streams{.metrics = m},
      acceptor{*context},
      pause{*context} {
    // nop
  }

  schema::result<void> bind(const options& o);
  void make_factory(const times& t);
  void run();
  void accept();
  void take(tcp::socket socket, const tcp::endpoint& remote) noexcept;
  void prepare(tcp::socket socket, const tcp::endpoint& remote);
  void begin(const stream_ptr& core, const tcp::endpoint& remote);
  restinio::request_handling_status_t on_request(restinio::request_handle_t r);
  void open_socket(const request& asked, restinio::request_handle_t r,
                   const stream_ptr& from);
  void hand_over(const restinio::request_handle_t& r, admission x);
  [[nodiscard]] std::string find_client(const request& asked,
                                        const tcp::endpoint& peer) const;
  void abandon_streams();

  front_door& door;
  std::shared_ptr<hangups> gone = std::make_shared<hangups>();
  std::shared_ptr<asio::io_context> context;
  stream_environment streams;
  trusted_proxies proxies;
  tcp::acceptor acceptor;
  /// Of whoever is accepted next.
  tcp::endpoint next_peer;
  asio::steady_timer pause;
  no_limits unlimited;
  limiter connection_limiter{
    restinio::not_null_pointer_t<
      restinio::connection_count_limits::impl::acceptor_callback_iface_t>{
      &unlimited},
    restinio::connection_count_limits::max_parallel_connections_t{0},
    restinio::connection_count_limits::max_active_accepts_t{0}};
  std::shared_ptr<traits::timer_manager_t> timers;
  std::unique_ptr<connection_factory> factory;
  std::uint16_t port = 0;
  std::thread thread;
};

schema::result<void> listener::state::bind(const options& o) {
  std::error_code error;
  const auto address = asio::ip::make_address(o.address, error);
  if (error)
    return schema::fail(schema::errc::validation_failed,
                        "BIND_ADDRESS is not an IP address: " + o.address);
  const tcp::endpoint endpoint{address, o.port};
  acceptor.open(endpoint.protocol(), error);
  if (!error)
    acceptor.set_option(tcp::acceptor::reuse_address{true}, error);
  // Whatever is accepted inherits it.
  if (!error)
    acceptor.set_option(tcp::no_delay{true}, error);
  if (!error)
    acceptor.bind(endpoint, error);
  if (!error)
    acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    std::error_code ignored;
    acceptor.close(ignored);
    return cannot_bind(o, error.value());
  }
  port = acceptor.local_endpoint().port();
  return {};
}

void listener::state::make_factory(const times& t) {
  restinio::server_settings_t<traits> settings;
  settings.request_handler(
    [this](restinio::request_handle_t r) { return on_request(std::move(r)); });
  settings.read_next_http_message_timelimit(t.request);
  settings.handle_request_timeout(t.answer);
  settings.write_http_response_timelimit(t.write);
  settings.max_pipelined_requests(max_pipelined);
  settings.connection_state_listener(gone);
  settings.timer_manager(t.period);
  timers = settings.timer_factory()->create(*context);
  auto socket_options = settings.socket_options_setter();
  auto shared = std::make_shared<connection_settings>(
    std::move(settings), make_parser_settings(), timers);
  factory = std::make_unique<connection_factory>(std::move(shared),
                                                 std::move(socket_options));
}

void listener::state::run() {
  ::pthread_setname_np(::pthread_self(), "http");
  const auto guard = asio::make_work_guard(*context);
  for (;;) {
    try {
      context->run();
      return;
    } catch (const std::exception& e) {
      base::log::error("http handler failed", "what={}", e.what());
    }
  }
}

void listener::state::accept() {
  acceptor.async_accept(
    next_peer, [this](std::error_code error, tcp::socket socket) {
      if (error == asio::error::operation_aborted || !acceptor.is_open())
        return;
      if (!error)
        take(std::move(socket), next_peer);
      const auto value = error.value();
      if (value != EMFILE && value != ENFILE && value != ENOBUFS
          && value != ENOMEM)
        return accept();
      // Clients wait in the backlog; trying again at once would only spin.
      base::log::warning("cannot accept", "what={}", error.message());
      pause.expires_after(accept_pause);
      pause.async_wait([this](std::error_code cancelled) {
        if (!cancelled && acceptor.is_open())
          accept();
      });
    });
}

/// Whatever becomes of this one, others are accepted.
void listener::state::take(tcp::socket socket,
                           const tcp::endpoint& remote) noexcept {
  try {
    prepare(std::move(socket), remote);
  } catch (const std::exception& e) {
    base::log::error("connection lost", "what={}", e.what());
  }
}

void listener::state::prepare(tcp::socket socket, const tcp::endpoint& remote) {
  std::error_code error;
  socket.native_non_blocking(true, error);
  if (error)
    return; // gone already
  std::make_shared<stream_core>(std::move(socket), streams)
    ->prepare([this, remote](const stream_ptr& core, std::error_code failed) {
      if (failed)
        core->close();
      else
        begin(core, remote);
    });
}

void listener::state::begin(const stream_ptr& core,
                            const tcp::endpoint& remote) {
  using monitor =
    restinio::connection_count_limit_types<traits>::lifetime_monitor_t;
  const auto made = factory->create_new_connection(
    stream{core}, remote,
    monitor{restinio::not_null_pointer_t<limiter>{&connection_limiter}});
  core->enter(made->connection_id());
  made->init();
}

restinio::request_handling_status_t
listener::state::on_request(restinio::request_handle_t r) {
  auto asked = to_request(r);
  asked.client_address = find_client(asked, r->remote_endpoint());
  const auto found = streams.open.find(r->connection_id());
  const auto from =
    found != streams.open.end() ? found->second.lock() : stream_ptr{};
  const auto* fault = from ? from->fault() : nullptr;
  if (fault == nullptr && door.wants_socket(asked)) {
    open_socket(asked, std::move(r), from);
  } else {
    if (from)
      asked.announced = from->take_announced();
    if (door.is_poll(asked)) {
      asked.gone = std::make_shared<hangup>();
      gone->watch(r->connection_id(), asked.gone);
      if (from)
        from->expect_long_answer();
    }
    door.handle(std::move(asked), make_exchange(context, std::move(r), from),
                fault);
  }
  return restinio::request_accepted();
}

std::string listener::state::find_client(const request& asked,
                                         const tcp::endpoint& peer) const {
  const auto address = peer.address();
  std::string forwarded;
  if (proxies.contains(address))
    forwarded = asked.headers->get_all("X-Forwarded-For");
  return proxies.client_of(address, forwarded).to_string();
}

void listener::state::open_socket(const request& asked,
                                  restinio::request_handle_t r,
                                  const stream_ptr& from) {
  auto judged = door.open_socket(asked);
  if (auto* granted = std::get_if<admission>(&judged))
    return hand_over(r, std::move(*granted));
  make_exchange(context, std::move(r), from)
    ->send(std::get<response>(std::move(judged)), true);
}

void listener::state::hand_over(const restinio::request_handle_t& r,
                                admission x) {
  gone->forget(r->connection_id());
  const auto held = std::move(restinio::impl::access_req_connection(*r));
  auto internals = dynamic_cast<connection&>(*held).move_upgrade_internals();
  auto [socket, early_bytes] = internals.m_socket.release();
  if (socket.number() < 0)
    return;
  if (door.has_room(socket.number())) {
    door.adopt({std::move(socket), std::move(x.hello), std::move(x.greeting),
                std::move(x.upgrades), std::move(early_bytes),
                std::move(x.place)});
    return;
  }
  const auto refusal = no_room();
  const auto text = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\n"
                    "Connection: close\r\nContent-Length: "
                    + std::to_string(refusal.body.size()) + "\r\n\r\n"
                    + refusal.body;
  const iovec piece{const_cast<char*>(text.data()), text.size()};
  [[maybe_unused]] const auto sent = socket.write({&piece, 1});
  socket.say_end();
}

void listener::state::abandon_streams() {
  const auto all = std::exchange(streams.open, {});
  for (const auto& [number, one] : all)
    if (const auto live = one.lock())
      live->abandon();
}

listener::listener(front_door& door, base::metrics& metrics)
  : state_{std::make_unique<state>(door, metrics)} {
  // nop
}

listener::~listener() {
  stop();
}

schema::result<void> listener::start(const options& o) {
  auto& s = *state_;
  if (auto bound = s.bind(o); !bound)
    return bound;
  s.proxies = o.proxies;
  s.streams.max_body = o.max_body;
  s.streams.tls = o.tls;
  s.streams.is_strict = o.is_strict;
  s.streams.times.write = o.times.write;
  s.streams.announce = [&s](std::string_view method, std::string_view target) {
    return s.door.announce(method, target);
  };
  s.make_factory(o.times);
  asio::post(*s.context, [&s] {
    s.timers->start();
    s.accept();
  });
  s.thread = std::thread{[&s] { s.run(); }};
  return {};
}

std::uint16_t listener::port() const {
  return state_->port;
}

void listener::replace(tls::context_ptr by) {
  auto& s = *state_;
  asio::post(*s.context, [&s, by = std::move(by)]() mutable {
    s.streams.tls = std::move(by);
  });
}

void listener::stop_accepting() {
  auto& s = *state_;
  if (!s.thread.joinable())
    return;
  std::promise<void> done;
  asio::post(*s.context, [&s, &done] {
    std::error_code ignored;
    s.acceptor.close(ignored);
    s.pause.cancel();
    done.set_value();
  });
  done.get_future().wait();
}

void listener::stop() {
  auto& s = *state_;
  stop_accepting();
  if (!s.thread.joinable())
    return;
  asio::post(*s.context, [&s] {
    s.timers->stop();
    s.abandon_streams();
    s.context->stop();
  });
  s.thread.join();
}

} // namespace http
