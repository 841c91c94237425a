#include "storage/pg/writers.hpp"

#include <algorithm>

namespace storage::pg {

writers::writers(const std::string& url, std::size_t count,
                 std::size_t max_rows, std::size_t max_bytes,
                 base::metrics& metrics)
  : load_(max_rows, max_bytes, metrics) {
  for (std::size_t i = 0; i < std::max<std::size_t>(count, 1); ++i)
    writers_.push_back(
      std::make_unique<writer>(url, static_cast<int>(i), load_, metrics));
}

admission writers::submit(post_entry entry) {
  const auto key = entry.post != nullptr ? entry.post->message.conversation
                                         : schema::conversation_no{};
  return writer_of(key).submit(fenced_entry{std::move(entry)});
}

admission writers::submit(cursor_entry entry) {
  return writer_of(entry.conversation).submit(std::move(entry));
}

admission writers::submit(deletion_entry entry) {
  return writer_of(entry.conversation).submit(fenced_entry{std::move(entry)});
}

admission writers::admits(schema::conversation_no key) const noexcept {
  if (writer_of(key).away())
    return admission::unavailable;
  return load_.has_room() ? admission::accepted : admission::overloaded;
}

void writers::finish() noexcept {
  for (auto& w : writers_)
    w->stop();
}

writer& writers::writer_of(schema::conversation_no key) const noexcept {
  const auto h = std::hash<schema::conversation_no>{}(key);
  return *writers_[h % writers_.size()];
}

} // namespace storage::pg
