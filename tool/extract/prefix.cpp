#include "extract/prefix.hpp"

#include <clang/Basic/CharInfo.h>
#include <clang/Lex/PPCallbacks.h>
#include <clang/Lex/Preprocessor.h>
#include <fmt/format.h>

#include "extract/recorder.hpp"
#include "extract/standard_headers.hpp"

namespace tell {

using namespace clang;

namespace {

/// Calls `found` for each identifier in a text, keywords and what strings hold included, comments left out.
template <typename Found> void forEachWord(llvm::StringRef text, const Found &found) {
  for (std::size_t at = 0; at < text.size();) {
    const char letter = text[at];
    if (letter == '/' && text.substr(at).starts_with("//")) {
      at = std::min(text.find('\n', at), text.size());
    } else if (letter == '/' && text.substr(at).starts_with("/*")) {
      const std::size_t end = text.find("*/", at + 2);
      at = end == llvm::StringRef::npos ? text.size() : end + 2;
    } else if (isAsciiIdentifierStart(static_cast<unsigned char>(letter))) {
      std::size_t end = at + 1;
      while (end < text.size() && isAsciiIdentifierContinue(static_cast<unsigned char>(text[end])))
        ++end;
      found(text.slice(at, end));
      at = end;
    } else {
      ++at;
    }
  }
}

} // namespace

class Prefix::Watcher : public PPCallbacks {
public:
  explicit Watcher(Prefix &prefix) : prefix_(prefix) {}

  void FileChanged(SourceLocation where, FileChangeReason reason, SrcMgr::CharacteristicKind, FileID) override {
    if (reason != EnterFile)
      return;
    const FileID id = prefix_.sources_->getFileID(where);
    if (prefix_.inUnit_) {
      const FileID from = prefix_.sources_->getFileID(prefix_.sources_->getIncludeLoc(id));
      if (prefix_.entersLibrary_ || prefix_.library_.contains(from))
        prefix_.library_.insert(id);
    } else if (const OptionalFileEntryRef entry = prefix_.sources_->getFileEntryRefForID(id)) {
      prefix_.files_[prefix_.addFile(*entry)].contents = id;
    }
  }

  void InclusionDirective(SourceLocation hash, const Token &, llvm::StringRef name, bool angled, CharSourceRange,
                          OptionalFileEntryRef file, llvm::StringRef, llvm::StringRef, const Module *, bool,
                          SrcMgr::CharacteristicKind kind) override {
    if (!file)
      return;
    if (prefix_.inUnit_) {
      prefix_.entersLibrary_ = angled && isStandardHeader(name, kind);
      if (&file->getFileEntry() == prefix_.mainFile_)
        prefix_.object("the main file is included");
      if (const auto known = prefix_.byEntry_.find(*file); known != prefix_.byEntry_.end())
        prefix_.include(known->second, hash);
      return;
    }
    const unsigned includer = prefix_.fileAt(hash);
    const unsigned included = prefix_.addFile(*file);
    if (includer != kNone)
      prefix_.files_[includer].includes.push_back(included);
    else if (prefix_.sources_->getFileID(hash) == prefix_.preprocessor_->getPredefinesFileID())
      prefix_.forced_.push_back(included);
  }

  void MacroDefined(const Token &name, const MacroDirective *directive) override {
    prefix_.changes(name, directive->getPrevious() && directive->getPrevious()->isDefined(), true);
  }

  void MacroUndefined(const Token &name, const MacroDefinition &macro, const MacroDirective *) override {
    prefix_.changes(name, static_cast<bool>(macro), false);
    if (!prefix_.inUnit_ && macro)
      if (const unsigned file = prefix_.fileAt(name.getLocation()); file != kNone)
        prefix_.undefined_[name.getIdentifierInfo()] = file;
  }

