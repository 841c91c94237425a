#include "actors/outlet.hpp"

#include "actors/message_views.hpp"
#include "actors/speaking.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace actors {

namespace {

using dialects::dialect;

constexpr std::array all_dialects{dialect::direct};

/// Frames of one conversation that wait for a socket to catch up. With more it
/// is closed, and comes back to be told them from the store.
constexpr std::size_t most_held = 256;

std::optional<std::string_view> client_key(const request* by) {
  if (by == nullptr)
    return std::nullopt;
  const auto* post = std::get_if<schema::post_message>(&by->what());
  if (post == nullptr || !post->client_message_id)
    return std::nullopt;
  return *post->client_message_id;
}

} // namespace

// -- who hears ----------------------------------------------------------------

outlet::ear* outlet::find(const sink_ptr& out) noexcept {
  const auto place = std::ranges::find(ears_, out, &ear::out);
  return place == ears_.end() ? nullptr : &*place;
}

bool outlet::listens(const sink_ptr& out) const noexcept {
  return std::ranges::any_of(
    ears_, [&](const auto& x) { return x.joined && x.out == out; });
}

bool outlet::knows(schema::user_no who) const noexcept {
  return std::ranges::any_of(ears_,
                             [&](const auto& x) { return x.who == who; });
}

bool outlet::has_others(schema::user_no who) const noexcept {
  return std::ranges::any_of(
    ears_, [&](const auto& x) { return !x.joined && x.who == who; });
}

std::size_t outlet::size() const noexcept {
  return ears_.size() - others_;
}

void outlet::attach(schema::user_no who, const reply_route& route) {
  if (auto* known = find(route.out)) {
    others_ -= known->joined ? 0 : 1;
    known->joined = true;
    return;
  }
  ears_.push_back(
    {route.out, who, route.dialect, route.speech, true, false, false, {}});
}

void outlet::unlisten(const sink_ptr& out) {
  auto* known = find(out);
  if (known == nullptr || !known->joined)
    return;
  known->joined = false;
  ++others_;
  if (!known->present)
    vanish(out);
}

void outlet::mute(const sink_ptr& out, bool on) {
  auto* known = find(out);
  if (known == nullptr)
    return;
  known->muted = on;
  known->held.reset();
}

void outlet::hush(const sink_ptr& out) {
  auto* known = find(out);
  if (known != nullptr && !known->held)
    known->held = std::make_unique<std::vector<wire::frame_ptr>>();
}

std::optional<schema::user_no> outlet::let_hear(const sink_ptr& out) {
  auto* known = find(out);
  if (known == nullptr || !known->held)
    return std::nullopt;
  const auto frames = std::move(known->held);
  bool told = false;
  for (const auto& frame : *frames)
    told = out->post(frame);
  return told ? std::optional{known->who} : std::nullopt;
}

void outlet::appear(const presence& socket) {
  if (auto* known = find(socket.out)) {
    known->present = true;
    return;
  }
  ears_.push_back({socket.out,
                   socket.who,
                   socket.dialect,
                   socket.speech,
                   false,
                   true,
                   false,
                   {}});
  ++others_;
  if (socket.catches_up)
    hush(socket.out);
}

void outlet::vanish(const sink_ptr& out) {
  const auto place = std::ranges::find(ears_, out, &ear::out);
  if (place == ears_.end())
    return;
  others_ -= place->joined ? 0 : 1;
  ears_.erase(place);
}

void outlet::forget_closed() {
  std::erase_if(ears_, [](const auto& x) { return !x.out->is_open(); });
  others_ =
    static_cast<std::size_t>(std::ranges::count(ears_, false, &ear::joined));
}

void outlet::confirm_join(const request& by,
                          const schema::conversation& where) {
  const auto& route = by.route();
  const auto& words = dialects::vocabulary_of(route.dialect);
  scratch data;
  data->clear();
  words.write_conversation(*data, where, {});
  succeed(route, *data);
  route.out->post(event_frame(
    route.speech, [&](std::string& out) { words.write_joined(out, where); }));
}

void outlet::listen(const request& by, const schema::conversation& where) {
  attach(by.who().no, by.route());
  confirm_join(by, where);
}

// -- what is told -------------------------------------------------------------

void outlet::note_reached(const ear& x) {
  if (notes_reached_ && std::ranges::find(reached_, x.who) == reached_.end())
    reached_.push_back(x.who);
}

bool outlet::say(ear& to, const wire::frame_ptr& frame) {
  if (!to.held) {
    if (!to.out->post(frame))
      return false;
    note_reached(to);
    return true;
  }
  if (to.held->size() < most_held) {
    to.held->push_back(frame);
    return true;
  }
  to.out->close(close_reason::too_slow);
  return false;
}

template<class Write>
void outlet::tell(dialect dialect, std::optional<schema::user_no> except,
                  Write&& write) {
  std::array<wire::frame_ptr, speech_count> frames;
  bool closed = false;
  for (auto& x : ears_) {
    if (!x.joined || x.dialect != dialect || x.who == except)
      continue;
    auto& frame = frames[static_cast<std::size_t>(x.speech)];
    if (!frame)
      frame = event_frame(x.speech, write);
    if (!say(x, frame))
      closed = true;
  }
  if (closed)
    forget_closed();
}

