#include "model/term.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <string>

namespace tell::model {

namespace {

using facts::Op;

bool isCommutative(Op op) {
  switch (op) {
  case Op::Add:
  case Op::Multiply:
  case Op::BitAnd:
  case Op::BitOr:
  case Op::BitXor:
  case Op::LogicalAnd:
  case Op::LogicalOr:
  case Op::Equal:
    return true;
  default:
    return false;
  }
}

std::string_view symbol(Op op) {
  switch (op) {
  case Op::Add:
    return "+";
  case Op::Subtract:
    return "-";
  case Op::Multiply:
    return "*";
  case Op::Divide:
    return "/";
  case Op::Remainder:
    return "%";
  case Op::ShiftLeft:
    return "<<";
  case Op::ShiftRight:
    return ">>";
  case Op::BitAnd:
    return "&";
  case Op::BitOr:
    return "|";
  case Op::BitXor:
    return "^";
  case Op::LogicalAnd:
    return "&&";
  case Op::LogicalOr:
    return "||";
  case Op::Equal:
    return "==";
  case Op::NotEqual:
    return "!=";
  case Op::Less:
    return "<";
  case Op::Greater:
    return ">";
  case Op::LessEqual:
    return "<=";
  case Op::GreaterEqual:
    return ">=";
  case Op::ThreeWay:
    return "<=>";
  default:
    return "";
  }
}

constexpr std::size_t kTextLimit = 100;

class Printer {
public:
  Printer(const TermTable &terms, const Program &program) : terms_(terms), program_(program) {}

  /// Notes the names that stand for more than one thing in the term: `x >= x` of an object and a variable.
  void look(TermId id) {
    constexpr std::size_t kLimit = 2000;
    std::map<std::string_view, TermId> known; // the first field's object, or the variable
    std::set<TermId> seen;                    // each term once, however many share it
    std::vector<TermId> open{id};
    while (!open.empty() && seen.size() < kLimit) {
      const TermId at = open.back();
      open.pop_back();
      if (!seen.insert(at).second)
        continue;
      const Term &term = terms_[at];
      const bool field = term.kind == TermKind::Field;
      if (field || term.kind == TermKind::Local || term.kind == TermKind::Global) {
        const std::string_view name = field ? std::string_view(program_.fields()[term.ref].name) : term.text;
        const TermId source = field ? term.operands[0] : at;
        if (const auto [entry, isNew] = known.emplace(name, source); !isNew && entry->second != source)
          ambiguous_.insert(name);
      }
      if (!field) // what leads to an object is left out
        open.insert(open.end(), term.operands.begin(), term.operands.end());
    }
  }

  void print(TermId id, bool nested) {
    if (out_.size() > kTextLimit)
      return;
    const Term &term = terms_[id];
    switch (term.kind) {
    case TermKind::Field:
      if (ambiguous_.contains(program_.fields()[term.ref].name))
        out_ += receiver(term.operands[0]);
      out_ += program_.fields()[term.ref].name;
      return;
    case TermKind::Constant:
      printConstant(term);
      return;
    case TermKind::Enumerator:
    case TermKind::Part:
    case TermKind::Local:
    case TermKind::Global:
      out_ += term.text;
      return;
    case TermKind::This:
      out_ += "this";
      return;
    case TermKind::Element:
      print(term.operands[0], true), out_ += "[…]";
      return;
    case TermKind::Call:
      printCall(term);
      return;
    case TermKind::Operation:
      printOperation(term, nested);
      return;
    case TermKind::Construct:
      if (term.operands.size() == 1)
        print(term.operands[0], nested);
      else
        out_ += "{…}";
      return;
    case TermKind::Function:
    case TermKind::Opaque:
      out_ += "…";
      return;
    }
  }

  std::string take() {
    if (out_.size() > kTextLimit) {
      std::size_t cut = kTextLimit;
      while (cut > 0 && (static_cast<unsigned char>(out_[cut]) & 0xC0U) == 0x80U)
        --cut;
      out_.resize(cut);
      out_ += "…";
    }
    return std::move(out_);
  }

private:
  /// The object that a field is read of, as short as it can be told, with what leads on from it; may be empty.
  [[nodiscard]] std::string receiver(TermId id) const {
    std::string after = ".";
    while (terms_[id].kind == TermKind::Element) {
      // The element of a loop has the loop's own name for it.
      const Term &term = terms_[id];
      if (term.operands.size() == 2 && terms_[term.operands[1]].kind == TermKind::Local &&
          terms_[term.operands[1]].type == term.type) {
        id = term.operands[1];
        break;
      }
      after.insert(0, "[…]");
      id = term.operands[0];
    }
    const Term &term = terms_[id];
    switch (term.kind) {
    case TermKind::This:
      return "this->";
    case TermKind::Local:
    case TermKind::Global:
    case TermKind::Part:
      return std::string(term.text) + after;
    case TermKind::Field:
      return program_.fields()[term.ref].name + after;
    case TermKind::Call:
      return term.ref == kNone ? std::string() : program_.functions()[term.ref].simple + "()" + after;
    default:
      return {};
    }
  }

