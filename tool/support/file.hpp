#pragma once

#include "support/result.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace tell {

/// The contents of a regular file of at most `maxBytes`. Anything else (a folder, a pipe, a device: their reading may
/// block or never end) is an Error, as is a file that is larger. The message names the path.
[[nodiscard]] Result<std::string> readFile(const std::string &path, std::uint64_t maxBytes);

/// The first `bytes` bytes of a regular file; all of a shorter one. Errors as for `readFile`.
[[nodiscard]] Result<std::string> readFileHead(const std::string &path, std::size_t bytes);

/// Writes all of the bytes to an open descriptor, over interruptions: 0, or the error number.
int writeAll(int descriptor, std::string_view bytes);

/// Makes the file at `path` hold `bytes`: a reader sees either what it held before or all of `bytes`. They are written
/// to a temporary file in the same folder, which then takes the place; on failure it is removed and `path` is as
/// before. An existing file keeps its permissions; a symbolic link stays and the file it leads to is replaced; anything
/// that exists and is no regular file is refused. The folder must exist.
[[nodiscard]] Status writeFileAtomically(const std::string &path, std::string_view bytes);

/// Refuses to write to a file below `root` that is a link to one elsewhere: it came with the code, and would lead what
/// is written over a file of the user's. Both paths are absolute.
[[nodiscard]] Status checkLink(const std::string &path, const std::string &root);

/// Takes the next bytes of a file. False: they could not be written, and more would be in vain.
using WriteBytes = std::function<bool(std::string_view bytes)>;

/// The same for what is made piece by piece, so that it is never held as a whole. `produce` hands over the bytes; where
/// it fails, `path` is as before and its error is returned.
[[nodiscard]] Status writeFileAtomically(const std::string &path,
                                         const std::function<Status(const WriteBytes &)> &produce);

} // namespace tell
