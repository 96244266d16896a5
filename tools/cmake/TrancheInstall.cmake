# Where things go: bin/tranche, lib/libtranche_core.so, lib/tranche/plugins-1, share/tranche, and what plugin authors need.
# The tool finds plugins and data relative to itself, so the folder may be moved as a whole.

# For plugins that live elsewhere: cmake -DTranche_DIR=<build folder>, or <prefix>/lib/cmake/tranche.
set(TRANCHE_CMAKE_FOLDER ${TRANCHE_ROOT}/tools/cmake)
set(TRANCHE_LIBRARY_FOLDER ${CMAKE_BINARY_DIR}/lib)
set(TRANCHE_HEADER_FOLDER ${TRANCHE_ROOT}/core/include)
configure_file(tools/cmake/TrancheConfig.cmake.in ${CMAKE_BINARY_DIR}/TrancheConfig.cmake @ONLY)

set(TRANCHE_CMAKE_FOLDER "\${CMAKE_CURRENT_LIST_DIR}")
set(TRANCHE_LIBRARY_FOLDER "\${CMAKE_CURRENT_LIST_DIR}/../..")
set(TRANCHE_HEADER_FOLDER "\${CMAKE_CURRENT_LIST_DIR}/../../../include")
configure_file(tools/cmake/TrancheConfig.cmake.in ${CMAKE_BINARY_DIR}/installed/TrancheConfig.cmake @ONLY)

# Used in the build tree too, whose layout is the same: a path that is replaced on installing is padded with an empty
# entry, and the loader reads that as the folder one happens to be in.
set_target_properties(tranche PROPERTIES INSTALL_RPATH "$ORIGIN/../lib" BUILD_WITH_INSTALL_RPATH ON)
install(TARGETS tranche DESTINATION bin)
install(TARGETS tranche_core LIBRARY DESTINATION lib)
install(DIRECTORY layers config DESTINATION share/tranche)
install(DIRECTORY core/include/tranche DESTINATION include)
install(FILES tools/cmake/TrancheBuild.cmake ${CMAKE_BINARY_DIR}/installed/TrancheConfig.cmake DESTINATION lib/cmake/tranche)
install(FILES README.md LICENSE CHANGELOG.md DESTINATION share/doc/tranche OPTIONAL)
