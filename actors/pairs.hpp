#pragma once

#include "actors/context.hpp"

#include <optional>
#include <string>

namespace actors {

/// With whom somebody wants a conversation, and about what.
struct pair_request {
  std::string other_id;
  std::string context_type = "general";
  std::optional<std::string> context_id{};
};

/// Finds the conversation of two people, or makes it if they may write to each
/// other (contract §4): `not_found` for an unknown person, `forbidden` where
/// the relation is missing. `done` is called once, on any thread.
void open_pair(const context& env, const schema::identity_ptr& who,
               pair_request wanted,
               storage::on_result<storage::found_conversation> done);

} // namespace actors
