#include "actors/outlet.hpp"

#include "actors/scratch.hpp"
#include "wire/socketio/writer.hpp"

#include <algorithm>
#include <array>

namespace actors {

namespace {

using dialects::dialect;

constexpr std::array all_dialects{dialect::direct};

/// The frame of one event in one dialect; `write` appends the JSON array.
template<class Write>
wire::frame_ptr event_frame(Write&& write) {
  scratch out;
  wire::socketio::append_event_prefix(*out, "/");
  write(*out);
  return wire::frame::text(*out);
}

std::optional<std::string_view> client_key(const request* by) {
  if (by == nullptr)
    return std::nullopt;
  const auto* post = std::get_if<schema::post_message>(&by->what());
  if (post == nullptr || !post->client_message_id)
    return std::nullopt;
  return *post->client_message_id;
}

} // namespace

bool outlet::listens(const sink_ptr& out) const noexcept {
  return std::ranges::any_of(listeners_,
                             [&](const auto& x) { return x.out == out; });
}

void outlet::listen(const request& by, const schema::conversation& where) {
  const auto& route = by.route();
  const auto& words = dialects::vocabulary_of(route.dialect);
  if (!listens(route.out))
    listeners_.push_back({route.out, by.who().no, route.dialect});
  scratch data;
  data->clear();
  words.write_conversation(*data, where);
  succeed(route, *data);
  route.out->post(
    event_frame([&](std::string& out) { words.write_joined(out, where); }));
}

void outlet::unlisten(const sink_ptr& out) {
  std::erase_if(listeners_, [&](const auto& x) { return x.out == out; });
}

dialects::message_view outlet::view_of(const schema::message& message,
                                       const request* by) const {
  dialects::message_view view{.message = message,
                              .id = ids_->encode(message),
                              .reply_to = std::nullopt,
                              .client_message_id = client_key(by)};
  if (message.reply_to)
    view.reply_to = ids_->encode(message.conversation, *message.reply_to);
  return view;
}

void outlet::publish(const schema::keyed_message& post,
                     const schema::conversation& where, const request* by) {
  const auto view = view_of(post.message, by);
  published_ = post.message.seq;
  std::array<scratch, dialects::dialect_count> json;
  for (auto d : all_dialects) {
    auto& mine = *json[static_cast<std::size_t>(d)];
    mine.clear();
    dialects::vocabulary_of(d).write_message(mine, view, where);
  }
  if (by != nullptr)
    succeed(by->route(), *json[static_cast<std::size_t>(by->route().dialect)]);
  for (auto d : all_dialects) {
    const auto frame = event_frame([&](std::string& out) {
      dialects::vocabulary_of(d).write_posted(
        out, *json[static_cast<std::size_t>(d)], where);
    });
    this->post(frame, d, std::nullopt);
  }
}

void outlet::acknowledge(const schema::keyed_message& post,
                         const schema::conversation& where, const request& by) {
  if (!by.route().ack)
    return;
  scratch data;
  data->clear();
  dialects::vocabulary_of(by.route().dialect)
    .write_message(*data, view_of(post.message, &by), where);
  succeed(by.route(), *data);
}

void outlet::publish(const schema::typing_changed& typing,
                     const schema::conversation& where) {
  const auto* who = where.find_member(typing.who);
  if (who == nullptr)
    return;
  for (auto d : all_dialects) {
    const auto& words = dialects::vocabulary_of(d);
    const auto frame = event_frame([&](std::string& out) {
      words.write_typing(out, {who->id, typing.active}, where);
    });
    post(frame, d, typing.who);
  }
}

void outlet::post(const wire::frame_ptr& frame, dialect dialect,
                  std::optional<schema::user_no> except) {
  bool closed = false;
  for (auto& x : listeners_) {
    if (x.dialect != dialect || x.who == except)
      continue;
    if (!x.out->post(frame))
      closed = true;
  }
  if (closed)
    std::erase_if(listeners_, [](const auto& x) { return !x.out->is_open(); });
}

} // namespace actors