  void printConstant(const Term &term) {
    if (term.ref == static_cast<std::uint32_t>(Op::StringLiteral))
      out_ += '"', out_ += term.text, out_ += '"';
    else if (const char character = printableCode(term))
      out_ += '\'', out_ += character, out_ += '\'';
    else
      out_ += term.text;
  }

  /// The character that a literal's code, in decimal, stands for where it can be shown as it is; else NUL.
  static char printableCode(const Term &term) {
    constexpr int kSpace = 32;
    constexpr int kDelete = 127;
    int code = 0;
    if (term.ref == static_cast<std::uint32_t>(Op::CharLiteral))
      std::from_chars(term.text.data(), term.text.data() + term.text.size(), code);
    return code >= kSpace && code < kDelete ? static_cast<char>(code) : '\0';
  }

  void printCall(const Term &term) {
    const bool method = term.ref != kNone && program_.functions()[term.ref].isMethod();
    std::string_view callee = term.ref != kNone ? std::string_view(program_.functions()[term.ref].simple) : term.text;
    if (const auto colon = callee.rfind("::"); colon != std::string_view::npos)
      callee = callee.substr(colon + 2);
    std::size_t first = 0;
    const bool foreignMethod = term.ref == kNone && term.text.find("::") != term.text.rfind("::");
    if (callee == "operator bool" && !term.operands.empty()) {
      print(term.operands[0], true);
      return;
    }
    if ((method || foreignMethod) && !term.operands.empty() && terms_[term.operands[0]].kind == TermKind::Field) {
      print(term.operands[0], true);
      out_ += '.';
      first = 1;
    } else if (method && !term.operands.empty()) {
      first = 1;
    }
    out_ += callee;
    out_ += '(';
    for (std::size_t i = first; i < term.operands.size(); ++i) {
      if (i != first)
        out_ += ", ";
      print(term.operands[i], false);
    }
    out_ += ')';
  }

  void printOperation(const Term &term, bool nested) {
    const auto op = static_cast<Op>(term.ref);
    if (op == Op::Conditional && term.operands.size() == 3) {
      out_ += nested ? "(" : "";
      print(term.operands[0], true), out_ += " ? ", print(term.operands[1], true), out_ += " : ",
          print(term.operands[2], true);
      out_ += nested ? ")" : "";
      return;
    }
    if (term.operands.size() == 1) {
      out_ += op == Op::Not ? "!" : op == Op::Negate ? "-" : op == Op::BitNot ? "~" : "";
      print(term.operands[0], true);
      return;
    }
    if (nested)
      out_ += '(';
    for (std::size_t i = 0; i < term.operands.size(); ++i) {
      if (i != 0)
        out_ += symbol(op).empty() ? std::string(", ") : ' ' + std::string(symbol(op)) + ' ';
      print(term.operands[i], true);
    }
    if (nested)
      out_ += ')';
  }

  const TermTable &terms_;
  const Program &program_;
  std::set<std::string_view> ambiguous_;
  std::string out_;
};

/// Hashes the normalised form; `negated` tells whether the whole stands under an odd number of negations.
class Normaliser {
public:
  Normaliser(const TermTable &terms, const Program &program, TermId whole) : terms_(terms), program_(program) {
    asksOthers_ = readsOthers(whole);
  }

  std::uint64_t hash(TermId id) {
    const Term &term = terms_[id];
    if (++steps_ > kStepLimit)
      return term.hash;
    const auto tag = mix(0x51ed270b27a3c1d5ULL, static_cast<std::uint64_t>(term.kind));
    switch (term.kind) {
    case TermKind::Field:
      // What somebody holds others' state to may come along as a parameter as well as be kept.
      if (asksOthers_ && terms_[term.operands[0]].kind == TermKind::This)
        return input(term);
      return mix(tag, hashText(program_.fields()[term.ref].name)) ^ ownerHash(term.ref);
    case TermKind::Constant:
    case TermKind::Enumerator:
      return mix(tag, hashText(term.text));
    case TermKind::Global:
      return term.constant ? mix(tag, hashText(term.text)) : mix(tag, typeHash(term));
    case TermKind::Operation:
      return operation(term, tag);
    case TermKind::Call: {
      auto result =
          mix(tag, hashText(term.ref != kNone ? std::string_view(program_.functions()[term.ref].name) : term.text));
      for (const TermId operand : term.operands)
        result = mix(result, hash(operand));
      return result;
    }
    case TermKind::Element:
    case TermKind::Part:
      return mix(mix(tag, hashText(term.kind == TermKind::Part ? term.text : std::string_view())),
                 hash(term.operands[0]));
    case TermKind::Construct: {
      if (term.operands.size() == 1)
        return hash(term.operands[0]);
      auto result = mix(tag, typeHash(term));
      for (const TermId operand : term.operands)
        result = mix(result, hash(operand));
      return result;
    }
    default:
      return input(term);
    }
  }

private:
  static constexpr int kStepLimit = 4000;

  /// Something from elsewhere, of which only the type counts.
  [[nodiscard]] std::uint64_t input(const Term &term) const { return mix(0x7f4a7c15ULL, typeHash(term)); }

