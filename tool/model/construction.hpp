#pragma once

#include "model/program.hpp"

#include <set>
#include <vector>

/// How objects come to be whole: by their constructors, or by whoever made them.
namespace tell {

/// The distinct setters that a function calls on an object of its own making, those of the first conditions only, in
/// the order of the calls. Setters that return their object count as a builder's, not here; an object that is read from
/// a row, a document or a list by constant names or indices has none.
[[nodiscard]] std::vector<FunctionId> fillingSetters(const Program &program, FunctionId function, ObjectKey object);

/// A field that a public method of its class presumes and that a constructor leaves unset.
struct UnsetField {
  FieldId field = kNone;
  FunctionId presumer = kNone;
  Presumption presumption;
  std::set<FunctionId> setters; ///< plain setters of the field
  std::vector<BuildSite> left;  ///< places that make an object so and never set the field
  std::vector<BuildSite> late;  ///< places that set it afterwards
};

/// The fields of a class that its methods presume, that nothing sets but constructors and plain setters on new objects,
/// whose absence nobody can ask for, and that some place leaves unset, or every such place sets only afterwards. Two
/// objects that refer to each other are left out: one of them must be made first. In the order of the fields' ids.
[[nodiscard]] std::vector<UnsetField> fieldsLeftUnset(const Program &program, ClassId id);

} // namespace tell
