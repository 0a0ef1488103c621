#include "extract/arguments.hpp"

#include "support/file.hpp"
#include "support/path.hpp"

#include <algorithm>
#include <clang/Basic/LangStandard.h>
#include <clang/Basic/Version.h>
#include <clang/Driver/Options.h>
#include <clang/Driver/Types.h>
#include <filesystem>
#include <llvm/Option/ArgList.h>
#include <llvm/Support/CommandLine.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/StringSaver.h>
#include <optional>
#include <string_view>
#include <utility>

namespace tell {
namespace {

namespace options = clang::driver::options;
using llvm::opt::Arg;

constexpr std::uint64_t kMostResponseBytes = 4 << 20;
constexpr unsigned kDeepestResponse = 8;

bool isRegularFile(const std::string &path) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored);
}

// --- response files --------------------------------------------------------------------------------------------------

/// Replaces `@file` by the words in the file where it is a regular file below `directory`, links resolved; leaves it
/// out where it is not.
class ResponseFiles {
public:
  explicit ResponseFiles(const std::string &directory) : directory_(directory) {
    std::error_code failed;
    realDirectory_ = std::filesystem::canonical(directory, failed).string();
  }

  void expand(const std::vector<std::string> &arguments, std::vector<std::string> &expanded, unsigned depth = 0) {
    for (const std::string &argument : arguments) {
      if (!argument.starts_with('@'))
        expanded.push_back(argument);
      else if (depth < kDeepestResponse)
        expand(wordsIn(argument.substr(1)), expanded, depth + 1);
    }
  }

private:
  std::vector<std::string> wordsIn(const std::string &path) {
    if (filesLeft_ == 0)
      return {};
    --filesLeft_;
    std::error_code failed;
    const std::string real = std::filesystem::canonical(normalPath(path, directory_), failed).string();
    if (failed || realDirectory_.empty() || !isAtOrBelow(real, realDirectory_))
      return {};
    const Result<std::string> text = readFile(real, bytesLeft_);
    if (!text)
      return {};
    bytesLeft_ -= text->size(); // for all of a command together: files may name one another
    llvm::BumpPtrAllocator allocator;
    llvm::StringSaver saver(allocator);
    llvm::SmallVector<const char *, 64> words;
    llvm::cl::TokenizeGNUCommandLine(*text, saver, words);
    return {words.begin(), words.end()};
  }

  std::string directory_;
  std::string realDirectory_;
  std::uint64_t bytesLeft_ = kMostResponseBytes;
  unsigned filesLeft_ = 256; ///< small ones that name themselves many times would be read for long
};

// --- what may pass ---------------------------------------------------------------------------------------------------

