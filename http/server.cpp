#include "http/server.hpp"

#include "base/log.hpp"
#include "http/application.hpp"
#include "http/engineio.hpp"
#include "http/io/descriptors.hpp"
#include "http/io/sockets.hpp"
#include "http/listener.hpp"
#include "http/tls/context.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

namespace http {

struct server::parts final : front_door {
  explicit parts(http::services s)
    : services{std::make_shared<const http::services>(std::move(s))},
      app{std::make_shared<application>(
        services, [this](request asked, responder to) {
          engine->take(std::move(asked), std::move(to));
        })} {
    // nop
  }

  void handle(request asked, std::unique_ptr<exchange> to,
              const request_fault* fault) override {
    app->handle(std::move(asked), std::move(to), fault);
  }

  [[nodiscard]] bool is_poll(const request& asked) const override {
    return asked.method == method::get
           && is_engine_path(asked, services->settings);
  }

  std::shared_ptr<void> announce(std::string_view method,
                                 std::string_view target) override {
    return method == "POST" ? engine->announce(target) : nullptr;
  }

  [[nodiscard]] bool wants_socket(const request& asked) const override {
    return http::wants_socket(asked, services->settings);
  }

  std::variant<admission, response> open_socket(const request& asked) override {
    return engine->open_socket(asked);
  }

  [[nodiscard]] bool has_room(int descriptor) const override {
    if (io::leaves_reserve(descriptor, descriptor_limit))
      return true;
    services->metrics.sockets_refused.add();
    services->metrics.http_errors.add(); // the listener answers with a 503
    return false;
  }

  void adopt(io::arrival x) override {
    sockets->adopt(std::move(x));
  }

  services_ptr services;
  std::shared_ptr<application> app;
  std::size_t descriptor_limit = 0;
  std::unique_ptr<io::sockets> sockets;
  std::unique_ptr<engineio> engine;
  listener door{*this, services->metrics};
};

namespace {

/// Null without TLS.
schema::result<tls::context_ptr> load_tls(const config::settings& settings) {
  if (settings.tls_cert.empty())
    return tls::context_ptr{};
  auto loaded = tls::context::load(settings.tls_cert, settings.tls_key);
  if (!loaded)
    return loaded;
  const auto now = std::chrono::system_clock::now();
  if (const auto warning = (*loaded)->warning(now); !warning.empty())
    base::log::warning(warning, "{}", "");
  return loaded;
}

} // namespace

server::server(services s) : parts_{std::make_unique<parts>(std::move(s))} {
  // nop
}

server::~server() {
  stop();
}

schema::result<void> server::start() {
  auto& p = *parts_;
  const auto& settings = p.services->settings;
  p.descriptor_limit = io::raise_descriptor_limit();
  try {
    p.sockets = std::make_unique<io::sockets>(
      settings, p.services->gateway, p.services->metrics, p.services->runner);
  } catch (const std::system_error& e) {
    return schema::fail(schema::errc::unavailable, e.what());
  }
  // As many sessions that hold no socket as there could be sockets.
  p.engine =
    std::make_unique<engineio>(p.services, *p.sockets, p.descriptor_limit);
  listener::options options{settings.bind_address, settings.port};
  options.max_body =
    std::max<std::uint64_t>(application::max_body, settings.max_payload_bytes);
  options.is_strict = settings.app_env == config::environment::production;
  // Who sets a rare heartbeat wants sessions that are silent for so long.
  options.times.answer = std::max(options.times.answer, longest_poll(settings));
  options.proxies = trusted_proxies{settings.trusted_proxies};
  auto tls = load_tls(settings);
  if (!tls)
    return tl::unexpected{tls.error()};
  options.tls = std::move(*tls);
  return p.door.start(options);
}

schema::result<void> server::reload_certificate() {
  auto& p = *parts_;
  auto tls = load_tls(p.services->settings);
  if (!tls)
    return tl::unexpected{tls.error()};
  if (*tls)
    p.door.replace(std::move(*tls));
  return {};
}

std::uint16_t server::port() const {
  return parts_->door.port();
}

void server::stop_accepting() {
  parts_->door.stop_accepting();
}

bool server::finish_work(std::chrono::steady_clock::time_point deadline) {
  return !parts_->sockets || parts_->sockets->finish_work(deadline);
}

bool server::close_sockets(std::chrono::steady_clock::time_point deadline) {
  auto& p = *parts_;
  if (!p.sockets)
    return true;
  p.sockets->close_all(actors::close_reason::shutting_down);
  return p.sockets->wait_until_none(deadline);
}

void server::stop() {
  parts_->door.stop();
  if (parts_->sockets)
    parts_->sockets->stop();
}

} // namespace http
