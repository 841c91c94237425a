#pragma once

#include "load/options.hpp"

#include <string>
#include <vector>

namespace bench {

/// A user, an astrologer whom the user has consulted, and their conversation.
struct pair_of_users {
  std::string user;
  std::string astrologer;
  std::string conversation; ///< 24 hexadecimal digits
};

/// The pairs, made over REST as an administrator; or with `no_provision`
/// invented, the conversations being numbered from 0. Throws
/// std::runtime_error.
std::vector<pair_of_users> provision_pairs(const options& o);

struct group_of_users {
  std::vector<std::string> members;
  std::string conversation; ///< 24 hexadecimal digits
};

/// A group of all, made like pairs are.
group_of_users provision_group(const options& o);

/// Users without a pair, made over REST unless `no_provision` is set; the same
/// names in every run.
std::vector<std::string> provision_users(const options& o);

} // namespace bench
