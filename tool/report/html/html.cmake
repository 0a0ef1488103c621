# The page of the HTML report: bundled from src/ with what npm installs for it, and made part of the program.
#
# npm runs when CMake configures, so that a machine without Node.js, or without a registry, gets a build that leaves the
# HTML report out and says so, in place of one that fails.

set(CLANG_TELL_HTML AUTO CACHE STRING "HTML reports: AUTO (where Node.js and its packages can be had), ON or OFF")
set_property(CACHE CLANG_TELL_HTML PROPERTY STRINGS AUTO ON OFF)

set(html_source ${PROJECT_SOURCE_DIR}/tool/report/html)
set(html_build ${CMAKE_BINARY_DIR}/html)
set(html_cpp ${CMAKE_BINARY_DIR}/generated/html_page.cpp)

# Sets `html_missing` to why the page can't be built; empty: it can. What npm installs stays until package-lock.json
# changes.
function(tell_install_packages)
  set(html_missing "" PARENT_SCOPE)
  find_program(TELL_NODE node)
  find_program(TELL_NPM npm)
  if(NOT TELL_NODE OR NOT TELL_NPM)
    set(html_missing "Node.js or npm was not found; on Debian or Ubuntu: apt-get install nodejs npm" PARENT_SCOPE)
    return()
  endif()
  file(SHA256 ${html_source}/package-lock.json wanted)
  set(leave_out "")
  if(NOT CLANG_TELL_TESTS)
    set(leave_out --omit=dev)
  endif()
  string(APPEND wanted " ${leave_out}")
  set(stamp ${html_build}/installed)
  if(EXISTS ${stamp})
    file(READ ${stamp} installed)
    if(installed STREQUAL wanted)
      return()
    endif()
  endif()
  message(STATUS "Installing the npm packages of the HTML report")
  foreach(file package.json package-lock.json .npmrc)
    configure_file(${html_source}/${file} ${html_build}/${file} COPYONLY)
  endforeach()
  execute_process(COMMAND ${TELL_NPM} ci --ignore-scripts --prefer-offline ${leave_out}
                  WORKING_DIRECTORY ${html_build} TIMEOUT 600
                  RESULT_VARIABLE status OUTPUT_FILE ${html_build}/npm.log ERROR_FILE ${html_build}/npm.log)
  if(status EQUAL 0)
    file(WRITE ${stamp} "${wanted}")
  else()
    set(html_missing "npm could not install its packages; ${html_build}/npm.log says why" PARENT_SCOPE)
  endif()
endfunction()

if(CLANG_TELL_HTML)
  tell_install_packages()
else()
  set(html_missing "CLANG_TELL_HTML is OFF")
endif()

if(html_missing STREQUAL "")
  set(CLANG_TELL_HAS_HTML ON)
  file(GLOB html_sources CONFIGURE_DEPENDS ${html_source}/src/* ${html_source}/*.mjs)
  add_custom_command(
    OUTPUT ${html_cpp} ${html_build}/third-party-licences.txt
    COMMAND ${CMAKE_COMMAND} -E copy_directory ${html_source}/src ${html_build}/src
    COMMAND ${CMAKE_COMMAND} -E copy ${html_source}/build.mjs ${html_source}/tsconfig.json ${html_build}
    COMMAND ${TELL_NODE} ${html_build}/build.mjs ${html_cpp} ${html_build}/third-party-licences.txt
    DEPENDS ${html_sources} ${html_source}/tsconfig.json ${html_build}/installed
    COMMENT "Generating the page of the HTML report"
    VERBATIM)
else()
  set(CLANG_TELL_HAS_HTML OFF)
  if(CLANG_TELL_HTML STREQUAL "ON")
    message(FATAL_ERROR "HTML reports were asked for: ${html_missing}")
  endif()
  message(STATUS "This build leaves HTML reports out: ${html_missing}")
  file(CONFIGURE OUTPUT ${html_cpp} @ONLY CONTENT [[// There is no page in a build without Node.js.
#include "report/html_page.hpp"

namespace tell {
HtmlPage htmlPage() { return {}; }
} // namespace tell
]])
endif()
target_sources(tell_report PRIVATE ${html_cpp})
