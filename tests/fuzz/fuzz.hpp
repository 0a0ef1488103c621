#pragma once

#include "report/unicode.hpp"
#include "support/file.hpp"
#include "temporary_folder.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

/// What the fuzz targets share. A target is a file `NAME_fuzz.cpp` with LLVMFuzzerTestOneInput, and its seeds stand in
/// the folder `seeds/NAME`.
namespace tell::fuzz {

/// Ends the process, which is how a fuzzer learns of a finding.
inline void require(bool holds, std::string_view what) {
  if (holds)
    return;
  std::fprintf(stderr, "does not hold: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

inline std::string_view textOf(const std::uint8_t *data, std::size_t size) {
  return {reinterpret_cast<const char *>(data), size};
}

/// The part of an input up to a separator line "---", which it loses; all of it where there is none.
inline std::string_view takePart(std::string_view &input) {
  constexpr std::string_view kSeparator = "\n---\n";
  const std::size_t at = input.find(kSeparator);
  const std::string_view part = input.substr(0, at);
  input.remove_prefix(at == std::string_view::npos ? input.size() : at + kSeparator.size());
  return part;
}

/// An error says something, and what is shown of it does nothing to a terminal.
inline void requireGoodMessage(std::string_view message) {
  require(!message.empty(), "an error has a message");
  for (const char c : printable(message))
    require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f, "what is shown of an error is one line of plain text");
}

/// A folder of this process, in memory where the system has such.
inline const TemporaryFolder &folder() {
  static const TemporaryFolder one = [] {
    if (std::getenv("TMPDIR") == nullptr && std::filesystem::is_directory("/dev/shm"))
      ::setenv("TMPDIR", "/dev/shm", 0);
    return TemporaryFolder();
  }();
  return one;
}

} // namespace tell::fuzz
