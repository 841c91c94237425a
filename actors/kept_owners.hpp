#pragma once

#include "actors/interfaces.hpp"

#include <cstddef>
#include <list>
#include <mutex>
#include <unordered_map>

namespace actors {

/// Owners that are kept alive though no socket uses them, because they were
/// used lately: bounded, the one that was not used for longest goes first.
/// Thread-safe.
class kept_owners {
public:
  explicit kept_owners(std::size_t most) : most_(most) {
    // nop
  }

  /// `shows`, if it is known, is what the owner shows itself in.
  void keep(const schema::conversation_id& id, conversation_actor owner,
            showcase_ptr shows = nullptr);

  /// What the owner of that conversation shows; null if none is kept, or it
  /// shows nothing at the moment. Counts as use.
  [[nodiscard]] showcase::shown look(const schema::conversation_id& id);

  /// Keeps none any more, from now on.
  void let_go();

private:
  struct place {
    schema::conversation_id id;
    conversation_actor owner;
    /// Null until it has shown itself.
    showcase_ptr shows;
  };

  const std::size_t most_;
  std::mutex mutex_;
  bool closed_ = false;
  /// The one used last stands first.
  std::list<place> order_;
  std::unordered_map<schema::conversation_id, std::list<place>::iterator>
    by_id_;
};

} // namespace actors
