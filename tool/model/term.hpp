#pragma once

#include "facts/tu_facts.hpp"
#include "model/program.hpp"

#include <cstdint>
#include <deque>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// Symbolic values inside one body. A term says what a value or an object *is*, with locals and plain accessors
/// resolved: after `const auto &o = repo.get(id); int open = o.quantity() - o.filled();` the local `open` is the term
/// Subtract(Field(Call(get, repo, id), quantity), Field(Call(get, repo, id), filled)).
/// Terms are hash-consed: equal terms have one id, so that the object of two equal look-ups is one object.
namespace tell::model {

using TermId = std::uint32_t;

enum class TermKind : std::uint8_t {
  This,
  Local,      ///< ref = LocalId: a variable whose value is not known, or an object of its own
  Global,     ///< ref = index of a variable; constant globals count as constants
  Constant,   ///< text = its spelling
  Enumerator, ///< ref = index of the enumerator, text = its name
  Field,      ///< ref = FieldId: object
  Part,       ///< text = name of a foreign field ("second"): object
  Element,    ///< of a container: container, [index]
  Call,      ///< ref = FunctionId or kNone: object or arguments; text = the callee's qualified name where it is foreign
  Operation, ///< ref = facts::Op: operands
  Construct, ///< values it is made from
  Function,  ///< a lambda or a named function
  Opaque,    ///< ref = the node: something that is not understood, different from everything else
};

struct Term {
  TermKind kind = TermKind::Opaque;
  bool constant =
      false; ///< the same in every run: literals, enumerators, constants and what is computed from them alone
  std::uint32_t ref = kNone;
  TypeId type = kNone;
  std::uint64_t hash = 0; ///< of its structure: identity within the function
  std::string_view text;
  std::vector<TermId> operands;
};

/// Builds and owns the terms of one body.
class TermTable {
public:
  TermId make(TermKind kind, std::uint32_t ref, TypeId type, std::string_view text, std::vector<TermId> operands);

  [[nodiscard]] const Term &operator[](TermId id) const { return terms_[id]; }

  /// The variable, object or call that a chain of fields, parts and elements starts from.
  [[nodiscard]] TermId root(TermId id) const;

  void clear();

private:
  std::deque<Term> terms_; ///< a deque: a reference to a term holds while further terms are made
  std::unordered_map<std::uint64_t, TermId> byHash_;
};

/// The identity that a parameter has as a term, and the one of `this`: what the events of a body name objects by.
[[nodiscard]] ObjectKey parameterKey(std::uint32_t index, std::string_view name);
[[nodiscard]] ObjectKey thisKey();

/// Hash of the normalised form: objects reduced to their class, operands of commutative operators ordered, negation and
/// mirrored comparisons folded. Equal for `a.x < b` and `!(b <= y.x)` over objects of one class.
[[nodiscard]] std::uint64_t ruleHash(const TermTable &terms, TermId id, const Program &program);

/// The term for people: "status == Draft", "quantity - filled". Objects are left out.
[[nodiscard]] std::string ruleText(const TermTable &terms, TermId id, const Program &program);

/// Mixes a value into a hash; stable across runs and machines.
[[nodiscard]] std::uint64_t mix(std::uint64_t hash, std::uint64_t value);
[[nodiscard]] std::uint64_t hashText(std::string_view text);

} // namespace tell::model