/// Options that shape the syntax tree and do nothing else.
bool shapesTheTree(const llvm::opt::Option &option) {
  switch (option.getID()) {
  // Where headers are.
  case options::OPT_I:
  case options::OPT_F:
  case options::OPT_iquote:
  case options::OPT_isystem:
  case options::OPT_isystem_after:
  case options::OPT_cxx_isystem:
  case options::OPT_stdlibxx_isystem:
  case options::OPT_idirafter:
  case options::OPT_iframework:
  case options::OPT_iframeworkwithsysroot:
  case options::OPT_iprefix:
  case options::OPT_iwithprefix:
  case options::OPT_iwithprefixbefore:
  case options::OPT_iwithsysroot:
  case options::OPT_isysroot:
  case options::OPT__sysroot_EQ:
  case options::OPT_gcc_toolchain:
  case options::OPT_gcc_install_dir_EQ:
  case options::OPT_nostdinc:
  case options::OPT_nostdincxx:
  case options::OPT_nostdlibinc:
  case options::OPT_stdlib_EQ:
  case options::OPT_fexperimental_library:
  case options::OPT_fno_experimental_library:
  // Macros.
  case options::OPT_D:
  case options::OPT_U:
  case options::OPT_undef:
  case options::OPT_pthread:
  case options::OPT_fopenmp:
  case options::OPT_fno_openmp:
  case options::OPT_ffast_math:
  case options::OPT_fno_fast_math:
  case options::OPT_fpic:
  case options::OPT_fno_pic:
  case options::OPT_fPIC:
  case options::OPT_fno_PIC:
  case options::OPT_fpie:
  case options::OPT_fno_pie:
  case options::OPT_fPIE:
  case options::OPT_fno_PIE:
  // The machine.
  case options::OPT_target:
  case options::OPT_march_EQ:
  case options::OPT_mcpu_EQ:
  case options::OPT_mabi_EQ:
  case options::OPT_mfpu_EQ:
  case options::OPT_mfloat_abi_EQ:
  case options::OPT_mthumb:
  case options::OPT_m16:
  case options::OPT_m32:
  case options::OPT_m64:
  case options::OPT_mx32:
  case options::OPT_mms_bitfields:
  case options::OPT_mno_ms_bitfields:
  // The language.
  case options::OPT_ansi:
  case options::OPT_fexceptions:
  case options::OPT_fno_exceptions:
  case options::OPT_fcxx_exceptions:
  case options::OPT_fno_cxx_exceptions:
  case options::OPT_frtti:
  case options::OPT_fno_rtti:
  case options::OPT_frtti_data:
  case options::OPT_fno_rtti_data:
  case options::OPT_fms_extensions:
  case options::OPT_fno_ms_extensions:
  case options::OPT_fms_compatibility:
  case options::OPT_fno_ms_compatibility:
  case options::OPT_fms_compatibility_version:
  case options::OPT_fmsc_version:
  case options::OPT_fdeclspec:
  case options::OPT_fno_declspec:
  case options::OPT_fborland_extensions:
  case options::OPT_fgnu_keywords:
  case options::OPT_fno_gnu_keywords:
  case options::OPT_fblocks:
  case options::OPT_fno_blocks:
  case options::OPT_fchar8__t:
  case options::OPT_fno_char8__t:
  case options::OPT_fsigned_char:
  case options::OPT_fno_signed_char:
  case options::OPT_funsigned_char:
  case options::OPT_fno_unsigned_char:
  case options::OPT_fshort_enums:
  case options::OPT_fno_short_enums:
  case options::OPT_fshort_wchar:
  case options::OPT_fno_short_wchar:
  case options::OPT_fpack_struct:
  case options::OPT_fpack_struct_EQ:
  case options::OPT_fcoroutines:
  case options::OPT_fno_coroutines:
  case options::OPT_fsized_deallocation:
  case options::OPT_fno_sized_deallocation:
  case options::OPT_faligned_allocation:
  case options::OPT_fno_aligned_allocation:
  case options::OPT_faligned_new_EQ:
  case options::OPT_frelaxed_template_template_args:
  case options::OPT_fno_relaxed_template_template_args:
  case options::OPT_faccess_control:
  case options::OPT_fno_access_control:
  case options::OPT_foperator_names:
  case options::OPT_fno_operator_names:
  case options::OPT_ftrigraphs:
  case options::OPT_fno_trigraphs:
  case options::OPT_fdollars_in_identifiers:
  case options::OPT_fno_dollars_in_identifiers:
  case options::OPT_ffreestanding:
  case options::OPT_fhosted:
  case options::OPT_fbuiltin:
  case options::OPT_fno_builtin:
  case options::OPT_ftemplate_depth_EQ:
  case options::OPT_fconstexpr_depth_EQ:
  case options::OPT_fconstexpr_steps_EQ:
  case options::OPT_fbracket_depth_EQ:
  // What a class shows to the outside.
  case options::OPT_fvisibility_EQ:
  case options::OPT_fvisibility_inlines_hidden:
  case options::OPT_fno_visibility_inlines_hidden:
    return true;
  default:
    break;
  }
  // Optimisation levels set macros. Feature groups are -msse4.2 and the like; `-mllvm` and tuning are in none of them.
  return option.matches(options::OPT_O_Group) || option.matches(options::OPT_m_x86_Features_Group) ||
         option.matches(options::OPT_m_arm_Features_Group) || option.matches(options::OPT_m_aarch64_Features_Group) ||
         option.matches(options::OPT_m_riscv_Features_Group) || option.matches(options::OPT_m_ppc_Features_Group) ||
         option.matches(options::OPT_m_wasm_Features_Group);
}

/// `-x` for the main file: nothing but C++ passes, and a header is read as the start of a unit.
std::optional<std::string> languageFor(std::string_view named) {
  if (named == "c++" || named == "c++-header" || named == "c++-user-header" || named == "c++-system-header")
    return "c++";
  if (named == "objective-c++" || named == "c++-module")
    return std::string(named);
  return std::nullopt;
}

