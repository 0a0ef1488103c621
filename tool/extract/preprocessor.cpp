#include "extract/preprocessor.hpp"

#include <map>
#include <tuple>

#include <clang/Lex/HeaderSearch.h>
#include <clang/Lex/HeaderSearchOptions.h>
#include <clang/Lex/MacroArgs.h>
#include <clang/Lex/PPCallbacks.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringSet.h>
#include <llvm/Support/Path.h>

namespace tell {
namespace {

using namespace clang;
using facts::FileKind;

/// Macros that state what must hold. Named by convention in every code base; their definition says little, because it
/// changes with the build type.
bool isAssertLike(llvm::StringRef name) {
  if (name.contains("STATIC_ASSERT") || name.contains("static_assert"))
    return false;
  if (name == "assert" || name.ends_with("_assert") || name.starts_with("ASSERT") || name.contains("_ASSERT"))
    return true;
  if (name.ends_with("CHECK") || name.starts_with("CHECK_") || name.starts_with("DCHECK") || name.contains("_CHECK_"))
    return true;
  return name.ends_with_insensitive("expects") || name.ends_with_insensitive("ensures") ||
         name.ends_with("PRECONDITION") || name.ends_with("POSTCONDITION") || name.ends_with("INVARIANT");
}

/// Keeps that nothing stands at `path`, which is made absolute; that of a folder ends in a slash.
void keepMissing(const FileManager &files, llvm::SmallVectorImpl<char> &path, bool isFolder, Observations &seen) {
  normalise(files, path);
  seen.missing.insert(std::string(path.begin(), path.end()) + (isFolder ? "/" : ""));
}

class Callbacks : public PPCallbacks {
public:
  Callbacks(Preprocessor &preprocessor, Recorder &recorder, Observations &seen)
      : sources_(preprocessor.getSourceManager()), search_(preprocessor.getHeaderSearchInfo()), recorder_(recorder),
        seen_(seen) {}

  void FileChanged(SourceLocation where, FileChangeReason reason, SrcMgr::CharacteristicKind, FileID) override {
    if (reason == EnterFile)
      (void)recorder_.kind(sources_.getFileID(where));
  }

  void InclusionDirective(SourceLocation hash, const Token &, llvm::StringRef name, bool angled, CharSourceRange,
                          OptionalFileEntryRef, llvm::StringRef, llvm::StringRef, const Module *, bool,
                          SrcMgr::CharacteristicKind) override {
    keepProbes(hash, name, angled);
  }

  void HasInclude(SourceLocation where, llvm::StringRef name, bool angled, OptionalFileEntryRef,
                  SrcMgr::CharacteristicKind) override {
    keepProbes(where, name, angled);
  }

  void MacroExpands(const Token &name, const MacroDefinition &, SourceRange range,
                    const MacroArgs *arguments) override {
    const IdentifierInfo *identifier = name.getIdentifierInfo();
    const bool nested = name.getLocation().isMacroID();
    const bool assertion = arguments && isAssert(identifier);
    if (nested && !assertion)
      return;
    if (recorder_.kind(sources_.getFileID(sources_.getExpansionLoc(name.getLocation()))) != FileKind::Project)
      return;
    const SourceRange spelled = nested ? sources_.getExpansionRange(range).getAsRange() : range;
    // What the macro makes of its arguments may depend on the build, and may be nothing.
    if (!nested && arguments)
      keepNames(spelled);
    const auto key = spelled.getBegin().getRawEncoding();
    if (!nested)
      recorder_.mutableMacros().uses.try_emplace(key, MacroUse{identifier->getName().str(), spelled.getEnd()});
    if (assertion)
      recorder_.mutableMacros().asserts.try_emplace(
          key, AssertExpansion{identifier->getName().str(), identifiersIn(*arguments), spelled});
  }

  void SourceRangeSkipped(SourceRange range, SourceLocation) override {
    if (recorder_.inProject(range.getBegin()))
      keepNames(range);
  }

private:
  void keepNames(SourceRange range) {
    const auto [file, begin] = sources_.getDecomposedLoc(range.getBegin());
    const auto [endFile, end] = sources_.getDecomposedLoc(range.getEnd());
    // The range ends at the first character of its last token: a parenthesis, or the name of a directive.
    if (file == endFile && begin <= end)
      addCalledNames(std::string_view(sources_.getBufferData(file).slice(begin, end)), seen_.names);
  }

  bool isAssert(const IdentifierInfo *identifier) {
    auto [known, isNew] = assertLike_.try_emplace(identifier, false);
    if (isNew)
      known->second = isAssertLike(identifier->getName());
    return known->second;
  }

