#include "http/responder.hpp"

#include "base/log.hpp"
#include "http/envelope.hpp"

namespace http {

namespace {

void log_answer(const request_facts& facts, int status) {
  using namespace std::chrono;
  // All others are the client's doing, or told elsewhere.
  const auto level =
    status == 500 ? base::log::level::error : base::log::level::debug;
  if (!base::log::enabled(level))
    return;
  const auto took =
    duration_cast<microseconds>(steady_clock::now() - facts.started);
  base::log::emit(level, "http request",
                  "id={} method={} path={} status={} us={}", facts.id,
                  to_string(facts.method), facts.path, status, took.count());
}

} // namespace

responder::responder(std::unique_ptr<exchange> to, request_facts facts,
                     base::metrics& metrics)
  : to_{std::move(to)},
    facts_{std::move(facts)},
    metrics_{&metrics} {
  // nop
}

responder::~responder() {
  if (to_)
    fail({schema::errc::internal, "The request was not answered."});
}

void responder::send(response answer) noexcept {
  const auto to = std::move(to_);
  if (!to)
    return;
  metrics_->http_requests.add();
  if (answer.status >= 400)
    metrics_->http_errors.add();
  log_answer(facts_, answer.status);
  answer.headers.emplace_back("X-Request-Id", facts_.id);
  for (auto& h : facts_.headers)
    answer.headers.push_back(std::move(h));
  to->send(std::move(answer), facts_.method != method::head);
}

void responder::fail(const schema::error& error) noexcept {
  send(failure(error));
}

} // namespace http
