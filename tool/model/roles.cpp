#include "model/roles.hpp"

#include "support/path.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace tell {

using facts::TypeKind;
using facts::Wrapper;

namespace {

// Measured on labelled programs: see docs/decisions.
constexpr double kWithTransitions = 2;
constexpr double kWithoutTransitions = 2;
constexpr std::uint32_t kStrongRules = 2;
constexpr std::uint32_t kStrongUnkept = 3; // structs that only pass between functions

} // namespace

class RoleAssigner {
public:
  explicit RoleAssigner(Program &program) : program_(program) {}

  void assign() {
    findConfigurations();
    findComponents();
    findImplementations();
    for (ClassId id = 0; id < program_.classes_.size(); ++id) {
      ClassInfo &info = program_.classes_[id];
      info.role = roleOf(id);
      info.roleReason = reason_;
      info.exemption = exemption_;
    }
  }

private:
  Role because(Role role, Exemption exemption, std::string reason) {
    exemption_ = exemption;
    reason_ = std::move(reason);
    return role;
  }

  Role roleOf(ClassId id) {
    const ClassInfo &info = program_.classes()[id];
    const ClassUse &use = program_.use(id);
    if (info.is(facts::kPartialClass))
      return because(Role::Unknown, Exemption::Partial, "its declaration or a base could not be understood");
    if (info.simple.empty())
      return because(Role::Record, Exemption::OwnPart, "a part without a name of the class around it");
    if (!info.declaredRecord.empty())
      return because(Role::Record, Exemption::Declared,
                     "declared a record" + (info.declaredRecord == " " ? std::string() : ": " + info.declaredRecord));
    if (!info.declaredDataOriented.empty())
      return because(Role::Component, Exemption::DataOriented, "declared data-oriented: " + info.declaredDataOriented);
    if (program_.isTest(id))
      return because(Role::Test, Exemption::Test, "part of the tests");
    if (isException(id))
      return because(Role::Exception, Exemption::Exception, "derives from an exception");
    if (use.dataFields == 0 && !inheritsState(id))
      return because(info.is(facts::kAbstract) ? Role::Interface : Role::Service,
                     info.is(facts::kAbstract) ? Exemption::Interface : Exemption::Service, "keeps no state");
    if (const Wrapper wrapper = resourceOf(info); wrapper != Wrapper::None)
      return because(Role::Resource, Exemption::Resource, "owns a thread, lock or stream");
    if (isOwner(id))
      return because(Role::Resource, Exemption::Resource, "releases what it owns when it ends");
    if (isFunctionTable(info))
      return because(Role::Interface, Exemption::Interface, "a table of functions");
    if (isContainer(info))
      return because(Role::Container, Exemption::Container, "a generic container");
    if (program_.isBuffer(id))
      return because(Role::Container, Exemption::Container, "a buffer of numbers that hands its elements out");
    if (isView(info))
      return because(Role::Container, Exemption::Container, "a view of what others own");
    if (info.is(facts::kPacked) || info.is(facts::kInExternC))
      return because(Role::Framework, Exemption::ForeignLayout, "its layout is given from outside");
    if (components_.contains(id) && program_.isPlainData(id))
      return because(Role::Component, Exemption::DataOriented, "one of the columns behind a handle");
    if (isNode(id))
      return because(Role::Node, Exemption::SyntaxTree, "part of a tree of its own family");
    if (isLinked(info))
      return because(Role::Node, Exemption::Links, "linked into lists or trees by whoever keeps it");
    if (info.kind == facts::ClassKind::Union)
      return because(Role::Record, Exemption::Record, "alternatives that its holder tells apart");
    if (!info.macros.empty())
      return because(Role::Framework, Exemption::Framework, "declared with " + info.macros.front());
    if (isMaths(id))
      return because(Role::Maths, Exemption::Maths, "numbers with arithmetic of their own");
    if (configured_.contains(id) && program_.isPlainData(id) && isSettled(use))
      return because(Role::Record, Exemption::Configuration, "configuration: set once, read by those that hold it");
    if (isFilePrivate(id, use))
      return because(Role::Record, Exemption::Bookkeeping, "bookkeeping of the one source file that knows it");
    if (isResult(id, use))
      return because(Role::Result, Exemption::Result, "an answer that is looked at and dropped");
    if (isService(id))
      return because(Role::Service, Exemption::Service, "its state is other objects it works with");
    return judge(id, use);
  }

