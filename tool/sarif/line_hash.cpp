#include "sarif/line_hash.hpp"

#include <llvm/Support/ConvertUTF.h>

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace tell::sarif {
namespace {

constexpr std::size_t kWindow = 100;
constexpr std::uint64_t kBase = 37;
constexpr char16_t kEndOfFile = 0xffff;

constexpr std::uint64_t power(std::uint64_t base, std::size_t exponent) {
  std::uint64_t result = 1;
  for (; exponent != 0; --exponent)
    result *= base;
  return result;
}

/// Rolls a window of `kWindow` code units over a text; a line's hash is known once the window has moved past as many
/// from the line's start on.
class RollingHash {
public:
  void add(char16_t unit) {
    if (unit == u' ' || unit == u'\t' || (afterReturn_ && unit == u'\n')) {
      afterReturn_ = false;
      return;
    }
    afterReturn_ = unit == u'\r';
    if (afterReturn_)
      unit = u'\n';
    settle();
    if (atLineStart_)
      starts_[index_] = true;
    atLineStart_ = unit == u'\n';
    push(unit);
  }

  [[nodiscard]] std::vector<std::string> finish() {
    add(kEndOfFile);
    for (std::size_t i = 0; i < kWindow; ++i) {
      settle();
      push(0);
    }
    return std::move(hashes_);
  }

private:
  /// The window has come round to where a line started: its hash is complete. Lines become so in their order.
  void settle() {
    if (!starts_[index_])
      return;
    starts_[index_] = false;
    hashes_.push_back(fmt::format("{:x}:{}", hash_, ++seen_[hash_]));
  }

  void push(char16_t unit) {
    constexpr std::uint64_t kGone = power(kBase, kWindow);
    hash_ = kBase * hash_ + unit - kGone * window_[index_];
    window_[index_] = unit;
    index_ = (index_ + 1) % kWindow;
  }

  std::array<char16_t, kWindow> window_{};
  std::array<bool, kWindow> starts_{};
  std::size_t index_ = 0;
  std::uint64_t hash_ = 0;
  bool atLineStart_ = true;
  bool afterReturn_ = false;
  std::unordered_map<std::uint64_t, unsigned> seen_;
  std::vector<std::string> hashes_;
};

} // namespace

std::vector<std::string> lineHashes(std::string_view file) {
  RollingHash hash;
  const auto *next = reinterpret_cast<const llvm::UTF8 *>(file.data());
  const auto *const end = next + file.size();
  std::array<llvm::UTF32, 4096> buffer{};
  while (next != end) {
    llvm::UTF32 *filled = buffer.data();
    llvm::ConvertUTF8toUTF32(&next, end, &filled, buffer.data() + buffer.size(), llvm::lenientConversion);
    for (const llvm::UTF32 *point = buffer.data(); point != filled; ++point) {
      if (*point > 0xffff)
        hash.add(static_cast<char16_t>(0xd7c0 + (*point >> 10U)));
      hash.add(static_cast<char16_t>(*point > 0xffff ? 0xdc00 + (*point & 0x3ffU) : *point));
    }
  }
  return hash.finish();
}

} // namespace tell::sarif
