#include "app/commands.hpp"
#include "config/rows.hpp"
#include "dialects/dialect.hpp"
#include "http/listing.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace app {

namespace {

nlohmann::ordered_json list_routes() {
  auto out = nlohmann::ordered_json::array();
  for (const auto& r : http::list_routes())
    out.push_back(
      {{"method", r.method}, {"path", r.path}, {"access", r.access}});
  return out;
}

nlohmann::ordered_json list_events(const dialects::vocabulary& words) {
  nlohmann::ordered_json out;
  out["in"] = words.commands();
  out["out"] = words.events();
  return out;
}

nlohmann::ordered_json list_settings() {
  auto out = nlohmann::ordered_json::array();
  for (const auto& r : config::rows())
    out.push_back({{"name", r.name},
                   {"default", r.default_text},
                   {"sentence", r.sentence}});
  return out;
}

} // namespace

int print_tables() {
  nlohmann::ordered_json out;
  out["routes"] = list_routes();
  for (std::size_t i = 0; i < dialects::dialect_count; ++i) {
    const auto& words =
      dialects::vocabulary_of(static_cast<dialects::dialect>(i));
    out["dialects"][std::string{words.name}] = list_events(words);
  }
  out["settings"] = list_settings();
  fmt::print("{}\n", out.dump(2));
  return 0;
}

} // namespace app
