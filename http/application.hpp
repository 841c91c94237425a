#pragma once

#include "http/authentication.hpp"
#include "http/request_guard.hpp"
#include "http/responder.hpp"
#include "http/router.hpp"
#include "http/services.hpp"

#include <functional>
#include <memory>

namespace http {

/// The REST side as a whole: takes a request, finds its route, finds out who
/// asks and whether they may, and lets the route answer. Thread-safe.
class application : public std::enable_shared_from_this<application> {
public:
  /// `engine` takes the requests of Engine.IO's polling.
  application(services_ptr s, std::function<void(request, responder)> engine);

  /// Bodies larger than this are refused.
  static constexpr std::size_t max_body = 1'000'000;

  /// `fault`: what is wrong with the form of the request, or null.
  void handle(request asked, std::unique_ptr<exchange> to,
              const request_fault* fault = nullptr);

private:
  void dispatch(request asked, responder to);
  void enter(const route& r, request asked, responder to);

  services_ptr services_;
  std::function<void(request, responder)> engine_;
  /// Shared with answers that are under way.
  std::shared_ptr<authentication> authentication_;
  router router_;
};

} // namespace http
