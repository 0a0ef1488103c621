#include "model/library.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tell::model {

namespace {

using Entry = std::pair<std::string_view, Meaning>;

// Members of containers, strings, smart pointers, optionals and their like, whatever library they are from. Sorted.
constexpr std::array kMembers = std::to_array<Entry>({
    {"append", Meaning::Mutation},
    {"assign", Meaning::Mutation},
    {"at", Meaning::Element},
    {"back", Meaning::Element},
    {"begin", Meaning::Begin},
    {"c_str", Meaning::Unwrap},
    {"cbegin", Meaning::Begin},
    {"cend", Meaning::End},
    {"clear", Meaning::Mutation},
    {"contains", Meaning::Other},
    {"crbegin", Meaning::Begin},
    {"crend", Meaning::End},
    {"data", Meaning::Begin},
    {"emplace", Meaning::Mutation},
    {"emplace_back", Meaning::Mutation},
    {"emplace_front", Meaning::Mutation},
    {"empty", Meaning::Size},
    {"end", Meaning::End},
    {"erase", Meaning::Mutation},
    {"first", Meaning::Element},
    {"front", Meaning::Element},
    {"get", Meaning::Unwrap},
    {"has_value", Meaning::Presence},
    {"insert", Meaning::Mutation},
    {"insert_or_assign", Meaning::Mutation},
    {"isEmpty", Meaning::Size},
    {"last", Meaning::Element},
    {"length", Meaning::Size},
    {"load", Meaning::Unwrap},
    {"lock", Meaning::Unwrap},
    {"merge", Meaning::Mutation},
    {"operator bool", Meaning::Presence},
    {"operator*", Meaning::Unwrap},
    {"operator->", Meaning::Unwrap},
    {"operator[]", Meaning::Element},
    {"pop", Meaning::Mutation},
    {"pop_back", Meaning::Mutation},
    {"pop_front", Meaning::Mutation},
    {"push", Meaning::Mutation},
    {"push_back", Meaning::Mutation},
    {"push_front", Meaning::Mutation},
    {"rbegin", Meaning::Begin},
    {"remove", Meaning::Mutation},
    {"removeAt", Meaning::Mutation},
    {"remove_if", Meaning::Mutation},
    {"rend", Meaning::End},
    {"replace", Meaning::Mutation},
    {"reset", Meaning::Mutation},
    {"resize", Meaning::Mutation},
    {"reverse", Meaning::Mutation},
    {"size", Meaning::Size},
    {"sort", Meaning::Mutation},
    {"splice", Meaning::Mutation},
    {"store", Meaning::Mutation},
    {"str", Meaning::Text},
    {"swap", Meaning::Mutation},
    {"top", Meaning::Element},
    {"try_emplace", Meaning::Mutation},
    {"unique", Meaning::Mutation},
    {"value", Meaning::Unwrap},
    {"value_or", Meaning::UnwrapOr},
});

// Free functions of namespace std (and of C, fmt and Abseil under the same names). Sorted.
constexpr std::array kFree = std::to_array<Entry>({
    {"StrCat", Meaning::Text},
    {"StrFormat", Meaning::Text},
    {"__builtin_expect", Meaning::Unwrap},
    {"abs", Meaning::Arithmetic},
    {"accumulate", Meaning::Algorithm},
    {"adjacent_find", Meaning::Comparison},
    {"all_of", Meaning::Search},
    {"any_of", Meaning::Search},
    {"asin", Meaning::Arithmetic},
    {"atan2", Meaning::Arithmetic},
    {"begin", Meaning::Begin},
    {"binary_search", Meaning::Comparison},
    {"cbegin", Meaning::Begin},
    {"ceil", Meaning::Arithmetic},
    {"cend", Meaning::End},
    {"clamp", Meaning::Arithmetic},
    {"copy_if", Meaning::Search},
    {"cos", Meaning::Arithmetic},
    {"count_if", Meaning::Search},
    {"data", Meaning::Begin},
    {"dynamic_pointer_cast", Meaning::Downcast},
    {"empty", Meaning::Size},
    {"end", Meaning::End},
    {"equal_range", Meaning::Comparison},
    {"erase_if", Meaning::Search},
    {"exp", Meaning::Arithmetic},
    {"fabs", Meaning::Arithmetic},
    {"find_if", Meaning::Search},
    {"find_if_not", Meaning::Search},
    {"floor", Meaning::Arithmetic},
    {"fmax", Meaning::Arithmetic},
    {"fmin", Meaning::Arithmetic},
    {"fmod", Meaning::Arithmetic},
    {"for_each", Meaning::Algorithm},
    {"format", Meaning::Text},
    {"format_to", Meaning::Output},
    {"fprintf", Meaning::Output},
    {"fputs", Meaning::Output},
    {"get", Meaning::Alternative},
    {"get_if", Meaning::Alternative},
    {"holds_alternative", Meaning::Presence},
    {"hypot", Meaning::Arithmetic},
    {"is_sorted", Meaning::Comparison},
    {"labs", Meaning::Arithmetic},
    {"lerp", Meaning::Arithmetic},
    {"llabs", Meaning::Arithmetic},
    {"llround", Meaning::Arithmetic},
    {"log", Meaning::Arithmetic},
    {"log2", Meaning::Arithmetic},
    {"lower_bound", Meaning::Comparison},
    {"lround", Meaning::Arithmetic},
    {"make_optional", Meaning::Make},
    {"make_shared", Meaning::Make},
    {"make_unique", Meaning::Make},
    {"max", Meaning::Arithmetic},
    {"max_element", Meaning::Comparison},
    {"min", Meaning::Arithmetic},
    {"min_element", Meaning::Comparison},
    {"minmax_element", Meaning::Comparison},
    {"none_of", Meaning::Search},
    {"nth_element", Meaning::Comparison},
    {"partial_sort", Meaning::Comparison},
    {"partition", Meaning::Search},
    {"pow", Meaning::Arithmetic},
    {"print", Meaning::Output},
    {"printf", Meaning::Output},
    {"println", Meaning::Output},
    {"puts", Meaning::Output},
    {"qobject_cast", Meaning::Downcast},
    {"quoted", Meaning::Text},
    {"rbegin", Meaning::Begin},
    {"remove_if", Meaning::Search},
    {"rend", Meaning::End},
    {"round", Meaning::Arithmetic},
    {"setw", Meaning::Text},
    {"sin", Meaning::Arithmetic},
    {"size", Meaning::Size},
    {"snprintf", Meaning::Output},
    {"sort", Meaning::Comparison},
    {"sprintf", Meaning::Output},
    {"sqrt", Meaning::Arithmetic},
    {"stable_sort", Meaning::Comparison},
    {"tan", Meaning::Arithmetic},
    {"to_string", Meaning::Text},
    {"transform", Meaning::Algorithm},
    {"trunc", Meaning::Arithmetic},
    {"upper_bound", Meaning::Comparison},
    {"vformat", Meaning::Text},
});

template <std::size_t N> Meaning find(const std::array<Entry, N> &table, std::string_view name) {
  const auto it = std::ranges::lower_bound(table, name, {}, &Entry::first);
  return it != table.end() && it->first == name ? it->second : Meaning::Other;
}

} // namespace

Meaning meaningOf(std::string_view qualifiedName, bool isMember) {
  static_assert(std::ranges::is_sorted(kMembers, {}, &Entry::first));
  static_assert(std::ranges::is_sorted(kFree, {}, &Entry::first));
  // `operator std::string_view`: the value as another type, whose name may be qualified itself.
  constexpr std::string_view kOperator = "operator ";
  if (const auto at = qualifiedName.find(kOperator); isMember && at != std::string_view::npos) {
    const std::string_view conversion = qualifiedName.substr(at);
    return conversion == "operator bool" ? find(kMembers, conversion) : Meaning::Unwrap;
  }
  std::string_view simple = qualifiedName;
  if (const auto colon = simple.rfind("::"); colon != std::string_view::npos)
    simple = simple.substr(colon + 2);
  return isMember ? find(kMembers, simple) : find(kFree, simple);
}

} // namespace tell::model
