#include "dialects/dialect.hpp"

#include "base/json_writer.hpp"
#include "dialects/direct/direct.hpp"
#include "dialects/unified/unified.hpp"

namespace dialects {

std::optional<dialect> parse_dialect(std::string_view name) {
  if (name == direct::table().name)
    return dialect::direct;
  if (name == unified::table().name)
    return dialect::unified;
  return std::nullopt;
}

const vocabulary& vocabulary_of(dialect d) {
  switch (d) {
  case dialect::direct:
    return direct::table();
  case dialect::unified:
    return unified::table();
  }
  return direct::table();
}

namespace {

void write_retry(base::json_writer& json, const schema::error& error) {
  if (!error.retry_after)
    return;
  const auto seconds =
    std::chrono::ceil<std::chrono::seconds>(*error.retry_after);
  json.key("retryAfter").number(seconds.count());
}

} // namespace

void write_error_payload(std::string& out, const error_view& view) {
  base::json_writer json{out};
  json.open('{').key("message").string(view.error.message);
  json.key("error").plain(to_string(view.error.code));
  json.key("event").string(view.event);
  write_retry(json, view.error);
  json.close('}');
}

void write_error_ack(std::string& out, const schema::error& error) {
  base::json_writer json{out};
  json.open('[').open('{').key("success").boolean(false);
  json.key("message").string(error.message);
  json.key("error").plain(to_string(error.code));
  write_retry(json, error);
  json.close('}').close(']');
}

void write_success_ack(std::string& out, std::string_view data_json) {
  out.append(R"([{"success":true,"data":)").append(data_json).append("}]");
}

} // namespace dialects
