#include "report/refactorings.hpp"

#include <algorithm>

namespace tell {

std::span<const Refactoring> refactorings() {
  static constexpr Refactoring all[] = {
      {"Combine Functions into Class", "combineFunctionsIntoClass",
       "Functions that work on the same data become methods of one class."},
      {"Encapsulate Collection", "encapsulateCollection",
       "A collection is changed through methods of its owner, and callers no longer get at it."},
      {"Encapsulate Record", "encapsulateRecord", "A record becomes a class that answers for its state."},
      {"Encapsulate Variable", "encapsulateVariable", "State is reached through functions alone."},
      {"Extract Function", "extractFunction", "A part of a function becomes a function with a name of its own."},
      {"Hide Delegate", "hideDelegate", "An object answers itself, so that callers need not know whom it asks."},
      {"Move Function", "moveFunction", "A function goes where the data is that it works on."},
      {"Remove Dead Code", "removeDeadCode", "What nothing calls is deleted."},
      {"Remove Setting Method", "removeSettingMethod", "A field is set when the object is made, or by what it means."},
      {"Replace Conditional with Polymorphism", "replaceConditionalWithPolymorphism",
       "Branches over a kind become methods of a class for each kind."},
      {"Replace Constructor with Factory Function", "replaceConstructorWithFactoryFunction",
       "A function with a name makes objects that are whole."},
      {"Replace Inline Code with Function Call", "replaceInlineCodeWithFunctionCall",
       "Code that does what a function does already becomes a call of it."},
      {"Replace Query with Parameter", "replaceQueryWithParameter", "What a function asked for is handed to it."},
      {"Replace Type Code with Subclasses", "replaceTypeCodeWithSubclasses",
       "A field that tells kinds apart becomes classes."},
  };
  return all;
}

std::vector<std::size_t> refactoringsIn(std::string_view advice) {
  constexpr std::string_view kBetween = ", ";
  std::vector<std::size_t> indices;
  while (!advice.empty()) {
    const std::string_view name = advice.substr(0, advice.find(kBetween));
    advice.remove_prefix(std::min(name.size() + kBetween.size(), advice.size()));
    const auto found = std::ranges::find(refactorings(), name, &Refactoring::name);
    if (found != refactorings().end())
      indices.push_back(static_cast<std::size_t>(found - refactorings().begin()));
  }
  return indices;
}

std::string uriOf(const Refactoring &refactoring) {
  return "https://refactoring.com/catalog/" + std::string(refactoring.page) + ".html";
}

} // namespace tell