  Role judge(ClassId id, const ClassUse &use) {
    const auto outside = std::to_string(use.distinctOutside);
    const auto total = std::to_string(use.distinctOutside + use.distinctInside);
    // More units can only add rules outside; those inside are known once all of its own bodies were seen.
    if (program_.coverage() == Coverage::Part)
      return because(Role::Unknown, Exemption::Partial, "only a part of the program was looked at");
    if (!program_.complete() && !program_.ownBodiesSeen(id))
      return because(Role::Unknown, Exemption::Partial,
                     "not every unit was analyzed, and some of its methods' bodies were not seen");
    if (use.distinctInside == 0 && isConstant(id))
      return because(Role::Record, Exemption::Immutable, "all its fields are constant");
    if (isAnemic(id, use))
      return because(Role::Anemic, Exemption::None, outside + " of " + total + " rules about its state live outside");
    if (isExposed(use))
      return because(Role::Exposed, Exemption::None, "maintains its state, yet others change it directly");
    if (use.distinctInside == 0 && use.outsideWeight == 0 && use.transitions == 0) {
      if (!program_.complete())
        return because(Role::Unknown, Exemption::Partial, "not every unit was analyzed");
      if (program_.classes()[id].is(facts::kExported))
        return because(Role::Unknown, Exemption::Partial, "exported: others may use it who are not seen here");
      const bool ceremonious = use.getters + use.setters >= 2 && use.setters > 0 && use.behaviours == 0;
      // What is checked on its way in is no rule about the state, and yet the state is no plain data.
      if (ceremonious && !program_.invariants(id).empty())
        return because(Role::Rich, Exemption::OwnRules, "checks what goes into it");
      if (ceremonious)
        return because(Role::Ceremony, Exemption::None, "accessors around data that no rule is about");
      return because(Role::Record, Exemption::Record,
                     use.distinctOutside == 0 ? "no rule about its state anywhere"
                                              : "no rule outside is more its business than the asker's");
    }

    if (use.distinctInside == 0 && use.behaviours == 0 && program_.isPlainData(id))
      return because(Role::Record, use.pokes.empty() ? Exemption::Immutable : Exemption::Record,
                     use.pokes.empty() ? "data that nobody changes once it is made, with hardly a rule about it"
                                       : "data with hardly a rule about it");
    if (use.distinctInside == 0)
      return because(Role::Rich, Exemption::Slight, "what is decided about it outside is too little to tell");
    return because(Role::Rich, Exemption::OwnRules,
                   std::to_string(use.distinctInside) + " of " + total + " rules about its state are its own");
  }

  [[nodiscard]] bool isConstant(ClassId id) const {
    return std::ranges::all_of(program_.classes()[id].fields, [this](FieldId field) {
      const FieldInfo &info = program_.fields()[field];
      return info.isStatic() || (info.flags & facts::kFieldConst) != 0;
    });
  }

  // Rules about its state live outside, more than inside; or its transitions are decided and made by others. Where
  // nobody ever changes an object after it was made, the rules must be plain to see: data that is only computed with is
  // data.
  [[nodiscard]] bool isAnemic(ClassId id, const ClassUse &use) const {
    const double inside = ownRules(id, use);
    const double outside = use.outsideWeight + use.transitions;
    // A class with a life of its own is not anemic because it is asked a lot: each function that asks is told.
    constexpr double kOwnLife = 3;
    constexpr std::uint32_t kFullLife = 8;
    if (use.distinctInside >= kFullLife || use.distinctInside > 2 * use.distinctOutside || decidesAsOften(id, use))
      return false;
    if (outside <= (inside >= kOwnLife ? 2 * inside : inside))
      return false;
    if (use.transitions > 0)
      return outside >= kWithTransitions;

    const std::uint32_t strong = use.kept || !program_.isPlainData(id) ? kStrongRules : kStrongUnkept;
    return use.strongOutside >= strong && outside >= kWithoutTransitions;
  }

  // Rules that its methods hold about their own object; what constructors refuse counts too.
  [[nodiscard]] std::uint32_t ownRules(ClassId id, const ClassUse &use) const {
    std::set<std::uint64_t> hashes;
    for (const RuleSite &site : use.insideRules)
      if (program_.functions()[site.function].owner == id)
        hashes.insert(program_.functions()[site.function].rules[site.rule].hash);
    return static_cast<std::uint32_t>(hashes.size());
  }

