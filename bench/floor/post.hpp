#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace bench {

/// Names a connection also after it is gone and its descriptor is in use
/// again.
struct connection_id {
  int fd = -1;
  std::uint32_t serial = 0;
};

/// One durable message on its way from a client to the disk and back.
struct post {
  std::uint64_t conversation = 0;
  std::uint64_t seq = 0;
  connection_id sender;
  std::optional<std::uint64_t> ack; ///< the number that the client wants back
  std::string content;              ///< as it stands in JSON, escapes and all
};

} // namespace bench
