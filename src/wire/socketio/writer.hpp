#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wire::socketio {

// All of these append to a text that already begins with the `4` of an
// Engine.IO message (`begin_message`), because the packet is then sent as it
// is. `nsp` is `/` or the name of a namespace with its slash.

/// The text that the writers below append to.
[[nodiscard]] inline std::string begin_message(std::size_t capacity = 0) {
  std::string out;
  out.reserve(capacity);
  out.push_back('4');
  return out;
}

/// `2`, `2/admin,`, `27`, or with attachments `51-`; the array with the
/// event's name and arguments is the caller's to append.
void append_event_prefix(std::string& out, std::string_view nsp,
                         std::optional<std::uint64_t> ack = {},
                         std::uint32_t attachments = 0);

/// `37`, or with attachments `61-7`; the array of arguments is the caller's.
void append_ack_prefix(std::string& out, std::string_view nsp,
                       std::uint64_t ack, std::uint32_t attachments = 0);

/// `0{"sid":"…"}`
void append_connect_answer(std::string& out, std::string_view nsp,
                           std::string_view sid);

/// `0`, `0/admin,`: revision 4 answers without a sid.
void append_bare_connect(std::string& out, std::string_view nsp);

/// `4{"message":"…","data":…}`; without `data_json` the key stays away.
void append_connect_error(std::string& out, std::string_view nsp,
                          std::string_view message,
                          std::string_view data_json = {});

/// `4"…"`, `4/admin,"…"`: a refusal as clients of revision 4 know it.
void append_error_text(std::string& out, std::string_view nsp,
                       std::string_view text);

/// `4{…}`, `4/admin,{…}`: the same with JSON.
void append_error_data(std::string& out, std::string_view nsp,
                       std::string_view json);

/// `1`, `1/admin,`
void append_disconnect(std::string& out, std::string_view nsp);

} // namespace wire::socketio
