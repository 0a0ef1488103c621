#pragma once

#include <clang/Basic/SourceManager.h>
#include <llvm/ADT/StringRef.h>

namespace tell {

/// Whether `#include <name>`, which led to a file of this kind, names a header that the C or C++ standard lets a
/// program include in any order and any number of times (C++20 [using.headers], C17 7.1.2). That is all of them but
/// assert.h, which says something else each time.
[[nodiscard]] bool isStandardHeader(llvm::StringRef name, clang::SrcMgr::CharacteristicKind kind);

} // namespace tell