  static std::vector<std::string> identifiersIn(const MacroArgs &arguments) {
    std::vector<std::string> names;
    for (unsigned i = 0; i < arguments.getNumMacroArguments(); ++i)
      for (const Token *token = arguments.getUnexpArgument(i); token->isNot(tok::eof); ++token)
        if (token->is(tok::identifier))
          names.push_back(token->getIdentifierInfo()->getName().str());
    return names;
  }

  /// Keeps the paths where an include was looked for before it was found, or in vain: a file that appears there takes
  /// the place of the one that was read. They follow from the directive alone and not from what the file system was
  /// asked, which knows the answer to a repeated question.
  void keepProbes(SourceLocation where, llvm::StringRef name, bool angled) {
    const OptionalFileEntryRef includer = sources_.getFileEntryRefForID(sources_.getFileID(where));
    const llvm::StringRef beside = angled || !includer ? llvm::StringRef() : includer->getDir().getName();
    if (!asked_.insert((beside + "\n" + name).str()).second)
      return;
    if (llvm::sys::path::is_absolute(name)) {
      (void)isMissing("", name);
      return;
    }
    if (!beside.empty() && !isMissing(beside, name))
      return;
    for (auto folder = angled ? search_.angled_dir_begin() : search_.quoted_dir_begin();
         folder != search_.search_dir_end(); ++folder)
      if (folder->isNormalDir() && !isMissing(folder->getDirRef()->getName(), name))
        return;
  }

  bool isMissing(llvm::StringRef folder, llvm::StringRef name) {
    FileManager &files = sources_.getFileManager();
    llvm::SmallString<256> path(folder);
    llvm::sys::path::append(path, name);
    if (files.getOptionalFileRef(path))
      return false;
    // Where a whole folder is missing, one path says it for all that is looked for there.
    const llvm::StringRef parent = llvm::sys::path::parent_path(path);
    const bool folderMissing = !parent.empty() && !files.getOptionalDirectoryRef(parent);
    if (folderMissing)
      path.resize(parent.size());
    keepMissing(files, path, folderMissing, seen_);
    return true;
  }

  SourceManager &sources_;
  HeaderSearch &search_;
  Recorder &recorder_;
  Observations &seen_;
  llvm::DenseMap<const IdentifierInfo *, bool> assertLike_;
  llvm::StringSet<> asked_; ///< includes whose paths are kept: the folder beside which, and the name
};

/// Reads `NOLINT…` and `clang-tell: record` comments.
class SuppressionReader : public CommentHandler {
public:
  SuppressionReader(Preprocessor &preprocessor, Recorder &recorder, Observations &seen)
      : sources_(preprocessor.getSourceManager()), recorder_(recorder), seen_(seen) {}

  bool HandleComment(Preprocessor &, SourceRange range) override {
    const FileID file = sources_.getFileID(range.getBegin());
    if (recorder_.kind(file) != FileKind::Project)
      return false;
    const unsigned begin = sources_.getFileOffset(range.getBegin());
    const unsigned end = sources_.getFileOffset(range.getEnd());
    llvm::StringRef text = sources_.getBufferData(file).slice(begin, end);
    if (!text.contains("NOLINT") && !text.contains("clang-tell:"))
      return false;
    // A block comment speaks for the line that the words stand on.
    for (unsigned offset = begin; !text.empty();) {
      auto [line, rest] = text.split('\n');
      read(file, offset, line);
      offset += static_cast<unsigned>(line.size()) + 1;
      text = rest;
    }
    return false;
  }

private:
  void read(FileID file, unsigned offset, llvm::StringRef line) {
    llvm::StringRef text = line.rtrim();
    text.consume_back("*/");
    text = text.rtrim();
    WrittenSuppression suppression;
    if (!readNolint(text, suppression) && !readRecord(text, suppression))
      return;
    const llvm::StringRef shown = line.rtrim();
    const auto begin = offset + static_cast<unsigned>(line.size() - line.ltrim().size());
    suppression.file = file;
    suppression.line = sources_.getLineNumber(file, begin);
    suppression.column = sources_.getColumnNumber(file, begin);
    suppression.endColumn = suppression.column + static_cast<std::uint32_t>(shown.ltrim().size());
    seen_.suppressions.push_back(std::move(suppression));
  }

