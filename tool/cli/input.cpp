#include "cli/input.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <unistd.h>

namespace tell {

Result<std::string> readStandardInput(std::uint64_t maxBytes) {
  std::string text;
  std::array<char, 1U << 16U> buffer;
  while (true) {
    const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count == 0)
      return text;
    if (count < 0)
      return Error(fmt::format("standard input: {}", std::generic_category().message(errno)));
    text.append(buffer.data(), static_cast<std::size_t>(count));
    if (text.size() > maxBytes)
      return Error(fmt::format("standard input: more than {} bytes", maxBytes));
  }
}

} // namespace tell
