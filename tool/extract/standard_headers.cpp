#include "extract/standard_headers.hpp"

#include <clang/Tooling/Inclusions/StandardLibrary.h>
#include <llvm/ADT/StringSet.h>

namespace tell {
namespace {

llvm::StringSet<> namesOfHeaders() {
  namespace library = clang::tooling::stdlib;
  llvm::StringSet<> names;
  for (const library::Lang language : {library::Lang::C, library::Lang::CXX})
    for (const library::Header header : library::Header::all(language))
      names.insert(header.name().drop_front().drop_back());
  names.erase("assert.h");
  names.erase("cassert");
  return names;
}

} // namespace

bool isStandardHeader(llvm::StringRef name, clang::SrcMgr::CharacteristicKind kind) {
  static const llvm::StringSet<> names = namesOfHeaders();
  return clang::SrcMgr::isSystem(kind) && names.contains(name);
}

} // namespace tell
