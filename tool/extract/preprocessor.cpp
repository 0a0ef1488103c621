#include "extract/preprocessor.hpp"

#include "support/called_names.hpp"

#include <set>
#include <tuple>

#include <clang/Lex/MacroArgs.h>
#include <clang/Lex/PPCallbacks.h>
#include <llvm/ADT/StringExtras.h>
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

class Callbacks : public PPCallbacks {
public:
  Callbacks(Preprocessor &preprocessor, Recorder &recorder, ProbedFileSystem &files)
      : sources_(preprocessor.getSourceManager()), recorder_(recorder), files_(files) {}

  void FileChanged(SourceLocation where, FileChangeReason reason, SrcMgr::CharacteristicKind, FileID) override {
    if (reason == EnterFile)
      (void)recorder_.file(sources_.getFileID(where));
  }

  void InclusionDirective(SourceLocation hash, const Token &, llvm::StringRef, bool, CharSourceRange,
                          OptionalFileEntryRef file, llvm::StringRef, llvm::StringRef, const Module *, bool,
                          SrcMgr::CharacteristicKind) override {
    keepProbes(recorder_.inProject(hash), !file);
  }

  void HasInclude(SourceLocation where, llvm::StringRef, bool, OptionalFileEntryRef file,
                  SrcMgr::CharacteristicKind) override {
    keepProbes(recorder_.inProject(where), !file);
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

  void EndOfMainFile() override {
    for (const std::string &name : names_)
      recorder_.facts().unseenNames.push_back(recorder_.string(name));
  }

private:
  void keepNames(SourceRange range) {
    const auto [file, begin] = sources_.getDecomposedLoc(range.getBegin());
    const auto [endFile, end] = sources_.getDecomposedLoc(range.getEnd());
    // The range ends at the first character of its last token: a parenthesis, or the name of a directive.
    if (file == endFile && begin <= end)
      addCalledNames(std::string_view(sources_.getBufferData(file).slice(begin, end)), names_);
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

  /// Decides about the paths probed for one include. A file that appears in the project may take the place of a header
  /// that was found elsewhere, but only for what the project itself includes: keeping more would make facts grow by the
  /// number of system headers times the number of include folders.
  void keepProbes(bool fromProject, bool notFound) {
    for (std::string &probe : files_.takeMissing()) {
      llvm::SmallString<256> path(probe);
      normalise(sources_.getFileManager(), path);
      if ((notFound || (fromProject && recorder_.belowRoot(path))) && missing_.insert(path.str().str()).second)
        recorder_.facts().missingIncludes.push_back(recorder_.string(path));
    }
  }

  SourceManager &sources_;
  Recorder &recorder_;
  ProbedFileSystem &files_;
  llvm::DenseMap<const IdentifierInfo *, bool> assertLike_;
  std::set<std::string> missing_;
  NameSet names_;
};

/// Reads `NOLINT…` and `clang-tell: record` comments.
class SuppressionReader : public CommentHandler {
public:
  SuppressionReader(Preprocessor &preprocessor, Recorder &recorder)
      : sources_(preprocessor.getSourceManager()), recorder_(recorder) {}

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
    facts::Suppression suppression;
    if (!readNolint(text, suppression) && !readRecord(text, suppression))
      return;
    const llvm::StringRef shown = line.rtrim();
    const auto begin = offset + static_cast<unsigned>(line.size() - line.ltrim().size());
    facts::Place &place = suppression.place;
    place.file = recorder_.file(file);
    place.line = place.endLine = sources_.getLineNumber(file, begin);
    place.column = sources_.getColumnNumber(file, begin);
    place.endColumn = place.column + static_cast<std::uint32_t>(shown.ltrim().size());
    // A file that is included twice says it once.
    if (seen_.emplace(place.file, place.line, place.column).second)
      recorder_.facts().suppressions.push_back(suppression);
  }

  bool readNolint(llvm::StringRef text, facts::Suppression &suppression) {
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
    else
      suppression.kind = facts::SuppressionKind::Line;
    if (!text.empty() && (llvm::isAlnum(text[0]) || text[0] == '_'))
      return false;
    if (text.consume_front("(")) {
      auto [checks, rest] = text.split(')');
      suppression.checks = recorder_.string(checks.trim());
      text = rest;
    }
    text = text.ltrim();
    if (text.consume_front(":"))
      suppression.reason = recorder_.string(text.trim());
    return true;
  }

  bool readRecord(llvm::StringRef text, facts::Suppression &suppression) {
    const std::size_t at = text.find("clang-tell:");
    if (at == llvm::StringRef::npos)
      return false;
    text = text.drop_front(at + 11).ltrim();
    if (!text.consume_front("record") || (!text.empty() && (llvm::isAlnum(text[0]) || text[0] == '_')))
      return false;
    suppression.kind = facts::SuppressionKind::Record;
    suppression.reason = recorder_.string(text.ltrim().ltrim(",:").trim());
    return true;
  }

  SourceManager &sources_;
  Recorder &recorder_;
  std::set<std::tuple<facts::FileId, std::uint32_t, std::uint32_t>> seen_;
};

/// Owns the comment handler as long as the preprocessor owns the callbacks.
class CallbacksWithComments : public Callbacks {
public:
  CallbacksWithComments(Preprocessor &preprocessor, Recorder &recorder, ProbedFileSystem &files)
      : Callbacks(preprocessor, recorder, files), comments_(preprocessor, recorder) {
    preprocessor.addCommentHandler(&comments_);
  }

private:
  SuppressionReader comments_;
};

} // namespace

void observePreprocessor(Preprocessor &preprocessor, Recorder &recorder, ProbedFileSystem &files) {
  (void)recorder.file(preprocessor.getSourceManager().getMainFileID()); // the main file comes first
  preprocessor.addPPCallbacks(std::make_unique<CallbacksWithComments>(preprocessor, recorder, files));
}

} // namespace tell
