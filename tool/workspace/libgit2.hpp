#pragma once

#include <git2.h>

#include <csignal>
#include <memory>

#include <sys/time.h>

/// libgit2's objects as C++ owns them. Only sources of this folder include this.
namespace tell::git {

/// While it lives, no open() waits for the other end of a pipe for long, but fails. Ticks of a clock interrupt it;
/// reading and writing files is not interrupted by signals.
class ImpatientOpen {
public:
  ImpatientOpen() {
    struct sigaction tick = {};
    tick.sa_handler = [](int) {};
    sigaction(SIGALRM, &tick, &before_);
    constexpr suseconds_t kPatience = 200'000;
    const itimerval ticks = {.it_interval = {0, kPatience}, .it_value = {0, kPatience}};
    setitimer(ITIMER_REAL, &ticks, nullptr);
  }
  ImpatientOpen(const ImpatientOpen &) = delete;
  ImpatientOpen &operator=(const ImpatientOpen &) = delete;
  ~ImpatientOpen() {
    constexpr itimerval kNoTicks = {};
    setitimer(ITIMER_REAL, &kNoTicks, nullptr);
    sigaction(SIGALRM, &before_, nullptr);
  }

private:
  struct sigaction before_ = {};
};

/// libgit2 while it is used, one user at a time. It opens whatever stands where a repository's files should be.
class Library {
public:
  Library() { git_libgit2_init(); }
  Library(const Library &) = delete;
  Library &operator=(const Library &) = delete;
  ~Library() { git_libgit2_shutdown(); }

private:
  ImpatientOpen impatient_;
};

template <auto Free> struct Freed {
  template <typename T> void operator()(T *object) const { Free(object); }
};
template <typename T, auto Free> using Handle = std::unique_ptr<T, Freed<Free>>;
using Repository = Handle<git_repository, git_repository_free>;
using Reference = Handle<git_reference, git_reference_free>;
using Remote = Handle<git_remote, git_remote_free>;
using Object = Handle<git_object, git_object_free>;
using Tree = Handle<git_tree, git_tree_free>;
using Index = Handle<git_index, git_index_free>;
using Diff = Handle<git_diff, git_diff_free>;
using Patch = Handle<git_patch, git_patch_free>;
using Blob = Handle<git_blob, git_blob_free>;

} // namespace tell::git
