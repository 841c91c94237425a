#include "base/metrics.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(metrics)

BOOST_AUTO_TEST_CASE(counters_and_gauges_are_rendered_for_prometheus) {
  base::metrics m;
  m.frames_in.add();
  m.frames_in.add(2);
  m.sockets_open.add(5);
  m.sockets_open.add(-1);
  const auto text = base::render_metrics(m);
  for (const auto* line : {"# TYPE switchboard_frames_in_total counter\n",
                           "\nswitchboard_frames_in_total 3\n",
                           "# TYPE switchboard_sockets_open gauge\n",
                           "\nswitchboard_sockets_open 4\n"})
    BOOST_TEST(text.find(line) != std::string::npos, line);
}

BOOST_AUTO_TEST_CASE(every_measurement_is_rendered) {
  const auto text = base::render_metrics({});
  std::size_t helps = 0;
  for (auto at = text.find("# HELP"); at != std::string::npos;
       at = text.find("# HELP", at + 1))
    ++helps;
  BOOST_TEST(helps == sizeof(base::metrics) / sizeof(base::counter));
}

BOOST_AUTO_TEST_SUITE_END()
