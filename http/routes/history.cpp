#include "http/routes/history.hpp"

#include <charconv>
#include <limits>

namespace http {

namespace {

using schema::errc;
using number = std::optional<std::int64_t>;

constexpr auto no_limit = std::numeric_limits<std::int64_t>::max();

std::optional<std::int64_t> parse(std::string_view text) {
  std::int64_t value = 0;
  const auto* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || at != end)
    return std::nullopt;
  return value;
}

/// Reads query fields; remembers the first that is wrong.
class fields {
public:
  explicit fields(const request& asked) : asked_{asked} {
    // nop
  }

  number read(std::string_view name, std::int64_t min, std::int64_t max) {
    const auto text = asked_.query(name);
    if (!text)
      return std::nullopt;
    const auto value = parse(*text);
    if (!value || *value < min || *value > max)
      refuse(name, "is not a number in bounds");
    return value;
  }

  /// A seq, or the id of a message.
  number read_place(std::string_view name, const message_id_decoder& decode) {
    const auto text = asked_.query(name);
    const auto id = text ? schema::message_id::parse(*text) : std::nullopt;
    if (!id)
      return read(name, 0, no_limit);
    const auto seq = decode(*id);
    if (!seq)
      refuse(name, "is not the id of a message");
    return seq;
  }

  void refuse(std::string_view name, std::string_view problem) {
    if (error)
      return;
    std::string message{name};
    message.append(" ").append(problem).append(".");
    error = schema::error{errc::validation_failed, std::move(message)};
  }

  std::optional<schema::error> error;

private:
  const request& asked_;
};

} // namespace

schema::result<storage::history_query>
read_history_query(const request& asked, schema::conversation_id id,
                   const message_id_decoder& decode) {
  storage::history_query query;
  query.conversation = id;
  fields in{asked};
  query.limit = in.read("limit", 1, 100).value_or(query.limit);
  query.page = in.read("page", 1, 1'000'000'000);
  query.as_of = in.read("asOfSeq", 0, no_limit);
  query.before = in.read_place("before", decode);
  query.after = in.read_place("after", decode);
  if (int{query.page.has_value()} + int{query.before.has_value()}
        + int{query.after.has_value()}
      > 1)
    in.refuse("page", "goes with neither before nor after");
  if (in.error)
    return schema::failure{*in.error};
  return query;
}

pagination describe(const storage::history_query& query,
                    const storage::history_page& page) {
  pagination out;
  out.page = query.page.value_or(1);
  out.limit = query.limit;
  out.total = page.total;
  out.has_more = page.has_more;
  if (page.has_more && !page.messages.empty())
    out.next_cursor = query.after ? page.messages.back().seq.value
                                  : page.messages.front().seq.value;
  return out;
}

} // namespace http
