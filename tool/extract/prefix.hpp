#pragma once

#include <string>
#include <vector>

#include <clang/AST/Decl.h>
#include <clang/Frontend/CompilerInstance.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/DenseSet.h>

namespace tell {

/// The standard headers that a process has read before it knows which unit it is to read, and the proof that this makes
/// no difference to the unit.
///
/// The standard lets a program include standard headers in any order, and each header include any other; so reading
/// some of them first is harmless as long as they are the unit's own and the text in between does not touch them. While
/// the unit's text is read, this follows which of the headers the unit would have read by now in its own order, and
/// objects where the two orders could differ:
/// - a header of the prefix that the unit never includes;
/// - a macro that the unit's text defines or undefines before a header of the prefix in which its name occurs;
/// - a macro of the prefix that the unit's text tests, expands or redefines before the header that defines it, or that
///   the prefix undefines and the text names before;
/// - an include inside braces, or behind pragmas that change macros;
/// - what tells a main file from an included one;
/// - a function or variable of the prefix that the text names or declares before the header that declares it.
///
/// Standard headers that are not part of the prefix, with all that they include, are as free in their order as those
/// that are.
///
/// What is left to trust: that overloads which a standard header declares later do not change, without an error and
/// without being called, what a template of the unit evaluates to earlier.
class Prefix {
public:
  /// Watches the preprocessor of `compiler` from its start on. Both must outlive the preprocessor.
  void watch(clang::CompilerInstance &compiler);

  /// The headers end here for now: does what can be done once for all units that go on from here.
  void indexWords();

  /// The headers end here: what follows is the text of a unit with this main file.
  void beginUnit(clang::FileEntryRef mainFile);

  /// The project's text names or declares `decl`, of other people's code, behind `where`.
  void names(const clang::NamedDecl *decl, clang::SourceLocation where);

  /// The unit is read. Why it must be read without the prefix: words for a person; empty where it need not.
  [[nodiscard]] std::string objection() const;

private:
  class Watcher;
  struct File {
    std::string name;
    clang::FileID contents;
    llvm::SmallVector<unsigned, 8> includes; ///< files, whether read then or known before
    llvm::DenseSet<llvm::hash_code> words;   ///< in its text, comments left out
    bool entered = false;                    ///< by the unit, in its own order
    clang::SourceLocation entry;             ///< the unit's include that led to it
  };

  struct Change {
    std::string by; ///< the file whose text changed the macro
    bool wasDefined = false;
  };

  static constexpr unsigned kNone = ~0U;

  [[nodiscard]] unsigned fileAt(clang::SourceLocation where) const;
  unsigned addFile(clang::FileEntryRef file);
  /// Whether the unit has entered the file before it comes to `where`.
  [[nodiscard]] bool hasEntered(const File &file, clang::SourceLocation where) const;
  void include(unsigned file, clang::SourceLocation where);
  void object(std::string reason);
  [[nodiscard]] std::string nameOf(clang::SourceLocation where) const;
  /// Whether `where` is text of the unit while headers of the prefix are still to come.
  [[nodiscard]] bool matters(clang::SourceLocation where) const;
  void changes(const clang::Token &name, bool wasDefined, bool isDefined);
  void tests(const clang::Token &name, const clang::MacroInfo *macro);
  void lexed(const clang::Token &token);

  const clang::SourceManager *sources_ = nullptr;
  clang::Preprocessor *preprocessor_ = nullptr;
  std::vector<File> files_;
  llvm::DenseMap<const clang::FileEntry *, unsigned> byEntry_;
  llvm::DenseMap<const clang::IdentifierInfo *, unsigned> undefined_; ///< names of macros, by the file that ends them
  llvm::SmallVector<unsigned, 4> forced_; ///< files that the command line includes before all others
  const clang::FileEntry *mainFile_ = nullptr;
  llvm::DenseSet<clang::FileID> library_;                         ///< what the unit entered through a standard header
  bool entersLibrary_ = false;                                    ///< the file entered next is a standard header
  llvm::DenseMap<const clang::IdentifierInfo *, Change> changes_; ///< macros that differ from what the prefix saw
  std::size_t indexed_ = 0;                                       ///< how many of the files have their words
  std::size_t toCome_ = 0;                                        ///< files that the unit has not entered yet
  bool inUnit_ = false;
  int depth_ = 0; ///< open braces in the unit's text
  std::string objection_;
};

} // namespace tell
