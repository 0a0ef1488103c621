#include "findings/fingerprint.hpp"

#include <cstdint>
#include <map>
#include <string_view>

namespace tell {
namespace {

/// FNV-1a with 64 bits (Fowler, Noll, Vo; RFC 9923). Baselines keep its values: it must never change within
/// `symbol/v1`.
class Fnv1a {
public:
  /// Fields end with a byte that text does not hold, so that no two lists of fields run together to the same bytes.
  void add(std::string_view field) {
    for (const char c : field)
      mix(static_cast<unsigned char>(c));
    mix(0);
  }

  [[nodiscard]] std::string hex() const {
    std::string digits(16, '0');
    for (std::size_t i = 0; i < digits.size(); ++i)
      digits[i] = "0123456789abcdef"[(value_ >> (60 - 4 * i)) & 15U];
    return digits;
  }

private:
  void mix(unsigned char byte) { value_ = (value_ ^ byte) * 0x100000001b3ULL; }

  std::uint64_t value_ = 0xcbf29ce484222325ULL;
};

std::string_view word(SubjectKind kind) {
  switch (kind) {
  case SubjectKind::Class:
    return "class";
  case SubjectKind::Function:
    return "function";
  case SubjectKind::Field:
    return "field";
  }
  return "";
}

} // namespace

std::string fingerprint(const Finding &finding) {
  Fnv1a hash;
  hash.add(finding.check);
  hash.add(word(finding.subject.kind));
  hash.add(finding.subject.name);
  hash.add(finding.subject.signature);
  hash.add(finding.className);
  hash.add(finding.ruleKey);
  return hash.hex();
}

std::vector<std::string> fingerprints(std::span<const Finding> sorted) {
  std::vector<std::string> result;
  result.reserve(sorted.size());
  std::map<std::string, unsigned> seen;
  for (const Finding &finding : sorted) {
    const std::string base = fingerprint(finding);
    result.push_back(base + ":" + std::to_string(++seen[base]));
  }
  return result;
}

} // namespace tell
