#include "wire/socketio/writer.hpp"

#include "base/json_writer.hpp"
#include "wire/socketio/packet.hpp"

#include <array>
#include <charconv>

namespace wire::socketio {

namespace {

void append_unsigned(std::string& out, std::uint64_t value) {
  std::array<char, 20> digits;
  auto* const end =
    std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), end);
}

void append_type(std::string& out, packet_type type) {
  out.push_back(static_cast<char>('0' + static_cast<char>(type)));
}

void append_namespace(std::string& out, std::string_view nsp) {
  if (nsp != "/")
    out.append(nsp).push_back(',');
}

void append_head(std::string& out, packet_type plain, packet_type binary,
                 std::string_view nsp, std::uint32_t attachments) {
  append_type(out, attachments == 0 ? plain : binary);
  if (attachments > 0) {
    append_unsigned(out, attachments);
    out.push_back('-');
  }
  append_namespace(out, nsp);
}

} // namespace

void append_event_prefix(std::string& out, std::string_view nsp,
                         std::optional<std::uint64_t> ack,
                         std::uint32_t attachments) {
  append_head(out, packet_type::event, packet_type::binary_event, nsp,
              attachments);
  if (ack)
    append_unsigned(out, *ack);
}

void append_ack_prefix(std::string& out, std::string_view nsp,
                       std::uint64_t ack, std::uint32_t attachments) {
  append_head(out, packet_type::ack, packet_type::binary_ack, nsp, attachments);
  append_unsigned(out, ack);
}

void append_connect_answer(std::string& out, std::string_view nsp,
                           std::string_view sid) {
  append_type(out, packet_type::connect);
  append_namespace(out, nsp);
  base::json_writer{out}.open('{').key("sid").string(sid).close('}');
}

void append_bare_connect(std::string& out, std::string_view nsp) {
  append_type(out, packet_type::connect);
  append_namespace(out, nsp);
}

void append_connect_error(std::string& out, std::string_view nsp,
                          std::string_view message,
                          std::string_view data_json) {
  append_type(out, packet_type::connect_error);
  append_namespace(out, nsp);
  base::json_writer json{out};
  json.open('{').key("message").string(message);
  if (!data_json.empty())
    json.key("data").raw(data_json);
  json.close('}');
}

void append_error_text(std::string& out, std::string_view nsp,
                       std::string_view text) {
  append_type(out, packet_type::connect_error);
  append_namespace(out, nsp);
  base::append_json_string(out, text);
}

void append_error_data(std::string& out, std::string_view nsp,
                       std::string_view json) {
  append_type(out, packet_type::connect_error);
  append_namespace(out, nsp);
  out.append(json);
}

void append_disconnect(std::string& out, std::string_view nsp) {
  append_type(out, packet_type::disconnect);
  append_namespace(out, nsp);
}

} // namespace wire::socketio
