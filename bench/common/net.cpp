#include "common/net.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>

namespace bench {

namespace {

sockaddr_in to_address(const std::string& address, std::uint16_t port) {
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_port = htons(port);
  if (inet_pton(AF_INET, address.c_str(), &a.sin_addr) != 1)
    throw std::system_error(EINVAL, std::generic_category(), address);
  return a;
}

void set_flag(int fd, int level, int option) {
  int one = 1;
  setsockopt(fd, level, option, &one, sizeof one);
}

int start_connect(int fd, const sockaddr_in& to) {
  if (fd < 0)
    return -1;
  set_flag(fd, IPPROTO_TCP, TCP_NODELAY);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0
      || errno == EINPROGRESS)
    return fd;
  auto reason = errno;
  close(fd);
  errno = reason;
  return -1;
}

} // namespace

std::size_t raise_descriptor_limit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

int listen_on(const std::string& address, std::uint16_t port) {
  auto a = to_address(address, port);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  set_flag(fd, SOL_SOCKET, SO_REUSEADDR);
  // Accepted sockets inherit it. Without it a receiver who never sends waits
  // 40 ms for its own delayed TCP acknowledgement.
  set_flag(fd, IPPROTO_TCP, TCP_NODELAY);
  if (bind(fd, reinterpret_cast<sockaddr*>(&a), sizeof a) != 0
      || listen(fd, 4096) != 0)
    throw std::system_error(errno, std::generic_category(), "listen");
  return fd;
}

int connect_to(const std::string& address, std::uint16_t port, bool blocking) {
  int flags = SOCK_STREAM | SOCK_CLOEXEC | (blocking ? 0 : SOCK_NONBLOCK);
  return start_connect(socket(AF_INET, flags, 0), to_address(address, port));
}

int connect_from(const std::string& source, const std::string& address,
                 std::uint16_t port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  auto from = to_address(source, 0);
  set_flag(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT);
  bind(fd, reinterpret_cast<sockaddr*>(&from), sizeof from);
  return start_connect(fd, to_address(address, port));
}

std::uint64_t listen_overflows() {
  // A line of names, then one of values.
  std::ifstream file("/proc/net/netstat");
  std::string names;
  std::string values;
  while (std::getline(file, names) && std::getline(file, values)) {
    std::istringstream name_of(names);
    std::istringstream value_of(values);
    std::string name;
    std::string value;
    while (name_of >> name && value_of >> value)
      if (name == "ListenOverflows")
        return std::stoull(value);
  }
  return 0;
}

} // namespace bench
