#include "actors/protocol_test.hpp"
#include "recording_sink.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>

using wire::engineio::revision;

namespace {

struct fixture {
  fixture() {
    test.connect("/", {});
    test.connect("/custom", {});
    for (auto room : {"/ x", "/custom x"})
      rooms.join(room, {out, revision::v4});
    out->packets.clear();
  }

  std::size_t told_in(const std::string& room) {
    rooms.post(room, {"2[\"room-msg\"]"}, nullptr);
    return out->take().size();
  }

  std::shared_ptr<fixtures::recording_sink> out =
    std::make_shared<fixtures::recording_sink>();
  actors::protocol_test_rooms rooms;
  actors::protocol_test test{rooms, out, revision::v4};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(protocol_test, fixture)

BOOST_AUTO_TEST_CASE(a_namespace_is_left_with_its_rooms) {
  BOOST_TEST(told_in("/custom x") == 1u);
  test.leave("/custom");
  BOOST_TEST(told_in("/custom x") == 0u);
  BOOST_TEST(told_in("/ x") == 1u);
}

BOOST_AUTO_TEST_CASE(one_that_leaves_it_all_is_told_nothing) {
  test.leave_all();
  BOOST_TEST(told_in("/custom x") == 0u);
  BOOST_TEST(told_in("/ x") == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
