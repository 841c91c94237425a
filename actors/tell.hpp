#pragma once

#include "actors/interfaces.hpp"

#include <caf/send.hpp>

#include <memory>
#include <utility>

namespace actors {

/// Any thread.
inline void tell(const session_actor& session, session_news what) {
  caf::anon_send(session, news_atom_v,
                 std::make_shared<const session_news>(std::move(what)));
}

} // namespace actors
