#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace tell {

/// Names as text has them, sorted.
using NameSet = std::set<std::string, std::less<>>;

/// Adds the names that a piece of C++ seems to call or to take the address of: those in front of a parenthesis and
/// those behind `::`. For code that no compiler looked at; it reads comments and strings like code, and so finds too
/// much rather than too little.
void addCalledNames(std::string_view text, NameSet &names);

} // namespace tell
