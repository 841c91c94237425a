#pragma once

#include "schema/errors.hpp"

#include <future>
#include <memory>

namespace app {

/// Waits for the one answer of an asynchronous call of the store. For commands
/// that run by themselves only: never in a server.
template<class T, class Call>
[[nodiscard]] schema::result<T> await(Call&& call) {
  auto promise = std::make_shared<std::promise<schema::result<T>>>();
  auto answer = promise->get_future();
  call([promise](schema::result<T> x) { promise->set_value(std::move(x)); });
  return answer.get();
}

} // namespace app
