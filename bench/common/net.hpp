#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace bench {

/// Raises the soft limit of file descriptors to the hard one; returns it.
std::size_t raise_descriptor_limit();

/// A listening, non-blocking socket; what it accepts does not delay small
/// packets. Throws std::system_error.
int listen_on(const std::string& address, std::uint16_t port);

/// A socket on its way to be connected, without delay of small packets; -1
/// with errno when that failed at once. A blocking one is connected already.
int connect_to(const std::string& address, std::uint16_t port, bool blocking);

/// The same, non-blocking, and from a given address of this machine.
int connect_from(const std::string& source, const std::string& address,
                 std::uint16_t port);

/// How often a listening socket of this machine had no room for one more.
std::uint64_t listen_overflows();

} // namespace bench
