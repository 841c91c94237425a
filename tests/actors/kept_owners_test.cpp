#include "actors/directory.hpp"
#include "actors/kept_owners.hpp"
#include "room.hpp"

#include <boost/test/unit_test.hpp>

namespace {

struct keeping : fixtures::room {
  /// A conversation that nobody uses, kept.
  schema::conversation_id keep(actors::kept_owners& kept, int number) {
    schema::conversation_id made{};
    made.bytes[11] = static_cast<std::uint8_t>(number);
    kept.keep(made, directory->owner_of(made));
    return made;
  }

  bool lives(const schema::conversation_id& x) {
    run();
    return bool{directory->find_live(x)};
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(kept_owners, keeping)

BOOST_AUTO_TEST_CASE(the_one_not_used_for_longest_goes_first) {
  actors::kept_owners kept{2};
  const auto first = keep(kept, 1);
  const auto second = keep(kept, 2);
  keep(kept, 1); // used again
  const auto third = keep(kept, 3);
  BOOST_TEST(lives(first));
  BOOST_TEST(!lives(second));
  BOOST_TEST(lives(third));
  kept.let_go();
  BOOST_TEST(!lives(first));
  BOOST_TEST(!lives(third));
}

BOOST_AUTO_TEST_SUITE_END()
