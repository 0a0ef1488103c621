#include "extract/snapshot.hpp"

#include <map>

#include <clang/Frontend/CompilerInstance.h>
#include <clang/Frontend/FrontendActions.h>
#include <clang/Lex/DependencyDirectivesScanner.h>
#include <clang/Lex/PPCallbacks.h>
#include <clang/Lex/Preprocessor.h>
#include <clang/Lex/PreprocessorOptions.h>
#include <llvm/ADT/StringSet.h>

#include "extract/invocation.hpp"
#include "extract/regular_files.hpp"
#include "extract/standard_headers.hpp"
#include "support/path.hpp"

namespace tell {
namespace {

using namespace clang;
namespace scan = clang::dependency_directives_scan;

/// The files of one folder's commands, as directives alone.
class Directives {
public:
  Directives(FileManager &files, const ProjectScope &scope) : files_(files), scope_(scope) {}

  std::optional<llvm::ArrayRef<scan::Directive>> of(FileEntryRef file) {
    std::unique_ptr<Text> &text = texts_[file];
    if (!text)
      text = read(file);
    return llvm::ArrayRef(text->directives);
  }

private:
  struct Text {
    llvm::SmallVector<scan::Token, 0> tokens;
    llvm::SmallVector<scan::Directive, 0> directives;
  };

  /// Other people's headers say nothing here: what they include is theirs.
  std::unique_ptr<Text> read(FileEntryRef file) {
    auto text = std::make_unique<Text>();
    llvm::SmallString<256> path(file.getName());
    files_.makeAbsolutePath(path);
    if (isAtOrBelow(normalPath(path.str().str(), "/"), scope_.root()))
      if (auto contents = files_.getBufferForFile(file))
        scanSourceForDependencyDirectives((*contents)->getBuffer(), text->tokens, text->directives);
    if (text->directives.empty())
      text->directives.emplace_back(scan::pp_eof, llvm::ArrayRef<scan::Token>());
    return text;
  }

  FileManager &files_;
  const ProjectScope &scope_;
  std::map<FileEntryRef, std::unique_ptr<Text>, std::less<>> texts_;
};

class IncludeCollector : public PPCallbacks {
public:
  explicit IncludeCollector(std::vector<std::string> &headers) : headers_(headers) {}

  void InclusionDirective(SourceLocation, const Token &, llvm::StringRef name, bool angled, CharSourceRange,
                          OptionalFileEntryRef file, llvm::StringRef, llvm::StringRef, const Module *, bool,
                          SrcMgr::CharacteristicKind kind) override {
    if (angled && file && isStandardHeader(name, kind) && seen_.insert(name).second)
      headers_.push_back(name.str());
  }

private:
  std::vector<std::string> &headers_;
  llvm::StringSet<> seen_;
};

class ScanAction : public PreprocessorFrontendAction {
public:
  explicit ScanAction(std::vector<std::string> &headers) : headers_(headers) {}

protected:
  void ExecuteAction() override {
    Preprocessor &preprocessor = getCompilerInstance().getPreprocessor();
    preprocessor.addPPCallbacks(std::make_unique<IncludeCollector>(headers_));
    preprocessor.IgnorePragmas();
    preprocessor.EnterMainSourceFile();
    Token token;
    do
      preprocessor.Lex(token);
    while (token.isNot(tok::eof));
  }

private:
  std::vector<std::string> &headers_;
};

/// Scans the units of one group, which have all but the main file in common.
class GroupScan {
public:
  GroupScan(const CompileCommand &command, const std::vector<std::string> &arguments, const ProjectScope &scope) {
    llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> disk = llvm::vfs::createPhysicalFileSystem().release();
    if (disk->setCurrentWorkingDirectory(command.directory))
      return;
    invocation_ = makeInvocation(arguments, disk, ignored_);
    files_ = new FileManager(FileSystemOptions(), llvm::makeIntrusiveRefCnt<RegularFileSystem>(disk));
    directives_ = std::make_unique<Directives>(*files_, scope);
  }

  std::vector<std::string> headersOf(const std::string &mainFile) {
    std::vector<std::string> headers;
    if (!invocation_)
      return headers;
    auto invocation = std::make_shared<CompilerInvocation>(*invocation_);
    FrontendInputFile &input = invocation->getFrontendOpts().Inputs.front();
    input = FrontendInputFile(mainFile, input.getKind());
    invocation->getPreprocessorOpts().DependencyDirectivesForFile = [this](FileEntryRef file) {
      return directives_->of(file);
    };
    ReadingCompiler compiler;
    compiler.setInvocation(std::move(invocation));
    compiler.setFileManager(files_.get());
    compiler.createDiagnostics(&ignored_, /*ShouldOwnClient=*/false);
    compiler.getDiagnostics().setFatalsAsError(true);
    ScanAction action(headers);
    compiler.ExecuteAction(action);
    return headers;
  }

private:
  IgnoringDiagConsumer ignored_;
  std::shared_ptr<CompilerInvocation> invocation_;
  llvm::IntrusiveRefCntPtr<FileManager> files_;
  std::unique_ptr<Directives> directives_;
};

} // namespace

std::vector<ScannedUnit> scanUnits(std::span<const CompileCommand> commands, const ExtractOptions &options) {
  std::vector<ScannedUnit> units;
  std::map<std::string, GroupScan> groups;
  for (const CompileCommand &command : commands) {
    ScannedUnit &unit = units.emplace_back();
    std::vector<std::string> arguments = driverArguments(command, options);
    if (arguments.empty())
      continue;
    unit.group = command.directory + '\0' + std::string(fileExtension(command.file));
    for (std::size_t i = 0; i + 1 < arguments.size(); ++i)
      unit.group += '\0' + arguments[i];
    const auto group = groups.try_emplace(unit.group, command, arguments, *options.scope).first;
    unit.headers = group->second.headersOf(command.file);
  }
  return units;
}

} // namespace tell
