#pragma once

#include "actors/gateway.hpp"
#include "actors/scratch.hpp"
#include "wire/frame.hpp"
#include "wire/plain/message.hpp"
#include "wire/socketio/writer.hpp"

#include <cstdint>
#include <string>
#include <string_view>

// What a dialect writes, in the speech of a socket.

namespace actors {

/// The frame of an event; `write` appends its JSON array, `["name",data]`.
template<class Write>
wire::frame_ptr event_frame(speech in, Write&& write) {
  scratch out;
  if (in != speech::plain) {
    wire::socketio::append_event_prefix(*out, "/");
    write(*out);
    return wire::frame::text(*out);
  }
  scratch array;
  array->clear();
  write(*array);
  out->clear();
  wire::plain::append_event(*out, *array);
  return wire::frame::text(*out);
}

/// The frame of an ack; `write` appends a JSON array of one element.
template<class Write>
wire::frame_ptr ack_frame(speech in, std::uint64_t id, Write&& write) {
  scratch out;
  if (in != speech::plain) {
    wire::socketio::append_ack_prefix(*out, "/", id);
    write(*out);
    return wire::frame::text(*out);
  }
  scratch array;
  array->clear();
  write(*array);
  out->clear();
  const std::string_view whole{*array};
  wire::plain::append_ack(*out, id, whole.substr(1, whole.size() - 2));
  return wire::frame::text(*out);
}

} // namespace actors
