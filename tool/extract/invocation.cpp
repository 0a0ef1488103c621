#include "extract/invocation.hpp"

#include <algorithm>

#include <clang/Basic/DiagnosticOptions.h>
#include <clang/Frontend/Utils.h>

#include "extract/arguments.hpp"
#include "extract/regular_files.hpp"

namespace tell {

using namespace clang;

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

std::shared_ptr<CompilerInvocation> makeInvocation(const std::vector<std::string> &arguments,
                                                   llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> files,
                                                   DiagnosticConsumer &errors) {
  std::vector<const char *> pointers;
  for (const std::string &argument : arguments)
    pointers.push_back(argument.c_str());
  CreateInvocationOptions options;
  options.Diags = CompilerInstance::createDiagnostics(new DiagnosticOptions, &errors, /*ShouldOwnClient=*/false);
  options.VFS = llvm::makeIntrusiveRefCnt<RegularFileSystem>(std::move(files)); // some toolchains read settings
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

} // namespace tell
