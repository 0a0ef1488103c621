// A glob and a path, each a line: the answer is that of a matcher too simple to be wrong, where that one ends in time.
#include "findings/check_selection.hpp"
#include "fuzz/fuzz.hpp"
#include "support/glob.hpp"

namespace {

/// Within a path's component; of what a glob may hold only `?` and `*`.
bool simplyMatches(std::string_view pattern, std::string_view text) {
  if (pattern.empty())
    return text.empty();
  if (pattern.front() == '*')
    return simplyMatches(pattern.substr(1), text) ||
           (!text.empty() && text.front() != '/' && simplyMatches(pattern, text.substr(1)));
  return !text.empty() && (pattern.front() == text.front() || (pattern.front() == '?' && text.front() != '/')) &&
         simplyMatches(pattern.substr(1), text.substr(1));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace tell;
  const std::string_view input = fuzz::textOf(data, size);
  const std::size_t end = std::min(input.find('\n'), input.size());
  const std::string_view pattern = input.substr(0, end);
  const std::string_view path = input.substr(std::min(end + 1, input.size()));
  const bool matches = Glob(std::string(pattern)).matches(path);
  const bool simple = pattern.find_first_of("{") == std::string_view::npos &&
                      pattern.find("**") == std::string_view::npos && pattern.size() < 12 && path.size() < 24;
  fuzz::require(!simple || matches == simplyMatches(pattern, path), "a glob matches what it says");
  if (pattern.find_first_of("{*?") == std::string_view::npos)
    fuzz::require(matches == (pattern == path), "a glob without special characters matches itself");

  const CheckGlobs checks(pattern);
  const bool selected = checks.contains(path);
  fuzz::require(selected == checks.contains(path), "an answer does not depend on those before");
  const std::array<std::string_view, 2> known = {"tell-anemic-class", "tell-message-chain"};
  if (const auto chosen = selectChecks(pattern, known))
    fuzz::require(!chosen->empty() && chosen->size() <= known.size(), "a selection holds known checks");
  else
    fuzz::requireGoodMessage(chosen.error().message());
  return 0;
}
