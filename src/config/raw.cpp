#include "config/raw.hpp"

#include "config/rows.hpp"

#include <cstdlib>
#include <utility>

namespace config {

void raw::set(std::string_view name, raw_text value) {
  const auto found = texts_.find(name);
  if (found == texts_.end())
    texts_.emplace(name, std::move(value));
  else if (value.origin >= found->second.origin)
    found->second = std::move(value);
}

void raw::merge(const raw& other) {
  for (const auto& [name, value] : other.texts_)
    set(name, value);
}

const raw_text* raw::find(std::string_view name) const {
  const auto found = texts_.find(name);
  return found == texts_.end() ? nullptr : &found->second;
}

raw read_environment() {
  raw result;
  for (const auto& r : rows()) {
    const std::string name{r.name};
    // Called at the start of main only, before there are threads.
    const char* text =
      std::getenv(name.c_str()); // NOLINT(concurrency-mt-unsafe)
    if (text != nullptr && *text != '\0')
      result.set(r.name, {text, origin::environment, "the environment"});
  }
  return result;
}

} // namespace config
