#include "config/options.hpp"

#include "config/rows.hpp"
#include "config/values.hpp"

#include <CLI/CLI.hpp>

#include <string>

namespace config {

namespace {

std::string describe(const row& r) {
  std::string text{r.sentence};
  if (!std::holds_alternative<free_text>(r.kind))
    text.append(" Allowed: ").append(allowed(r.kind)).append(".");
  // A command line can be read by every user of the machine.
  if (r.secret)
    text.append(" Better given as ")
      .append(r.name)
      .append(" in the environment.");
  return text;
}

} // namespace

void add_options(CLI::App& app, raw& out) {
  for (const auto& r : rows()) {
    const auto flag = flag_of(r);
    const auto take = [&out, name = r.name, flag](const std::string& text) {
      out.set(name, {text, origin::flag, flag});
    };
    auto* option =
      app.add_option_function<std::string>(flag, take, describe(r));
    option->type_name("TEXT")->group("Settings");
    if (!r.default_text.empty())
      option->default_str(std::string{r.default_text});
  }
}

} // namespace config
