#pragma once

#include <git2.h>

#include <memory>

/// libgit2's objects as C++ owns them. Only sources of this folder include this.
namespace tell::git {

/// libgit2 counts its users.
class Library {
public:
  Library() { git_libgit2_init(); }
  Library(const Library &) = delete;
  Library &operator=(const Library &) = delete;
  ~Library() { git_libgit2_shutdown(); }
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
