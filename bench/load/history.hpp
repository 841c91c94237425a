#pragma once

#include "common/histogram.hpp"
#include "load/meter.hpp"
#include "load/provision.hpp"
#include "load/rest_loop.hpp"
#include "load/text.hpp"

#include <array>
#include <map>
#include <string>
#include <vector>

namespace bench {

/// The newest page of one conversation after the other, by GET, so many at
/// once, asked for by both who take part. First the conversations are filled,
/// unless others did that, and each is read and compared.
class history final : public rest_listener {
public:
  explicit history(const options& o);

  int run();

  void answered(rest_link& l, int status, std::string_view body) override;
  void closed(rest_link& l, std::string_view why) override;

private:
  enum class phase : std::uint8_t { filling, comparing, reading };

  struct errand {
    std::size_t pair = 0;
    std::size_t number = 0; ///< of the message that is posted
    nanos since = 0;
    bool measured = false;
  };

  void do_all(phase p);
  void post(rest_link& l);
  void read(rest_link& l);
  bool begin_pair(rest_link& l);
  void on_posted(rest_link& l, int status, std::string_view body);
  void on_page(rest_link& l, int status, std::string_view body);
  [[nodiscard]] bool is_whole(std::size_t pair, std::string_view body) const;
  int tell();

  const options& options_;
  texts texts_;
  std::vector<pair_of_users> pairs_;
  std::vector<std::array<std::string, 2>> tokens_; ///< by pair, of both
  std::vector<std::string> paths_;                 ///< of pages, by pair
  rest_loop loop_;
  std::vector<errand> errands_; ///< by link
  meter meter_;
  phase phase_ = phase::filling;
  bool reading_ = false;
  std::size_t next_pair_ = 0;
  std::size_t turns_ = 0;
  std::size_t under_way_ = 0;

  std::uint64_t pages_ = 0; ///< in the window, like the next
  std::uint64_t bytes_ = 0;
  std::uint64_t unexpected_ = 0;
  std::uint64_t closed_ = 0;
  std::map<std::string, std::uint64_t> errors_;
  histogram latency_;
};

} // namespace bench