/// The `-std` as Clang knows it: a standard newer than Clang becomes the newest, another language's is left out.
std::optional<std::string> standardFor(llvm::StringRef named) {
  using clang::LangStandard;
  const LangStandard::Kind kind = LangStandard::getLangKind(named);
  if (kind != LangStandard::lang_unspecified) {
    if (LangStandard::getLangStandardForKind(kind).getLanguage() != clang::Language::CXX)
      return std::nullopt;
    return named.str();
  }
  if (named.starts_with("c++"))
    return "c++2c";
  if (named.starts_with("gnu++"))
    return "gnu++2c";
  return std::nullopt;
}

/// What the driver, without a `-x`, would not take as a C++ main file. For some languages that it counts as C++ it
/// looks for a toolkit, and runs what it finds there.
bool needsLanguage(const std::string &file) {
  using namespace clang::driver;
  const std::string_view extension = fileExtension(file);
  switch (types::lookupTypeForExtension(llvm::StringRef(extension.data(), extension.size()))) {
  case types::TY_CXX:
  case types::TY_PP_CXX:
  case types::TY_ObjCXX:
  case types::TY_PP_ObjCXX:
  case types::TY_CXXModule:
  case types::TY_PP_CXXModule:
    return false;
  default:
    return true;
  }
}

// --- one command -----------------------------------------------------------------------------------------------------

class Sanitiser {
public:
  explicit Sanitiser(const CompileCommand &command) : command_(command), responses_(command.directory) {}

  void add(const std::vector<std::string> &raw) {
    std::vector<std::string> expanded;
    responses_.expand(raw, expanded);
    std::vector<const char *> pointers;
    for (const std::string &argument : expanded)
      pointers.push_back(argument.c_str());
    unsigned missingIndex = 0;
    unsigned missingCount = 0;
    const llvm::opt::InputArgList parsed = clang::driver::getDriverOptTable().ParseArgs(
        pointers, missingIndex, missingCount, llvm::opt::Visibility(options::ClangOption));
    std::vector<std::string> toFrontend;
    for (const Arg *const argument : parsed)
      if (argument->getOption().matches(options::OPT_Xclang))
        toFrontend.emplace_back(argument->getValue());
      else
        add(*argument, parsed);
    addForcedIncludes(toFrontend);
  }

  [[nodiscard]] std::vector<std::string> finish() {
    std::vector<std::string> all = {"clang++", "--no-default-config"};
    std::ranges::move(kept_, std::back_inserter(all));
    for (const ForcedInclude &include : forced_)
      // Past the driver, which would take a precompiled form that stands beside the header.
      if (const std::optional<std::string> path = find(include.name))
        all.insert(all.end(), {"-Xclang", include.macrosOnly ? "-imacros" : "-include", "-Xclang", *path});
    if (!language_ && needsLanguage(command_.file))
      language_ = "c++";
    if (language_)
      all.insert(all.end(), {"-x", *language_});
    all.insert(all.end(), {"-fsyntax-only", "--", command_.file});
    return all;
  }

private:
  struct ForcedInclude {
    std::string name;
    bool macrosOnly = false;
  };

  void add(const Arg &argument, const llvm::opt::InputArgList &all) {
    const llvm::opt::Option &option = argument.getOption();
    if (option.matches(options::OPT_x)) {
      if (std::optional<std::string> language = languageFor(argument.getValue()))
        language_ = std::move(language);
    } else if (option.matches(options::OPT_std_EQ)) {
      if (const std::optional<std::string> standard = standardFor(argument.getValue()))
        kept_.push_back("-std=" + *standard);
    } else if (option.matches(options::OPT_include) || option.matches(options::OPT_imacros)) {
      force(argument.getValue(), option.matches(options::OPT_imacros));
    } else if (option.matches(options::OPT_include_pch)) {
      forcePrecompiled(argument.getValue());
    } else if (option.matches(options::OPT_W_Joined)) {
      // Some errors are warnings that are errors unless told otherwise: narrowing, registers, old casts.
      if (llvm::StringRef(argument.getValue()).starts_with("no-"))
        keep(argument, all);
    } else if (option.matches(options::OPT_Wp_COMMA)) {
      addMacros(argument.getValues());
    } else if (shapesTheTree(option) &&
               !(option.matches(options::OPT_I) && llvm::StringRef(argument.getValue()) == "-")) {
      keep(argument, all);
    }
  }

