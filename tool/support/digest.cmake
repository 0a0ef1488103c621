# Writes a header with CONSTANT, one digest over the contents of SOURCES, to OUTPUT.
set(digests "")
foreach(source IN LISTS SOURCES)
  file(SHA256 ${source} digest)
  string(APPEND digests ${digest})
endforeach()
string(SHA256 digest "${digests}")
file(WRITE ${OUTPUT} "#pragma once\n\nnamespace tell {\ninline constexpr char ${CONSTANT}[] = \"${digest}\";\n}\n")
