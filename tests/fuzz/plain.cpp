// Plain JSON messages. What was read is written as an event and as an ack,
// which have to mean the same.

#include "base/json_reader.hpp"
#include "base/json_writer.hpp"
#include "check.hpp"
#include "wire/plain/message.hpp"

using fuzz::require;
using wire::plain::append_ack;
using wire::plain::append_event;
using wire::plain::max_event_name;
using wire::plain::read_message;

namespace {

/// A message that the thread's parser has no part in.
struct copied {
  std::string event;
  std::optional<std::string> data;
  std::optional<std::uint64_t> ack;

  friend bool operator==(const copied&, const copied&) = default;
};

std::optional<copied> read(std::string_view json) {
  const auto x = read_message(json);
  if (!x)
    return std::nullopt;
  copied out{std::string{x->event}, std::nullopt, x->ack};
  if (x->data)
    out.data = simdjson::minify(*x->data);
  return out;
}

/// Our names need no escapes; others cannot be written as an event.
void check_event(const copied& x) {
  std::string name;
  base::append_json_string(name, x.event);
  if (name.size() != x.event.size() + 2)
    return;
  std::string array = '[' + name + (x.data ? ',' + *x.data : "") + ']';
  std::string written;
  append_event(written, array);
  require(read(written) == copied{x.event, x.data, std::nullopt},
          "an event means what its array means");
}

void check_ack(const copied& x) {
  std::string written;
  append_ack(written, *x.ack, x.data.value_or("null"));
  const auto told = base::parse_json(written);
  require(told && std::uint64_t{*base::field(*told, "ack")} == *x.ack,
          "an ack repeats its number");
  require(simdjson::minify(*base::field(*told, "data"))
            == x.data.value_or("null"),
          "an ack carries its data");
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto x = read(fuzz::text(data, size));
  if (!x)
    return 0;
  require(!x->event.empty() && x->event.size() <= max_event_name,
          "names keep to their bounds");
  require(fuzz::is_utf8(x->event), "names are text");
  check_event(*x);
  if (x->ack)
    check_ack(*x);
  return 0;
}
