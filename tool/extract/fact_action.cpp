#include "extract/fact_action.hpp"

#include <deque>

#include <clang/Basic/DiagnosticSema.h>
#include <clang/Frontend/CompilerInstance.h>
#include <clang/Parse/Parser.h>
#include <clang/Sema/EnterExpressionEvaluationContext.h>

#include "extract/folding_sets.hpp"

namespace tell {

using namespace clang;

namespace {

/// Fatal errors arrive as plain ones, so that the parser goes on; the difference still says how much may be missing.
bool isFatal(const Diagnostic &info) {
  auto *engine = const_cast<DiagnosticsEngine *>(info.getDiags());
  const bool goesOn = engine->getFatalsAsError();
  engine->setFatalsAsError(false);
  const bool fatal = engine->getDiagnosticLevel(info.getID(), info.getLocation()) == DiagnosticsEngine::Fatal;
  // Where templates recurse without end each round ends here, and there may be as many rounds as there are levels.
  engine->setFatalsAsError(goesOn && info.getID() != diag::err_template_recursion_depth_exceeded);
  return fatal;
}

} // namespace

void ErrorCollector::HandleDiagnostic(DiagnosticsEngine::Level level, const Diagnostic &info) {
  if (level < DiagnosticsEngine::Error || (leftOut_ && info.getID() == diag::err_undefined_internal_type))
    return;
  const bool fatal = isFatal(info);
  facts_.flags |= facts::kUnitErrors | (fatal ? facts::kUnitFatal : 0U);
  if (recorder_ && info.getLocation().isValid())
    errors_.push_back(recorder_->fileLocation(info.getLocation()).getRawEncoding());
  const bool keeps = recorder_ && first_.size() < facts::kMaxDiagnostics;
  if (!keeps && !firstMessage_.empty())
    return; // a message may name types of a thousand levels
  llvm::SmallString<128> message;
  info.FormatDiagnostic(message);
  if (firstMessage_.empty())
    firstMessage_ = message.str().str();
  if (keeps)
    first_.push_back({fatal, info.getLocation(), message.str().str()});
}

void ErrorCollector::record(Recorder &recorder) const {
  for (const Seen &error : first_)
    facts_.diagnostics.push_back({error.fatal ? facts::Severity::Fatal : facts::Severity::Error,
                                  recorder.place(error.where), recorder.string(error.message)});
}

std::vector<SourceLocation::UIntTy> ErrorCollector::takeErrors() {
  llvm::sort(errors_);
  return std::move(errors_);
}

FactConsumer::FactConsumer(CompilerInstance &compiler, const ProjectScope &scope, facts::TuFacts &facts,
                           ErrorCollector &errors)
    : recorder_(compiler.getASTContext(), scope, facts), errors_(errors) {
  observePreprocessor(compiler.getPreprocessor(), recorder_, seen_);
  errors_.setRecorder(&recorder_);
}

bool FactConsumer::HandleTopLevelDecl(DeclGroupRef group) {
  for (const Decl *decl : group)
    if (const auto *function = dyn_cast<FunctionDecl>(decl); function && function->isTemplateInstantiation())
      unit_.instantiations.push_back(function);
  return true;
}

void FactConsumer::HandleTranslationUnit(ASTContext &) {
  unit_.errors = errors_.takeErrors();
  recorder_.begin();
  errors_.record(recorder_);
  recordObservations(seen_, recorder_);
  recordDeclarations(recorder_, unit_);
}

void FactConsumer::leaveOutForeignInstantiations(Sema &sema) {
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

std::unique_ptr<ASTConsumer> FactAction::CreateASTConsumer(CompilerInstance &compiler, llvm::StringRef) {
  auto consumer = std::make_unique<FactConsumer>(compiler, scope_, facts_, errors_);
  consumer_ = consumer.get();
  if (begun_)
    begun_(compiler, consumer->recorder());
  return consumer;
}

/// What ParseAST() does, but for a stop at the end of the file.
void FactAction::ExecuteAction() {
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
      widenFoldingSets(sema.getASTContext());
      if (parser.getCurToken().is(tok::eof))
        consumer_->leaveOutForeignInstantiations(sema);
    }
  }
  consumer_->HandleTranslationUnit(sema.getASTContext());
  finished_ = true;
}

} // namespace tell
