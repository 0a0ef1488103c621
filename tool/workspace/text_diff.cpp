#include "workspace/text_diff.hpp"

#include "workspace/libgit2.hpp"

#include <fmt/format.h>

namespace tell {

Result<std::string> unifiedDiff(const std::string &path, std::string_view before, std::string_view after) {
  const git::Library library;
  git_diff_options options;
  git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
  options.flags = GIT_DIFF_FORCE_TEXT;
  git_patch *raw = nullptr;
  git_buf text = GIT_BUF_INIT;
  int code = git_patch_from_buffers(&raw, before.data(), before.size(), path.c_str(), after.data(), after.size(),
                                    path.c_str(), &options);
  const git::Patch patch(raw);
  if (code == 0)
    code = git_patch_to_buf(&text, raw);
  if (code != 0)
    return Error(fmt::format("can't tell how '{}' would differ", path));
  std::string diff(text.ptr, text.size);
  git_buf_dispose(&text);
  return diff;
}

} // namespace tell
