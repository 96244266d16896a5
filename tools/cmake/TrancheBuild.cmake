# How everything here is compiled: one interface target carries the flags, two functions make plugins and tests.

get_filename_component(TRANCHE_ROOT ${CMAKE_CURRENT_LIST_DIR}/../.. ABSOLUTE)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

set(TRANCHE_SANITIZE "" CACHE STRING "Sanitizers to build with, as for -fsanitize=: address,undefined or thread")
option(TRANCHE_COVERAGE "Count which lines run" OFF)

# With -DCMAKE_UNITY_BUILD=ON (the presets') sixteen sources of an area compile as one: less than half the time from
# nothing. A name of an anonymous namespace is therefore given once in an area. The clang preset compiles each source
# alone.
function(tranche_unite area)
  set(position 0)
  foreach(source IN LISTS ARGN)
    math(EXPR batch "${position} / 16")
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${area}_${batch})
    math(EXPR position "${position} + 1")
  endforeach()
endfunction()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # What a source includes is learnt from compiling it, not by running the preprocessor first.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_DEPEND=1 ${CCACHE_PROGRAM})
endif()
find_program(MOLD_PROGRAM mold)

add_library(tranche_flags INTERFACE)
target_compile_options(tranche_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
  # A fused multiply-add would change the last bit of a score from one machine to the next.
  -ffp-contract=off
  # Nobody reads errno after a square root, or asks which operations were inexact, and minding either keeps loops from
  # becoming vector instructions. No result changes.
  -fno-math-errno -fno-trapping-math)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC bug 105651: 12 sees overlapping copies in every  "literal" + std::string.
  target_compile_options(tranche_flags INTERFACE -Wno-restrict)
  # GCC bug 105562: with AddressSanitizer, 12 sees uninitialised members in every std::regex.
  if(TRANCHE_SANITIZE MATCHES address)
    target_compile_options(tranche_flags INTERFACE -Wno-maybe-uninitialized)
  endif()
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND MOLD_PROGRAM)
  target_link_options(tranche_flags INTERFACE -fuse-ld=mold)
endif()
if(TRANCHE_SANITIZE)
  target_compile_options(tranche_flags INTERFACE -fsanitize=${TRANCHE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(tranche_flags INTERFACE -fsanitize=${TRANCHE_SANITIZE})
endif()
if(TRANCHE_SANITIZE MATCHES undefined)
  # These three ask before every access through a pointer, which AddressSanitizer stops where it goes wrong; they are a
  # third of the time to compile.
  target_compile_options(tranche_flags INTERFACE -fno-sanitize=null,alignment,object-size)
endif()
if(TRANCHE_COVERAGE)
  target_compile_options(tranche_flags INTERFACE --coverage)
  target_link_options(tranche_flags INTERFACE --coverage)
endif()

# The build tree is laid out like an installation, so that the tool finds plugins and built-in layers the same way in both:
# bin/tranche, lib/tranche/plugins-<api major>/*.so, share/tranche/{layers,config}.
set(TRANCHE_PLUGIN_DIR ${CMAKE_BINARY_DIR}/lib/tranche/plugins-1)
if(CMAKE_SOURCE_DIR STREQUAL TRANCHE_ROOT) # not where a plugin is built alone
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/share/tranche)
  foreach(folder layers config)
    file(CREATE_LINK ${TRANCHE_ROOT}/${folder} ${CMAKE_BINARY_DIR}/share/tranche/${folder} SYMBOLIC)
  endforeach()
endif()

# What an analyst needs: the tool and every plugin, without tests.
add_custom_target(product)

# tranche_add_plugin(ID): the plugin in the current folder, from plugin.cpp. An author's one line.
function(tranche_add_plugin id)
  add_library(${id} MODULE plugin.cpp)
  target_link_libraries(${id} PRIVATE tranche_core tranche_flags)
  set_target_properties(${id} PROPERTIES PREFIX "" LIBRARY_OUTPUT_DIRECTORY ${TRANCHE_PLUGIN_DIR}
    INSTALL_RPATH "$ORIGIN/../.." BUILD_WITH_INSTALL_RPATH ON)
  # An undefined symbol is a link error here, not a crash on an analyst's machine. A sanitizer's own symbols are
  # found only in the program that loads the plugin.
  if(NOT TRANCHE_SANITIZE)
    target_link_options(${id} PRIVATE -Wl,-z,defs)
  endif()
  install(TARGETS ${id} LIBRARY DESTINATION lib/tranche/plugins-1)
  add_dependencies(product ${id})
  if(TARGET Catch2::Catch2WithMain AND EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/test.cpp)
    tranche_add_test(plugin_${id} test.cpp)
    add_dependencies(test_plugin_${id} ${id})
  endif()
endfunction()

# tranche_add_test(NAME SOURCES...): one Catch2 program. CTest starts it once for each source file, because starting
# a program with GDAL and the sanitizers in it takes half a second, longer than most cases; with CASES_APART in front of
# the sources it starts it once for each case, so that long ones run side by side.
function(tranche_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "CASES_APART" "" "")
  set(sources ${arg_UNPARSED_ARGUMENTS})
  add_executable(test_${name} ${sources})
  tranche_unite(${name} ${sources})
  set_target_properties(test_${name} PROPERTIES UNITY_BUILD_MODE GROUP)
  target_link_libraries(test_${name} PRIVATE
    tranche_core tranche_flags Catch2::Catch2WithMain nlohmann_json::nlohmann_json fmt::fmt)
  target_include_directories(test_${name} PRIVATE ${TRANCHE_ROOT}/tests/support)
  target_compile_definitions(test_${name} PRIVATE
    TRANCHE_SOURCE_DIR="${TRANCHE_ROOT}" TRANCHE_BINARY_DIR="${CMAKE_BINARY_DIR}"
    TRANCHE_PLUGIN_DIR="${TRANCHE_PLUGIN_DIR}")
  if(TRANCHE_SANITIZE)
    # What is tested is optimised, as in use; optimising the tests themselves costs minutes and finds nothing.
    target_compile_options(test_${name} PRIVATE -O0)
  endif()
  if(arg_CASES_APART)
    catch_discover_tests(test_${name} TEST_PREFIX "${name}: " DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 300)
    return()
  endif()
  foreach(source IN LISTS sources)
    get_filename_component(stem ${source} NAME_WE)
    add_test(NAME "${name}: ${stem}" COMMAND test_${name} --filenames-as-tags --warn NoTests "[#${stem}]")
    set_tests_properties("${name}: ${stem}" PROPERTIES TIMEOUT 600)
  endforeach()
endfunction()
