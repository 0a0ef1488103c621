#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <clang/Basic/Diagnostic.h>
#include <clang/Frontend/FrontendActions.h>
#include <clang/Sema/SemaConsumer.h>

#include "extract/declarations.hpp"
#include "extract/preprocessor.hpp"
#include "extract/recorder.hpp"

namespace tell {

/// Keeps what Clang reports: the first errors as facts, the places of all of them for telling what is partial.
class ErrorCollector : public clang::DiagnosticConsumer {
public:
  explicit ErrorCollector(facts::TuFacts &facts) : facts_(facts) {}

  /// From here on places can be recorded, until null is given again.
  void setRecorder(Recorder *recorder) { recorder_ = recorder; }

  /// From here on functions lack definitions because we left them out.
  void definitionsLeftOut() { leftOut_ = true; }

  void HandleDiagnostic(clang::DiagnosticsEngine::Level level, const clang::Diagnostic &info) override;

  /// The first errors, as facts.
  void record(Recorder &recorder) const;

  /// Empty where there was no error.
  [[nodiscard]] const std::string &firstMessage() const { return firstMessage_; }

  /// Where errors were found, as raw encodings of file locations, sorted.
  [[nodiscard]] std::vector<clang::SourceLocation::UIntTy> takeErrors();

private:
  struct Seen {
    bool fatal = false;
    clang::SourceLocation where;
    std::string message;
  };

  facts::TuFacts &facts_;
  Recorder *recorder_ = nullptr;
  bool leftOut_ = false;
  std::string firstMessage_;
  std::vector<clang::SourceLocation::UIntTy> errors_;
  std::vector<Seen> first_;
};

/// Decides which bodies are worth parsing, collects what templates become, and records the finished unit.
class FactConsumer : public clang::SemaConsumer {
public:
  FactConsumer(clang::CompilerInstance &compiler, const ProjectScope &scope, facts::TuFacts &facts,
               ErrorCollector &errors);
  ~FactConsumer() override { errors_.setRecorder(nullptr); }

  bool shouldSkipFunctionBody(clang::Decl *decl) override { return !recorder_.inProject(decl->getLocation()); }
  bool HandleTopLevelDecl(clang::DeclGroupRef group) override;
  void HandleTranslationUnit(clang::ASTContext &context) override;

  /// At the end of the file Clang gives bodies to all templates that were used. Those of other people's code cost much
  /// and say nothing about the project.
  void leaveOutForeignInstantiations(clang::Sema &sema);

  [[nodiscard]] Recorder &recorder() { return recorder_; }

private:
  Recorder recorder_;
  Observations seen_;
  ErrorCollector &errors_;
  ParsedUnit unit_;
};

/// Parses one unit and records its facts. All that it is given must outlive it.
class FactAction : public clang::ASTFrontendAction {
public:
  /// Called once, when the preprocessor is there and has not begun.
  using Begun = std::function<void(clang::CompilerInstance &, Recorder &)>;

  FactAction(const ProjectScope &scope, facts::TuFacts &facts, ErrorCollector &errors, Begun begun = {})
      : scope_(scope), facts_(facts), errors_(errors), begun_(std::move(begun)) {}

  /// Whether the facts are there.
  [[nodiscard]] bool finished() const { return finished_; }

protected:
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance &compiler, llvm::StringRef) override;
  void ExecuteAction() override;

private:
  const ProjectScope &scope_;
  facts::TuFacts &facts_;
  ErrorCollector &errors_;
  Begun begun_;
  FactConsumer *consumer_ = nullptr;
  bool finished_ = false;
};

} // namespace tell
