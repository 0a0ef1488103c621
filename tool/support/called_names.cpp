#include "support/called_names.hpp"

#include <cctype>

namespace tell {

namespace {

bool isNamePart(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

bool isSpace(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

} // namespace

void addCalledNames(std::string_view text, NameSet &names) {
  char before = ' '; // the last character in front of the name that is no space
  char beforeThat = ' ';
  for (std::size_t at = 0; at < text.size();) {
    if (!isNamePart(text[at])) {
      if (!isSpace(text[at])) {
        beforeThat = before;
        before = text[at];
      }
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && isNamePart(text[at]))
      ++at;
    std::size_t next = at;
    while (next < text.size() && isSpace(text[next]))
      ++next;
    const bool called = next < text.size() && text[next] == '(';
    const bool qualified = before == ':' && beforeThat == ':';
    if ((called || qualified) && std::isdigit(static_cast<unsigned char>(text[begin])) == 0)
      names.emplace(text.substr(begin, at - begin));
    beforeThat = before = 'a';
  }
}

} // namespace tell
