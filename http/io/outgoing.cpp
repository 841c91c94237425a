#include "http/io/outgoing.hpp"

#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <span>

namespace http::io {

namespace {

constexpr std::size_t max_pieces = 64;

/// Describes up to `max_pieces` frames from `frames[head]` on, the first
/// without its first `offset` bytes.
std::size_t gather(std::span<const wire::frame_ptr> frames, std::size_t head,
                   std::size_t offset, std::array<iovec, max_pieces>& out) {
  std::size_t count = 0;
  for (; head < frames.size() && count < max_pieces; ++head, ++count) {
    const auto bytes = frames[head]->websocket().substr(offset);
    // sendmsg only reads; its interface predates const.
    out[count] = {const_cast<char*>(bytes.data()), bytes.size()};
    offset = 0;
  }
  return count;
}

} // namespace

outgoing::outcome
outgoing::write_frames(channel& to, std::span<const wire::frame_ptr> frames,
                       backlog& at, turn_counters& counters,
                       std::size_t& sent) {
  using result = transfer::result;
  std::array<iovec, max_pieces> pieces;
  while (at.head < frames.size()) {
    const auto count = gather(frames, at.head, at.offset, pieces);
    const auto taken = to.write({pieces.data(), count});
    ++counters.sends;
    if (taken.outcome == result::failed || taken.outcome == result::ended)
      return outcome::failed;
    if (taken.outcome != result::done)
      return outcome::blocked;
    auto rest = taken.bytes;
    sent += rest;
    counters.bytes_out += rest;
    rest += at.offset;
    while (at.head < frames.size()
           && rest >= frames[at.head]->websocket().size())
      rest -= frames[at.head++]->websocket().size();
    at.offset = rest;
  }
  return to.has_unsent() ? outcome::blocked : outcome::done;
}

outgoing::outcome outgoing::write(channel& to,
                                  std::vector<wire::frame_ptr>& fresh,
                                  turn_counters& counters, std::size_t& sent) {
  if (backlog_) {
    keep(fresh);
    const auto result =
      write_frames(to, backlog_->frames, *backlog_, counters, sent);
    if (result == outcome::done)
      backlog_.reset();
    return result;
  }
  backlog at;
  const auto result = write_frames(to, fresh, at, counters, sent);
  if (result == outcome::blocked) {
    at.frames.assign(
      std::make_move_iterator(fresh.begin() + static_cast<long>(at.head)),
      std::make_move_iterator(fresh.end()));
    at.head = 0;
    backlog_ = std::make_unique<backlog>(std::move(at));
  }
  fresh.clear();
  return result;
}

void outgoing::keep(std::vector<wire::frame_ptr>& fresh) {
  auto& frames = backlog_->frames;
  // What is written goes away before more memory is taken.
  if (backlog_->head * 2 > frames.size()) {
    frames.erase(frames.begin(),
                 frames.begin() + static_cast<long>(backlog_->head));
    backlog_->head = 0;
  }
  frames.insert(frames.end(), std::make_move_iterator(fresh.begin()),
                std::make_move_iterator(fresh.end()));
  fresh.clear();
}

void outgoing::drop_waiting() noexcept {
  if (!backlog_)
    return;
  auto& b = *backlog_;
  const auto begun = b.head + (b.offset > 0 ? 1 : 0);
  b.frames.resize(std::min(begun, b.frames.size()));
}

} // namespace http::io
