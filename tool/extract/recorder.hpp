#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <tuple>

#include <clang/AST/ASTContext.h>
#include <clang/AST/DeclCXX.h>
#include <clang/AST/DeclTemplate.h>
#include <clang/Basic/SourceManager.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/StringMap.h>

#include "extract/macros.hpp"
#include "facts/tu_facts.hpp"
#include "support/project_scope.hpp"

namespace tell {

/// The declaration a symbol is made of: what is written in the source. An implicit or explicit instantiation of a
/// template, and each of its members, stands for the template's own declaration; an explicit specialisation is written
/// and stands for itself. Templates give the declaration they hold. The result is canonical (the first declaration).
[[nodiscard]] const clang::NamedDecl *patternOf(const clang::NamedDecl *decl);

/// Makes a path absolute and free of `.` and `..`. Where dropping `..` by letter would name another file, because a
/// folder on the way is a symbolic link, the links are resolved.
void normalise(const clang::FileManager &files, llvm::SmallVectorImpl<char> &path);

/// "total", "operator==", "~Order"; "" for what has no name.
[[nodiscard]] std::string simpleName(const clang::NamedDecl *decl);

/// "shop::Order::total", "(anonymous namespace)::f", "f::Local": no template arguments, no inline namespaces.
[[nodiscard]] std::string qualifiedName(const clang::NamedDecl *decl);

/// Interns what Clang knows of one unit into its facts. While the unit is parsed only files are classified; once
/// `begin` was called, everything is numbered in the order in which it is asked for, so that equal syntax trees give
/// equal facts, whatever the order in which their headers were read.
class Recorder {
public:
  Recorder(clang::ASTContext &context, const ProjectScope &scope, facts::TuFacts &facts);

  /// Does once, for all processes that are forked from this one, what can be done before the unit is parsed: the hashes
  /// of the files read so far.
  void prepare();

  /// The unit is parsed: records the files that it read, the main file first, the others by path.
  void begin();

  [[nodiscard]] facts::StringId string(llvm::StringRef text);

  /// The file's record; files are told apart by path. kNone for built-in and in-memory buffers.
  [[nodiscard]] facts::FileId file(clang::FileID id);
  [[nodiscard]] facts::FileKind kind(clang::FileID id);

  /// Whether the file in which `where` is expanded is project code.
  [[nodiscard]] bool inProject(clang::SourceLocation where);

  /// Whether a path lies below the project's root.
  [[nodiscard]] bool belowRoot(llvm::StringRef path) const {
    return path.starts_with(scope_.root()) &&
           (path.size() == scope_.root().size() || path[scope_.root().size()] == '/' || scope_.root().ends_with('/'));
  }

  /// Any class, enum, enumerator, field, function or variable, by its pattern; kNone for null. The first mention of an
  /// enum of project code records all its enumerators.
  [[nodiscard]] facts::SymbolId symbol(const clang::NamedDecl *decl);

  /// The shape of a type, with sugar looked through; kNone for a null type.
  [[nodiscard]] facts::TypeId type(clang::QualType type);

  /// From the first byte of the range's first token to behind its last one, where they are spelled in the file: a macro
  /// argument's own place, else the place of the expansion. Without a place in a file: `Place{}`.
  [[nodiscard]] facts::Place place(clang::SourceRange range);

  /// Where `location` is spelled in a file (macro arguments) or expanded.
  [[nodiscard]] clang::SourceLocation fileLocation(clang::SourceLocation location) const {
    return context_.getSourceManager().getFileLoc(location);
  }

  /// While declarations are recorded, `use` hears of every declaration of other people's code that a body names, with
  /// the place where that body begins, and of every one that the project declares again, with the place where it does.
  using ForeignUse = std::function<void(const clang::NamedDecl *decl, clang::SourceLocation where)>;
  void onForeignUse(ForeignUse use) { foreignUse_ = std::move(use); }

  /// The body that is recorded from here on begins at `where`; an invalid location: none, or one that Clang made from a
  /// template, whose names may be found later than they are written.
  void setBody(clang::SourceLocation where) { body_ = where; }

  [[nodiscard]] const MacroTable &macros() const { return macros_; }
  /// For the preprocessor's side, which fills the table.
  [[nodiscard]] MacroTable &mutableMacros() { return macros_; }

  [[nodiscard]] clang::ASTContext &context() { return context_; }
  [[nodiscard]] facts::TuFacts &facts() { return facts_; }

private:
  struct KnownFile {
    facts::FileId id = facts::kNone;
    facts::FileKind kind = facts::FileKind::Other;
    clang::FileID read;                         ///< one of the times it was
    std::optional<std::uint64_t> contents = {}; ///< their hash, once it is known
  };

  KnownFile *known(clang::FileID id);
  std::uint64_t hashOf(KnownFile &file) const;
  void add(llvm::StringRef path, KnownFile &file);
  facts::FileKind classify(clang::FileID id, llvm::StringRef path) const;
  facts::SymbolId addSymbol(const clang::NamedDecl *pattern);
  void describe(const clang::NamedDecl *pattern, facts::Symbol &symbol);
  /// Where other people's code declares something, of several places the first by path: which of two headers is read
  /// first says nothing.
  clang::SourceLocation firstByPlace(const clang::NamedDecl *decl);
  facts::Type shape(clang::QualType type);
  void describeRecord(clang::QualType type, const clang::NamedDecl *record, facts::Type &shape);
  facts::Wrapper wrapperOf(const clang::RecordDecl *record);

  clang::ASTContext &context_;
  const ProjectScope &scope_;
  facts::TuFacts &facts_;
  MacroTable macros_;
  ForeignUse foreignUse_;
  clang::SourceLocation body_;
  llvm::StringMap<facts::StringId> strings_;
  llvm::DenseMap<clang::FileID, KnownFile *> files_; ///< null: no file
  std::map<std::string, KnownFile, std::less<>> paths_;
  llvm::DenseMap<const clang::NamedDecl *, facts::SymbolId> symbols_;
  llvm::DenseMap<const void *, facts::TypeId> types_; ///< by the type as written, sugar and all
  using TypeKey = std::tuple<facts::TypeKind, facts::Wrapper, std::uint32_t, facts::StringId, facts::TypeId,
                             facts::TypeId, facts::SymbolId>;
  std::map<TypeKey, facts::TypeId> shapes_;
  llvm::DenseMap<const clang::RecordDecl *, facts::Wrapper> wrappers_;
};

} // namespace tell
