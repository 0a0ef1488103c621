#include "extract/arguments.hpp"

#include "temporary_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <sys/stat.h>
#include <vector>

namespace tell {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

using Strings = std::vector<std::string>;

/// What is left of these arguments, without what stands around them in every result. An option and a value that may be
/// written in one or two words come out in two.
Strings kept(Strings arguments, const std::string &directory = "/p/build", const Strings &extra = {}) {
  arguments.insert(arguments.begin(), "g++");
  Strings result = sanitisedArguments({directory, "/p/a.cpp", std::move(arguments), false}, extra);
  if (result.size() < 5)
    return {"too short"};
  EXPECT_EQ(result[0], "clang++");
  EXPECT_EQ(result[1], "--no-default-config");
  EXPECT_EQ(Strings(result.end() - 3, result.end()), (Strings{"-fsyntax-only", "--", "/p/a.cpp"}));
  return {result.begin() + 2, result.end() - 3};
}

TEST(Arguments, whatShapesTheTreePasses) {
  const Strings passing = {"-I",
                           "/p/include",
                           "-iquote",
                           "/p/q",
                           "-isystem",
                           "/p/s",
                           "-idirafter",
                           "/p/z",
                           "--sysroot=/r",
                           "-D",
                           "A=1",
                           "-U",
                           "B",
                           "-std=c++17",
                           "-stdlib=libc++",
                           "-pthread",
                           "-O2",
                           "-march=x86-64-v3",
                           "-msse4.2",
                           "-m32",
                           "-fno-exceptions",
                           "-fno-rtti",
                           "-fms-extensions",
                           "-fchar8_t",
                           "-funsigned-char",
                           "-fshort-enums",
                           "-fopenmp",
                           "-nostdinc++",
                           "--target=aarch64-linux-gnu",
                           "-fvisibility=hidden",
                           "-Wno-narrowing"};
  EXPECT_EQ(kept(passing), passing);
}

TEST(Arguments, bothSpellingsPass) {
  EXPECT_THAT(kept({"-Iinc", "-DA", "-isystem/s", "-target", "x86_64-linux-gnu", "--sysroot", "/r"}),
              ElementsAre("-I", "inc", "-D", "A", "-isystem", "/s", "--target=x86_64-linux-gnu", "--sysroot=/r"));
}

TEST(Arguments, whatLoadsRunsOrWritesDoesNotPass) {
  for (const Strings &arguments : std::vector<Strings>{{"-o", "/etc/x"},
                                                       {"-o/etc/x"},
                                                       {"-c"},
                                                       {"-S"},
                                                       {"-E"},
                                                       {"-MD", "-MF", "/etc/x", "-MT", "x"},
                                                       {"-MJ", "/etc/x"},
                                                       {"-Xclang", "-load", "-Xclang", "/tmp/evil.so"},
                                                       {"-load", "/tmp/evil.so"},
                                                       {"-fplugin=/tmp/evil.so"},
                                                       {"-fplugin-arg-evil-x"},
                                                       {"-fpass-plugin=/tmp/evil.so"},
                                                       {"-mllvm", "-load=/tmp/evil.so"},
                                                       {"-Xclang", "-plugin", "-Xclang", "evil"},
                                                       {"-fmodules", "-fmodules-cache-path=/etc/x"},
                                                       {"-fmodule-output=/etc/x"},
                                                       {"-ftime-trace=/etc/x"},
                                                       {"-fprofile-instr-generate=/etc/x"},
                                                       {"-fprofile-use=/etc/x"},
                                                       {"-save-temps=obj"},
                                                       {"-gen-cdb-fragment-path", "/etc/x"},
                                                       {"--serialize-diagnostics", "/etc/x"},
                                                       {"-fdiagnostics-log-file=/etc/x"},
                                                       {"--config", "/tmp/evil.cfg"},
                                                       {"--config=/tmp/evil.cfg"},
                                                       {"-resource-dir=/tmp/evil"},
                                                       {"-B/tmp/evil"},
                                                       {"-ccc-install-dir", "/tmp/evil"},
                                                       {"-wrapper", "/tmp/evil"},
                                                       {"-fuse-ld=/tmp/evil"},
                                                       {"-specs=/tmp/evil"},
                                                       {"-ivfsoverlay", "/tmp/evil"},
                                                       {"-dependency-file", "/etc/x"},
                                                       {"--driver-mode=cl"},
                                                       {"-Wl,-z"},
                                                       {"-Wp,-MD,/etc/x"},
                                                       {"-Xpreprocessor", "-MD"},
                                                       {"-g", "-Wall", "-Werror", "-fdiagnostics-color=always"},
                                                       {"-frewrite-map-file=/etc/x"},
                                                       {"-foptimization-record-file=/etc/x"},
                                                       {"-fcrash-diagnostics-dir=/etc"},
                                                       {"-dumpdir", "/etc/x"},
                                                       {"-index-store-path", "/etc/x"},
                                                       {"-"},
                                                       {"-I-"},
                                                       {"-I", "--"},
                                                       {"-I", "-Xclang"},
                                                       {"-isystem", "-fplugin=evil.so"},
                                                       {"--", "other.cpp"},
                                                       {"/p/a.cpp", "other.cpp", "ccache"}})
    EXPECT_THAT(kept(arguments), IsEmpty()) << arguments.front();
}

TEST(Arguments, flagsOfOtherCompilersAreLeftOut) {
  EXPECT_THAT(
      kept({"-fno-gnu-unique", "-fconcepts", "-fmodules-ts", "-fpermissive", "-mno-direct-extern-access", "-DA"}),
      ElementsAre("-D", "A"));
  EXPECT_THAT(kept({"-Wp,-DA=1,-UB"}), ElementsAre("-DA=1", "-UB"));
  EXPECT_THAT(kept({"-Wp,-D,A=1,-U,-MD,-D"}), ElementsAre("-DA=1"));
  EXPECT_THAT(kept({"-Wp,-U-B,-DC", "-Wp,-D"}), ElementsAre("-DC"));
  EXPECT_THAT(kept({"-F", "", "-D", "", "-I", ""}), IsEmpty());
}

TEST(Arguments, anOptionWithoutItsValueTakesNothingElse) {
  EXPECT_THAT(kept({"-DA", "-I"}, "/p", {"-DB"}), ElementsAre("-D", "A", "-D", "B"));
  EXPECT_THAT(kept({"-DA", "--", "x"}, "/p", {"-DB", "-Xclang", "-load"}), ElementsAre("-D", "A", "-D", "B"));
}

TEST(Arguments, theStandardIsOneThatClangKnows) {
  EXPECT_THAT(kept({"-std=gnu++2a"}), ElementsAre("-std=gnu++2a"));
  EXPECT_THAT(kept({"-std=c++29"}), ElementsAre("-std=c++2c"));
  EXPECT_THAT(kept({"-std=c11"}), IsEmpty());
  EXPECT_THAT(kept({"-std=nonsense"}), IsEmpty());
}

TEST(Arguments, theLanguageIsCxx) {
  const auto languageOf = [](const std::string &file, Strings arguments) {
    arguments.insert(arguments.begin(), "g++");
    const Strings result = sanitisedArguments({"/p", file, std::move(arguments), false}, {});
    const auto found = std::ranges::find(result, "-x");
    return found == result.end() ? std::string() : *(found + 1);
  };
  EXPECT_EQ(languageOf("/p/a.cpp", {}), "");
  EXPECT_EQ(languageOf("/p/a.C", {}), "");
  EXPECT_EQ(languageOf("/p/a.h", {}), "c++");
  EXPECT_EQ(languageOf("/p/a.hpp", {"-x", "c++-header"}), "c++");
  EXPECT_EQ(languageOf("/p/a.c", {}), "c++");
  EXPECT_EQ(languageOf("/p/a.inl", {}), "c++");
  EXPECT_EQ(languageOf("/p/a.cpp", {"-xc++"}), "c++");
  EXPECT_EQ(languageOf("/p/a.cpp", {"-x", "ir"}), "");
}

TEST(Arguments, wrappersAreNotSeen) {
  EXPECT_THAT(kept({"/usr/bin/g++", "-DA", "-c", "/p/a.cpp"}), ElementsAre("-D", "A"));
}

TEST(Arguments, whatIsNoDriverCommandHasNone) {
  EXPECT_THAT(sanitisedArguments({"/p", "/p/a.cpp", {}, false}, {}), IsEmpty());
  EXPECT_THAT(sanitisedArguments({"/p", "/p/a.cpp", {"/bin/sh", "-c", "g++ a.cpp"}, false}, {}), IsEmpty());
  EXPECT_THAT(sanitisedArguments({"/p", "/p/a.cpp", {"clang", "-cc1", "-load", "x", "/p/a.cpp"}, false}, {}),
              IsEmpty());
}

TEST(Arguments, responseFilesBelowTheDirectoryAreExpandedAndSanitised) {
  const TemporaryFolder folder;
  folder.write("build/flags.rsp", "-DA \"-DB=x y\" -fplugin=/tmp/evil.so @more.rsp");
  folder.write("build/more.rsp", "-DC @flags.rsp");
  folder.write("outside.rsp", "-DD");
  std::filesystem::create_symlink(folder / "outside.rsp", folder / "build/link.rsp");
  ASSERT_EQ(::mkfifo((folder / "build/pipe.rsp").c_str(), 0600), 0);
  const std::string build = folder / "build";
  EXPECT_THAT(kept({"@more.rsp", "@../outside.rsp", "@link.rsp", "@pipe.rsp", "@missing.rsp", "-DE"}, build),
              AllOf(Contains("A"), Contains("B=x y"), Contains("C"), Contains("E"), Not(Contains("D"))));
  EXPECT_THAT(kept({"@../outside.rsp", "@link.rsp", "@pipe.rsp", "@missing.rsp", "-DE"}, build),
              ElementsAre("-D", "E"));
}

TEST(Arguments, responseFilesThatNameThemselvesEnd) {
  const TemporaryFolder folder;
  std::string itself;
  for (int i = 0; i < 1'000; ++i)
    itself += "@itself.rsp ";
  folder.write("itself.rsp", itself + "-DA");
  EXPECT_THAT(kept({"@itself.rsp"}, folder.path()), Contains("A"));
}

TEST(Arguments, forcedIncludesAreRegularFiles) {
  const TemporaryFolder folder;
  folder.write("pre.h", "");
  folder.write("inc/along.h", "");
  ASSERT_EQ(::mkfifo((folder / "pipe.h").c_str(), 0600), 0);
  EXPECT_THAT(kept({"-include", "pre.h", "-imacros", "along.h", "-include", "pipe.h", "-include", "/dev/zero", "-Iinc"},
                   folder.path()),
              ElementsAre("-I", "inc", "-Xclang", "-include", "-Xclang", folder / "pre.h", "-Xclang", "-imacros",
                          "-Xclang", folder / "inc/along.h"));
}

TEST(Arguments, aPrecompiledHeaderIsReplacedByItsHeader) {
  const TemporaryFolder folder;
  folder.write("cmake_pch.hxx", "");
  folder.write("cmake_pch.hxx.pch", "");
  const Strings expected = {"-Xclang", "-include", "-Xclang", folder / "cmake_pch.hxx"};
  EXPECT_EQ(kept({"-Winvalid-pch", "-Xclang", "-include-pch", "-Xclang", folder / "cmake_pch.hxx.pch", "-Xclang",
                  "-include", "-Xclang", folder / "cmake_pch.hxx"},
                 folder.path()),
            expected);
  EXPECT_EQ(kept({"-include-pch", folder / "cmake_pch.hxx.pch"}, folder.path()), expected);
}

TEST(ResourceDirectory, holdsClangsHeaders) {
  const std::string directory = findResourceDirectory();
  EXPECT_TRUE(std::filesystem::is_regular_file(directory + "/include/stddef.h")) << directory;
}

} // namespace
} // namespace tell
