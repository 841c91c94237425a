#include "base/allocator.hpp"

#include <cstddef>

// jemalloc's, if the program is linked with it.
extern "C" int mallctl(const char* name, void* old, std::size_t* old_size,
                       void* fresh, std::size_t fresh_size)
  __attribute__((weak));

namespace base {

namespace {

/// 4096 stands for all arenas together.
constexpr const char* small_requests = "stats.arenas.4096.small.nrequests";
constexpr const char* large_requests = "stats.arenas.4096.large.nrequests";

template<class T>
std::optional<T> read(const char* name) {
  T value{};
  std::size_t size = sizeof value;
  if (mallctl(name, &value, &size, nullptr, 0) != 0 || size != sizeof value)
    return std::nullopt;
  return value;
}

/// Figures stay as they are until the epoch changes.
bool refresh() {
  std::uint64_t epoch = 1;
  return mallctl("epoch", nullptr, nullptr, &epoch, sizeof epoch) == 0;
}

} // namespace

std::optional<allocator_figures> read_allocator() {
  if (mallctl == nullptr || !refresh())
    return std::nullopt;
  const auto small = read<std::uint64_t>(small_requests);
  const auto large = read<std::uint64_t>(large_requests);
  const auto allocated = read<std::size_t>("stats.allocated");
  const auto resident = read<std::size_t>("stats.resident");
  if (!small || !large || !allocated || !resident)
    return std::nullopt;
  return allocator_figures{*small + *large, *allocated, *resident};
}

} // namespace base
