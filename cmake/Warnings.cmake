add_library(switchboard_warnings INTERFACE)
target_compile_options(
  switchboard_warnings
  INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
            -Woverloaded-virtual -Wswitch-enum -Werror)
