#pragma once

#include "facts/tu_facts.hpp"
#include "model/program.hpp"
#include "support/called_names.hpp"
#include "support/glob.hpp"
#include "support/project_scope.hpp"
#include "support/text.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tell {

/// Two units disagree about what an entity is (one definition rule). The first in the order of main files counts.
struct LinkConflict {
  Text name;
  Text message;
  Span place;
};

enum class DeclaredRole : std::uint8_t {
  Record,      ///< plain data by decision
  DataOriented ///< a component of a data-oriented design by decision
};

/// A role that the configuration gives to classes by their names.
struct RoleDeclaration {
  Glob names;         ///< over qualified names
  std::string folder; ///< the folder, relative to the root, of the files that such classes are declared in
  DeclaredRole role = DeclaredRole::Record;
  std::string source; ///< where that is said, for people: "'*Config' in .clang-tell:3"
};

struct LinkInput {
  std::span<const facts::TuFacts> units;           ///< in any order: linking sorts them by main file; or parts of them
                                                   ///< (see facts/parts.hpp), in order
  const ProjectScope *scope = nullptr;             ///< turns paths into relative ones; never null
  Coverage coverage = Coverage::Whole;             ///< how much of the program the units are
  const NameSet *names = nullptr;                  ///< what sources seem to call that are no unit; null: nothing
  std::span<const std::string> publicFolders = {}; ///< absolute: headers below them may be included by others
  std::span<const RoleDeclaration> roles = {};     ///< the first that fits counts; a comment in the code goes before
  /// For each of `units`, indices of those that it is a part of besides the one whose main file it has; or empty
  std::span<const std::vector<std::uint32_t>> sharers = {};
  unsigned jobs = 1; ///< threads; the program is the same with any number of them
};

struct Linked {
  Program program;
  std::vector<LinkConflict> conflicts; ///< sorted
};

/// Joins the facts of all units into one program: entities are identified by USR and defining file, bodies are
/// interpreted, accessors and summaries resolved to a fixpoint, uses indexed by class, roles assigned. Valid facts only
/// (see validate.hpp).
[[nodiscard]] Linked link(const LinkInput &input);

} // namespace tell
