#include "support/file.hpp"
#include "temporary_folder.hpp"
#include "workspace/changes.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace tell {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

/// A repository made by git itself, which reads no configuration but its own.
class Repository : public testing::Test {
protected:
  Repository() {
    for (const char *name : {"GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"})
      unsetenv(name);
    git("init -q -b main");
  }

  void git(const std::string &arguments, const std::string &below = "work") const {
    std::filesystem::create_directories(folder_ / below);
    const std::string command = fmt::format(
        "cd '{}' && env -i PATH=\"$PATH\" HOME='{}' GIT_CONFIG_NOSYSTEM=1 git -c user.name=n -c user.email=e "
        "-c protocol.file.allow=always -c commit.gpgsign=false {} >'{}' 2>&1",
        folder_ / below, folder_.path(), arguments, folder_ / "git.log");
    const auto log = [&] {
      const auto text = readFile(folder_ / "git.log", 1U << 20U);
      return text ? *text : "";
    };
    EXPECT_EQ(std::system(command.c_str()), 0) << command << "\n" << log();
  }

  void write(const std::string &file, const std::string &text) const { folder_.write("work/" + file, text); }
  void commit() const {
    git("add -A");
    git("commit -q --allow-empty -m c");
  }

  [[nodiscard]] std::string path(const std::string &file) const { return folder_ / ("work/" + file); }

  [[nodiscard]] Changes since(const std::string &revision) const {
    auto changes = changesSince(path("."), revision);
    EXPECT_TRUE(changes.ok()) << changes.error().message();
    return changes.ok() ? *changes : Changes();
  }

  [[nodiscard]] Changes staged() const {
    auto changes = stagedChanges(path("."));
    EXPECT_TRUE(changes.ok()) << changes.error().message();
    return changes.ok() ? *changes : Changes();
  }

  TemporaryFolder folder_;
};

std::string errorOf(const Result<Changes> &changes) { return changes.ok() ? "(accepted)" : changes.error().message(); }

TEST_F(Repository, SinceTellsLinesAndWhatStoodThere) {
  write("a.cpp", "one\ntwo\nthree\n");
  write("gone.cpp", "x\n");
  commit();
  write("a.cpp", "one\n2\n2b\nthree\nfour\n");
  write("sub/new.cpp", "n\n");
  std::filesystem::remove(path("gone.cpp"));
  const Changes changes = since("HEAD");
  ASSERT_EQ(changes.files.size(), 3U);
  const ChangedFile &edited = changes.files[0];
  EXPECT_EQ(edited.path, path("a.cpp"));
  EXPECT_EQ(edited.oldPath, path("a.cpp"));
  EXPECT_THAT(edited.lines, ElementsAre(LineRange{2, 3}, LineRange{5, 5}));
  EXPECT_EQ(edited.before, "one\ntwo\nthree\n");
  const ChangedFile &deleted = changes.files[1];
  EXPECT_TRUE(deleted.deleted);
  EXPECT_EQ(deleted.path, path("gone.cpp"));
  EXPECT_EQ(deleted.before, "x\n");
  const ChangedFile &added = changes.files[2];
  EXPECT_EQ(added.path, path("sub/new.cpp"));
  EXPECT_EQ(added.oldPath, "");
  EXPECT_EQ(added.before, std::nullopt);
  EXPECT_THAT(added.lines, ElementsAre(LineRange{1, 1}));
  EXPECT_THAT(changes.overlay, IsEmpty());
}

TEST_F(Repository, SinceStartsWhereTheBranchesPart) {
  write("a.cpp", "a\n");
  commit();
  git("checkout -q -b topic");
  write("mine.cpp", "m\n");
  commit();
  git("checkout -q main");
  write("theirs.cpp", "t\n");
  commit();
  git("checkout -q topic");
  const Changes changes = since("main");
  ASSERT_EQ(changes.files.size(), 1U);
  EXPECT_EQ(changes.files[0].path, path("mine.cpp"));
  git("checkout -q --detach");
  EXPECT_EQ(since("main").files.size(), 1U) << "a detached HEAD is as good as a branch";
}

