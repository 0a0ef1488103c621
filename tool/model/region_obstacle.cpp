#include "model/region.hpp"

#include "model/move.hpp"

#include <algorithm>

namespace tell::model {

namespace {

/// Whether a file can only be read after another: a class in it keeps an object of the other's by value, or derives.
bool buildsOn(const Program &program, ClassId user, const std::string &file, int depth = 0) {
  constexpr int kDepthLimit = 6;
  if (depth > kDepthLimit)
    return false;
  const ClassInfo &info = program.classes()[user];
  const auto leads = [&](ClassId to) {
    return to != kNone && to != user &&
           (program.classes()[to].place.path == file || buildsOn(program, to, file, depth + 1));
  };
  return std::ranges::any_of(info.bases, leads) || std::ranges::any_of(info.fields, [&](FieldId field) {
           const TypeId type = program.fields()[field].type;
           return type != kNone && leads(program.types()[type].record);
         });
}

std::string quoted(std::string_view name) { return "'" + std::string(name) + "'"; }

/// Finds what keeps a region from standing in the target.
class Judge {
public:
  Judge(const Body &body, ClassId target, bool value)
      : program_(body.program()), function_(body.function()), target_(program_.classes()[target]), targetId_(target),
        value_(value) {}

  [[nodiscard]] std::string obstacleOf(const Region &region) const {
    if (region.others)
      return "it weighs several objects of " + target_.simple + " against each other";
    if (isGeneric())
      return "it is written for whatever type it is given";
    if (region.suspends)
      return "it is suspended or jumps on the way";
    if (region.presence)
      return "it first asks whether there is a " + target_.simple + " at all";
    if (!region.derived.empty())
      return "it also uses " + quoted(region.derived) + ", which not every " + target_.simple + " has";
    if (region.prints)
      return "it also prints";
    if (!region.service.empty())
      return "it also needs " + quoted(region.service);
    if (!region.ownMethod.empty())
      return "it also needs " + quoted(region.ownMethod) + " of its own object";
    if (region.handsOn)
      return "it hands its own object on";
    if (region.thrown != kNone && isServices(region.thrown))
      return "it throws " + quoted(program_.classes()[region.thrown].simple) + ", which " + target_.simple +
             " does not know";
    if (region.inputs.size() > kMoveInputs) {
      std::string names;
      for (std::size_t i = 0; i < region.inputs.size(); ++i)
        names += (i == 0 ? "" : i + 1 == region.inputs.size() ? " and " : ", ") + region.inputs[i].name;
      return "it needs " + std::to_string(region.inputs.size()) + " values from elsewhere: " + names;
    }
    for (const RegionInput &input : region.inputs)
      if (std::string clause = obstacleOf(input); !clause.empty())
        return clause;
    return {};
  }

  [[nodiscard]] std::string obstacleOf(const RegionInput &input) const {
    if (input.type == kNone || value_)
      return {};
    const TypeInfo &type = program_.types()[program_.pointee(input.type)];
    if (type.kind == facts::TypeKind::Dependent && !target_.is(facts::kTemplatePattern))
      return "the type of " + quoted(input.name) + " is known to the template only";
    const ClassId record = program_.recordOf(input.type);
    if (record == targetId_)
      return "it weighs several objects of " + target_.simple + " against each other";
    if (record != kNone) {
      const ClassInfo &info = program_.classes()[record];
      if (info.enclosing != kNone && info.enclosing == function_.owner && info.access != facts::Access::Public)
        return quoted(info.simple) + " is private to " + program_.classes()[function_.owner].simple;
      const bool byValue = program_.types()[input.type].record == record;
      if ((byValue || info.enclosing != kNone) && info.place.path != target_.place.path &&
          buildsOn(program_, record, target_.place.path))
        return "the file of " + quoted(info.simple) + " already includes that of " + target_.simple;
    }
    return {};
  }

private:
  /// A template that knows its object as a parameter only.
  [[nodiscard]] bool isGeneric() const {
    bool dependent = false;
    for (const ParameterInfo &parameter : function_.parameters) {
      if (parameter.type == kNone)
        continue;
      if (program_.recordOf(parameter.type) == targetId_)
        return false;
      const TypeInfo &type = program_.types()[program_.pointee(parameter.type)];
      dependent = dependent || type.kind == facts::TypeKind::Dependent;
    }
    return dependent;
  }

  /// An exception that belongs to the function's surroundings and not to the domain.
  [[nodiscard]] bool isServices(ClassId thrown) const {
    const ClassInfo &info = program_.classes()[thrown];
    const bool isNested = info.enclosing != kNone && info.enclosing == function_.owner;
    const std::string ownerFile =
        function_.isMethod() ? program_.classes()[function_.owner].place.path : function_.place.path;
    return isNested || (info.place.path == ownerFile && ownerFile != target_.place.path) ||
           (info.place.path != target_.place.path && buildsOn(program_, thrown, target_.place.path));
  }

  const Program &program_;
  const FunctionInfo &function_;
  const ClassInfo &target_;
  ClassId targetId_;
  bool value_;
};

} // namespace

std::string obstacleOf(const Body &body, ClassId target, const Region &region, bool value) {
  return Judge(body, target, value).obstacleOf(region);
}

} // namespace tell::model