void outlet::tell_others(const schema::conversation& where,
                         std::optional<schema::user_no> only) {
  if (others_ == 0 || !last_)
    return;
  const auto view = view_of(*last_, where, nullptr);
  bool closed = false;
  for (auto d : all_dialects) {
    const auto& words = dialects::vocabulary_of(d);
    std::string last;
    // Many have the same number unread: most frames are shared.
    std::int64_t unread = -1;
    std::array<wire::frame_ptr, speech_count> frames;
    for (auto& x : ears_) {
      if (x.joined || x.muted || x.dialect != d || (only && x.who != *only))
        continue;
      const auto* who = where.find_member(x.who);
      if (who == nullptr)
        continue;
      if (last.empty())
        words.write_message(last, view, where);
      if (std::exchange(unread, who->unread) != who->unread)
        frames = {};
      auto& frame = frames[static_cast<std::size_t>(x.speech)];
      if (!frame)
        frame = event_frame(x.speech, [&](std::string& out) {
          words.write_updated(out, {last, who->unread}, where);
        });
      if (!say(x, frame))
        closed = true;
    }
  }
  if (closed)
    forget_closed();
}

void outlet::update(schema::user_no who, const schema::conversation& where) {
  tell_others(where, who);
}

dialects::message_view outlet::view_of(const schema::message& message,
                                       const schema::conversation& where,
                                       const request* by) const {
  auto view = actors::view_of(*ids_, message, where);
  view.client_message_id = client_key(by);
  return view;
}

void outlet::publish(const post_ptr& post, const schema::conversation& where,
                     const request* by) {
  const auto& message = post->message;
  const auto view = view_of(message, where, by);
  seq_ = message.seq;
  rev_ = message.rev;
  last_ = message_ptr{post, &message};
  std::array<scratch, dialects::dialect_count> json;
  for (auto d : all_dialects) {
    auto& mine = *json[static_cast<std::size_t>(d)];
    mine.clear();
    dialects::vocabulary_of(d).write_message(mine, view, where);
  }
  if (by != nullptr)
    succeed(by->route(), *json[static_cast<std::size_t>(by->route().dialect)]);
  reached_.clear();
  notes_reached_ = where.members.size() <= schema::most_receipted;
  for (auto d : all_dialects) {
    tell(d, std::nullopt, [&](std::string& out) {
      dialects::vocabulary_of(d).write_posted(
        out, *json[static_cast<std::size_t>(d)], where);
    });
  }
  tell_others(where, std::nullopt);
  notes_reached_ = false;
}

void outlet::publish(const schema::message_deleted& deletion,
                     const schema::conversation& where, const request* by) {
  const auto& tombstone = *deletion.tombstone;
  rev_ = tombstone.rev;
  if (last_ && last_->seq == tombstone.seq)
    last_ = deletion.tombstone;
  if (by != nullptr)
    acknowledge(tombstone, where, *by);
  for (auto d : all_dialects)
    tell(d, std::nullopt, [&](std::string& out) {
      dialects::vocabulary_of(d).write_deleted(
        out, {tombstone, ids_->encode(tombstone)}, where);
    });
  tell_others(where, std::nullopt);
}

void outlet::publish_stored(const message_ptr& message,
                            const schema::conversation& where) {
  if (message->deleted_at && message->seq <= seq_)
    return publish(schema::message_deleted{message}, where, nullptr);
  const auto before = seq_;
  publish(std::make_shared<const schema::keyed_message>(
            schema::keyed_message{.message = *message, .dedupe = std::nullopt}),
          where, nullptr);
  // A tombstone comes by its rev, behind younger messages.
  seq_ = std::max(before, seq_);
}

void outlet::skip_to(const schema::head& head) noexcept {
  seq_ = std::max(seq_, head.last_seq);
  rev_ = std::max(rev_, head.rev);
}

void outlet::remember_last(message_ptr message) {
  if (!last_ || last_->seq <= message->seq)
    last_ = std::move(message);
}

void outlet::acknowledge(const schema::message& message,
                         const schema::conversation& where, const request& by) {
  if (!by.route().ack && !by.route().answer)
    return;
  scratch data;
  data->clear();
  dialects::vocabulary_of(by.route().dialect)
    .write_message(*data, view_of(message, where, &by), where);
  succeed(by.route(), *data);
}

void outlet::replay(const schema::message& message, schema::message_seq seen,
                    const schema::conversation& where, const reply_route& to) {
  const auto& words = dialects::vocabulary_of(to.dialect);
  const bool known = message.seq <= seen;
  if (known && message.deleted_at) {
    to.out->post(event_frame(to.speech, [&](std::string& out) {
      words.write_deleted(out, {message, ids_->encode(message), true}, where);
    }));
    return;
  }
  auto view = view_of(message, where, nullptr);
  view.replayed = true;
  scratch json;
  json->clear();
  words.write_message(*json, view, where);
  to.out->post(event_frame(to.speech, [&](std::string& out) {
    words.write_posted(out, *json, where);
  }));
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
