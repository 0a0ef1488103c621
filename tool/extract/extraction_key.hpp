#pragma once

#include <span>
#include <string>
#include <vector>

#include "extract/extract.hpp"
#include "extract/worker_pool.hpp"
#include "workspace/compile_command.hpp"

namespace tell {

/// The name in a cache (see `facts::Cache::keyOf`) of what each unit's facts follow from besides the contents of the
/// files that they read: this program's extraction and its Clang, the project's root, the sanitised command, and where
/// the toolchain that it chooses keeps its headers on this machine. Equal names, equal facts as long as files are
/// equal; empty where the command is of no use.
///
/// Clang's driver is asked in processes of their own: commands come with the analysed code, and there are some that end
/// it. The same is asked of this process as by `extractAll`.
[[nodiscard]] std::vector<std::string> extractionKeys(std::span<const CompileCommand> commands,
                                                      const ExtractOptions &options, const PoolOptions &pool);

} // namespace tell
