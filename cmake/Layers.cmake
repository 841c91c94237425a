# switchboard_layer(<name> DIR <folder> SOURCES <files…>
#                   [DEPS <layers and libraries…>] [PRIVATE_DEPS <libraries…>])
#
# Makes the static library switchboard_<name> with an include root of its own:
# <build>/layers/<name>/<name> is a link to the folder, and nothing else is
# public. A header of a layer that is not among the DEPS cannot be included.
function(switchboard_layer name)
  cmake_parse_arguments(arg "" "DIR" "SOURCES;DEPS;PRIVATE_DEPS" ${ARGN})
  set(root "${CMAKE_BINARY_DIR}/layers/${name}")
  file(MAKE_DIRECTORY "${root}")
  file(CREATE_LINK "${arg_DIR}" "${root}/${name}" SYMBOLIC)
  if(arg_SOURCES)
    add_library(switchboard_${name} STATIC ${arg_SOURCES})
    target_include_directories(switchboard_${name} PUBLIC "${root}")
    target_link_libraries(
      switchboard_${name}
      PUBLIC ${arg_DEPS}
      PRIVATE ${arg_PRIVATE_DEPS} switchboard_warnings)
  else()
    add_library(switchboard_${name} INTERFACE)
    target_include_directories(switchboard_${name} INTERFACE "${root}")
    target_link_libraries(switchboard_${name} INTERFACE ${arg_DEPS})
  endif()
endfunction()

# switchboard_test(<name> SOURCES <files…> DEPS <libraries…>
#                  [LABELS unit|pg|e2e] [POSTGRES])
#
# A Boost.Test program, run through CTest. With POSTGRES it runs inside
# scripts/with-postgres, which gives it DATABASE_URL.
function(switchboard_test name)
  cmake_parse_arguments(arg "POSTGRES" "" "SOURCES;DEPS;LABELS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_compile_definitions(${name} PRIVATE BOOST_TEST_DYN_LINK)
  target_link_libraries(
    ${name} PRIVATE ${arg_DEPS} tests_support Boost::unit_test_framework
                    switchboard_warnings)
  set(command $<TARGET_FILE:${name}>)
  if(arg_POSTGRES)
    set(command "${CMAKE_SOURCE_DIR}/scripts/with-postgres" ${command})
  endif()
  add_test(NAME ${name} COMMAND ${command}
           WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
  set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}" TIMEOUT 600)
endfunction()
