#pragma once

#include "facts/tu_facts.hpp"

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace tell::facts {

/// What files hold after they changed, as far as units that were extracted since say it, and so what may still be
/// believed of units that were not.
///
/// Facts of a body that itself did not change stay evidence of what it does. They are given up where the body names
/// something from a changed file that is not there any longer, or is another thing now: a function with another result,
/// a field of another type. They never support an absence.
///
/// A unit speaks only of what it declares or uses: of an implicit copy or an instantiation that no fresh unit needs,
/// none says anything. That is gone only where the same unit spoke of it before.
class FreshFacts {
public:
  /// `fresh` are units that were extracted after the change, `former` what is known of the same ones from before;
  /// `changed` are the paths of what changed.
  FreshFacts(std::span<const TuFacts> fresh, std::span<const TuFacts> former, std::span<const std::string> changed);

  /// What is left of a unit that was extracted before: without what stood in the changed files, which fresh units tell
  /// anew, and without bodies that name what vanished or changed. Valid, as `unit` is.
  [[nodiscard]] TuFacts stillTrue(const TuFacts &unit) const;

private:
  using Shapes = std::map<std::string, std::string, std::less<>>; ///< by USR

  [[nodiscard]] bool isChanged(const TuFacts &unit, FileId file) const;
  void describe(const TuFacts &unit, Shapes &shapes) const;

  std::set<std::string, std::less<>> changed_;
  Shapes now_;      ///< of what is spoken of in the changed files
  Shapes formerly_; ///< the same before the change
};

} // namespace tell::facts
