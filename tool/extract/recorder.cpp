#include "extract/recorder.hpp"

#include <clang/Index/USRGeneration.h>
#include <clang/Lex/Lexer.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/xxhash.h>

namespace tell {

using namespace clang;
using facts::FileKind;
using facts::kNone;
using facts::SymbolKind;

namespace {

SymbolKind symbolKind(const NamedDecl *decl) {
  if (isa<RecordDecl>(decl))
    return SymbolKind::Class;
  if (isa<EnumDecl>(decl))
    return SymbolKind::Enum;
  if (isa<EnumConstantDecl>(decl))
    return SymbolKind::Enumerator;
  if (isa<FieldDecl>(decl))
    return SymbolKind::Field;
  if (isa<FunctionDecl>(decl))
    return SymbolKind::Function;
  return SymbolKind::Variable;
}

bool isConstant(const ASTContext &context, const NamedDecl *decl) {
  const auto *variable = dyn_cast<VarDecl>(decl);
  if (!variable)
    return false;
  return variable->isConstexpr() || context.getBaseElementType(variable->getType()).isConstQualified();
}

/// Seen in this unit only: internal linkage, or inside a function. Fields and enumerators go with their class or enum.
bool isInternal(const NamedDecl *decl) {
  while (isa<FieldDecl>(decl) || isa<EnumConstantDecl>(decl))
    decl = cast<NamedDecl>(decl->getDeclContext());
  return decl->getParentFunctionOrMethod() || decl->isInAnonymousNamespace() ||
         decl->getFormalLinkage() == Linkage::Internal;
}

} // namespace

Recorder::Recorder(ASTContext &context, const ProjectScope &scope, facts::TuFacts &facts)
    : context_(context), scope_(scope), facts_(facts) {
  if (facts_.strings.empty())
    facts_.strings.emplace_back();
  strings_.try_emplace("", 0);
}

facts::StringId Recorder::string(llvm::StringRef text) {
  auto [entry, isNew] = strings_.try_emplace(text, static_cast<facts::StringId>(facts_.strings.size()));
  if (isNew)
    facts_.strings.push_back(text.str());
  return entry->second;
}

// --- files and places

FileKind Recorder::classify(FileID id, llvm::StringRef path) const {
  const SourceManager &sources = context_.getSourceManager();
  if (SrcMgr::isSystem(sources.getFileCharacteristic(sources.getLocForStartOfFile(id))))
    return FileKind::System;
  if (scope_.contains(std::string_view(path)))
    return FileKind::Project;
  // What stands among the project's files and is not judged was written by a program, or is excluded like it.
  return scope_.containsFolder(std::string_view(llvm::sys::path::parent_path(path))) ? FileKind::Generated
                                                                                     : FileKind::Other;
}

void normalise(const FileManager &files, llvm::SmallVectorImpl<char> &path) {
  files.makeAbsolutePath(path);
  const llvm::SmallString<256> written(llvm::StringRef(path.data(), path.size()));
  llvm::sys::path::remove_dots(path, /*remove_dot_dot=*/true);
  if (!written.str().contains("/../") || llvm::sys::fs::equivalent(written, llvm::StringRef(path.data(), path.size())))
    return;
  llvm::SmallString<256> real;
  if (!llvm::sys::fs::real_path(written, real))
    path.assign(real.begin(), real.end());
}

Recorder::KnownFile *Recorder::known(FileID id) {
  if (auto found = files_.find(id); found != files_.end())
    return found->second;
  KnownFile *result = nullptr;
  const SourceManager &sources = context_.getSourceManager();
  if (OptionalFileEntryRef entry = id.isValid() ? sources.getFileEntryRefForID(id) : std::nullopt) {
    llvm::SmallString<256> path(entry->getName());
    normalise(sources.getFileManager(), path);
    auto [known, isNew] = paths_.try_emplace(path.str().str());
    result = &known->second;
    if (isNew)
      *result = {.id = kNone, .kind = classify(id, path), .read = id, .contents = {}};
  }
  files_[id] = result;
  return result;
}

std::uint64_t Recorder::hashOf(KnownFile &file) const {
  if (!file.contents)
    file.contents = llvm::xxh3_64bits(context_.getSourceManager().getBufferDataOrNone(file.read).value_or(""));
  return *file.contents;
}

void Recorder::prepare() {
  for (auto &[path, file] : paths_)
    (void)hashOf(file);
}

void Recorder::add(llvm::StringRef path, KnownFile &file) {
  file.id = static_cast<facts::FileId>(facts_.files.size());
  facts_.files.push_back({string(path), file.kind, hashOf(file)});
}

void Recorder::begin() {
  const KnownFile *main = known(context_.getSourceManager().getMainFileID());
  for (auto &[path, file] : paths_)
    if (&file == main)
      add(path, file);
  for (auto &[path, file] : paths_)
    if (&file != main)
      add(path, file);
}

facts::FileId Recorder::file(FileID id) {
  const KnownFile *file = known(id);
  return file ? file->id : kNone;
}

FileKind Recorder::kind(FileID id) {
  const KnownFile *file = known(id);
  return file ? file->kind : FileKind::Other;
}

bool Recorder::inProject(SourceLocation where) {
  if (where.isInvalid())
    return false;
  const SourceManager &sources = context_.getSourceManager();
  return kind(sources.getFileID(sources.getExpansionLoc(where))) == FileKind::Project;
}

facts::Place Recorder::place(SourceRange range) {
  if (range.isInvalid())
    return {};
  const SourceManager &sources = context_.getSourceManager();
  auto [file, begin] = sources.getDecomposedLoc(sources.getFileLoc(range.getBegin()));

  SourceLocation last = range.getEnd();
  bool isToken = true;
  while (last.isMacroID()) {
    if (sources.isMacroArgExpansion(last)) {
      last = sources.getImmediateSpellingLoc(last);
      continue;
    }
    CharSourceRange expansion = sources.getImmediateExpansionRange(last);
    last = expansion.getEnd();
    isToken = expansion.isTokenRange();
  }
  auto [lastFile, end] = sources.getDecomposedLoc(last);
  if (isToken)
    end += Lexer::MeasureTokenLength(last, sources, context_.getLangOpts());
  // A range that a macro stretches over two files or backwards shrinks to its first token.
  if (lastFile != file || end < begin)
    end = begin + Lexer::MeasureTokenLength(sources.getFileLoc(range.getBegin()), sources, context_.getLangOpts());

  facts::Place place;
  place.file = this->file(file);
  if (place.file == kNone)
    return {};
  place.line = sources.getLineNumber(file, begin);
  place.column = sources.getColumnNumber(file, begin);
  place.endLine = sources.getLineNumber(file, end);
  place.endColumn = sources.getColumnNumber(file, end);
  return place;
}

// --- symbols

facts::SymbolId Recorder::symbol(const NamedDecl *decl) {
  if (!decl)
    return kNone;
  if (foreignUse_ && body_.isValid() && !inProject(decl->getLocation()))
    foreignUse_(decl, body_);
  if (auto found = symbols_.find(decl); found != symbols_.end())
    return found->second;
  const NamedDecl *pattern = patternOf(decl);
  auto found = symbols_.find(pattern);
  const facts::SymbolId id = found != symbols_.end() ? found->second : addSymbol(pattern);
  symbols_[decl] = id;
  return id;
}

facts::SymbolId Recorder::addSymbol(const NamedDecl *pattern) {
  // The number is taken first: describing the symbol interns its parent, which may come back to it.
  const auto id = static_cast<facts::SymbolId>(facts_.symbols.size());
  symbols_[pattern] = id;
  facts_.symbols.emplace_back();
  facts::Symbol symbol;
  describe(pattern, symbol);
  facts_.symbols[id] = symbol;
  if (const auto *enumeration = dyn_cast<EnumDecl>(pattern); enumeration && (symbol.flags & facts::kInProject)) {
    if (const EnumDecl *definition = enumeration->getDefinition())
      for (const EnumConstantDecl *enumerator : definition->enumerators())
        (void)this->symbol(enumerator);
  }
  return id;
}

SourceLocation Recorder::firstByPlace(const NamedDecl *decl) {
  const SourceManager &sources = context_.getSourceManager();
  SourceLocation first;
  std::tuple<facts::FileId, unsigned> place;
  for (const Decl *again : decl->redecls()) {
    const SourceLocation where = sources.getFileLoc(again->getLocation());
    if (where.isInvalid())
      continue;
    const std::tuple here{file(sources.getFileID(where)), sources.getFileOffset(where)};
    if (first.isInvalid() || here < place)
      std::tie(first, place) = std::tuple(where, here);
  }
  return first;
}

void Recorder::describe(const NamedDecl *pattern, facts::Symbol &symbol) {
  symbol.kind = symbolKind(pattern);
  symbol.name = string(simpleName(pattern));
  symbol.qualified = string(qualifiedName(pattern));

  llvm::SmallString<128> usr;
  if (!index::generateUSRForDecl(pattern, usr))
    symbol.usr = string(usr);

  const auto *tag = dyn_cast<TagDecl>(pattern);
  const NamedDecl *definition = tag ? tag->getDefinition() : nullptr;
  const NamedDecl *placed = definition ? definition : pattern;
  if (tag && !definition)
    symbol.flags |= facts::kIncomplete;
  const SourceManager &sources = context_.getSourceManager();
  SourceLocation where = sources.getFileLoc(placed->getLocation());
  if (!definition && where.isValid() && !inProject(where)) {
    where = firstByPlace(pattern);
    if (foreignUse_)
      for (const Decl *again : pattern->redecls())
        if (inProject(again->getLocation()))
          foreignUse_(pattern, again->getLocation());
  }
  if (where.isValid()) {
    symbol.file = file(sources.getFileID(where));
    symbol.line = symbol.file == kNone ? 0 : sources.getSpellingLineNumber(where);
    const FileKind fileKind = kind(sources.getFileID(sources.getExpansionLoc(placed->getLocation())));
    if (fileKind == FileKind::Project)
      symbol.flags |= facts::kInProject;
    else if (fileKind == FileKind::System)
      symbol.flags |= facts::kInSystem;
  }
  if (isInternal(pattern))
    symbol.flags |= facts::kInternal;
  if (isConstant(context_, pattern))
    symbol.flags |= facts::kConstant;
  if (const auto *enumerator = dyn_cast<EnumConstantDecl>(pattern))
    symbol.value = static_cast<std::int64_t>(*enumerator->getInitVal().extOrTrunc(64).getRawData());
  if (isa<TagDecl>(pattern->getDeclContext()))
    symbol.parent = this->symbol(cast<TagDecl>(pattern->getDeclContext()));
}

} // namespace tell
