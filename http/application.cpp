#include "http/application.hpp"

#include "base/log.hpp"
#include "base/random.hpp"
#include "http/cors.hpp"
#include "http/engineio.hpp"
#include "http/envelope.hpp"
#include "http/routes/routes.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

namespace http {

namespace {

using schema::errc;

bool is_request_id(std::string_view text) {
  return !text.empty() && text.size() <= 64
         && std::all_of(text.begin(), text.end(), [](char c) {
              return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
                     || (c >= '0' && c <= '9') || c == '-' || c == '_'
                     || c == '.';
            });
}

void run(const route& r, const request& asked, responder to) {
  try {
    r.handle(asked, std::move(to));
  } catch (const std::exception& e) {
    // The responder was given away: what holds it has answered with a 500.
    base::log::error("route failed", "id={} path={} what={}", asked.id,
                     asked.path, e.what());
  }
}

} // namespace

application::application(services_ptr s,
                         std::function<void(request, responder)> engine)
  : services_{std::move(s)},
    engine_{std::move(engine)},
    authentication_{std::make_shared<authentication>(services_)} {
  const auto forget = [a = authentication_](std::string_view user_id) {
    a->forget(user_id);
  };
  router_.add(all_routes({services_, forget}));
}

void application::handle(request asked, std::unique_ptr<exchange> to,
                         const request_fault* fault) {
  const auto given = asked.header("X-Request-Id");
  asked.id = is_request_id(given) ? given : base::random_token(12);
  request_facts facts{asked.id, asked.method, asked.path,
                      cors_headers(services_->settings, asked.header("Origin")),
                      std::chrono::steady_clock::now()};
  responder answer{std::move(to), std::move(facts), services_->metrics};
  if (fault != nullptr) {
    answer.send(failure(*fault));
  } else if (asked.method == method::options) {
    answer.send(preflight(services_->settings, asked));
  } else if (is_engine_path(asked, services_->settings)) {
    engine_(std::move(asked), std::move(answer));
  } else if (asked.body.size() > max_body) {
    answer.fail({errc::payload_too_large, "The body is over 1,000,000 bytes."});
  } else {
    dispatch(std::move(asked), std::move(answer));
  }
}

void application::dispatch(request asked, responder to) {
  auto found = router_.find(asked.method, asked.path);
  if (std::holds_alternative<router::not_found>(found)) {
    to.fail({errc::not_found, "There is no such route."});
    return;
  }
  if (auto* wrong = std::get_if<router::wrong_method>(&found)) {
    auto answer = failure(
      {errc::method_not_allowed, "This route does not know that method."});
    answer.headers.emplace_back("Allow", std::move(wrong->allow));
    to.send(std::move(answer));
    return;
  }
  auto& match = std::get<router::match>(found);
  asked.params = std::move(match.params);
  enter(*match.route, std::move(asked), std::move(to));
}

void application::enter(const route& r, request asked, responder to) {
  if (r.access == access::everybody) {
    run(r, asked, std::move(to));
    return;
  }

  // One allocation for what waits: the callback has to be copyable.
  struct waiting {
    request asked;
    responder to;
  };

  auto w = std::make_shared<waiting>(waiting{std::move(asked), std::move(to)});
  authentication_->identify(
    w->asked, [self = shared_from_this(), &r,
               w](schema::result<schema::identity_ptr> who) {
      if (!who)
        return w->to.fail(who.error());
      const auto role = (*who)->profile.role;
      if (r.access == access::admin && role != schema::role::admin)
        return w->to.fail({errc::forbidden, "This is for admins."});
      w->asked.who = std::move(*who);
      run(r, w->asked, std::move(w->to));
    });
}

} // namespace http
