#include "support/called_names.hpp"
#include "support/file.hpp"
#include "support/glob.hpp"
#include "support/in_threads.hpp"
#include "support/path.hpp"
#include "support/project_scope.hpp"
#include "support/spelled_out.hpp"
#include "support/text.hpp"

#include "temporary_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <sys/stat.h>
#include <thread>
#include <vector>

namespace tell {
namespace {

using ::testing::HasSubstr;

// --- paths -----------------------------------------------------------------------------------------------------------

TEST(Path, isMadeAbsoluteAndNormal) {
  EXPECT_EQ(normalPath("src/../include/a.h", "/p"), "/p/include/a.h");
  EXPECT_EQ(normalPath("/x//y/./z/", "/p"), "/x/y/z");
  EXPECT_EQ(normalPath(".", "/p"), "/p");
  EXPECT_EQ(normalPath("..", "/"), "/");
  EXPECT_EQ(normalPath("src/a.cpp", "/p"), "/p/src/a.cpp");
  EXPECT_EQ(normalPath("a.cpp", "/"), "/a.cpp");
  EXPECT_EQ(normalPath("", "/p"), "/p");
  EXPECT_EQ(normalPath("a.cpp", "/p/./q"), "/p/q/a.cpp");
}

TEST(Path, IsNormalWhereNothingIsToBeUndone) {
  for (const std::string_view normal : {"/", "/a", "/a/b.cpp", "/.git/...", "/a..b/.c"}) {
    EXPECT_TRUE(isNormalPath(normal)) << normal;
    EXPECT_EQ(normalPath(normal, "/p"), normal);
  }
  for (const std::string_view other : {"", "a", "//", "//a", "/a/", "/a//b", "/.", "/..", "/a/.", "/a/../b", "/./a"})
    EXPECT_FALSE(isNormalPath(other)) << other;
}

TEST(Path, partsAreFound) {
  EXPECT_EQ(parentFolder("/a/b.cpp"), "/a");
  EXPECT_EQ(parentFolder("/a"), "/");
  EXPECT_EQ(parentFolder("/"), "/");
  EXPECT_EQ(fileName("/a/b.cpp"), "b.cpp");
  EXPECT_EQ(fileExtension("/a.d/b.tar.gz"), "gz");
  EXPECT_EQ(fileExtension("/a.d/b"), "");
  EXPECT_EQ(fileExtension("/a/.bashrc"), "");
}

TEST(Path, belowIsDecidedByComponents) {
  EXPECT_TRUE(isAtOrBelow("/a/b", "/a"));
  EXPECT_TRUE(isAtOrBelow("/a", "/a"));
  EXPECT_TRUE(isAtOrBelow("/a", "/"));
  EXPECT_FALSE(isAtOrBelow("/ab", "/a"));
  EXPECT_EQ(pathBelow("/a/b/c", "/a"), "b/c");
  EXPECT_EQ(pathBelow("/a", "/"), "a");
  EXPECT_EQ(pathBelow("/a", "/a"), "");
}

// --- globs -----------------------------------------------------------------------------------------------------------

bool matches(const std::string &pattern, std::string_view path) { return Glob(pattern).matches(path); }

TEST(Glob, starStaysWithinAComponent) {
  EXPECT_TRUE(matches("src/*.cpp", "src/a.cpp"));
  EXPECT_FALSE(matches("src/*.cpp", "src/sub/a.cpp"));
  EXPECT_FALSE(matches("*.cpp", "src/a.cpp"));
  EXPECT_TRUE(matches("*", ""));
  EXPECT_TRUE(matches("a*b*c", "a1b2b3c"));
  EXPECT_FALSE(matches("a*b*c", "a1b2b3"));
}

TEST(Glob, doubleStarCrossesComponents) {
  EXPECT_TRUE(matches("third_party/**", "third_party/a/b.h"));
  EXPECT_FALSE(matches("third_party/**", "third_party"));
  EXPECT_TRUE(matches("**/*.pb.h", "a.pb.h"));
  EXPECT_TRUE(matches("**/*.pb.h", "x/y/a.pb.h"));
  EXPECT_TRUE(matches("a/**/b", "a/b"));
  EXPECT_TRUE(matches("a/**/b", "a/x/y/b"));
  EXPECT_FALSE(matches("a/**/b", "a/x/y/c"));
  EXPECT_TRUE(matches("**/x/**/y", "a/x/x/b/y"));
  EXPECT_FALSE(matches("a**b", "a/b"));
}

TEST(Glob, questionMarkIsOneCharacterOfAComponent) {
  EXPECT_TRUE(matches("v?.h", "v1.h"));
  EXPECT_FALSE(matches("v?.h", "v10.h"));
  EXPECT_FALSE(matches("a?b", "a/b"));
}

TEST(Glob, bracesAreAlternatives) {
  EXPECT_TRUE(matches("*.{h,hpp}", "a.hpp"));
  EXPECT_FALSE(matches("*.{h,hpp}", "a.cpp"));
  EXPECT_TRUE(matches("{src,lib/{a,b}}/x.h", "lib/b/x.h"));
  EXPECT_TRUE(matches("a{,.bak}", "a"));
  EXPECT_TRUE(matches("{gen,out}/**", "out/x"));
  EXPECT_TRUE(matches("a{b", "a{b"));
  EXPECT_TRUE(matches("a{b{c,d}", "a{bd"));
}

TEST(Glob, hostilePatternsEndInTime) {
  std::string stars;
  for (int i = 0; i < 2'000; ++i)
    stars += "a*";
  EXPECT_FALSE(matches(stars + "b", std::string(4'000, 'a')));
  std::string folders;
  for (int i = 0; i < 500; ++i)
    folders += "**/a/";
  std::string path;
  for (int i = 0; i < 1'000; ++i)
    path += "a/";
  EXPECT_FALSE(matches(folders + "b", path));
  std::string braces;
  for (int i = 0; i < 64; ++i)
    braces += "{a,b}";
  EXPECT_FALSE(matches(braces, "c"));
}

// --- files -----------------------------------------------------------------------------------------------------------

TEST(ReadFile, givesAllBytesUpToTheLimit) {
  const TemporaryFolder folder;
  const std::string bytes("a\0b\n", 4);
  folder.write("f", bytes);
  ASSERT_TRUE(readFile(folder / "f", 4));
  EXPECT_EQ(*readFile(folder / "f", 4), bytes);
  EXPECT_EQ(*readFile(folder / "f", UINT64_MAX), bytes);
  const Result<std::string> tooLarge = readFile(folder / "f", 3);
  ASSERT_FALSE(tooLarge);
  EXPECT_THAT(tooLarge.error().message(), HasSubstr("larger than 3 bytes"));
}

TEST(ReadFile, readsLargeAndEmptyFiles) {
  const TemporaryFolder folder;
  const std::string large(1'000'003, 'x');
  folder.write("large", large);
  folder.write("empty", "");
  EXPECT_EQ(*readFile(folder / "large", 2'000'000), large);
  EXPECT_EQ(*readFile(folder / "empty", 0), "");
  EXPECT_EQ(readFileHead(folder / "large", 5)->size(), 5U);
  // States a size of 0 and has contents.
  EXPECT_GT(readFile("/proc/self/status", 1 << 20)->size(), 0U);
}

TEST(ReadFile, refusesWhatIsNoRegularFile) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_THAT(readFile(folder / "pipe", 10).error().message(), HasSubstr("it is not a regular file"));
  EXPECT_THAT(readFile("/dev/zero", 10).error().message(), HasSubstr("it is not a regular file"));
  EXPECT_THAT(readFile(folder.path(), 10).error().message(), HasSubstr("it is a folder"));
  EXPECT_THAT(readFile(folder / "missing", 10).error().message(), HasSubstr(folder / "missing"));
}

TEST(WriteFile, replacesContentsAndLeavesNothingElse) {
  const TemporaryFolder folder;
  folder.write("f", "old");
  ASSERT_EQ(::chmod((folder / "f").c_str(), 0640), 0);
  ASSERT_TRUE(writeFileAtomically(folder / "f", "new").ok());
  ASSERT_TRUE(writeFileAtomically(folder / "g", "first").ok());
  EXPECT_EQ(*readFile(folder / "f", 100), "new");
  EXPECT_EQ(*readFile(folder / "g", 100), "first");
  EXPECT_EQ(folder.names(), (std::vector<std::string>{"f", "g"}));
  struct stat status{};
  ASSERT_EQ(::stat((folder / "f").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640U);
}

TEST(WriteFile, takesPieces) {
  const TemporaryFolder folder;
  folder.write("f", "old");
  const Status failed = writeFileAtomically(folder / "f", [](const WriteBytes &write) {
    EXPECT_TRUE(write("half"));
    return Status(Error("no more"));
  });
  EXPECT_EQ(failed.error().message(), "no more");
  EXPECT_EQ(*readFile(folder / "f", 100), "old");
  EXPECT_TRUE(writeFileAtomically(folder / "f", [](const WriteBytes &write) {
                write("one, ");
                write("two");
                return Status();
              }).ok());
  EXPECT_EQ(*readFile(folder / "f", 100), "one, two");
  EXPECT_EQ(folder.names(), (std::vector<std::string>{"f"}));
}

TEST(WriteFile, followsASymbolicLink) {
  const TemporaryFolder folder;
  folder.write("real/f", "old");
  std::filesystem::create_symlink(folder / "real/f", folder / "link");
  ASSERT_TRUE(writeFileAtomically(folder / "link", "new").ok());
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "link"));
  EXPECT_EQ(*readFile(folder / "real/f", 100), "new");
}

TEST(WriteFile, failsWithoutATrace) {
  const TemporaryFolder folder;
  folder.write("taken/f", "");
  EXPECT_THAT(writeFileAtomically(folder / "taken", "x").error().message(), HasSubstr("it is a folder"));
  EXPECT_THAT(writeFileAtomically(folder / "none/f", "x").error().message(), HasSubstr("none/f"));
  EXPECT_THAT(writeFileAtomically("/dev/null", "x").error().message(), HasSubstr("it is not a regular file"));
  EXPECT_EQ(folder.names(), (std::vector<std::string>{"taken"}));
}

// --- project scope ---------------------------------------------------------------------------------------------------

std::string whyNot(const ProjectScope &scope, const std::string &path) {
  std::string reason;
  return scope.contains(path, &reason) ? "" : reason;
}

TEST(ProjectScope, holdsWhatLiesBelowTheRoot) {
  const ProjectScope scope("/p/shop");
  std::string reason;
  EXPECT_TRUE(scope.contains("/p/shop/src/order.cpp", &reason));
  EXPECT_EQ(reason, "below the project's root '/p/shop'");
  EXPECT_EQ(whyNot(scope, "/p/shop2/a.cpp"), "outside the project's root '/p/shop'");
  EXPECT_EQ(whyNot(scope, "/p/shop/../a.cpp"), "outside the project's root '/p/shop'");
  EXPECT_EQ(scope.relative("/p/shop/src/../a.cpp"), "a.cpp");
  EXPECT_EQ(scope.relative("/usr/include/vector"), "/usr/include/vector");
}

TEST(ProjectScope, leavesOutOtherPeoplesFolders) {
  const ProjectScope scope("/p");
  for (const std::string name : {"third_party", "third-party", "ThirdParty", "vendor", "vendored", "external", "extern",
                                 "node_modules", "_deps", ".git"}) {
    EXPECT_EQ(whyNot(scope, "/p/lib/" + name + "/x/a.h"),
              "the folder 'lib/" + name + "' by its name holds other people's code");
    EXPECT_FALSE(scope.containsFolder("/p/lib/" + name));
  }
  EXPECT_TRUE(scope.contains("/p/vendors/a.h"));
  EXPECT_TRUE(scope.contains("/p/vendor.h"));
  // What stands above the root does not count: a vendored program may be the one that is asked about.
  EXPECT_TRUE(ProjectScope("/p/third_party/json").contains("/p/third_party/json/a.h"));
}

TEST(ProjectScope, knowsBuildFoldersByWhatTheyHold) {
  const TemporaryFolder folder;
  folder.write("CMakeCache.txt", ""); // built in place: the root is the project all the same
  folder.write("objects/CMakeCache.txt", "");
  folder.write("build/compile_commands.json", "");
  folder.write("out/debug/meson-private/x", "");
  folder.write("ninja/build.ninja", "");
  folder.write("ninja/.ninja_log", "");
  folder.write("buildings/house.cpp", "");
  folder.write("database/compile_commands.json", "");
  const ProjectScope scope(folder.path());
  EXPECT_TRUE(scope.contains(folder / "a.cpp"));
  EXPECT_EQ(whyNot(scope, folder / "objects/gen/a.cpp"), "the folder 'objects' is a build folder");
  EXPECT_EQ(whyNot(scope, folder / "build/a.cpp"), "the folder 'build' is a build folder");
  EXPECT_EQ(whyNot(scope, folder / "out/debug/a.cpp"), "the folder 'out/debug' is a build folder");
  EXPECT_EQ(whyNot(scope, folder / "ninja/a.cpp"), "the folder 'ninja' is a build folder");
  EXPECT_TRUE(scope.contains(folder / "buildings/house.cpp"));
  EXPECT_TRUE(scope.contains(folder / "database/a.cpp"));
}

TEST(ProjectScope, leavesOutRepositoriesWithinTheRepository) {
  const TemporaryFolder folder;
  folder.write(".git/HEAD", "");
  folder.write("lib/fmt/.git", "gitdir: ../../.git/modules/fmt\n");
  folder.write("lib/clone/.git/HEAD", "");
  const ProjectScope scope(folder.path());
  EXPECT_TRUE(scope.contains(folder / "lib/a.h"));
  EXPECT_EQ(whyNot(scope, folder / "lib/fmt/include/a.h"), "the folder 'lib/fmt' is a git submodule or work tree");
  EXPECT_EQ(whyNot(scope, folder / "lib/clone/a.h"), "the folder 'lib/clone' is a git repository of its own");
}

TEST(ProjectScope, leavesOutFilesMarkedAsGenerated) {
  const TemporaryFolder folder;
  folder.write("a.h", "/* licence */\n#pragma once\n// @generated from a.idl\nclass A;\n");
  folder.write("b.cc", "// Generated by the protocol buffer compiler.  DO NOT EDIT!\n#include <b>\n");
  folder.write("c.cpp", "/****\n** WARNING! All changes made in this file will be lost!\n*****/\n");
  folder.write("d.cpp", "// written with the help of a language model that generated the first version\nclass D;\n");
  folder.write("e.cpp", "#include <string>\n// the mark is \"@generated\"\nconst char *mark = \"@generated\";\n");
  folder.write("f.cpp", "// do not edit lightly\n");
  const ProjectScope scope(folder.path());
  EXPECT_EQ(whyNot(scope, folder / "a.h"), "its first comment marks it as generated ('@generated')");
  EXPECT_EQ(whyNot(scope, folder / "b.cc"), "its first comment marks it as generated ('do not edit')");
  EXPECT_EQ(whyNot(scope, folder / "c.cpp"), "its first comment marks it as generated ('changes will be lost')");
  EXPECT_TRUE(scope.contains(folder / "d.cpp"));
  EXPECT_TRUE(scope.contains(folder / "e.cpp"));
  EXPECT_TRUE(scope.contains(folder / "f.cpp"));
}

TEST(ProjectScope, followsTheConfigurationsGlobs) {
  const ProjectScope scope("/p", {"legacy/**", "**/*.pb.h"});
  EXPECT_EQ(whyNot(scope, "/p/legacy/a.cpp"), "excluded by the configuration's 'legacy/**'");
  EXPECT_EQ(whyNot(scope, "/p/src/a.pb.h"), "excluded by the configuration's '**/*.pb.h'");
  EXPECT_TRUE(scope.contains("/p/src/a.h"));
  EXPECT_TRUE(scope.containsFolder("/p/legacy"));
}

TEST(ProjectScope, answersSeveralThreadsAlike) {
  const TemporaryFolder folder;
  folder.write("lib/.git", "gitdir: x\n");
  folder.write("src/a.cpp", "int a;\n");
  const ProjectScope scope(folder.path());
  std::vector<int> inside(4, 0);
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < inside.size(); ++t)
      threads.emplace_back([&, t] {
        for (int i = 0; i < 200; ++i)
          inside[t] += static_cast<int>(scope.contains(folder / "src/a.cpp")) +
                       static_cast<int>(scope.contains(folder / ("lib/x" + std::to_string(i) + ".h")));
      });
  }
  EXPECT_EQ(inside, std::vector<int>(4, 200));
}

// --- names -----------------------------------------------------------------------------------------------------------

NameSet calledIn(std::string_view text) {
  NameSet names;
  addCalledNames(text, names);
  return names;
}

TEST(CalledNames, areThoseInFrontOfParenthesesAndBehindScopes) {
  EXPECT_EQ(calledIn("x.total() + y->rate (3)"), (NameSet{"rate", "total"}));
  EXPECT_EQ(calledIn("bind(&Order::total)"), (NameSet{"bind", "total"}));
  EXPECT_EQ(calledIn("Order :: total"), (NameSet{"total"}));
  EXPECT_EQ(calledIn("total = rate; a ? b : c; 3(x)"), NameSet{});
  EXPECT_EQ(calledIn("last("), (NameSet{"last"}));
  EXPECT_EQ(calledIn(""), NameSet{});
}

TEST(SpelledOut, WhatATerminalObeysOrHides) {
  EXPECT_EQ(spelledOut("a\x7f\xc2\x9b\xe2\x80\xae\xe2\x81\xa6\xe2\x80\x8b.\xe2\x80\xa9"),
            "a\\u007f\\u009b\\u202e\\u2066\\u200b.\\u2029");
}

TEST(SpelledOut, LeavesEverythingElse) {
  const std::string text = "\x1b[0m \xc2\xa0\xc3\x9b\xe2\x80\x94\xe2\x86\x92\xf0\x9f\x98\x80\n\xc2";
  EXPECT_EQ(spelledOut(text), text);
  EXPECT_EQ(spelledOut("\xe2"), "\xe2");
  EXPECT_EQ(spelledOut(""), "");
}

TEST(SpelledOut, WhereverInALongTextTheyStand) {
  for (std::size_t at = 0; at < 200; ++at) {
    const std::string before(at, 'x');
    EXPECT_EQ(spelledOut(before + "\x7f" + std::string(99, 'y')), before + "\\u007f" + std::string(99, 'y'));
    EXPECT_EQ(spelledOut(before + "\xe2\x80\xae"), before + "\\u202e");
  }
}

TEST(SpelledOut, WhereverThePiecesEnd) {
  const std::string text = "x\xe2\x80\xaey\xc2\x85z\xe2\x86\x92";
  SpelledOut pieces;
  std::string all;
  for (const char byte : text)
    all += pieces.next({&byte, 1});
  EXPECT_EQ(all + pieces.rest(), spelledOut(text));
  EXPECT_EQ(spelledOut(text), "x\\u202ey\\u0085z\xe2\x86\x92");
}

TEST(Text, isOneForEqualLettersInAnyThread) {
  const std::string name = "shop::Order";
  const Text text = name;
  EXPECT_EQ(&text.str(), &Text(std::string_view(name)).str());
  EXPECT_EQ(&text.str(), &Text(std::string("shop::") + "Order").str());
  std::vector<Text> made(64);
  inThreads(made.size(), 4, [&](std::size_t i) { made[i] = "text " + std::to_string(i % 8); });
  for (std::size_t i = 8; i < made.size(); ++i)
    EXPECT_EQ(&made[i].str(), &made[i - 8].str());
  EXPECT_EQ(&Text().str(), &Text("").str());
}

TEST(Text, isComparedByItsLetters) {
  EXPECT_EQ(Text("b"), "b");
  EXPECT_NE(Text("b"), Text("a"));
  std::vector<Text> texts{"b", "", "c", "a"}; // kept in this order
  std::ranges::sort(texts);
  EXPECT_EQ(texts, (std::vector<Text>{"", "a", "b", "c"}));
  EXPECT_LT(Text("a"), std::string("b"));
  EXPECT_EQ("from " + Text("a") + " to " + Text("b"), "from a to b");
}

} // namespace
} // namespace tell
