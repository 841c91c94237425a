#include "dialects/dialect_set.hpp"

namespace dialects {

schema::media_set media_of(dialect_set spoken) {
  schema::media_set out;
  for (std::size_t i = 0; i < dialect_count; ++i) {
    const auto d = static_cast<dialect>(i);
    if (!spoken.has(d))
      continue;
    const auto more = vocabulary_of(d).media;
    out.agora |= more.agora;
    out.webrtc |= more.webrtc;
  }
  return out;
}

} // namespace dialects
