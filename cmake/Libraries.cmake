# The libraries, by the names that Debian's packages give them.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(fmt CONFIG REQUIRED)
find_package(spdlog CONFIG REQUIRED)
find_package(nlohmann_json CONFIG REQUIRED)
find_package(simdjson CONFIG REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(prometheus-cpp CONFIG REQUIRED)
find_package(restinio CONFIG REQUIRED)
find_package(Boost REQUIRED COMPONENTS unit_test_framework)
pkg_check_modules(PQXX REQUIRED IMPORTED_TARGET libpqxx)
pkg_check_modules(PQ REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(JEMALLOC REQUIRED IMPORTED_TARGET jemalloc)

# Debian ships CAF without a CMake or pkg-config file.
find_library(CAF_CORE_LIBRARY caf_core REQUIRED)
find_path(CAF_INCLUDE_DIR caf/all.hpp REQUIRED)
add_library(caf_core INTERFACE)
target_include_directories(caf_core SYSTEM INTERFACE "${CAF_INCLUDE_DIR}")
target_link_libraries(caf_core INTERFACE "${CAF_CORE_LIBRARY}" Threads::Threads)

find_path(EXPECTED_INCLUDE_DIR tl/expected.hpp REQUIRED)
add_library(tl_expected INTERFACE)
target_include_directories(tl_expected SYSTEM INTERFACE
                           "${EXPECTED_INCLUDE_DIR}")
