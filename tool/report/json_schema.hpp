#pragma once

#include <string>

namespace tell {

/// The JSON Schema (draft 2020-12) of what `writeJson` writes. It allows keys that it doesn't know: new ones may appear
/// within a version.
[[nodiscard]] std::string jsonSchema();

/// The name of its file: "report-1.json".
[[nodiscard]] std::string jsonSchemaFile();

} // namespace tell
