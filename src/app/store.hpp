#pragma once

#include "base/metrics.hpp"
#include "config/settings.hpp"
#include "storage/store.hpp"

#include <memory>

namespace app {

/// Opens the store that the settings name. The error is a sentence that says
/// what to do: the database cannot be reached, or is not migrated.
[[nodiscard]] schema::result<std::unique_ptr<storage::store>>
open_store(const config::settings& settings, base::metrics& metrics);

} // namespace app
