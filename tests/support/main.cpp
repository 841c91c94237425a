// The main() of every test program; CTest tells them apart by their names.
#define BOOST_TEST_MODULE switchboard
#include <boost/test/unit_test.hpp>
