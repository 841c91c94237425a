#include "app/signals.hpp"

#include <pthread.h>

#include <initializer_list>

namespace app {

signals::signals() {
  std::signal(SIGPIPE, SIG_IGN);
  sigemptyset(&set_);
  for (auto number : {SIGTERM, SIGINT, SIGHUP})
    sigaddset(&set_, number);
  pthread_sigmask(SIG_BLOCK, &set_, nullptr);
}

int signals::wait() const {
  int number = 0;
  while (sigwait(&set_, &number) != 0) {
  }
  return number;
}

} // namespace app