  void MacroExpands(const Token &name, const MacroDefinition &macro, SourceRange, const MacroArgs *) override {
    if (prefix_.inUnit_ && macro.getMacroInfo()->isBuiltinMacro() &&
        (name.getIdentifierInfo()->isStr("__BASE_FILE__") || name.getIdentifierInfo()->isStr("__INCLUDE_LEVEL__")))
      prefix_.object("the unit asks which file is the main file");
    prefix_.tests(name, macro.getMacroInfo());
  }
  void Defined(const Token &name, const MacroDefinition &macro, SourceRange) override {
    prefix_.tests(name, macro.getMacroInfo());
  }
  void Ifdef(SourceLocation, const Token &name, const MacroDefinition &macro) override {
    prefix_.tests(name, macro.getMacroInfo());
  }
  void Ifndef(SourceLocation, const Token &name, const MacroDefinition &macro) override {
    prefix_.tests(name, macro.getMacroInfo());
  }
  void Elifdef(SourceLocation, const Token &name, const MacroDefinition &macro) override {
    prefix_.tests(name, macro.getMacroInfo());
  }
  void Elifndef(SourceLocation, const Token &name, const MacroDefinition &macro) override {
    prefix_.tests(name, macro.getMacroInfo());
  }

  void PragmaDirective(SourceLocation where, PragmaIntroducerKind) override {
    if (!prefix_.inUnit_)
      return;
    const auto [file, offset] = prefix_.sources_->getDecomposedLoc(prefix_.sources_->getExpansionLoc(where));
    const llvm::StringRef line = prefix_.sources_->getBufferData(file).drop_front(offset).split('\n').first;
    if (file == prefix_.sources_->getMainFileID() && line.contains("system_header"))
      prefix_.object("a pragma in the main file has no meaning there");
    if (!prefix_.matters(where))
      return;
    if (line.contains("_macro") || line.contains("poison") || line.contains("include_alias"))
      prefix_.object("a pragma changes macros before all shared headers are included");
  }

private:
  Prefix &prefix_;
};

void Prefix::watch(CompilerInstance &compiler) {
  preprocessor_ = &compiler.getPreprocessor();
  sources_ = &compiler.getSourceManager();
  preprocessor_->addPPCallbacks(std::make_unique<Watcher>(*this));
}

unsigned Prefix::addFile(FileEntryRef file) {
  const auto [known, isNew] = byEntry_.try_emplace(file, static_cast<unsigned>(files_.size()));
  if (isNew)
    files_.emplace_back().name = file.getName().str();
  return known->second;
}

unsigned Prefix::fileAt(SourceLocation where) const {
  const FileEntry *entry = sources_->getFileEntryForID(sources_->getFileID(sources_->getExpansionLoc(where)));
  const auto known = byEntry_.find(entry);
  return known == byEntry_.end() ? kNone : known->second;
}

std::string Prefix::nameOf(SourceLocation where) const {
  return sources_->getFilename(sources_->getExpansionLoc(where)).str();
}

void Prefix::indexWords() {
  for (; indexed_ < files_.size(); ++indexed_) {
    File &file = files_[indexed_];
    if (file.contents.isValid())
      forEachWord(sources_->getBufferData(file.contents),
                  [&](llvm::StringRef word) { file.words.insert(llvm::hash_value(word)); });
  }
}

void Prefix::beginUnit(FileEntryRef mainFile) {
  toCome_ = files_.size();
  mainFile_ = mainFile;
  inUnit_ = true;
  for (const unsigned file : forced_)
    include(file, SourceLocation());
  if (byEntry_.contains(mainFile))
    object("a shared header includes the main file");
  preprocessor_->setTokenWatcher([this](const Token &token) { lexed(token); });
}

void Prefix::object(std::string reason) {
  if (objection_.empty())
    objection_ = std::move(reason);
}

bool Prefix::matters(SourceLocation where) const {
  return inUnit_ && toCome_ != 0 && objection_.empty() && fileAt(where) == kNone &&
         !library_.contains(sources_->getFileID(sources_->getExpansionLoc(where)));
}

void Prefix::include(unsigned file, SourceLocation where) {
  if (toCome_ == 0)
    return;
  if (depth_ != 0 && !files_[file].entered)
    object(fmt::format("'{}' is included inside braces", files_[file].name));
  llvm::SmallVector<unsigned, 32> entering{file};
  while (!entering.empty()) {
    File &next = files_[entering.pop_back_val()];
    if (next.entered)
      continue;
    next.entered = true;
    next.entry = where;
    --toCome_;
    entering.append(next.includes.begin(), next.includes.end());
    for (const auto &[name, change] : changes_)
      if (next.words.contains(llvm::hash_value(name->getName())))
        object(fmt::format("'{}' changes the macro '{}' before '{}' is included, which names it", change.by,
                           name->getName(), next.name));
  }
}

void Prefix::changes(const Token &name, bool wasDefined, bool isDefined) {
  if (!inUnit_ || toCome_ == 0)
    return;
  const auto known = changes_.find(name.getIdentifierInfo());
  if (known != changes_.end()) {
    // C headers tell each other by a macro what they need, and the one that is told ends it.
    if (known->second.wasDefined == isDefined && !isDefined)
      changes_.erase(known);
  } else if (matters(name.getLocation())) {
    changes_[name.getIdentifierInfo()] = {.by = nameOf(name.getLocation()), .wasDefined = wasDefined};
  }
}

void Prefix::tests(const Token &name, const MacroInfo *macro) {
  if (!matters(name.getLocation()))
    return;
  const IdentifierInfo *identifier = name.getIdentifierInfo();
  const unsigned from = macro ? fileAt(macro->getDefinitionLoc()) : kNone;
  if (from != kNone && !files_[from].entered)
    return object(fmt::format("'{}' uses the macro '{}' before '{}' is included, which defines it",
                              nameOf(name.getLocation()), identifier->getName(), files_[from].name));
  if (macro)
    return; // the unit's own definition, in both orders
  if (const auto ended = undefined_.find(identifier); ended != undefined_.end() && !files_[ended->second].entered)
    object(fmt::format("'{}' names the macro '{}' before '{}' is included, which undefines it",
                       nameOf(name.getLocation()), identifier->getName(), files_[ended->second].name));
}

void Prefix::lexed(const Token &token) {
  if (token.isOneOf(tok::l_brace, tok::r_brace)) {
    // Headers of the system include each other inside `extern "C"` and know what they do.
    if (toCome_ != 0 && !sources_->isInSystemHeader(token.getLocation()))
      depth_ += token.is(tok::l_brace) ? 1 : -1;
  } else if (toCome_ != 0 && !undefined_.empty() && token.is(tok::identifier) &&
             undefined_.contains(token.getIdentifierInfo()))
    tests(token, nullptr);
}

void Prefix::names(const NamedDecl *decl, SourceLocation where) {
  const auto *function = dyn_cast<FunctionDecl>(decl);
  if (!objection_.empty() || (!function && !isa<VarDecl>(decl)) || isa<CXXMethodDecl>(decl))
    return;
  const SourceLocation place = sources_->getExpansionLoc(where);
  const File *late = nullptr;
  for (const Decl *again : patternOf(decl)->redecls()) {
    const SourceLocation declared = sources_->getExpansionLoc(again->getLocation());
    if (declared.isInvalid())
      continue;
    const unsigned file = fileAt(declared);
    if (file == kNone ? sources_->isBeforeInTranslationUnit(declared, place) : hasEntered(files_[file], place))
      return;
    if (file != kNone)
      late = &files_[file];
  }
  if (late)
    object(
        fmt::format("'{}' is named before '{}' is included, which declares it", decl->getNameAsString(), late->name));
}

bool Prefix::hasEntered(const File &file, SourceLocation where) const {
  return file.entered && (file.entry.isInvalid() || sources_->isBeforeInTranslationUnit(file.entry, where));
}

std::string Prefix::objection() const {
  if (!objection_.empty() || toCome_ == 0)
    return objection_;
  for (const File &file : files_)
    if (!file.entered)
      return fmt::format("'{}' is not included", file.name);
  return {};
}

} // namespace tell
