#include "extract/snapshot.hpp"

#include <clang/Frontend/CompilerInstance.h>
#include <clang/Lex/HeaderSearch.h>
#include <clang/Lex/Pragma.h>
#include <clang/Lex/Preprocessor.h>

#include "extract/fact_action.hpp"
#include "extract/invocation.hpp"
#include "extract/prefix.hpp"
#include "extract/regular_files.hpp"

namespace tell {
namespace {

using namespace clang;

constexpr llvm::StringLiteral kPragma = "clang_tell_go_on";

/// The text that reads a node's headers and then stops.
std::string textOf(const SnapshotNode &node) {
  std::string text;
  for (const std::string &header : node.headers)
    text += "#include <" + header + ">\n";
  return text + "#pragma " + kPragma.str() + "\n";
}

/// One process's way through the tree: headers, a stop, and in each process that is made there what it goes on with.
/// Processes are made inside the preprocessor, between two tokens; the parser does not notice.
class Session {
public:
  Session(const SnapshotPlan &plan, std::size_t root, std::span<const CompileCommand> commands,
          const ServeSnapshot &serve)
      : plan_(plan), node_(root), commands_(commands), serve_(serve), errors(result.facts) {
    result.facts.strings.emplace_back();
  }

  void begin(CompilerInstance &compiler, Recorder &recorder);

  /// The stop at the end of a node's text.
  void stop(Preprocessor &preprocessor, SourceLocation where);

private:
  class Stop;

  void enterText(Preprocessor &preprocessor, SourceLocation where);
  void enterUnit(Preprocessor &preprocessor, SourceLocation where);

  const SnapshotPlan &plan_;
  std::size_t node_;
  std::span<const CompileCommand> commands_;
  const ServeSnapshot &serve_;
  std::size_t unit_ = SnapshotPlan::kAlone;
  Recorder *recorder_ = nullptr;
  FileID text_; ///< which says where to stop

public:
  Prefix prefix;
  SharedExtraction result;
  ErrorCollector errors; ///< reports into the result
};

class Session::Stop : public PragmaHandler {
public:
  explicit Stop(Session &session) : PragmaHandler(kPragma), session_(session) {}

  void HandlePragma(Preprocessor &preprocessor, PragmaIntroducer introducer, Token &) override {
    preprocessor.DiscardUntilEndOfDirective();
    session_.stop(preprocessor, introducer.Loc);
  }

private:
  Session &session_;
};

void Session::begin(CompilerInstance &compiler, Recorder &recorder) {
  recorder_ = &recorder;
  text_ = compiler.getSourceManager().getMainFileID();
  prefix.watch(compiler);
  recorder.onForeignUse([this](const NamedDecl *decl, SourceLocation where) { prefix.names(decl, where); });
  compiler.getPreprocessor().AddPragmaHandler(new Stop(*this)); // which owns it
}

void Session::stop(Preprocessor &preprocessor, SourceLocation where) {
  if (preprocessor.getSourceManager().getFileID(where) != text_)
    return; // some file says this: nothing
  prefix.indexWords();
  recorder_->prepare();
  const GoOn next = serve_(node_, errors.firstMessage().empty());
  if (next.withUnit) {
    unit_ = next.index;
    text_ = FileID();
    enterUnit(preprocessor, where);
  } else {
    node_ = next.index;
    enterText(preprocessor, where);
  }
}

void Session::enterText(Preprocessor &preprocessor, SourceLocation where) {
  text_ = preprocessor.getSourceManager().createFileID(
      llvm::MemoryBuffer::getMemBufferCopy(textOf(plan_.nodes[node_]), "<shared headers>"), SrcMgr::C_User, 0, 0,
      where);
  preprocessor.EnterSourceFile(text_, nullptr, where);
}

void Session::enterUnit(Preprocessor &preprocessor, SourceLocation where) {
  SourceManager &sources = preprocessor.getSourceManager();
  const std::string &path = commands_[unit_].file;
  llvm::Expected<FileEntryRef> file = sources.getFileManager().getFileRef(path, /*OpenFile=*/true);
  if (!file) {
    llvm::consumeError(file.takeError());
    result.objection = "the main file cannot be read";
    return;
  }
  result.facts.mainFile = path;
  // It stands where it would be included: locations of the headers and of the unit must have an order.
  const FileID main = sources.createFileID(*file, where, SrcMgr::C_User);
  sources.setMainFileID(main);
  preprocessor.markIncluded(*file);
  prefix.beginUnit(*file);
  preprocessor.EnterSourceFile(main, nullptr, where);
}

} // namespace

Result<SharedExtraction> extractFromSnapshot(const SnapshotPlan &plan, std::size_t root,
                                             std::span<const CompileCommand> commands, const ExtractOptions &options,
                                             const ServeSnapshot &serve) {
  Session session(plan, root, commands, serve);
  std::size_t any = 0; // all units of a tree have the same flags
  while (any < plan.nodeOf.size() && plan.rootOf(plan.nodeOf[any]) != root)
    ++any;
  if (any == plan.nodeOf.size())
    return Error("no unit shares these headers");
  const CompileCommand &command = commands[any];
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> disk = llvm::vfs::createPhysicalFileSystem().release();
  if (std::error_code error = disk->setCurrentWorkingDirectory(command.directory))
    return Error("working directory " + command.directory + ": " + error.message());
  const std::vector<std::string> arguments = driverArguments(command, options);
  std::shared_ptr<CompilerInvocation> invocation =
      arguments.empty() ? nullptr : makeInvocation(arguments, disk, session.errors);
  if (!invocation)
    return Error(command.file + ": no usable compile command");
  const std::string text = textOf(plan.nodes[root]);
  FrontendInputFile &input = invocation->getFrontendOpts().Inputs.front();
  input = FrontendInputFile(llvm::MemoryBufferRef(text, "<shared headers>"), input.getKind());
  invocation->getFrontendOpts().DisableFree = true; // the process ends with the unit

  ReadingCompiler compiler;
  compiler.setInvocation(std::move(invocation));
  compiler.setFileManager(new FileManager(FileSystemOptions(), llvm::makeIntrusiveRefCnt<RegularFileSystem>(disk)));
  compiler.createDiagnostics(&session.errors, /*ShouldOwnClient=*/false);
  compiler.getDiagnostics().setFatalsAsError(true);
  FactAction action(*options.scope, session.result.facts, session.errors,
                    [&](CompilerInstance &begun, Recorder &recorder) { session.begin(begun, recorder); });
  compiler.ExecuteAction(action);
  if (!action.finished())
    return Error("the shared headers could not be read");
  SharedExtraction &result = session.result;
  if (result.objection.empty())
    result.objection = session.prefix.objection();
  if (result.objection.empty() && !session.errors.firstMessage().empty())
    result.objection = "error: " + session.errors.firstMessage();
  return std::move(result);
}

} // namespace tell