  /// The macros among what is passed to the preprocessor, where an option and its value may be two words.
  void addMacros(llvm::ArrayRef<const char *> words) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      const llvm::StringRef word = words[i];
      if (!word.starts_with("-D") && !word.starts_with("-U"))
        continue;
      const bool split = word.size() == 2;
      if (split && ++i == words.size())
        return;
      // No macro has a name like an option, and alone an option would take the word that follows all of these.
      const llvm::StringRef macro = split ? llvm::StringRef(words[i]) : word.substr(2);
      if (!macro.empty() && !macro.starts_with("-"))
        kept_.push_back((word.take_front(2) + macro).str());
    }
  }

  void keep(const Arg &argument, const llvm::opt::InputArgList &all) {
    const llvm::opt::Option &option = argument.getOption();
    if (std::ranges::any_of(argument.getValues(), [](const char *value) { return *value == '\0'; }))
      return; // it would take the word that follows for its value
    llvm::opt::ArgStringList rendered;
    argument.render(all, rendered);
    if (rendered.size() > 1 && *rendered[1] == '-')
      return; // a value that looks like an option, or like the end of the options, to whoever reads the words alone
    kept_.insert(kept_.end(), rendered.begin(), rendered.end());
    if (option.matches(options::OPT_I) || option.matches(options::OPT_iquote) || option.matches(options::OPT_isystem))
      searched_.emplace_back(argument.getValue());
  }

  /// What build systems pass to the frontend to use a precompiled header: the header itself is what counts.
  void addForcedIncludes(const std::vector<std::string> &toFrontend) {
    for (std::size_t i = 0; i + 1 < toFrontend.size(); ++i) {
      if (toFrontend[i] == "-include")
        force(toFrontend[++i], false);
      else if (toFrontend[i] == "-include-pch")
        forcePrecompiled(toFrontend[++i]);
    }
  }

  void force(std::string_view named, bool macrosOnly) {
    if (std::ranges::find(forced_, named, &ForcedInclude::name) == forced_.end())
      forced_.push_back({std::string(named), macrosOnly});
  }

  /// The regular file that a forced include leads to: from the working directory, else along the search path. Anything
  /// else (a pipe would be waited for) leads nowhere.
  [[nodiscard]] std::optional<std::string> find(const std::string &name) const {
    std::string path = normalPath(name, command_.directory);
    if (isRegularFile(path))
      return path;
    for (const std::string &folder : searched_)
      if (path = normalPath(name, normalPath(folder, command_.directory)); isRegularFile(path))
        return path;
    return std::nullopt;
  }

  void forcePrecompiled(std::string_view named) {
    if (named.ends_with(".pch") || named.ends_with(".gch"))
      force(named.substr(0, named.size() - 4), false);
  }

  const CompileCommand &command_;
  ResponseFiles responses_;
  std::vector<std::string> kept_;
  std::vector<std::string> searched_; ///< folders, as spelled
  std::vector<ForcedInclude> forced_;
  std::optional<std::string> language_;
};

/// Whether the command runs something else than a compiler driver (whose name may follow a wrapper's).
bool isNoDriverCommand(const std::vector<std::string> &arguments) {
  constexpr std::string_view kShells[] = {"sh",  "bash",    "dash",   "zsh",     "ksh", "fish",
                                          "cmd", "cmd.exe", "python", "python3", "perl"};
  return arguments.empty() || std::ranges::find(kShells, fileName(arguments.front())) != std::end(kShells) ||
         std::ranges::any_of(arguments,
                             [](const std::string &argument) { return argument == "-cc1" || argument == "-cc1as"; });
}

} // namespace

std::vector<std::string> sanitisedArguments(const CompileCommand &command, const std::vector<std::string> &extra) {
  if (isNoDriverCommand(command.arguments))
    return {};
  Sanitiser sanitiser(command);
  sanitiser.add({command.arguments.begin() + 1, command.arguments.end()});
  sanitiser.add(extra);
  return sanitiser.finish();
}

std::string findResourceDirectory() {
  // The address only says which program is meant where there is no other way to know.
  const std::string self = llvm::sys::fs::getMainExecutable(nullptr, reinterpret_cast<void *>(&findResourceDirectory));
  const std::string installed = normalPath("../lib/clang/" CLANG_VERSION_MAJOR_STRING, parentFolder(self));
  for (const std::string &candidate : {installed, std::string(TELL_RESOURCE_DIR)})
    if (isRegularFile(candidate + "/include/stddef.h"))
      return candidate;
  return {};
}

} // namespace tell
