#pragma once

#include <cstdint>
#include <string_view>

namespace tell::model {

/// What a foreign function means to a reader of rules. The standard library is part of the language people write;
/// without knowing it, `std::min(a, b)` would be a call and not a computation, and `v.push_back(x)` not a change.
enum class Meaning : std::uint8_t {
  Other,
  Arithmetic, ///< min, max, clamp, abs, round, pow …: computes
  Text,       ///< to_string, format, quoted …: shapes text
  Output,     ///< printf, print, log calls: shows
  Search,     ///< find_if, any_of, count_if …: hands elements to a predicate
  Comparison, ///< sort, min_element, lower_bound …: hands elements to a comparator
  Algorithm,  ///< for_each, transform, accumulate …: hands elements to a function
  Begin,      ///< begin, cbegin, rbegin, data: an iterator to the elements of its operand
  End,
  Element,     ///< at, front, back, operator[], *it: one of the elements of its operand
  Alternative, ///< get, get_if of a variant, a pair or a tuple: what its operand holds
  Mutation,    ///< push_back, erase, clear, insert, emplace …: changes its object
  Size,        ///< size, length, empty: asks how many
  Presence,    ///< has_value, operator bool
  Unwrap,      ///< value, get, lock: the thing inside
  UnwrapOr,    ///< value_or
  Downcast,    ///< dynamic_pointer_cast, qobject_cast: the object as one of a derived class
  Make,        ///< make_unique, make_shared, make_optional
};

/// The meaning of a function outside the project, by its qualified name ("std::vector::push_back", "QList::append").
[[nodiscard]] Meaning meaningOf(std::string_view qualifiedName, bool isMember);

} // namespace tell::model
