#include "http/io/descriptors.hpp"

#include "base/log.hpp"

#include <sys/resource.h>

namespace http::io {

std::size_t raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return 1024;
  if (limit.rlim_cur != limit.rlim_max) {
    auto raised = limit;
    raised.rlim_cur = limit.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &raised) == 0)
      limit = raised;
  }
  base::log::info("descriptor limit", "limit={} reserve={}", limit.rlim_cur,
                  descriptor_reserve);
  return static_cast<std::size_t>(limit.rlim_cur);
}

} // namespace http::io
