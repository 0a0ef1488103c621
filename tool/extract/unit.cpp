#include "extract/extract.hpp"

#include <clang/Frontend/CompilerInstance.h>

#include "extract/fact_action.hpp"
#include "extract/invocation.hpp"
#include "extract/overlaid_files.hpp"
#include "extract/regular_files.hpp"

namespace tell {

Result<facts::TuFacts> extractUnit(const CompileCommand &command, const ExtractOptions &options) {
  facts::TuFacts facts;
  facts.mainFile = command.file;
  facts.strings.emplace_back();
  ErrorCollector errors(facts);

  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> disk = llvm::vfs::createPhysicalFileSystem().release();
  if (options.overlay != nullptr)
    disk = llvm::makeIntrusiveRefCnt<OverlaidFileSystem>(disk, *options.overlay);
  if (std::error_code error = disk->setCurrentWorkingDirectory(command.directory))
    return Error("working directory " + command.directory + ": " + error.message());
  const std::vector<std::string> arguments = driverArguments(command, options);
  std::shared_ptr<clang::CompilerInvocation> invocation =
      arguments.empty() ? nullptr : makeInvocation(arguments, disk, errors);
  if (!invocation)
    return Error(command.file + ": no usable compile command" +
                 (errors.firstMessage().empty() ? std::string() : ": " + errors.firstMessage()));

  auto files = llvm::makeIntrusiveRefCnt<RegularFileSystem>(disk);
  ReadingCompiler compiler;
  compiler.setInvocation(std::move(invocation));
  compiler.setFileManager(new clang::FileManager(clang::FileSystemOptions(), files));
  compiler.createDiagnostics(&errors, /*ShouldOwnClient=*/false);
  compiler.getDiagnostics().setFatalsAsError(true);
  FactAction action(*options.scope, facts, errors);
  compiler.ExecuteAction(action);
  if (!action.finished())
    return Error(command.file + ": could not be read" +
                 (errors.firstMessage().empty() ? std::string() : ": " + errors.firstMessage()));
  return facts;
}

} // namespace tell