  /// Whether it is the function's own object or a part of it; the members of its collections are none.
  [[nodiscard]] bool isOwn(TermId object) const {
    while (terms_[object].kind == TermKind::Field)
      object = terms_[object].operands[0];
    return terms_[object].kind == TermKind::This;
  }

  /// Whether fields of objects other than the function's own are read.
  [[nodiscard]] bool readsOthers(TermId whole) const {
    std::set<TermId> seen; // each term once, however many share it
    std::vector<TermId> open{whole};
    while (!open.empty() && seen.size() < kStepLimit) {
      const Term &term = terms_[open.back()];
      const bool isNew = seen.insert(open.back()).second;
      open.pop_back();
      if (!isNew)
        continue;
      if (term.kind == TermKind::Field && !isOwn(term.operands[0]))
        return true;
      open.insert(open.end(), term.operands.begin(), term.operands.end());
    }
    return false;
  }

  std::uint64_t operation(const Term &term, std::uint64_t tag) {
    auto op = static_cast<Op>(term.ref);
    std::vector<std::uint64_t> operands;
    operands.reserve(term.operands.size());
    for (const TermId operand : term.operands)
      operands.push_back(hash(operand));
    // A rule and its negation are one rule: `!x` is `x`, `a != b` is `a == b`, `a <= b` is `b < a`.
    if (op == Op::Not && operands.size() == 1)
      return operands[0];
    if (op == Op::NotEqual)
      op = Op::Equal;
    if ((op == Op::Greater || op == Op::LessEqual) && operands.size() == 2) {
      std::swap(operands[0], operands[1]);
      op = Op::Less;
    }
    if (op == Op::GreaterEqual)
      op = Op::Less;
    if (isCommutative(op))
      std::ranges::sort(operands);
    auto result = mix(tag, static_cast<std::uint64_t>(op));
    for (const auto operand : operands)
      result = mix(result, operand);
    return result;
  }

  [[nodiscard]] std::uint64_t ownerHash(FieldId field) const {
    const ClassId owner = program_.fields()[field].owner;
    return owner == kNone ? 0 : hashText(program_.classes()[owner].name);
  }

  [[nodiscard]] std::uint64_t typeHash(const Term &term) const {
    if (term.type == kNone)
      return 0;
    const TypeInfo &type = program_.types()[program_.pointee(term.type)];
    if (!type.name.empty())
      return hashText(type.name);
    return static_cast<std::uint64_t>(type.kind) + 1;
  }

  const TermTable &terms_;
  const Program &program_;
  bool asksOthers_ = false;
  int steps_ = 0;
};

} // namespace

std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  // The finaliser of splitmix64 (Steele, Lea, Flood, 2014) over a running sum.
  std::uint64_t z = hash + 0x9e3779b97f4a7c15ULL + value * 0xff51afd7ed558ccdULL;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31U);
}

std::uint64_t hashText(std::string_view text) {
  // FNV-1a, 64 bits (Fowler, Noll, Vo).
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash;
}

namespace {

std::uint64_t leafHash(TermKind kind, std::uint32_t ref, std::string_view text) {
  return mix(mix(static_cast<std::uint64_t>(kind) + 1, ref), hashText(text));
}

} // namespace

ObjectKey parameterKey(std::uint32_t index, std::string_view name) { return leafHash(TermKind::Local, index, name); }

ObjectKey thisKey() { return leafHash(TermKind::This, 0, {}); }

TermId TermTable::make(TermKind kind, std::uint32_t ref, TypeId type, std::string_view text,
                       std::vector<TermId> operands) {
  std::uint64_t hash = leafHash(kind, ref, text);
  bool constant = kind == TermKind::Constant || kind == TermKind::Enumerator;
  if ((kind == TermKind::Operation || kind == TermKind::Construct) && !operands.empty())
    constant = true;
  for (const TermId operand : operands) {
    hash = mix(hash, terms_[operand].hash);
    constant = constant && terms_[operand].constant;
  }
  if (const auto found = byHash_.find(hash); found != byHash_.end())
    return found->second;
  const auto id = static_cast<TermId>(terms_.size());
  terms_.push_back({.kind = kind,
                    .constant = constant,
                    .ref = ref,
                    .type = type,
                    .hash = hash,
                    .text = text,
                    .operands = std::move(operands)});
  byHash_.emplace(hash, id);
  return id;
}

TermId TermTable::root(TermId id) const {
  while (!terms_[id].operands.empty() && (terms_[id].kind == TermKind::Field || terms_[id].kind == TermKind::Part ||
                                          terms_[id].kind == TermKind::Element))
    id = terms_[id].operands[0];
  return id;
}

void TermTable::clear() {
  terms_.clear();
  byHash_.clear();
}

std::uint64_t ruleHash(const TermTable &terms, TermId id, const Program &program) {
  return Normaliser(terms, program, id).hash(id);
}

std::string ruleText(const TermTable &terms, TermId id, const Program &program) {
  Printer printer(terms, program);
  printer.look(id);
  printer.print(id, false);
  return printer.take();
}

} // namespace tell::model
