#pragma once

#include "common/histogram.hpp"
#include "load/meter.hpp"
#include "load/provision.hpp"
#include "load/rest_loop.hpp"
#include "load/text.hpp"

#include <map>
#include <string>
#include <vector>

namespace bench {

/// Durable messages by POST, so many at once; then all conversations are read
/// back by GET, and what was answered is looked for in them.
class rest_post final : public rest_listener {
public:
  explicit rest_post(const options& o);

  int run();

  void answered(rest_link& l, int status, std::string_view body) override;
  void closed(rest_link& l, std::string_view why) override;

private:
  struct message {
    nanos due = 0;
    bool measured = false;
    bool stored = false; ///< as the answer says
    unsigned seen = 0;   ///< in the pages
  };

  struct conversation {
    std::string token;
    std::vector<message> messages;
    std::uint64_t last_seq = 0; ///< that the pages have told
  };

  /// What a link asked last.
  struct errand {
    std::size_t pair = 0;
    std::size_t number = 0;
  };

  void post_next(rest_link& l);
  void on_posted(errand done, int status, std::string_view body);
  void read_page(rest_link& l);
  void on_page(rest_link& l, int status, std::string_view body);
  void verify();
  int tell();

  const options& options_;
  texts texts_;
  std::vector<pair_of_users> pairs_;
  std::vector<conversation> conversations_; ///< by pair
  rest_loop loop_;
  std::vector<errand> errands_; ///< by link
  meter meter_;
  bool posting_ = false;
  bool verifying_ = false;
  std::size_t next_pair_ = 0;
  std::size_t under_way_ = 0;

  std::uint64_t sent_ = 0;
  std::uint64_t answered_ = 0;
  std::uint64_t posted_ = 0; ///< in the window
  std::uint64_t out_of_order_ = 0;
  std::uint64_t closed_ = 0;
  std::map<std::string, std::uint64_t> errors_;
  histogram latency_;
};

} // namespace bench