TEST_F(Repository, RenamesKeepTheirPast) {
  write("old.cpp", "1\n2\n3\n4\n5\n6\n7\n8\n");
  commit();
  git("mv old.cpp new.cpp");
  write("new.cpp", "1\n2\n3\n4\nfive\n6\n7\n8\n");
  const Changes changes = since("HEAD");
  ASSERT_EQ(changes.files.size(), 1U);
  EXPECT_EQ(changes.files[0].path, path("new.cpp"));
  EXPECT_EQ(changes.files[0].oldPath, path("old.cpp"));
  EXPECT_THAT(changes.files[0].lines, ElementsAre(LineRange{5, 5}));
}

TEST_F(Repository, IgnoredFilesAndBinariesDontCount) {
  write(".gitignore", "build/\n");
  commit();
  write("build/x.cpp", "x\n");
  write("picture.bin", std::string("a\0b", 3));
  EXPECT_THAT(since("HEAD").files, IsEmpty());
}

TEST_F(Repository, TheIndexCountsForStagedChanges) {
  write("a.cpp", "one\ntwo\n");
  write("b.h", "b\n");
  commit();
  write("a.cpp", "one\nstaged\n");
  git("add a.cpp");
  write("a.cpp", "one\nstaged\nnot staged\n");
  write("b.h", "not staged\n");
  write("untracked.h", "u\n");
  const Changes changes = staged();
  ASSERT_EQ(changes.files.size(), 1U);
  EXPECT_EQ(changes.files[0].path, path("a.cpp"));
  EXPECT_THAT(changes.files[0].lines, ElementsAre(LineRange{2, 2}));
  EXPECT_THAT(changes.overlay, ElementsAre(Pair(path("a.cpp"), "one\nstaged\n"), Pair(path("b.h"), "b\n"),
                                           Pair(path("untracked.h"), std::nullopt)));
}

TEST_F(Repository, WithoutCommitsEverythingStagedIsNew) {
  write("a.cpp", "one\n");
  git("add a.cpp");
  const Changes changes = staged();
  ASSERT_EQ(changes.files.size(), 1U);
  EXPECT_EQ(changes.files[0].before, std::nullopt);
  EXPECT_THAT(errorOf(changesSince(path("."), "HEAD")), HasSubstr("unknown revision 'HEAD'"));
}

TEST_F(Repository, AnotherIndexMayBeNamedByTheEnvironment) {
  write("a.cpp", "one\n");
  commit();
  std::filesystem::copy_file(path(".git/index"), path(".git/other"));
  write("a.cpp", "two\n");
  git("add a.cpp");
  setenv("GIT_INDEX_FILE", path(".git/other").c_str(), 1);
  EXPECT_THAT(staged().files, IsEmpty());
  unsetenv("GIT_INDEX_FILE");
  EXPECT_EQ(staged().files.size(), 1U);
}

TEST_F(Repository, WorkTreesAndSubmodules) {
  write("a.cpp", "one\n");
  commit();
  git("worktree add -q ../second");
  folder_.write("second/a.cpp", "two\n");
  const auto second = changesSince(folder_ / "second", "main");
  ASSERT_TRUE(second.ok()) << second.error().message();
  ASSERT_EQ(second->files.size(), 1U);
  EXPECT_EQ(second->files[0].path, folder_ / "second/a.cpp");

  git("init -q -b main", "module");
  folder_.write("module/m.cpp", "m\n");
  git("add -A", "module");
  git("commit -q -m m", "module");
  git("submodule add -q ../module module");
  commit();
  folder_.write("work/module/m.cpp", "changed\n");
  EXPECT_THAT(since("HEAD").files, IsEmpty()) << "a submodule is a repository of its own";
}

TEST_F(Repository, AShallowCloneSaysWhatIsMissing) {
  write("a.cpp", "one\n");
  commit();
  git("checkout -q -b topic");
  write("b.cpp", "b\n");
  commit();
  git("checkout -q main");
  write("c.cpp", "c\n");
  commit();
  git("clone -q --depth 1 --no-single-branch 'file://" + path(".") + "' shallow", ".");
  EXPECT_THAT(errorOf(changesSince(folder_ / "shallow", "origin/topic")), HasSubstr("git fetch --unshallow"));
}

