#include "workspace/version_control.hpp"

#include "temporary_folder.hpp"

#include <git2.h>
#include <gtest/gtest.h>

#include <string>

namespace tell {
namespace {

/// A repository with one commit on `main`, and a remote unless its address is empty.
class TestRepository {
public:
  explicit TestRepository(const std::string &remote) {
    git_libgit2_init();
    git_repository_init_options options{};
    check(git_repository_init_options_init(&options, GIT_REPOSITORY_INIT_OPTIONS_VERSION));
    options.flags = GIT_REPOSITORY_INIT_MKPATH;
    options.initial_head = "main";
    check(git_repository_init_ext(&repository_, folder_.path().c_str(), &options));
    folder_.write("services/shop/order.cpp", "int x;\n");
    if (!remote.empty()) {
      git_remote *made = nullptr;
      check(git_remote_create(&made, repository_, "origin", remote.c_str()));
      git_remote_free(made);
    }
  }
  TestRepository(const TestRepository &) = delete;
  TestRepository &operator=(const TestRepository &) = delete;
  ~TestRepository() {
    git_repository_free(repository_);
    git_libgit2_shutdown();
  }

  /// Commits nothing; the commit's id.
  std::string commit() {
    git_treebuilder *builder = nullptr;
    git_oid treeId;
    git_tree *tree = nullptr;
    git_signature *somebody = nullptr;
    git_oid id;
    check(git_treebuilder_new(&builder, repository_, nullptr));
    check(git_treebuilder_write(&treeId, builder));
    check(git_tree_lookup(&tree, repository_, &treeId));
    check(git_signature_new(&somebody, "N", "n@example.org", 0, 0));
    check(git_commit_create(&id, repository_, "HEAD", somebody, somebody, nullptr, "m", tree, 0, nullptr));
    git_signature_free(somebody);
    git_tree_free(tree);
    git_treebuilder_free(builder);
    return git_oid_tostr_s(&id);
  }

  [[nodiscard]] const TemporaryFolder &folder() const { return folder_; }

private:
  static void check(int code) { ASSERT_EQ(code, 0) << git_error_last()->message; }

  TemporaryFolder folder_;
  git_repository *repository_ = nullptr;
};

TEST(VersionControl, SaysWhatIsCheckedOut) {
  TestRepository repository("https://somebody:secret@example.org/team/shop.git");
  const std::string id = repository.commit();
  const auto revision = revisionOf(repository.folder() / "services/shop");
  ASSERT_TRUE(revision);
  EXPECT_EQ(revision->repository, "https://example.org/team/shop");
  EXPECT_EQ(revision->commit, id);
  EXPECT_EQ(revision->branch, "main");
  EXPECT_EQ(revision->folder, "services/shop");
  EXPECT_EQ(revisionOf(repository.folder().path())->folder, "");
}

TEST(VersionControl, KnowsLittleOfANewRepository) {
  const TestRepository repository("");
  const auto revision = revisionOf(repository.folder().path());
  ASSERT_TRUE(revision);
  EXPECT_EQ(revision->repository + revision->commit + revision->branch + revision->folder, "");
}

TEST(VersionControl, NothingOutsideARepository) {
  const TemporaryFolder folder;
  EXPECT_FALSE(revisionOf(folder.path()));
  EXPECT_FALSE(revisionOf(folder / "missing"));
  folder.write(".git", "gitdir: elsewhere\n");
  EXPECT_FALSE(revisionOf(folder.path()));
}

TEST(RepositoryUri, HoldsNoCredentialsAndNoPathOfThisMachine) {
  EXPECT_EQ(repositoryUri("https://example.org/a/b.git"), "https://example.org/a/b");
  EXPECT_EQ(repositoryUri("https://token@example.org/a/b"), "https://example.org/a/b");
  EXPECT_EQ(repositoryUri("https://a@b:c@example.org/a/b?key=secret#x"), "https://example.org/a/b");
  EXPECT_EQ(repositoryUri("ssh://git@example.org:2222/a/b.git"), "ssh://example.org:2222/a/b.git");
  EXPECT_EQ(repositoryUri("git@example.org:a/b.git"), "ssh://example.org/a/b.git");
  for (const char *other :
       {"", "/srv/git/b.git", "../b", "file:///srv/b.git", "C:/b", "./a:b", "ext::sh -c true", "https://",
        "https://example.org", "git@example.org:", "https://example.org/a\nb", "https://example.org/<script>"})
    EXPECT_EQ(repositoryUri(other), "") << other;
}

} // namespace
} // namespace tell
