#include "model/confidence.hpp"

#include <algorithm>

namespace tell {

namespace {

/// A record of a file or a protocol, that hardly anybody takes through states.
bool isStored(const Program &program, ClassId id) {
  constexpr std::uint32_t kFewTransitions = 3;
  const ClassUse &use = program.use(id);
  return use.readBack && program.isPlainData(id) && use.behaviours == 0 && use.transitions < kFewTransitions;
}

/// A class that lives: others change its objects, and rules about them are worth a home.
double ofClass(const Program &program, ClassId id) {
  const ClassUse &use = program.use(id);
  // What is set when it is made and never after is a row of a table, a message, a value.
  double fixed = use.changed ? 0 : program.isPlainData(id) ? -0.4 : -0.1;
  if (isStored(program, id))
    fixed = std::min(fixed, -0.25);
  switch (program.classes()[id].role) {
  case Role::Anemic:
    return fixed + (use.transitions > 0 ? 0.2 : 0.1);
  case Role::Exposed:
    return fixed + 0.15;
  case Role::Rich:
    return fixed + 0.05;
  default:
    return fixed;
  }
}

/// How much of the function is about the class. A line or two of a long body are seldom what it is there for.
double ofShare(const Program &program, FunctionId id, double share) {
  constexpr std::uint32_t kLong = 100; // lines
  const Span &extent = program.functions()[id].extent;
  const double length = extent.endLine - extent.line > kLong ? -0.15 : 0;
  return length + (share >= 0.5 ? 0.25 : share >= 0.3 ? 0.15 : share >= 0.12 ? 0 : share >= 0.05 ? -0.1 : -0.25);
}

/// The class is not known well enough for a verdict: what is seen stands, and may be all there is.
double ofEvidence(const Program &program, ClassId id) {
  return program.classes()[id].role == Role::Unknown ? 0 : ofClass(program, id);
}

double note(double confidence) { return std::clamp(confidence, 0.0, kMostOfNote); }

} // namespace

double confidenceInExposure(const Program &program, ClassId id, const Invariant &invariant) {
  // That fields move in step is read off what methods happen to do; a check was written to be one.
  const double confidence = invariant.kind == InvariantKind::Together ? 0.6 : 0.7;
  return std::clamp(confidence + ofEvidence(program, id), 0.0, 1.0);
}

double confidenceInSetter(const Program &program, ClassId id, const Invariant *invariant, std::size_t deciding) {
  if (invariant != nullptr)
    return confidenceInExposure(program, id, *invariant);
  return std::clamp((deciding >= 3 ? 0.7 : 0.65) + ofEvidence(program, id), 0.0, 1.0);
}

double confidenceInHandle(const Program &program, ClassId id, std::size_t places) {
  return std::clamp((places >= 2 ? 0.7 : 0.65) + ofEvidence(program, id), 0.0, 1.0);
}

double confidenceInChain(std::size_t classes, std::size_t places) {
  return note(0.5 + (classes >= 4 ? 0.05 : 0) + (places >= 2 ? 0.05 : 0));
}

double confidenceInAggregate(const Program &program, const Sweep &sweep) {
  // A figure is the owner's own; what picks some of its members may be its asker's.
  const bool figure = sweep.goal == SweepGoal::Sum || sweep.goal == SweepGoal::Count;
  return note(0.5 + (figure ? 0.05 : 0) + (program.isDomain(sweep.owner) ? 0.05 : 0));
}

double confidenceInHollow(std::size_t working, std::size_t all) { return note(working == all ? 0.58 : 0.5); }

double confidenceInHalfBuilt(std::size_t places, std::size_t all) { return note(places == all ? 0.58 : 0.5); }

double confidenceInDead(std::size_t dead, std::size_t all) {
  // Where most go, somebody may have a plan for them.
  return note(dead * 2 > all ? 0.5 : 0.55);
}

double confidenceInCeremony(const Program &program, ClassId id) {
  const ClassUse &use = program.use(id);
  // Where each field can be read and written, the accessors hide nothing.
  return note(use.getters >= use.dataFields && use.setters >= use.dataFields ? 0.55 : 0.5);
}

double confidenceInAnemic(const Program &program, ClassId id) {
  const ClassUse &use = program.use(id);
  if (!use.changed || isStored(program, id))
    return 0.5;
  return use.transitions > 0 ? 0.9 : 0.75;
}

double confidenceInEnvy(const Program &program, FunctionId function, ClassId id, std::span<const std::uint32_t> rules,
                        bool emphasised) {
  const Involvement involvement = program.involvement(function, id);
  // What only sets several fields together is about nothing else.
  const double share = rules.empty() ? 1 : involvement.share();
  double confidence = 0.5 + ofClass(program, id) + ofShare(program, function, share);
  confidence += rules.size() >= 4 ? 0.1 : rules.size() >= 2 ? 0.05 : 0;
  // One rule in passing says little, and what stands elsewhere too is reported as that.
  constexpr double kInPassing = 0.12;
  const bool inPassing = share < kInPassing;
  confidence += emphasised && !inPassing ? 0.15 : 0;
  confidence -= rules.size() == 1 && share < 0.3 ? 0.1 : 0;
  // Who takes much of its own state from plain data converts it.
  constexpr std::size_t kMuch = 3;
  const FunctionInfo &info = program.functions()[function];
  confidence -= program.isPlainData(id) && info.ownWrites.size() >= kMuch ? 0.2 : 0;
  // Rows and messages may be read by whoever gets them.
  if (!program.use(id).changed && program.isPlainData(id))
    confidence = std::min(confidence, kSure - 0.05);
  return std::clamp(confidence, 0.0, 1.0);
}

double confidenceInTransition(const Program &program, FunctionId function, ClassId id,
                              std::span<const AskThenTell> sites) {
  const FunctionInfo &info = program.functions()[function];
  double confidence = 0;
  for (const AskThenTell &site : sites) {
    const Poke &poke = info.pokes[site.poke];
    const bool direct = poke.kind == PokeKind::Write || poke.kind == PokeKind::Setter;
    confidence = std::max(confidence, direct ? 0.65 : 0.55);
  }
  return std::clamp(confidence + ofClass(program, id), 0.0, 1.0);
}

double confidenceInScatter(const Program &program, ClassId id, const Rule &rule, std::size_t functions) {
  double confidence = functions >= 3 ? 0.7 : 0.6;
  // What several fields, or a field and a bound, mean together says more than one value of one enumeration.
  const bool single =
      std::ranges::all_of(rule.reads, [&](const StateRead &read) { return read.field == rule.reads.front().field; });
  if (single && !rule.reads.empty() && program.isKind(rule.reads.front().field))
    confidence -= 0.1;
  return std::clamp(confidence + ofClass(program, id), 0.0, 1.0);
}

double confidenceInTypeSwitch(const Program &program, ClassId id, std::size_t functions) {
  return std::clamp((functions >= 3 ? 0.7 : 0.65) + ofClass(program, id), 0.0, 1.0);
}

} // namespace tell
