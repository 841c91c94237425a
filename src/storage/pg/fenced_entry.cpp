#include "storage/pg/fenced_entry.hpp"

#include "storage/pg/array_literal.hpp"

namespace storage::pg {

namespace {

std::int64_t key(const post_entry& e) noexcept {
  return e.post != nullptr ? e.post->message.conversation.value : 0;
}

std::int64_t key(const deletion_entry& e) noexcept {
  return e.conversation.value;
}

bool well_formed(const post_entry& e) noexcept {
  if (e.post == nullptr)
    return false;
  const auto& m = e.post->message;
  return m.rev.value == e.expected.value + 1 && m.seq.value > 0
         && !has_nul(m.content) && !(m.media_url && has_nul(*m.media_url));
}

bool well_formed(const deletion_entry&) noexcept {
  return true;
}

load load_of(const post_entry& e) noexcept {
  std::size_t bytes = sizeof(fenced_entry) + sizeof(schema::keyed_message);
  if (e.post != nullptr) {
    const auto& m = e.post->message;
    bytes += m.content.size() + (m.media_url ? m.media_url->size() : 0);
  }
  return {1, bytes};
}

load load_of(const deletion_entry&) noexcept {
  return {1, sizeof(fenced_entry)};
}

const schema::message* message_of(const fenced_entry& e) noexcept {
  const auto* p = std::get_if<post_entry>(&e);
  return p != nullptr && p->post != nullptr ? &p->post->message : nullptr;
}

} // namespace

std::int64_t key_of(const fenced_entry& e) noexcept {
  return std::visit([](const auto& x) { return key(x); }, e);
}

schema::revision expected_of(const fenced_entry& e) noexcept {
  return std::visit([](const auto& x) { return x.expected; }, e);
}

bool is_well_formed(const fenced_entry& e) noexcept {
  return std::visit([](const auto& x) { return well_formed(x); }, e);
}

bool follows(const fenced_entry& last, const fenced_entry& next) noexcept {
  if (expected_of(next).value != expected_of(last).value + 1)
    return false;
  const auto *a = message_of(last), *b = message_of(next);
  return a == nullptr || b == nullptr || b->seq.value == a->seq.value + 1;
}

bool shares_fence(const fenced_entry& last, const fenced_entry& next) noexcept {
  return message_of(last) != nullptr && message_of(next) != nullptr
         && follows(last, next);
}

load weight(const fenced_entry& e) noexcept {
  return std::visit([](const auto& x) { return load_of(x); }, e);
}

} // namespace storage::pg
