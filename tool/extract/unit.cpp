#include "extract/extract.hpp"

#include <algorithm>
#include <deque>

#include <clang/Basic/DiagnosticSema.h>
#include <clang/Frontend/CompilerInstance.h>
#include <clang/Frontend/FrontendActions.h>
#include <clang/Frontend/Utils.h>
#include <clang/Parse/Parser.h>
#include <clang/Sema/EnterExpressionEvaluationContext.h>
#include <clang/Sema/SemaConsumer.h>

#include "extract/arguments.hpp"
#include "extract/declarations.hpp"
#include "extract/preprocessor.hpp"
#include "extract/probes.hpp"
#include "extract/recorder.hpp"

namespace tell {
namespace {

using namespace clang;

/// Keeps what Clang reports: the first errors as facts, the places of all of them for telling what is partial.
class ErrorCollector : public DiagnosticConsumer {
public:
  explicit ErrorCollector(facts::TuFacts &facts) : facts_(facts) {}

  /// From here on places can be recorded, until null is given again.
  void setRecorder(Recorder *recorder) { recorder_ = recorder; }

  /// From here on functions lack definitions because we left them out.
  void definitionsLeftOut() { leftOut_ = true; }

  void HandleDiagnostic(DiagnosticsEngine::Level level, const Diagnostic &info) override {
    if (level < DiagnosticsEngine::Error || (leftOut_ && info.getID() == diag::err_undefined_internal_type))
      return;
    const bool fatal = isFatal(info);
    facts_.flags |= facts::kUnitErrors | (fatal ? facts::kUnitFatal : 0U);
    llvm::SmallString<128> message;
    info.FormatDiagnostic(message);
    if (firstMessage_.empty())
      firstMessage_ = message.str().str();
    if (!recorder_)
      return;
    if (info.getLocation().isValid())
      errors_.push_back(recorder_->fileLocation(info.getLocation()).getRawEncoding());
    if (facts_.diagnostics.size() < facts::kMaxDiagnostics)
      facts_.diagnostics.push_back({fatal ? facts::Severity::Fatal : facts::Severity::Error,
                                    recorder_->place(info.getLocation()), recorder_->string(message)});
  }

  [[nodiscard]] const std::string &firstMessage() const { return firstMessage_; }

  [[nodiscard]] std::vector<SourceLocation::UIntTy> takeErrors() {
    llvm::sort(errors_);
    return std::move(errors_);
  }

private:
  /// Fatal errors arrive as plain ones, so that the parser goes on; the difference still says how much may be missing.
  static bool isFatal(const Diagnostic &info) {
    auto *engine = const_cast<DiagnosticsEngine *>(info.getDiags());
    engine->setFatalsAsError(false);
    const bool fatal = engine->getDiagnosticLevel(info.getID(), info.getLocation()) == DiagnosticsEngine::Fatal;
    engine->setFatalsAsError(true);
    return fatal;
  }

  facts::TuFacts &facts_;
  Recorder *recorder_ = nullptr;
  bool leftOut_ = false;
  std::string firstMessage_;
  std::vector<SourceLocation::UIntTy> errors_;
};

/// Decides which bodies are worth parsing, collects what templates become, and records the finished unit.
class FactConsumer : public SemaConsumer {
public:
  FactConsumer(CompilerInstance &compiler, const ProjectScope &scope, facts::TuFacts &facts, ErrorCollector &errors,
               ProbedFileSystem &files)
      : recorder_(compiler.getASTContext(), scope, facts), errors_(errors) {
    observePreprocessor(compiler.getPreprocessor(), recorder_, files);
    errors_.setRecorder(&recorder_);
  }
  ~FactConsumer() override { errors_.setRecorder(nullptr); }

  bool shouldSkipFunctionBody(Decl *decl) override { return !recorder_.inProject(decl->getLocation()); }

  bool HandleTopLevelDecl(DeclGroupRef group) override {
    for (const Decl *decl : group)
      if (const auto *function = dyn_cast<FunctionDecl>(decl); function && function->isTemplateInstantiation())
        unit_.instantiations.push_back(function);
    return true;
  }

  /// At the end of the file Clang gives bodies to all templates that were used. Those of other people's code cost much
  /// and say nothing about the project.
  void leaveOutForeignInstantiations(Sema &sema) {
    std::deque<Sema::PendingImplicitInstantiation> kept;
    for (const Sema::PendingImplicitInstantiation &pending : sema.PendingInstantiations) {
      if (recorder_.inProject(pending.first->getLocation()))
        kept.push_back(pending);
      else if (auto *function = dyn_cast<FunctionDecl>(pending.first))
        function->setInstantiationIsPending(false);
    }
    sema.PendingInstantiations.swap(kept);
    errors_.definitionsLeftOut();
  }

  void HandleTranslationUnit(ASTContext &) override {
    unit_.errors = errors_.takeErrors();
    recordDeclarations(recorder_, unit_);
  }

private:
  Recorder recorder_;
  ErrorCollector &errors_;
  ParsedUnit unit_;
};

class FactAction : public ASTFrontendAction {
public:
  FactAction(const ProjectScope &scope, facts::TuFacts &facts, ErrorCollector &errors, ProbedFileSystem &files)
      : scope_(scope), facts_(facts), errors_(errors), files_(files) {}