  // Whether as many of its own methods branch on its state, be it only on whether there is something, as of others.
  [[nodiscard]] bool decidesAsOften(ClassId id, const ClassUse &use) const {
    constexpr std::size_t kSome = 3;
    const auto decides = [&](FunctionId method) {
      const FunctionInfo &info = program_.functions()[method];
      return !info.isSpecial() && std::ranges::any_of(info.rules, [id](const Rule &rule) {
        return !rule.display && !rule.asserted && std::ranges::any_of(rule.reads, [id](const StateRead &read) {
          return read.owner == id && read.origin == Origin::Own;
        });
      });
    };
    const auto own = static_cast<std::size_t>(std::ranges::count_if(program_.classes()[id].methods, decides));
    return own >= kSome && own >= use.deciders.size();
  }

  // A field that the class checks or keeps in step with others, and that others write past it.
  bool isExposed(const ClassUse &use) const {
    return std::ranges::any_of(use.pokes, [this](const PokeSite &site) {
      const Poke &poke = program_.functions()[site.function].pokes[site.poke];
      return !poke.member && program_.maintains(poke.field);
    });
  }

  // A destructor with work to do, copying forbidden: a handle.
  [[nodiscard]] bool isOwner(ClassId id) const {
    bool releases = false;
    for (const FunctionId function : program_.classes()[id].methods) {
      const FunctionInfo &method = program_.functions()[function];
      releases = releases || (method.kind == facts::FunctionKind::Destructor && method.is(facts::kHasBody) &&
                              method.statements + method.branches > 0);
    }
    return releases && isUnique(id);
  }

  // Copying is forbidden, here or in a base that is there for that.
  [[nodiscard]] bool isUnique(ClassId id) const {
    const auto forbids = [this](FunctionId id) {
      const FunctionInfo &method = program_.functions()[id];
      return method.is(facts::kDeleted) && method.isSpecial();
    };
    return std::ranges::any_of(program_.lineage(id), [&](ClassId base) {
      return std::ranges::any_of(program_.classes()[base].methods, forbids);
    });
  }

  // Owns others of its own family, as a syntax tree does, or derives from a base whose other children do.
  [[nodiscard]] bool isNode(ClassId id) const {
    // A hidden representation alone makes no tree: then there must be a closed family of several kinds.
    const auto branches = [this](ClassId base) {
      const auto &derived = program_.classes()[base].derived;
      return (derived.size() >= 2 || program_.isPlainData(base)) &&
             std::ranges::any_of(derived, [this](ClassId kind) { return ownsFamily(kind); });
    };
    const bool tagged =
        std::ranges::any_of(program_.classes()[id].fields, [this](FieldId field) { return program_.isKind(field); });
    return ((program_.isPlainData(id) || tagged) && ownsFamily(id)) || branches(id) ||
           std::ranges::any_of(program_.classes()[id].bases, branches);
  }

  // Carries the pointers by which its keepers chain it up: two links and more, and nobody is kept from them.
  [[nodiscard]] bool isLinked(const ClassInfo &info) const {
    constexpr std::ptrdiff_t kLinks = 2;
    const auto self = static_cast<ClassId>(&info - program_.classes().data());
    return std::ranges::count_if(info.fields, [&](FieldId id) {
             const FieldInfo &field = program_.fields()[id];
             if (field.isStatic() || field.type == kNone || field.access != facts::Access::Public)
               return false;
             const TypeInfo &type = program_.types()[field.type];
             return type.kind == TypeKind::Pointer && type.inner != kNone &&
                    program_.types()[type.inner].record == self;
           }) >= kLinks;
  }

  // Plain data that is declared in a source file which implements what is declared elsewhere, and used nowhere else:
  // what its functions need among themselves, behind what the file offers.
  [[nodiscard]] bool isFilePrivate(ClassId id, const ClassUse &use) const {
    const std::string &file = program_.classes()[id].place.path;
    const auto isHere = [&](FunctionId user) { return program_.functions()[user].place.path == file; };
    return program_.isPlainData(id) && implementing_.contains(file) && std::ranges::all_of(use.deciders, isHere) &&
           std::ranges::all_of(use.pokes, [&](const PokeSite &site) { return isHere(site.function); });
  }

  // Files with bodies of methods whose classes are declared in other files, and source files with functions for others.
  void findImplementations() {
    for (const FunctionInfo &function : program_.functions()) {
      if (!function.defined || function.is(facts::kTemplated))
        continue;
      const bool elsewhere =
          function.isMethod() && program_.classes()[function.owner].place.path != function.place.path;
      const bool offered = !function.isMethod() && !function.internal && function.simple != "main" &&
                           fileExtension(function.place.path).starts_with('c');
      if (elsewhere || (offered && offers(function.place.path)))
        implementing_.insert(function.place.path);
    }
  }

