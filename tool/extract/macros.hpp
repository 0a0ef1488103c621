#pragma once

#include <map>
#include <string>
#include <vector>

#include <clang/Basic/SourceLocation.h>

namespace tell {

/// One use of an assert-like macro (`assert`, `DCHECK_EQ`, `Q_ASSERT`, `Expects` …) in project code.
struct AssertExpansion {
  std::string name;                     ///< the macro's
  std::vector<std::string> identifiers; ///< in its arguments as spelled, in order, keywords left out
  clang::SourceRange range;             ///< file locations: the name, the last token (the closing parenthesis)
};

/// One use of any macro, spelled in a project file and not inside another macro.
struct MacroUse {
  std::string name;
  clang::SourceLocation end; ///< file location of the last token
};

/// The macro expansions of project code that the syntax tree does not show. All locations are file locations; keys are
/// their raw encodings, which grow with the offset inside one file.
struct MacroTable {
  std::map<clang::SourceLocation::UIntTy, AssertExpansion> asserts;
  std::map<clang::SourceLocation::UIntTy, MacroUse> uses;

  /// The assert-like macro whose name stands at this file location (where the expansion begins), or null.
  [[nodiscard]] const AssertExpansion *assertAt(clang::SourceLocation expansion) const {
    auto found = asserts.find(expansion.getRawEncoding());
    return found == asserts.end() ? nullptr : &found->second;
  }

  /// The assert-like macros that begin inside a range of file locations of one file, in order; also those that NDEBUG
  /// made expand to nothing.
  [[nodiscard]] std::vector<const AssertExpansion *> assertsIn(clang::SourceRange range) const {
    std::vector<const AssertExpansion *> found;
    for (auto it = asserts.lower_bound(range.getBegin().getRawEncoding());
         it != asserts.end() && it->first <= range.getEnd().getRawEncoding(); ++it)
      found.push_back(&it->second);
    return found;
  }
};

} // namespace tell
