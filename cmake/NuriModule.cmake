# nuri_module(NAME base FLOOR 1 DEPS ... LIBS ... [TEST_LIBS ...])
#
# Makes the static library nuri_<name> of every .cc file in the folder, and of every *_test.cc
# file the test program nuri_<name>_test. DEPS names the modules whose headers it may include;
# tests/layers.mjs reads this same call and compares it with the #include lines, and checks that
# every module of DEPS stands on a lower floor (or is named in SAME_FLOOR, with the reason beside it).
find_package(GTest REQUIRED)

function(nuri_module)
    cmake_parse_arguments(M "" "NAME;FLOOR" "DEPS;SAME_FLOOR;LIBS;TEST_LIBS" ${ARGN})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
    file(GLOB_RECURSE tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_test.cc)
    list(FILTER sources EXCLUDE REGEX "/testing/")
    if(tests)
        list(REMOVE_ITEM sources ${tests})
    endif()
    add_library(nuri_${M_NAME} STATIC ${sources})
    target_include_directories(nuri_${M_NAME} PUBLIC ${PROJECT_SOURCE_DIR}/src)
    foreach(dep ${M_DEPS} ${M_SAME_FLOOR})
        target_link_libraries(nuri_${M_NAME} PUBLIC nuri_${dep})
    endforeach()
    target_link_libraries(nuri_${M_NAME} PUBLIC ${M_LIBS})
    if(tests AND NOT NURI_FUZZ)
        add_executable(nuri_${M_NAME}_test ${tests})
        target_link_libraries(nuri_${M_NAME}_test PRIVATE nuri_${M_NAME} ${M_TEST_LIBS} GTest::gmock GTest::gtest_main)
        # Only the tests that read the sources get their path, so that the other objects are the same in every checkout.
        foreach(test IN LISTS tests)
            file(STRINGS ${test} uses_source_dir REGEX NURI_SOURCE_DIR LIMIT_COUNT 1)
            if(uses_source_dir)
                set_source_files_properties(${test} PROPERTIES COMPILE_DEFINITIONS NURI_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
            endif()
        endforeach()
        add_test(NAME ${M_NAME} COMMAND nuri_${M_NAME}_test)
    endif()
endfunction()

# nuri_fuzzer(NAME LIBS...): fuzz/<name>_fuzz.cc with its corpus in fuzz/corpus/<name>. Under the
# fuzz preset a libFuzzer program; otherwise a replay of the corpus, run by every test run.
function(nuri_fuzzer name)
    if(NURI_FUZZ)
        add_executable(${name}_fuzz ${name}_fuzz.cc)
        target_link_options(${name}_fuzz PRIVATE -fsanitize=fuzzer)
    else()
        add_executable(${name}_fuzz ${name}_fuzz.cc replay.cc)
        add_test(NAME fuzz_${name} COMMAND ${name}_fuzz ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name})
    endif()
    target_link_libraries(${name}_fuzz PRIVATE ${ARGN})
endfunction()