  // Whether classes are declared in other files than this: where it is all there is, nobody is kept from anything.
  [[nodiscard]] bool offers(const std::string &path) const {
    return std::ranges::any_of(program_.classes(), [&](const ClassInfo &other) { return other.place.path != path; });
  }

  // What C calls by is an interface: half and more of it are pointers to functions.
  [[nodiscard]] bool isFunctionTable(const ClassInfo &info) const {
    constexpr std::size_t kSeveral = 4;
    const auto functions = static_cast<std::size_t>(std::ranges::count_if(info.fields, [&](FieldId field) {
      const TypeId type = program_.fields()[field].type;
      if (type == kNone || program_.types()[type].kind != TypeKind::Pointer)
        return false;
      const TypeId target = program_.types()[type].inner;
      return target != kNone && program_.types()[target].kind == TypeKind::Function;
    }));
    return functions >= kSeveral && functions * 2 >= info.fields.size();
  }

  [[nodiscard]] bool ownsFamily(ClassId id) const {
    return std::ranges::any_of(program_.classes()[id].fields, [&](FieldId field) {
      TypeId type = program_.fields()[field].type;
      bool owned = false;
      constexpr int kDepth = 8;
      for (int depth = 0; type != kNone && depth < kDepth; ++depth) {
        const TypeInfo &info = program_.types()[type];
        if (info.kind == TypeKind::Pointer || info.kind == TypeKind::LvalueReference)
          return false;
        if (info.record != kNone)
          return owned && program_.derivesFrom(id, info.record);
        owned = true;
        type = info.inner;
      }
      return false;
    });
  }

  // What objects carry as a single part to be told how to behave.
  void findConfigurations() {
    for (const FieldInfo &field : program_.fields()) {
      if (field.type == kNone || field.isStatic() || program_.isPlainData(field.owner))
        continue;
      const TypeInfo &type = program_.types()[field.type];
      const bool single =
          type.kind == TypeKind::Record || type.kind == TypeKind::LvalueReference || type.kind == TypeKind::Pointer;
      const ClassId id = single ? program_.recordOf(field.type) : kNone;
      if (id != kNone && type.wrapper == Wrapper::None)
        configured_.insert(id);
    }
    // Sections and bases of a configuration are configuration.
    bool grown = true;
    while (grown) {
      const std::size_t before = configured_.size();
      for (const ClassId id : std::vector<ClassId>(configured_.begin(), configured_.end())) {
        if (!program_.isPlainData(id))
          continue;
        configured_.insert(program_.classes()[id].bases.begin(), program_.classes()[id].bases.end());
        for (const FieldId field : program_.classes()[id].fields) {
          const TypeId type = program_.fields()[field].type;
          if (type != kNone && program_.types()[type].kind == TypeKind::Record &&
              program_.types()[type].record != kNone)
            configured_.insert(program_.types()[type].record);
        }
      }
      grown = configured_.size() != before;
    }
  }

  // What one function template hands out several of, by one handle: the columns of an entity component system.
  void findComponents() {
    constexpr std::size_t kSeveral = 2;
    std::map<FunctionId, std::set<ClassId>> answers;
    for (const FunctionInfo &function : program_.functions())
      for (const Passed &passed : function.passed)
        if (passed.parameter == Passed::kResult && !isCast(passed.callee, passed.owner))
          answers[passed.callee].insert(passed.owner);
    for (const auto &[id, classes] : answers) {
      const FunctionInfo &store = program_.functions()[id];
      const bool memberOfTemplate = store.isMethod() && program_.classes()[store.owner].is(facts::kTemplatePattern);
      if (classes.size() >= kSeveral && store.is(facts::kTemplated) && !memberOfTemplate && !store.parameters.empty())
        components_.insert(classes.begin(), classes.end());
    }
  }

  // What answers with a derived class of what it is given is a cast.
  [[nodiscard]] bool isCast(FunctionId id, ClassId answer) const {
    const auto &parameters = program_.functions()[id].parameters;
    return std::ranges::any_of(parameters, [&](const ParameterInfo &parameter) {
      const ClassId given = parameter.type == kNone ? kNone : program_.recordOf(parameter.type);
      return given != kNone && program_.derivesFrom(answer, given);
    });
  }