  bool readNolint(llvm::StringRef text, WrittenSuppression &suppression) {
    const std::size_t at = text.find("NOLINT");
    if (at == llvm::StringRef::npos || (at > 0 && (llvm::isAlnum(text[at - 1]) || text[at - 1] == '_')))
      return false;
    text = text.drop_front(at + 6);
    if (text.consume_front("NEXTLINE"))
      suppression.kind = facts::SuppressionKind::NextLine;
    else if (text.consume_front("BEGIN"))
      suppression.kind = facts::SuppressionKind::Begin;
    else if (text.consume_front("END"))
      suppression.kind = facts::SuppressionKind::End;
    else if (text.consume_front("FILE"))
      suppression.kind = facts::SuppressionKind::File;
    else
      suppression.kind = facts::SuppressionKind::Line;
    if (!text.empty() && (llvm::isAlnum(text[0]) || text[0] == '_'))
      return false;
    if (text.consume_front("(")) {
      auto [checks, rest] = text.split(')');
      suppression.checks = checks.trim().str();
      text = rest;
    }
    // A whole file is not silenced by the way.
    if (suppression.kind == facts::SuppressionKind::File && suppression.checks.empty())
      return false;
    text = text.ltrim();
    if (text.consume_front(":"))
      suppression.reason = text.trim().str();
    return true;
  }

  bool readRecord(llvm::StringRef text, WrittenSuppression &suppression) {
    const std::size_t at = text.find("clang-tell:");
    if (at == llvm::StringRef::npos)
      return false;
    // In the middle of a sentence the name is only mentioned.
    if (!text.take_front(at).trim(" \t/*!<").empty())
      return false;
    text = text.drop_front(at + 11).ltrim();
    const llvm::StringRef word = text.take_while([](char c) { return llvm::isAlnum(c) || c == '_' || c == '-'; });
    text = text.drop_front(word.size());
    if (word == "record") {
      suppression.kind = facts::SuppressionKind::Record;
    } else {
      if (word.empty() || (!text.empty() && text[0] != ',' && text[0] != ':'))
        return false;
      suppression.kind = facts::SuppressionKind::Unknown;
      suppression.checks = word.str();
    }
    suppression.reason = text.ltrim().ltrim(",:").trim().str();
    return true;
  }

  SourceManager &sources_;
  Recorder &recorder_;
  Observations &seen_;
};

/// Owns the comment handler as long as the preprocessor owns the callbacks.
class CallbacksWithComments : public Callbacks {
public:
  CallbacksWithComments(Preprocessor &preprocessor, Recorder &recorder, Observations &seen)
      : Callbacks(preprocessor, recorder, seen), comments_(preprocessor, recorder, seen) {
    preprocessor.addCommentHandler(&comments_);
  }

private:
  SuppressionReader comments_;
};

} // namespace

namespace {

/// Folders to search that do not exist are looked at no more by the time the first include is read.
void keepMissingFolders(Preprocessor &preprocessor, Observations &seen) {
  FileManager &files = preprocessor.getFileManager();
  for (const HeaderSearchOptions::Entry &entry : preprocessor.getHeaderSearchInfo().getHeaderSearchOpts().UserEntries) {
    if (files.getOptionalDirectoryRef(entry.Path))
      continue;
    llvm::SmallString<256> path(entry.Path);
    keepMissing(files, path, /*isFolder=*/true, seen);
  }
}

} // namespace

void observePreprocessor(Preprocessor &preprocessor, Recorder &recorder, Observations &seen) {
  keepMissingFolders(preprocessor, seen);
  preprocessor.addPPCallbacks(std::make_unique<CallbacksWithComments>(preprocessor, recorder, seen));
}

void recordObservations(const Observations &seen, Recorder &recorder) {
  facts::TuFacts &facts = recorder.facts();
  for (const std::string &path : seen.missing)
    facts.missingIncludes.push_back(recorder.string(path));
  for (const std::string &name : seen.names)
    facts.unseenNames.push_back(recorder.string(name));
  std::map<std::tuple<facts::FileId, std::uint32_t, std::uint32_t>, const WrittenSuppression *> ordered;
  for (const WrittenSuppression &written : seen.suppressions) // a file that is included twice says it once
    ordered.try_emplace({recorder.file(written.file), written.line, written.column}, &written);
  for (const auto &[place, written] : ordered) {
    facts::Suppression &suppression = facts.suppressions.emplace_back();
    suppression.kind = written->kind;
    suppression.place = {.file = std::get<0>(place),
                         .line = written->line,
                         .column = written->column,
                         .endLine = written->line,
                         .endColumn = written->endColumn};
    suppression.checks = recorder.string(written->checks);
    suppression.reason = recorder.string(written->reason);
  }
}

} // namespace tell
