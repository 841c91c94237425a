#pragma once

#include "base/log.hpp"
#include "http/responder.hpp"
#include "storage/store.hpp"

#include <exception>
#include <memory>
#include <type_traits>
#include <utility>

namespace http {

/// A callback for the store that answers the request: with the error, or with
/// what `encode` (value → response) makes of the value. What `encode` throws
/// is answered with a 500.
template<class T, class F>
storage::on_result<T> answering(responder to, F encode) {
  // std::function wants to be copied; a responder cannot be.
  auto shared = std::make_shared<responder>(std::move(to));
  return [shared, encode = std::move(encode)](schema::result<T> x) {
    if (!x) {
      shared->fail(x.error());
      return;
    }
    try {
      shared->send(encode(std::move(*x)));
    } catch (const std::exception& e) {
      base::log::error("answer failed", "what={}", e.what());
      shared->fail({schema::errc::internal, {}});
    }
  };
}

/// A callback for the store that goes on with what it brings, and with the
/// request to be answered: `then(value, responder)`, or `then(responder)`.
template<class T, class F>
storage::on_result<T> continuing(responder to, F then) {
  auto shared = std::make_shared<responder>(std::move(to));
  return [shared, then = std::move(then)](schema::result<T> x) {
    if (!x)
      return shared->fail(x.error());
    if constexpr (std::is_void_v<T>)
      then(std::move(*shared));
    else
      then(std::move(*x), std::move(*shared));
  };
}

} // namespace http
