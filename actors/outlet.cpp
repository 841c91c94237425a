#include "actors/outlet.hpp"

#include "actors/message_views.hpp"
#include "actors/speaking.hpp"

#include <algorithm>
#include <array>

namespace actors {

namespace {

using dialects::dialect;

constexpr std::array all_dialects{dialect::direct};

std::optional<std::string_view> client_key(const request* by) {
  if (by == nullptr)
    return std::nullopt;
  const auto* post = std::get_if<schema::post_message>(&by->what());
  if (post == nullptr || !post->client_message_id)
    return std::nullopt;
  return *post->client_message_id;
}

} // namespace

template<class Write>
void outlet::tell(dialect dialect, std::optional<schema::user_no> except,
                  Write&& write) {
  std::array<wire::frame_ptr, speech_count> frames;
  bool closed = false;
  for (auto& x : listeners_) {
    if (x.dialect != dialect || x.who == except)
      continue;
    auto& frame = frames[static_cast<std::size_t>(x.speech)];
    if (!frame)
      frame = event_frame(x.speech, write);
    if (!x.out->post(frame))
      closed = true;
  }
  if (closed)
    std::erase_if(listeners_, [](const auto& x) { return !x.out->is_open(); });
}

bool outlet::listens(const sink_ptr& out) const noexcept {
  return std::ranges::any_of(listeners_,
                             [&](const auto& x) { return x.out == out; });
}

void outlet::listen(const request& by, const schema::conversation& where) {
  const auto& route = by.route();
  const auto& words = dialects::vocabulary_of(route.dialect);
  if (!listens(route.out))
    listeners_.push_back({route.out, by.who().no, route.dialect, route.speech});
  scratch data;
  data->clear();
  words.write_conversation(*data, where, {});
  succeed(route, *data);
  route.out->post(event_frame(
    route.speech, [&](std::string& out) { words.write_joined(out, where); }));
}

void outlet::unlisten(const sink_ptr& out) {
  std::erase_if(listeners_, [&](const auto& x) { return x.out == out; });
}

dialects::message_view outlet::view_of(const schema::message& message,
                                       const schema::conversation& where,
                                       const request* by) const {
  auto view = actors::view_of(*ids_, message, where);
  view.client_message_id = client_key(by);
  return view;
}

void outlet::publish(const schema::keyed_message& post,
                     const schema::conversation& where, const request* by) {
  const auto view = view_of(post.message, where, by);
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
    tell(d, std::nullopt, [&](std::string& out) {
      dialects::vocabulary_of(d).write_posted(
        out, *json[static_cast<std::size_t>(d)], where);
    });
  }
}

void outlet::acknowledge(const schema::keyed_message& post,
                         const schema::conversation& where, const request& by) {
  if (!by.route().ack && !by.route().answer)
    return;
  scratch data;
  data->clear();
  dialects::vocabulary_of(by.route().dialect)
    .write_message(*data, view_of(post.message, where, &by), where);
  succeed(by.route(), *data);
}

void outlet::publish(const schema::typing_changed& typing,
                     const schema::conversation& where) {
  const auto* who = where.find_member(typing.who);
  if (who == nullptr)
    return;
  for (auto d : all_dialects) {
    const auto& words = dialects::vocabulary_of(d);
    tell(d, typing.who, [&](std::string& out) {
      words.write_typing(out, {who->id, typing.active}, where);
    });
  }
}

void outlet::publish(const schema::messages_read& read,
                     const schema::conversation& where) {
  const auto* who = where.find_member(read.who);
  if (who == nullptr)
    return;
  for (auto d : all_dialects)
    tell(d, std::nullopt, [&](std::string& out) {
      dialects::vocabulary_of(d).write_read(
        out, {who->id, read.messages, read.at}, where);
    });
}

} // namespace actors
