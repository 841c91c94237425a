#include "http/io/transfer.hpp"

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace http::io {

namespace {

bool is_for_now(int error) noexcept {
  return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

transfer after_receive(ssize_t n) noexcept {
  using enum transfer::result;
  if (n > 0)
    return {done, static_cast<std::size_t>(n)};
  if (n == 0)
    return {ended};
  return {is_for_now(errno) ? wants_read : failed};
}

} // namespace

transfer receive(int socket, std::span<char> to) noexcept {
  return after_receive(::recv(socket, to.data(), to.size(), MSG_DONTWAIT));
}

transfer send(int socket, std::span<const iovec> pieces, bool more) noexcept {
  using enum transfer::result;
  const int flags = MSG_NOSIGNAL | MSG_DONTWAIT | (more ? MSG_MORE : 0);
  ssize_t n = 0;
  if (pieces.size() == 1) {
    // One piece is the usual case, and `send` is the cheaper call for it.
    n = ::send(socket, pieces[0].iov_base, pieces[0].iov_len, flags);
  } else {
    msghdr message{};
    // sendmsg only reads; its interface predates const.
    message.msg_iov = const_cast<iovec*>(pieces.data());
    message.msg_iovlen = pieces.size();
    n = ::sendmsg(socket, &message, flags);
  }
  if (n >= 0)
    return {done, static_cast<std::size_t>(n)};
  return {is_for_now(errno) ? wants_write : failed};
}

transfer discard(int socket, std::size_t most) noexcept {
  std::array<char, 16u << 10> bytes; // not to be cleared each time
  return receive(socket, std::span{bytes}.first(std::min(most, bytes.size())));
}

} // namespace http::io