TEST_F(Repository, ErrorsSayWhatIsWrong) {
  write("a.cpp", "one\n");
  commit();
  EXPECT_THAT(errorOf(changesSince(path("."), "nowhere")), HasSubstr("unknown revision 'nowhere'"));
  EXPECT_THAT(errorOf(changesSince("/", "HEAD")), HasSubstr("'/' lies in no git repository"));
  git("init -q --bare bare", ".");
  EXPECT_THAT(errorOf(stagedChanges(folder_ / "bare")), HasSubstr("has no work tree"));
  git("config extensions.unheardOf true");
  git("config core.repositoryFormatVersion 1");
  EXPECT_THAT(errorOf(stagedChanges(path("."))), HasSubstr("a diff can be given instead (--diff -)"));
}

TEST_F(Repository, NothingThatTheRepositoryConfiguresRuns) {
  write("a.cpp", "one\n");
  write(".gitattributes", "*.cpp filter=evil diff=evil\n");
  commit();
  const std::string mark = folder_ / "ran";
  for (const char *key : {"filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.evil.command",
                          "diff.evil.textconv", "diff.external", "core.fsmonitor", "core.sshCommand"})
    git(fmt::format("config {} 'touch {}'", key, mark));
  write("a.cpp", "two\n");
  EXPECT_EQ(since("HEAD").files.size(), 1U);
  EXPECT_EQ(staged().overlay.size(), 1U);
  EXPECT_FALSE(std::filesystem::exists(mark));
}

TEST_F(Repository, ADiffIsTakenBackFromWhatLiesThere) {
  write("a.cpp", "one\n2\nthree\nfour\n");
  write("new.cpp", "n\n");
  const std::string diff =
      "diff --git a/a.cpp b/a.cpp\n--- a/a.cpp\n+++ b/a.cpp\n@@ -1,3 +1,4 @@\n one\n-two\n+2\n three\n+four\n"
      "diff --git a/new.cpp b/new.cpp\nnew file mode 100644\n--- /dev/null\n+++ b/new.cpp\n@@ -0,0 +1 @@\n+n\n"
      "diff --git a/gone.cpp b/gone.cpp\ndeleted file mode 100644\n--- a/gone.cpp\n+++ /dev/null\n"
      "@@ -1,2 +0,0 @@\n-g\n-h\n";
  const auto changes = changesOfDiff(path("."), diff);
  ASSERT_TRUE(changes.ok()) << changes.error().message();
  ASSERT_EQ(changes->files.size(), 3U);
  EXPECT_EQ(changes->files[0].before, "one\ntwo\nthree\n");
  EXPECT_THAT(changes->files[0].lines, ElementsAre(LineRange{2, 2}, LineRange{4, 4}));
  EXPECT_EQ(changes->files[1].before, "g\nh\n");
  EXPECT_TRUE(changes->files[1].deleted);
  EXPECT_EQ(changes->files[2].before, std::nullopt);
}

TEST_F(Repository, ADiffThatDoesNotFitIsAnError) {
  write("a.cpp", "something else\n");
  const std::string diff = "diff --git a/a.cpp b/a.cpp\n--- a/a.cpp\n+++ b/a.cpp\n@@ -1 +1 @@\n-one\n+two\n";
  EXPECT_THAT(errorOf(changesOfDiff(path("."), diff)),
              HasSubstr("the diff does not fit '" + path("a.cpp") + "': line 1"));
  EXPECT_THAT(errorOf(changesOfDiff(path("."), "hello\n")), HasSubstr("no unified diff"));
  using namespace std::string_view_literals;
  EXPECT_EQ(errorOf(changesOfDiff(path("."), "--- a/x.cpp\n+++ /dev/null\n@@ -1 +0,0 @@\n-in\0t a;\n"sv)),
            "no unified diff: it holds a NUL character");
  const std::string away = "diff --git a/../../x b/../../x\n--- a/../../x\n+++ b/../../x\n@@ -1 +1 @@\n-one\n+two\n";
  EXPECT_THAT(errorOf(changesOfDiff(path("."), away)), testing::Not(HasSubstr("(accepted)")));
  const auto nothing = changesOfDiff(path("."), "");
  ASSERT_TRUE(nothing.ok());
  EXPECT_THAT(nothing->files, IsEmpty());
}

} // namespace
} // namespace tell
