#pragma once

#include "model/link.hpp"
#include "model/unit_view.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tell {

namespace model {

class EventRoom;
class Interpreter;

/// What units call one entity. Keys look into the facts, which outlive linking.
struct EntityKey {
  std::string_view usr;
  std::string_view file; ///< that it is defined in, or declared first

  friend bool operator==(const EntityKey &, const EntityKey &) = default;
};

/// What makes types one.
struct TypeKey {
  std::string_view spelling;
  facts::TypeKind kind = facts::TypeKind::Other;
  facts::Wrapper wrapper = facts::Wrapper::None;
  std::uint32_t flags = 0;
  TypeId inner = kNone;
  TypeId key = kNone;
  ClassId record = kNone;
  EnumId enumeration = kNone;

  friend bool operator==(const TypeKey &, const TypeKey &) = default;
};

struct KeyHash {
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  std::size_t operator()(const EntityKey &key) const { return mixed((*this)(key.usr), (*this)(key.file)); }
  std::size_t operator()(const TypeKey &key) const {
    std::size_t hash = (*this)(key.spelling);
    for (const std::uint32_t part : {key.flags, key.inner, key.key, key.record, key.enumeration})
      hash = mixed(hash, part);
    return hash;
  }

private:
  static std::size_t mixed(std::size_t hash, std::size_t more) {
    constexpr std::size_t kOdd =
        0x9e3779b97f4a7c15U; // 2^64 divided by the golden ratio: spreads what is close together
    return (hash ^ more) * kOdd;
  }
};

} // namespace model

/// Builds the Program step by step; `link` runs the steps in order. Units are visited in the order of their main files,
/// and the first to define something counts, so that the outcome does not depend on who was extracted first.
class Linker {
public:
  explicit Linker(const LinkInput &input);

  void joinEntities();
  void joinTypes();
  void fillClasses();
  /// Takes away what makes a class its own base or puts it into itself, and notes the derived classes of each. A
  /// template stands for its specialisations, and one of these may derive from another; damaged facts may say anything.
  void straightenHierarchies();
  /// Notes which classes are the hidden part of another: defined in a source file, and only pointed to by one class of
  /// a header, whose own that pointer is (GotW #100, https://herbsutter.com/gotw/_100/).
  void findImplementations();
  void declareRoles();
  void fillFunctions();
  void findStreams();
  void resolveAccessors();
  void interpretBodies();
  void interpretBody(model::Interpreter &interpreter, model::EventRoom &room, FunctionId id);
  void findPresumptions();
  void collectNames();
  void summarise();
  void adoptEnums();
  void adoptParameters();
  void outlineBodies();

  [[nodiscard]] Linked take();

private:
  template <typename Key> using Map = std::unordered_map<Key, std::uint32_t, model::KeyHash>;
  using EntityMap = Map<model::EntityKey>;
  using UsrMap = Map<std::string_view>;

  [[nodiscard]] Text path(const facts::TuFacts &unit, facts::FileId file) const;
  [[nodiscard]] Span span(const facts::TuFacts &unit, const facts::Place &place) const;
  [[nodiscard]] std::vector<std::string> mainFiles(const facts::TuFacts &unit) const;
  void joinDefinitions(const facts::TuFacts &unit);
  void joinMentions(model::UnitView &view);
  void fillFunction(std::uint32_t unit, facts::FunctionId id);
  void takeBody(std::uint32_t unit, facts::FunctionId id, FunctionId target);
  TypeId joinType(model::UnitView &view, facts::TypeId id, unsigned depth);
  std::uint32_t classOf(const facts::TuFacts &unit, const facts::Symbol &symbol) const;
  std::uint32_t functionOf(const facts::TuFacts &unit, const facts::Symbol &symbol);
  bool resolveAccessor(FunctionId id);
  [[nodiscard]] bool isPublished(const facts::TuFacts &unit, const facts::Class &record) const;
  void noteShapes(const model::BodySource &source);
  void conflict(Text name, Text message, const Span &place);

  const ProjectScope &scope_;
  const LinkInput &input_;
  Program program_;
  std::vector<const facts::TuFacts *> units_;
  std::vector<model::UnitView> views_;
  std::vector<LinkConflict> conflicts_;

  EntityMap classes_;
  UsrMap classByUsr_; ///< the only, or first, definition of a USR
  EntityMap functions_;
  UsrMap definedByUsr_; ///< external functions: the only, or first, with a body
  EntityMap fields_;
  EntityMap enums_;
  UsrMap enumByUsr_;
  EntityMap variables_;
  EntityMap enumerators_;
  Map<model::TypeKey> types_;
  std::vector<model::Variable> variableInfos_;
  std::vector<model::Enumerator> enumeratorInfos_;
  std::vector<std::vector<model::BodySource>> bodies_; ///< for each function
};

} // namespace tell