  [[nodiscard]] bool finished() const { return finished_; }

protected:
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &compiler, llvm::StringRef) override {
    auto consumer = std::make_unique<FactConsumer>(compiler, scope_, facts_, errors_, files_);
    consumer_ = consumer.get();
    return consumer;
  }

  /// What ParseAST() does, but for a stop at the end of the file.
  void ExecuteAction() override {
    CompilerInstance &compiler = getCompilerInstance();
    compiler.createSema(getTranslationUnitKind(), nullptr);
    Sema &sema = compiler.getSema();
    Parser parser(sema.getPreprocessor(), sema, /*SkipFunctionBodies=*/true);
    sema.getPreprocessor().EnterMainSourceFile();
    if (sema.getPreprocessor().getCurrentLexer()) {
      parser.Initialize();
      Parser::DeclGroupPtrTy group;
      Sema::ModuleImportState imports;
      EnterExpressionEvaluationContext evaluated(sema, Sema::ExpressionEvaluationContext::PotentiallyEvaluated);
      for (bool atEnd = parser.ParseFirstTopLevelDecl(group, imports); !atEnd;
           atEnd = parser.ParseTopLevelDecl(group, imports)) {
        if (group)
          consumer_->HandleTopLevelDecl(group.get());
        if (parser.getCurToken().is(tok::eof))
          consumer_->leaveOutForeignInstantiations(sema);
      }
    }
    consumer_->HandleTranslationUnit(sema.getASTContext());
    finished_ = true;
  }

private:
  const ProjectScope &scope_;
  facts::TuFacts &facts_;
  ErrorCollector &errors_;
  ProbedFileSystem &files_;
  FactConsumer *consumer_ = nullptr;
  bool finished_ = false;
};

/// The command as Clang's driver takes it, with what extraction itself needs; empty if it is of no use.
std::vector<std::string> driverArguments(const CompileCommand &command, const ExtractOptions &options) {
  std::vector<std::string> arguments = sanitisedArguments(command, options.extraArguments);
  const auto separator = std::find(arguments.begin(), arguments.end(), "--");
  if (separator == arguments.end())
    return {};
  std::vector<std::string> own = {"-w", "-ferror-limit=0", "-fno-spell-checking", "-fno-delayed-template-parsing"};
  const std::string resources = options.resourceDirectory.empty() ? findResourceDirectory() : options.resourceDirectory;
  if (!resources.empty())
    own.push_back("-resource-dir=" + resources);
  arguments.insert(separator, own.begin(), own.end());
  return arguments;
}

std::shared_ptr<CompilerInvocation> invocationOf(const std::vector<std::string> &arguments,
                                                 llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> files,
                                                 ErrorCollector &errors) {
  std::vector<const char *> pointers;
  for (const std::string &argument : arguments)
    pointers.push_back(argument.c_str());
  CreateInvocationOptions options;
  options.Diags = CompilerInstance::createDiagnostics(new DiagnosticOptions, &errors, /*ShouldOwnClient=*/false);
  options.VFS = std::move(files);
  options.RecoverOnError = true; // an argument that Clang doesn't know is no reason to give the unit up
  std::shared_ptr<CompilerInvocation> invocation = createInvocation(pointers, std::move(options));
  if (!invocation)
    return nullptr;
  // Nothing but facts comes out of this: no dependency file, no output, no plugin, no cache of modules.
  invocation->getDependencyOutputOpts() = DependencyOutputOptions();
  FrontendOptions &frontend = invocation->getFrontendOpts();
  frontend.OutputFile.clear();
  frontend.Plugins.clear();
  frontend.AddPluginActions.clear();
  frontend.PluginArgs.clear();
  frontend.DisableFree = false;
  frontend.SkipFunctionBodies = true;
  invocation->getDiagnosticOpts().ShowCarets = false;
  invocation->getDiagnosticOpts().DiagnosticLogFile.clear();
  invocation->getDiagnosticOpts().DiagnosticSerializationFile.clear();
  return invocation;
}

} // namespace

Result<facts::TuFacts> extractUnit(const CompileCommand &command, const ExtractOptions &options) {
  facts::TuFacts facts;
  facts.mainFile = command.file;
  facts.strings.emplace_back();
  ErrorCollector errors(facts);

  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> disk = llvm::vfs::createPhysicalFileSystem().release();
  if (std::error_code error = disk->setCurrentWorkingDirectory(command.directory))
    return Error("working directory " + command.directory + ": " + error.message());
  const std::vector<std::string> arguments = driverArguments(command, options);
  std::shared_ptr<CompilerInvocation> invocation = arguments.empty() ? nullptr : invocationOf(arguments, disk, errors);
  if (!invocation)
    return Error(command.file + ": no usable compile command" +
                 (errors.firstMessage().empty() ? std::string() : ": " + errors.firstMessage()));

  auto files = llvm::makeIntrusiveRefCnt<ProbedFileSystem>(disk);
  CompilerInstance compiler;
  compiler.setInvocation(std::move(invocation));
  compiler.setFileManager(new FileManager(FileSystemOptions(), files));
  compiler.createDiagnostics(&errors, /*ShouldOwnClient=*/false);
  compiler.getDiagnostics().setFatalsAsError(true);
  FactAction action(*options.scope, facts, errors, *files);
  compiler.ExecuteAction(action);
  if (!action.finished())
    return Error(command.file + ": could not be read" +
                 (errors.firstMessage().empty() ? std::string() : ": " + errors.firstMessage()));
  return facts;
}

} // namespace tell
