#include "support/text.hpp"

#include <array>
#include <mutex>
#include <unordered_set>

namespace tell {
namespace {

struct Hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

/// A part of all texts, so that threads seldom wait for each other.
struct Shelf {
  std::mutex mutex;
  std::unordered_set<std::string, Hash, std::equal_to<>> texts; ///< an element stays where it is
};

constexpr std::size_t kShelves = 64;

/// Never destroyed: texts with static lifetime may outlive everything.
std::array<Shelf, kShelves> &shelves() {
  static auto *all = new std::array<Shelf, kShelves>;
  return *all;
}

/// The one text that equals this, which is given away where there is none yet.
template <typename Given> const std::string &one(Given &&text) {
  // The tables take the low bits.
  constexpr unsigned kHigh = 8 * sizeof(std::size_t) - 6;
  Shelf &shelf = shelves()[Hash()(text) >> kHigh];
  const std::scoped_lock lock(shelf.mutex);
  const auto known = shelf.texts.find(std::string_view(text));
  return known != shelf.texts.end() ? *known : *shelf.texts.emplace(std::forward<Given>(text)).first;
}

} // namespace

const std::string Text::kEmpty;

const std::string &Text::kept(std::string_view text) { return one(text); }

const std::string &Text::kept(std::string &&text) { return one(std::move(text)); }

} // namespace tell