  // Nobody asks for its state and then changes it, nor counts it up or down and then asks how far it went.
  [[nodiscard]] bool isSettled(const ClassUse &use) const {
    return use.askThenTells.empty() && std::ranges::none_of(use.pokes, [this](const PokeSite &site) {
             const FunctionInfo &function = program_.functions()[site.function];
             const Poke &poke = function.pokes[site.poke];
             const auto asks = [&poke](const Rule &rule) {
               return rule.kind == RuleKind::Decision &&
                      std::ranges::any_of(rule.reads, [&poke](const StateRead &read) {
                        return read.field == poke.field && read.object == poke.object;
                      });
             };
             return poke.readModifyWrite && std::ranges::any_of(function.rules, asks);
           });
  }

  // Made by value, looked at and dropped; made through named constructors of its own.
  [[nodiscard]] bool isResult(ClassId id, const ClassUse &use) const {
    if (use.kept || use.transitions != 0 || use.setters != 0 || program_.isPlainData(id))
      return false;
    bool asks = false;
    bool makes = false;
    bool changes = false;
    for (const FunctionId methodId : program_.classes()[id].methods) {
      const FunctionInfo &method = program_.functions()[methodId];
      if (method.result == kNone)
        continue;
      const TypeInfo &result = program_.types()[method.result];
      asks = asks || (result.kind == TypeKind::Bool && method.parameters.empty());
      changes = changes || (!method.isSpecial() && !method.ownWrites.empty());
      makes = makes || (method.is(facts::kStatic) && result.kind == TypeKind::Record && result.record == id);
    }
    return asks && makes && !changes;
  }

  [[nodiscard]] bool inheritsState(ClassId id) const {
    return std::ranges::any_of(program_.lineage(id),
                               [&](ClassId base) { return base != id && program_.use(base).dataFields != 0; });
  }

  bool isException(ClassId id) const {
    const auto isError = [](const std::string &base) {
      return base == "std::exception" || (base.starts_with("std::") && base.ends_with("_error")) ||
             base == "std::bad_alloc";
    };
    return std::ranges::any_of(program_.lineage(id), [&](ClassId base) {
      return std::ranges::any_of(program_.classes()[base].outsideBases, isError);
    });
  }

  Wrapper resourceOf(const ClassInfo &info) const {
    for (const FieldId field : info.fields) {
      const TypeId type = program_.fields()[field].type;
      if (type == kNone)
        continue;
      const Wrapper wrapper = program_.types()[type].wrapper;
      if (wrapper == Wrapper::Mutex || wrapper == Wrapper::Lock || wrapper == Wrapper::Thread ||
          wrapper == Wrapper::Stream || wrapper == Wrapper::Atomic)
        return wrapper;
    }
    return Wrapper::None;
  }

  bool isContainer(const ClassInfo &info) const {
    const ClassUse &use = program_.use(static_cast<ClassId>(&info - program_.classes().data()));
    if (!info.is(facts::kTemplatePattern) || use.setters != 0)
      return false;
    return std::ranges::any_of(info.fields, [&](FieldId field) {
      const TypeId type = program_.fields()[field].type;
      if (type == kNone)
        return false;
      const TypeInfo &shape = program_.types()[type];
      const bool wraps = shape.kind == TypeKind::Dependent && (use.distinctInside == 0 || isRange(info));
      return wraps || shape.kind == TypeKind::Pointer || shape.kind == TypeKind::Array ||
             shape.wrapper == Wrapper::Sequence || shape.wrapper == Wrapper::Map || shape.wrapper == Wrapper::Set ||
             shape.wrapper == Wrapper::UniquePointer;
    });
  }

  // It can be gone over as the language asks for it.
  [[nodiscard]] bool isRange(const ClassInfo &info) const {
    const auto has = [&](std::string_view name) {
      return std::ranges::any_of(info.methods, [&](FunctionId method) {
        return program_.functions()[method].access == facts::Access::Public &&
               program_.functions()[method].simple == name;
      });
    };
    return has("begin") && has("end");
  }

  // A pointer to raw elements and a count, copied at will: what std::string_view and std::span are.
  [[nodiscard]] bool isView(const ClassInfo &info) const {
    bool points = false;
    for (const FieldId id : info.fields) {
      const FieldInfo &field = program_.fields()[id];
      if (field.isStatic() || field.type == kNone)
        continue;
      const TypeInfo &type = program_.types()[field.type];
      const bool pointer = type.kind == TypeKind::Pointer && type.inner != kNone &&
                           program_.recordOf(field.type) == kNone &&
                           (program_.types()[type.inner].flags & facts::kConst) != 0;
      if (!pointer && type.kind != TypeKind::Integer)
        return false;
      points = points || pointer;
    }
    return points;
  }

