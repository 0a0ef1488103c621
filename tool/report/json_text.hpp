#pragma once

#include <llvm/Support/JSON.h>

#include <string_view>

namespace tell {

/// Helpers over LLVM's JSON writer for what it leaves to its callers: text that may not be UTF-8, and numbers in their
/// shortest form (its own are printed with 17 digits: 0.10000000000000001).

/// Writes a text.
void writeText(llvm::json::OStream &json, std::string_view text);

/// Writes an attribute of an object: text.
void writeText(llvm::json::OStream &json, std::string_view key, std::string_view text);

/// Writes an attribute of an object: a number, rounded to three decimals.
void writeNumber(llvm::json::OStream &json, std::string_view key, double number);

} // namespace tell
