#pragma once

#include <memory>
#include <string>
#include <vector>

#include <clang/Basic/Diagnostic.h>
#include <clang/Frontend/CompilerInstance.h>
#include <llvm/Support/VirtualFileSystem.h>

#include "extract/extract.hpp"

namespace tell {

/// A compiler that builds no modules: a pragma in the analysed code may ask for one, which would be written to a file.
class ReadingCompiler : public clang::CompilerInstance {
public:
  void createModuleFromSource(clang::SourceLocation, llvm::StringRef, llvm::StringRef) override {}
};

/// The command as Clang's driver takes it, with what extraction itself needs; the main file is the last argument. Empty
/// if the command is of no use.
[[nodiscard]] std::vector<std::string> driverArguments(const CompileCommand &command, const ExtractOptions &options);

/// What the driver makes of the arguments, reduced to reading: nothing is written, loaded or run. Null where it makes
/// nothing of them, which `errors` then heard of.
[[nodiscard]] std::shared_ptr<clang::CompilerInvocation>
makeInvocation(const std::vector<std::string> &arguments, llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> files,
               clang::DiagnosticConsumer &errors);

} // namespace tell