  // Its own type with + - * or the like, over numbers only.
  bool isMaths(ClassId id) const {
    const ClassInfo &info = program_.classes()[id];
    bool unit = false; // an amount and its unit: money and its currency
    const bool numbers = std::ranges::all_of(info.fields, [&](FieldId field) {
      const FieldInfo &f = program_.fields()[field];
      if (f.isStatic() || f.type == kNone)
        return true;
      const TypeKind kind = program_.types()[f.type].kind;
      const bool names = !unit && (kind == TypeKind::Enum || program_.types()[f.type].wrapper == Wrapper::String);
      unit = unit || names;
      return names || kind == TypeKind::Integer || kind == TypeKind::Floating || kind == TypeKind::Array ||
             kind == TypeKind::Dependent;
    });
    if (!numbers)
      return isRowOfVectors(id);
    const auto isOperator = [](const FunctionInfo &function) {
      static const std::set<std::string_view> kArithmetic = {"operator+",  "operator-",  "operator*", "operator/",
                                                             "operator+=", "operator-=", "operator*="};
      return kArithmetic.contains(function.simple);
    };
    const auto ownOperator = [&](FunctionId method) { return isOperator(program_.functions()[method]); };
    if (std::ranges::any_of(info.methods, ownOperator) || std::ranges::any_of(info.friends, ownOperator))
      return true;
    return std::ranges::any_of(program_.functions(), [&](const FunctionInfo &function) {
      return function.project && isOperator(function) && !function.parameters.empty() &&
             function.parameters[0].type != kNone && program_.recordOf(function.parameters[0].type) == id;
    });
  }

  // Numbers and vectors side by side, as simulations keep them: a position and its velocity.
  [[nodiscard]] bool isRowOfVectors(ClassId id) const {
    bool vectors = false;
    for (const FieldId field : program_.classes()[id].fields) {
      const TypeId type = program_.fields()[field].type;
      if (program_.fields()[field].isStatic() || type == kNone)
        continue;
      const TypeInfo &shape = program_.types()[type];
      const bool vector = shape.record != kNone && shape.record != id && shape.kind == TypeKind::Record &&
                          floats(shape.record) >= 2 && isMaths(shape.record);
      if (!vector && !isNumber(shape) && shape.kind != TypeKind::Bool)
        return false;
      vectors = vectors || vector;
    }
    return vectors && program_.isPlainData(id);
  }

  static bool isNumber(const TypeInfo &type) {
    return type.kind == TypeKind::Integer || type.kind == TypeKind::Floating || type.kind == TypeKind::Character ||
           type.kind == TypeKind::Dependent;
  }

  [[nodiscard]] std::size_t floats(ClassId id) const {
    return static_cast<std::size_t>(std::ranges::count_if(program_.classes()[id].fields, [this](FieldId field) {
      const TypeId type = program_.fields()[field].type;
      return type != kNone && !program_.fields()[field].isStatic() && program_.types()[type].kind == TypeKind::Floating;
    }));
  }

  // Holds others (references, pointers, repositories) and counters for new identities, and nobody reads its state to
  // decide.
  bool isService(ClassId id) const {
    const ClassInfo &info = program_.classes()[id];
    const ClassUse &use = program_.use(id);
    if (use.distinctOutside != 0 || use.behaviours == 0)
      return false;
    return std::ranges::any_of(info.fields, [this](FieldId field) {
      const TypeId type = program_.fields()[field].type;
      if (type == kNone || program_.fields()[field].isStatic())
        return false;
      const TypeInfo &shape = program_.types()[type];
      return shape.kind == TypeKind::LvalueReference ||
             (shape.kind == TypeKind::Pointer && program_.recordOf(type) != kNone);
    });
  }

  Program &program_;
  std::set<ClassId> configured_; ///< held as a single part by a class that is more than data
  std::set<ClassId> components_;
  std::set<std::string_view> implementing_; ///< files with bodies of methods whose classes are declared elsewhere
  std::string reason_;
  Exemption exemption_ = Exemption::None;
};

void assignRoles(Program &program) { RoleAssigner(program).assign(); }

} // namespace tell
