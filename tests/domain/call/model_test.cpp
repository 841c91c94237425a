// Everything that two people with three devices each can do to a call, in every
// order: breadth first, so that a broken rule is shown by the shortest way.

#include "world.hpp"

#include <boost/test/unit_test.hpp>

#include <iostream>
#include <unordered_set>

namespace {

using model::action;

std::string name_of(const action& x) {
  static constexpr std::array names{
    "connect", "disconnect", "dial",      "answer", "reject", "cancel",
    "hang up", "report",     "candidate", "wait",   "expire", "restart"};
  std::string text = names.at(static_cast<std::size_t>(x.what));
  text += " by " + std::to_string(x.who.value);
  if (x.device)
    text += " on " + std::to_string(x.device->value);
  return text + " (" + std::string{to_string(x.media)} + ")";
}

struct node {
  model::world world;
  std::size_t parent = 0;
  action by;
};

class search {
public:
  search() {
    nodes_.push_back({});
    seen_.emplace(nodes_.front().world.key());
  }

  /// True if every rule holds everywhere.
  bool run() {
    for (std::size_t at = 0; at < nodes_.size(); ++at)
      if (!expand(at))
        return false;
    return true;
  }

  [[nodiscard]] std::size_t states() const {
    return nodes_.size();
  }

  [[nodiscard]] std::size_t steps() const {
    return steps_;
  }

private:
  bool expand(std::size_t at) {
    try {
      nodes_[at].world.check_that_it_ends();
    } catch (const model::broken& x) {
      return complain(at, "then all stop", x.rule);
    }
    for (const auto& next : nodes_[at].world.possible()) {
      auto world = nodes_[at].world;
      ++steps_;
      try {
        if (!world.take(next))
          continue;
      } catch (const model::broken& x) {
        return complain(at, name_of(next), x.rule);
      }
      if (seen_.insert(world.key()).second)
        nodes_.push_back({std::move(world), at, next});
    }
    return true;
  }

  bool complain(std::size_t at, const std::string& last,
                const std::string& rule) {
    std::string way = last;
    for (; at != 0; at = nodes_[at].parent)
      way.insert(0, name_of(nodes_[at].by) + "\n");
    BOOST_ERROR("broken: " << rule << "\nby\n" << way);
    return false;
  }

  std::vector<node> nodes_;
  std::unordered_set<std::string> seen_;
  std::size_t steps_ = 0;
};

} // namespace

BOOST_AUTO_TEST_SUITE(call_model)

BOOST_AUTO_TEST_CASE(every_rule_holds_in_every_state_of_two_people) {
  search all;
  BOOST_TEST(all.run());
  std::cout << "calls: " << all.states() << " states, " << all.steps()
            << " steps\n";
  BOOST_TEST(all.states() > 1000);
}

BOOST_AUTO_TEST_SUITE_END()
