// Which mentions in different units are one entity, and that the order of units changes nothing.

#include "checks/check.hpp"
#include "model/census.hpp"
#include "model_support.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

namespace tell {
namespace {

using test::classesNamed;
using test::classNamed;
using test::fieldNames;
using test::function;
using test::functionsNamed;
using test::linkOf;
using test::rulesOf;
using test::Sources;
using test::useOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A pattern stands for its specialisations, so that a class that derives from another specialisation of its own
// template would be its own base; errors in the code do the same.
TEST(Linking, NoClassIsItsOwnBase) {
  const Sources sources = {{"a.cpp", R"(
    template <int N> struct Chain : Chain<N - 1> { int value = N; };
    template <> struct Chain<0> { int first = 0; };
    template <class T> struct Ping;
    template <class T> struct Pong : Ping<T *> { int pong = 0; };
    template <class T> struct Ping : Pong<T *> { int ping = 0; };
    template <class T> struct Around { struct In : Around { struct Deeper : In {}; }; };
    int sum(Chain<3> &chain) { return chain.value + chain.first; }
  )"}};
  const Linked linked = linkOf(sources, {.coverage = Coverage::Incomplete});
  const Program &program = linked.program;
  ASSERT_FALSE(program.classes().empty());
  for (ClassId id = 0; id < program.classes().size(); ++id)
    for (const ClassId base : program.classes()[id].bases)
      EXPECT_FALSE(program.derivesFrom(base, id)) << program.classes()[id].name;
}

// Two ways to each base make a thousand millions of ways to the last one of thirty.
TEST(Linking, ManyWaysToABaseTakeNoLonger) {
  std::string code = "struct A0 { int value = 0; };\n";
  for (int i = 1; i <= 30; ++i)
    code += fmt::format("struct B{0} : A{1} {{}}; struct C{0} : A{1} {{}}; struct A{0} : B{0}, C{0} {{}};\n", i, i - 1);
  const Linked linked = linkOf({{"a.cpp", code + "void use(A30 &a) { (void)a; }\n"}});
  const ClassId last = classNamed(linked.program, "A30");
  EXPECT_EQ(linked.program.lineage(last).size(), 91U);
  EXPECT_TRUE(linked.program.derivesFrom(last, classNamed(linked.program, "A0")));
  EXPECT_FALSE(linked.program.isBuffer(last));
}

TEST(Linking, TwoExecutablesEachHaveTheirOwn) {
  const Linked linked = linkOf({{"client/main.cpp", R"(
    struct Config { int port = 0; };
    bool valid(const Config &config) { return config.port > 0; }
    int main() { return valid(Config{}) ? 0 : 1; })"},
                                {"server/main.cpp", R"(
    struct Config { int threads = 0; int depth = 0; };
    int main() { Config config; return config.threads; })"}});
  const Program &program = linked.program;
  const auto configs = classesNamed(program, "Config");
  ASSERT_EQ(configs.size(), 2U);
  EXPECT_EQ(program.classes()[configs[0]].place.path, "client/main.cpp");
  EXPECT_EQ(program.classes()[configs[1]].place.path, "server/main.cpp");
  EXPECT_THAT(fieldNames(program, program.classes()[configs[0]].fields), ElementsAre("port"));
  EXPECT_THAT(fieldNames(program, program.classes()[configs[1]].fields), ElementsAre("threads", "depth"));
  EXPECT_EQ(functionsNamed(program, "main").size(), 2U);
  EXPECT_EQ(program.use(configs[0]).distinctOutside, 1U);
  EXPECT_EQ(program.use(configs[1]).distinctOutside, 0U);
  EXPECT_THAT(linked.conflicts, IsEmpty());
}

TEST(Linking, StaticFunctionsOfOneNameAreTwo) {
  const Linked linked = linkOf({{"things.hpp", R"(
    #pragma once
    struct Door { int angle = 0; };
    struct Shop { int hour = 0; };)"},
                                {"door.cpp", R"(
    #include "things.hpp"
    static bool isOpen(const Door &door) { return door.angle > 5; }
    namespace { bool isShut(const Door &door) { return door.angle == 0; } }
    bool pass(const Door &door) { return isOpen(door) && !isShut(door); })"},
                                {"shop.cpp", R"(
    #include "things.hpp"
    static bool isOpen(const Shop &shop) { return shop.hour > 8; }
    namespace { bool isShut(const Shop &shop) { return shop.hour > 18; } }
    bool enter(const Shop &shop) { return isOpen(shop) && !isShut(shop); })"}});
  const Program &program = linked.program;
  EXPECT_EQ(functionsNamed(program, "isOpen").size(), 2U);
  EXPECT_EQ(functionsNamed(program, "(anonymous namespace)::isShut").size(), 2U);
  EXPECT_EQ(useOf(program, "Door").distinctOutside, 2U);
  EXPECT_EQ(useOf(program, "Shop").distinctOutside, 2U);
  for (const FunctionId id : functionsNamed(program, "isOpen"))
    EXPECT_TRUE(program.functions()[id].internal);
  EXPECT_THAT(linked.conflicts, IsEmpty());
}

TEST(Linking, FilesOfOneNameInTwoFoldersAreTwo) {
  const Linked linked =
      linkOf({{"a/util.cpp", "static bool isOpen(int n) { return n > 3; } bool a() { return isOpen(1); }"},
              {"b/util.cpp", "static bool isOpen(int n) { return n > 4; } bool b() { return isOpen(1); }"}});
  ASSERT_EQ(functionsNamed(linked.program, "isOpen").size(), 2U);
  EXPECT_THAT(linked.conflicts, IsEmpty());
}

TEST(Linking, HeadersAreCountedOnce) {
  const std::string use = "#include \"tank.hpp\"\n";
  const Linked linked = linkOf({{"tank.hpp", R"(
    #pragma once
    class Tank {
    public:
      int level() const { return level_; }
      bool isFull() const { return level_ == 9; }
    private:
      int level_ = 0;
    };
    inline bool isLow(const Tank &tank) { return tank.level() < 3; }
    static inline bool isHigh(const Tank &tank) { return tank.level() > 7; })"},
                                {"a.cpp", use + "bool a(const Tank &tank) { return isLow(tank) || isHigh(tank); }"},
                                {"b.cpp", use + "bool b(const Tank &tank) { return isLow(tank) || isHigh(tank); }"}});
  const Program &program = linked.program;
  EXPECT_EQ(functionsNamed(program, "isLow").size(), 1U);
  EXPECT_EQ(functionsNamed(program, "isHigh").size(), 1U);
  const ClassUse &tank = useOf(program, "Tank");
  EXPECT_EQ(tank.outsideRules.size(), 2U);
  EXPECT_EQ(tank.insideRules.size(), 1U);
  EXPECT_EQ(tank.getters, 1U);
  EXPECT_EQ(tank.behaviours, 1U);
  EXPECT_THAT(linked.conflicts, IsEmpty());
}

TEST(Linking, TemplatesAreJudgedOnceWithTheirInstantiations) {
  const Linked linked = linkOf({{"things.hpp", R"(
    #pragma once
    struct Crate { int weight = 0, limit = 0; };
    struct Box { int weight = 0, limit = 0; };)"},
                                {"rules.hpp", R"(
    #include "things.hpp"
    template <typename T> bool isHeavy(const T &thing) { return thing.weight > thing.limit; })"},
                                {"a.cpp", "#include \"rules.hpp\"\nbool a(const Crate &c) { return isHeavy(c); }"},
                                {"b.cpp", R"(
    #include "rules.hpp"
    bool b(const Crate &c) { return isHeavy(c); }
    bool c(const Box &b) { return isHeavy(b); })"}});
  const Program &program = linked.program;
  EXPECT_EQ(functionsNamed(program, "isHeavy").size(), 1U);
  EXPECT_EQ(useOf(program, "Crate").distinctOutside, 1U);
  EXPECT_EQ(useOf(program, "Crate").outsideRules.size(), 1U);
  EXPECT_THAT(linked.conflicts, IsEmpty());
}

TEST(Linking, EachInstantiationSpeaksForItsClass) {
  const Program program = linkOf({{"unit.cpp", R"(
    struct Crate { int weight = 0, limit = 0; };
    struct Box { int weight = 0, limit = 0; };
    template <typename T> bool isHeavy(const T &thing) { return thing.weight > thing.limit; }
    bool crate(const Crate &crate) { return isHeavy(crate); }
    bool box(const Box &box) { return isHeavy(box); })"}})
                              .program;
  EXPECT_EQ(useOf(program, "Crate").distinctOutside, 1U);
  EXPECT_EQ(useOf(program, "Box").distinctOutside, 1U);
}

TEST(Linking, ClassTemplatesAreTheirPattern) {
  const Program program = linkOf({{"unit.cpp", R"(
    template <typename T> class Slot {
    public:
      const T &value() const { return value_; }
      int count() const { return count_; }
      bool isFull() const { return count_ > 3; }
    private:
      T value_{};
      int count_ = 0;
    };
    bool few(const Slot<int> &slot) { return slot.count() < 2; }
    bool many(const Slot<char> &slot) { return slot.count() > 2; })"}})
                              .program;
  const ClassUse &slot = useOf(program, "Slot");
  EXPECT_EQ(slot.distinctOutside, 2U);
  EXPECT_EQ(slot.distinctInside, 1U);
  EXPECT_EQ(slot.getters, 2U);
  EXPECT_EQ(slot.behaviours, 1U);
  EXPECT_THAT(rulesOf(program, "few"), ElementsAre("decides count_ < 2"));
}

TEST(Linking, DeclarationsByHandFindTheDefinition) {
  const Linked linked = linkOf({{"tank.hpp", "#pragma once\nstruct Tank { int level = 0; };"},
                                {"caller.cpp", R"(
    #include "tank.hpp"
    void drain(Tank &tank);
    extern bool isFull(const Tank &tank);
    void run(Tank &tank) { if (isFull(tank)) drain(tank); })"},
                                {"tank.cpp", R"(
    #include "tank.hpp"
    bool isFull(const Tank &tank) { return tank.level > 9; }
    void drain(Tank &tank) { tank.level = 0; })"}});
  const Program &program = linked.program;
  ASSERT_EQ(functionsNamed(program, "drain").size(), 1U);
  EXPECT_TRUE(function(program, "drain").defined);
  EXPECT_EQ(function(program, "drain").place.path, "tank.cpp");
  EXPECT_THAT(fieldNames(program, function(program, "run").summaries.at(0).decides), ElementsAre("level"));
  EXPECT_THAT(fieldNames(program, function(program, "run").summaries.at(0).writes), ElementsAre("level"));
  EXPECT_THAT(linked.conflicts, IsEmpty());
}

TEST(Linking, ForwardDeclaredClassesAreTheDefinedOne) {
  const Program program = linkOf({{"tank.hpp", "#pragma once\nclass Tank { int level_ = 0; };"},
                                  {"a.cpp", "class Tank; void keep(Tank &tank); void a(Tank &tank) { keep(tank); }"},
                                  {"b.cpp", "#include \"tank.hpp\"\nvoid keep(Tank &tank) { (void)tank; }"}})
                              .program;
  ASSERT_EQ(functionsNamed(program, "keep").size(), 1U);
  const FunctionInfo &a = function(program, "a");
  ASSERT_EQ(a.parameters.size(), 1U);
  EXPECT_EQ(program.recordOf(a.parameters[0].type), classNamed(program, "Tank"));
}

TEST(Linking, ConflictingDefinitionsAreReported) {
  const Linked linked =
      linkOf({{"tank.hpp", R"(
    #pragma once
    struct Tank {
      int level = 0;
    #ifdef WIDE
      int width = 0;
    #endif
    };
    int weigh(const Tank &tank);)"},
              {"a.cpp", "#include \"tank.hpp\"\nint weigh(const Tank &t) { return t.level; }"},
              {"b.cpp", "#define WIDE\n#include \"tank.hpp\"\nint weigh(const Tank &t) { return t.level; }"}});
  std::vector<std::string> messages;
  for (const LinkConflict &conflict : linked.conflicts)
    messages.push_back(conflict.message);
  EXPECT_THAT(messages, ElementsAre("'Tank' has 1 fields in one unit and 2 in b.cpp",
                                    "'weigh' is defined in a.cpp and again in b.cpp"));
  EXPECT_EQ(linked.conflicts.at(0).name, "Tank");
  EXPECT_EQ(linked.conflicts.at(0).place.path, "tank.hpp");
  EXPECT_EQ(functionsNamed(linked.program, "weigh").size(), 1U);
}

EnumInfo enumNamed(const Program &program, std::string_view name) {
  for (const EnumInfo &info : program.enums())
    if (info.name == name)
      return info;
  ADD_FAILURE() << "no enum " << name;
  return {};
}

TEST(Linking, EnumsBelongToTheOnlyClassThatKeepsThem) {
  const Program program = linkOf({{"unit.cpp", R"(
    #include <optional>
    enum class Status { Draft, Open };
    enum class Colour { Red, Blue };
    enum class Size { Small, Large };
    enum class Loose { A };
    class Order { Status status_ = Status::Draft; Status before_ = Status::Draft; Colour colour_{}; };
    class Car { Colour colour_{}; static inline Status last_ = Status::Open; };
    class Shirt { std::optional<Size> size_; };)"}})
                              .program;
  EXPECT_EQ(enumNamed(program, "Status").owner, classNamed(program, "Order"));
  EXPECT_EQ(enumNamed(program, "Colour").owner, kNone) << "two classes keep one";
  EXPECT_EQ(enumNamed(program, "Size").owner, classNamed(program, "Shirt"));
  EXPECT_EQ(enumNamed(program, "Loose").owner, kNone);
  EXPECT_TRUE(enumNamed(program, "Status").project);
}

TEST(Linking, OfNothingIsAnEmptyProgram) {
  const ProjectScope scope("/nowhere");
  const Linked linked = link({.units = {}, .scope = &scope});
  EXPECT_TRUE(linked.program.complete());
  EXPECT_THAT(linked.program.classes(), IsEmpty());
  EXPECT_THAT(linked.program.functions(), IsEmpty());
  EXPECT_THAT(linked.conflicts, IsEmpty());
  EXPECT_THAT(census(linked.program), IsEmpty());
}

/// All that a program says of itself, as text.
std::string everything(const Linked &linked) {
  std::ostringstream out;
  for (const CensusRow &row : census(linked.program)) {
    out << row.name << ' ' << row.place.path << ':' << row.place.line << ' ' << row.role << ' ' << row.reason << ' '
        << row.score << '\n';
    for (const auto &[metric, value] : row.metrics)
      out << "  " << metric << ' ' << value << '\n';
    for (const Question &question : row.questions)
      out << "  " << question.id << ' ' << question.answer << '\n';
  }
  for (const LinkConflict &conflict : linked.conflicts)
    out << conflict.name << ": " << conflict.message << ' ' << conflict.place.path << ':' << conflict.place.line
        << '\n';
  std::vector<Finding> findings;
  for (const Check *check : allChecks())
    for (Finding &finding : check->run(linked.program, CheckOptions(check->info.options)))
      findings.push_back(std::move(finding));
  std::ranges::sort(findings, [](const Finding &a, const Finding &b) { return compare(a, b) < 0; });
  for (const Finding &finding : findings) {
    out << finding.place.path << ':' << finding.place.line << ": " << finding.check << ": " << finding.message << " | "
        << finding.advice.hint << " | " << finding.ruleKey << ' ' << finding.score << '\n';
    for (const Evidence &evidence : finding.evidence)
      out << "  " << evidence.place.path << ':' << evidence.place.line << ": " << evidence.message << " ("
          << evidence.subject.name << ' ' << evidence.subject.signature << ")\n";
    for (const Span &span : finding.advice.replaces)
      out << "  replaces " << span.path << ':' << span.line << '-' << span.endLine << '\n';
  }
  return out.str();
}

const Sources kProgram = {{"order.hpp", R"(
    #pragma once
    #include <vector>
    enum class Status { Draft, Paid, Shipped };
    class Order {
    public:
      Status status() const { return status_; }
      void setStatus(Status status);
      int total() const;
      std::vector<int> &lines() { return lines_; }
      const std::vector<int> &lines() const { return lines_; }
    private:
      Status status_ = Status::Draft;
      int total_ = 0;
      std::vector<int> lines_;
    };
    template <typename T> bool isLarge(const T &thing) { return thing.total() > 100; })"},
                          {"z_order.cpp", R"(
    #include "order.hpp"
    void Order::setStatus(Status status) { status_ = status; }
    int Order::total() const { return total_; })"},
                          {"service.cpp", R"(
    #include "order.hpp"
    static bool isOpen(const Order &order) { return order.status() == Status::Draft; }
    void pay(Order &order) { if (isOpen(order)) order.setStatus(Status::Paid); }
    void add(Order &order, int line) { order.lines().push_back(line); })"},
                          {"audit.cpp", R"(
    #include "order.hpp"
    static bool isOpen(const Order &order) { return order.status() != Status::Shipped && isLarge(order); }
    void ship(Order &order) { if (!isOpen(order)) return; order.setStatus(Status::Shipped); }
    struct Config { int level = 0; };
    int pay(const Order &order);)"},
                          {"tools/audit.cpp", R"(
    #include "../order.hpp"
    struct Config { int depth = 0; bool deep() const { return depth > 3; } };
    int weigh(const Order &order) { return isLarge(order) ? 2 : 1; }
    void reset(Config &config) { if (config.depth > 9) config.depth = 0; })"}};

TEST(Determinism, TheOrderOfUnitsChangesNothing) {
  const std::string forwards = everything(linkOf(kProgram));
  EXPECT_THAT(forwards, HasSubstr("tell-anemic-class"));
  EXPECT_THAT(forwards, HasSubstr("tell-ask-then-tell"));
  EXPECT_THAT(forwards, HasSubstr("tell-leaked-handle"));
  EXPECT_EQ(forwards, everything(linkOf(kProgram, {.reversed = true})));
}

TEST(Determinism, LinkingAgainChangesNothing) { EXPECT_EQ(everything(linkOf(kProgram)), everything(linkOf(kProgram))); }

// One file that two targets compile with different macros: whichever stands first in the compile database.
TEST(Determinism, VariantsOfOneFileAreTheSameInAnyOrder) {
  const TemporaryFolder folder;
  folder.write("unit.cpp", R"(
    struct Tank { int level = 0; };
    bool isFull(const Tank &tank) {
    #ifdef WIDE
      return tank.level > 90;
    #else
      return tank.level > 9;
    #endif
    })");
  const ProjectScope scope(folder.path());
  std::vector<facts::TuFacts> units;
  for (const std::vector<std::string> &arguments : {std::vector<std::string>{}, std::vector<std::string>{"-DWIDE"}}) {
    Result<facts::TuFacts> facts = test::extractIn(folder.path(), arguments);
    ASSERT_TRUE(facts.ok());
    units.push_back(std::move(*facts));
  }
  const Linked forwards = link({.units = units, .scope = &scope});
  std::ranges::reverse(units);
  const Linked backwards = link({.units = units, .scope = &scope});
  EXPECT_EQ(rulesOf(forwards.program, "isFull"), rulesOf(backwards.program, "isFull"));
  EXPECT_EQ(everything(forwards), everything(backwards));
}

// Hundreds of bodies that ask and change one class, so that threads meet.
TEST(Determinism, TheProgramIsTheSameInAnyNumberOfThreads) {
  std::string code = "struct Tank { int level = 0; int limit = 9; };\n";
  for (int i = 0; i < 500; ++i)
    code += fmt::format("bool fill{0}(Tank &tank) {{ if (tank.level + {0} > tank.limit) return false; "
                        "tank.level += {0}; return {1}tank.level > {0}; }}\n",
                        i, i == 0 ? "" : fmt::format("fill{}(tank) || ", i - 1));
  const TemporaryFolder folder;
  folder.write("unit.cpp", code);
  const ProjectScope scope(folder.path());
  Result<facts::TuFacts> facts = test::extractIn(folder.path(), {});
  ASSERT_TRUE(facts.ok());
  const std::string one = everything(link({.units = {&*facts, 1}, .scope = &scope, .jobs = 1}));
  EXPECT_NE(one.find("fill499"), std::string::npos);
  EXPECT_EQ(everything(link({.units = {&*facts, 1}, .scope = &scope, .jobs = 8})), one);
}

// A conflict names the first definition in the order of files, whoever came first.
TEST(Determinism, ConflictsAreTheSameInAnyOrder) {
  const Sources sources = {
      {"t.hpp", R"(
    #pragma once
    struct Tank { int a = 0;
    #ifdef WIDE
      int b = 0;
    #endif
    };
    int weigh(const Tank &tank);)"},
      {"a.cpp", "#define WIDE\n#include \"t.hpp\"\nint weigh(const Tank &t) { return t.a + t.b; }"},
      {"b.cpp", "#include \"t.hpp\"\nint weigh(const Tank &t) { return t.a * 2; }"}};
  const std::string forwards = everything(linkOf(sources));
  EXPECT_THAT(forwards, HasSubstr("2 fields in one unit"));
  EXPECT_EQ(forwards, everything(linkOf(sources, {.reversed = true})));
}

} // namespace
} // namespace tell
