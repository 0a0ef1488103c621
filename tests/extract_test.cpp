#include <gmock/gmock.h>

#include "extract_view.hpp"

namespace tell::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

// --- classes

TEST(ExtractClasses, RecordsNamePlaceAndExtent) {
  const View view = viewOf("namespace shop {\n"
                           "class Order final {\n"
                           "  int total;\n"
                           "};\n"
                           "}\n");
  EXPECT_THAT(view.facts().diagnostics, IsEmpty());
  EXPECT_EQ(view.facts().flags, 0U);
  const Class order = view.classNamed("shop::Order");
  EXPECT_EQ(order.kind, ClassKind::Class);
  EXPECT_TRUE(has(order.flags, kFinalClass));
  EXPECT_FALSE(has(order.flags, kAggregate | kPartialClass | kAnonymous | kLocalClass | kTemplatePattern));
  EXPECT_TRUE(has(order.flags, kTriviallyCopyable));
  EXPECT_EQ(view.path(order.name.file), "unit.cpp");
  expectPlace(order.name, 2, 7, 2, 12);
  expectPlace(order.extent, 2, 1, 4, 2);
  const Symbol symbol = view.symbol("shop::Order");
  EXPECT_EQ(symbol.kind, SymbolKind::Class);
  EXPECT_EQ(view.text(symbol.name), "Order");
  EXPECT_EQ(view.text(symbol.usr), "c:@N@shop@S@Order");
  EXPECT_EQ(symbol.line, 2U);
  EXPECT_EQ(symbol.parent, kNone);
  EXPECT_TRUE(has(symbol.flags, kInProject));
  EXPECT_FALSE(has(symbol.flags, kInternal | kInSystem | kIncomplete));
}

TEST(ExtractClasses, RecordsFieldsWithAccessAndFlags) {
  const View view = viewOf("struct S {\n"
                           "  int open = 1;\n"
                           "protected:\n"
                           "  mutable int cache;\n"
                           "  unsigned bits : 3;\n"
                           "  unsigned : 2;\n"
                           "private:\n"
                           "  const int fixed = 2;\n"
                           "  int &ref;\n"
                           "  static int shared;\n"
                           "  static constexpr int kLimit = 9;\n"
                           "};\n");
  ASSERT_EQ(view.fieldsOf("S").size(), 7U);
  EXPECT_EQ(view.field("S::open").access, Access::Public);
  EXPECT_EQ(view.field("S::open").flags, kFieldInitialised);
  EXPECT_EQ(view.field("S::cache").access, Access::Protected);
  EXPECT_EQ(view.field("S::cache").flags, kFieldMutable);
  EXPECT_EQ(view.field("S::bits").flags, kFieldBitField);
  EXPECT_EQ(view.field("S::fixed").access, Access::Private);
  EXPECT_EQ(view.field("S::fixed").flags, kFieldConst | kFieldInitialised);
  EXPECT_EQ(view.field("S::ref").flags, kFieldReference);
  EXPECT_EQ(view.field("S::shared").flags, kFieldStatic);
  EXPECT_EQ(view.field("S::kLimit").flags, kFieldStatic | kFieldConst | kFieldInitialised);
  EXPECT_EQ(view.symbol("S::open").parent, view.classNamed("S").symbol);
  EXPECT_TRUE(has(view.symbol("S::kLimit").flags, kConstant));
  EXPECT_FALSE(has(view.symbol("S::shared").flags, kConstant));
  expectPlace(view.field("S::cache").name, 4, 15, 4, 20);
}

TEST(ExtractClasses, RecordsBasesAccessAndPolymorphism) {
  const View view = viewOf("struct A { virtual ~A() = default; virtual int f() const = 0; };\n"
                           "struct B { };\n"
                           "class C : public A, private virtual B { int f() const override { return 1; } };\n");
  const Class derived = view.classNamed("C");
  ASSERT_EQ(derived.bases.size(), 2U);
  const Base &first = view.facts().bases.at(derived.bases.begin);
  const Base &second = view.facts().bases.at(derived.bases.begin + 1);
  EXPECT_EQ(view.qualified(first.symbol), "A");
  EXPECT_EQ(first.access, Access::Public);
  EXPECT_EQ(first.isVirtual, 0U);
  EXPECT_EQ(view.qualified(second.symbol), "B");
  EXPECT_EQ(second.access, Access::Private);
  EXPECT_EQ(second.isVirtual, 1U);
  EXPECT_TRUE(has(view.classNamed("A").flags, kAbstract));
  EXPECT_TRUE(has(view.classNamed("A").flags, kPolymorphic));
  EXPECT_TRUE(has(derived.flags, kPolymorphic));
  EXPECT_FALSE(has(derived.flags, kAbstract));
  EXPECT_TRUE(has(view.classNamed("B").flags, kAggregate));

  const Function override = view.function("C::f");
  EXPECT_TRUE(has(override.flags, kVirtual));
  EXPECT_TRUE(has(override.flags, kOverride));
  EXPECT_TRUE(has(override.flags, kConstMethod));
  EXPECT_THAT(view.symbolsIn(override.overrides), ElementsAre("A::f"));
  EXPECT_TRUE(has(view.function("A::f").flags, kPure));
  EXPECT_FALSE(has(view.function("A::f").flags, kOverride));
}

TEST(ExtractClasses, FindsNestedLocalAnonymousAndUnnamedClasses) {
  const View view = viewOf("class Outer {\n"
                           "  struct Inner { int a; };\n"
                           "  union { int i; float f; };\n"
                           "};\n"
                           "namespace {\n"
                           "struct Hidden { int h; };\n"
                           "}\n"
                           "inline namespace v1 { struct Versioned { int v; }; }\n"
                           "typedef struct { int x; } Point;\n"
                           "int f() {\n"
                           "  struct Local { int b; int twice() { return 2 * b; } };\n"
                           "  auto make = [] { struct InLambda { int c; }; return InLambda{1}.c; };\n"
                           "  return Local{2}.twice() + make();\n"
                           "}\n");
  EXPECT_THAT(view.classNames(),
              ElementsAre("Outer", "Outer::Inner", "Outer::(anonymous)", "(anonymous namespace)::Hidden", "Versioned",
                          "Point", "f::Local", testing::EndsWith("InLambda")));
  EXPECT_EQ(view.classNamed("Outer::Inner").access, Access::Private);
  EXPECT_EQ(view.symbol("Outer::Inner").parent, view.classNamed("Outer").symbol);
  EXPECT_EQ(view.classNamed("Outer::(anonymous)").kind, ClassKind::Union);
  EXPECT_TRUE(has(view.classNamed("Outer::(anonymous)").flags, kAnonymous));
  EXPECT_TRUE(has(view.symbol("(anonymous namespace)::Hidden").flags, kInternal));
  EXPECT_TRUE(has(view.symbol("(anonymous namespace)::Hidden::h").flags, kInternal));
  EXPECT_FALSE(has(view.classNamed("Point").flags, kAnonymous));
  EXPECT_TRUE(has(view.classNamed("f::Local").flags, kLocalClass));
  EXPECT_TRUE(has(view.symbol("f::Local").flags, kInternal));
  EXPECT_TRUE(has(view.function("f::Local::twice").flags, kHasBody));
}

TEST(ExtractClasses, RecordsFriendsExportAndPacking) {
  const View view = viewOf("class Auditor;\n"
                           "void inspect();\n"
                           "class __attribute__((visibility(\"default\"))) Account {\n"
                           "  friend class Auditor;\n"
                           "  friend void inspect();\n"
                           "  friend bool operator==(const Account &a, const Account &b) { return a.n == b.n; }\n"
                           "  int n;\n"
                           "};\n"
                           "struct __attribute__((packed)) Wire { char c; int i; };\n"
                           "extern \"C\" { struct Plain { int i; }; void call(struct Plain); }\n");
  const Class account = view.classNamed("Account");
  EXPECT_THAT(view.symbolsIn(account.friends), ElementsAre("Auditor", "inspect", "operator=="));
  EXPECT_TRUE(has(account.flags, kExported));
  EXPECT_TRUE(has(view.symbol("Auditor").flags, kIncomplete));
  EXPECT_TRUE(has(view.classNamed("Wire").flags, kPacked));
  EXPECT_FALSE(has(view.classNamed("Wire").flags, kExported));
  EXPECT_TRUE(has(view.classNamed("Plain").flags, kInExternC));
  EXPECT_TRUE(has(view.function("call").flags, kExternC));
  const Function hidden = view.function("operator==");
  EXPECT_TRUE(has(hidden.flags, kFriendOfClass));
  EXPECT_TRUE(has(hidden.flags, kHasBody));
  EXPECT_EQ(view.qualified(hidden.owner), "Account");
  EXPECT_EQ(hidden.kind, FunctionKind::Operator);
  EXPECT_THAT(view.functionsNamed("inspect"), testing::SizeIs(1));
}

TEST(ExtractClasses, RecordsMacrosAtMemberLevelOnly) {
  const View view = viewOf("#define Q_OBJECT static int meta();\n"
                           "#define Q_PROPERTY(...)\n"
                           "#define LIMIT 3\n"
                           "#define INVOKABLE\n"
                           "class Widget {\n"
                           "  Q_OBJECT\n"
                           "  Q_PROPERTY(int size READ size)\n"
                           "  INVOKABLE int size() const { return LIMIT; }\n"
                           "  int values[LIMIT];\n"
                           "  struct Inner { Q_PROPERTY(inner) int i; };\n"
                           "};\n"
                           "class Plain { int i = LIMIT; };\n");
  EXPECT_THAT(view.stringsIn(view.classNamed("Widget").macros), ElementsAre("Q_OBJECT", "Q_PROPERTY", "INVOKABLE"));
  EXPECT_THAT(view.stringsIn(view.classNamed("Widget::Inner").macros), ElementsAre("Q_PROPERTY"));
  EXPECT_THAT(view.stringsIn(view.classNamed("Plain").macros), IsEmpty());
  EXPECT_TRUE(has(view.function("Widget::meta").flags, kFunctionFromMacro));
  expectPlace(view.function("Widget::meta").name, 6, 3, 6, 11);
  EXPECT_FALSE(has(view.function("Widget::size").flags, kFunctionFromMacro));
}

// --- types

TEST(ExtractTypes, DescribesShapes) {
  const View view = viewOf("#include <atomic>\n#include <chrono>\n#include <functional>\n#include <map>\n"
                           "#include <memory>\n#include <mutex>\n#include <optional>\n#include <stdexcept>\n"
                           "#include <sstream>\n#include <string>\n#include <string_view>\n#include <vector>\n"
                           "#include <span>\n#include <array>\n#include <filesystem>\n#include <random>\n"
                           "struct Line { int n; };\n"
                           "enum class State { Open, Closed = 5 };\n"
                           "using Lines = std::vector<std::unique_ptr<Line>>;\n"
                           "class Order {\n"
                           "  std::vector<std::unique_ptr<Line>> lines;\n"
                           "  Lines aliased;\n"
                           "  std::optional<State> state;\n"
                           "  std::map<int, Line> byNumber;\n"
                           "  std::atomic<unsigned> count;\n"
                           "  std::mutex guard;\n"
                           "  std::unique_lock<std::mutex> lock;\n"
                           "  std::string name;\n"
                           "  std::string_view seen;\n"
                           "  const Line *last;\n"
                           "  std::vector<Line>::const_iterator at;\n"
                           "  std::map<int, Line>::iterator entry;\n"
                           "  std::chrono::system_clock::time_point when;\n"
                           "  std::chrono::milliseconds howLong;\n"
                           "  std::function<int(Line)> callback;\n"
                           "  std::runtime_error error;\n"
                           "  std::ostringstream out;\n"
                           "  std::span<const Line> part;\n"
                           "  std::array<double, 4> four;\n"
                           "  std::filesystem::path where;\n"
                           "  std::mt19937 random;\n"
                           "  bool flag; char letter; unsigned long big; float ratio; int grid[3];\n"
                           "  void (*hook)(int);\n"
                           "  std::reference_wrapper<Line> ref;\n"
                           "};\n");
  EXPECT_EQ(view.facts().flags, 0U);
  auto shape = [&](const std::string &name) { return view.typeOf("Order::" + name); };

  const Type lines = shape("lines");
  EXPECT_EQ(lines.kind, TypeKind::Record);
  EXPECT_EQ(lines.wrapper, Wrapper::Sequence);
  EXPECT_EQ(view.text(lines.spelling), "std::vector<std::unique_ptr<Line>>");
  EXPECT_EQ(view.qualified(lines.symbol), "std::vector");
  EXPECT_EQ(view.type(lines.inner).wrapper, Wrapper::UniquePointer);
  const Type line = view.type(view.type(lines.inner).inner);
  EXPECT_EQ(line.kind, TypeKind::Record);
  EXPECT_EQ(line.wrapper, Wrapper::None);
  EXPECT_EQ(view.qualified(line.symbol), "Line");
  EXPECT_EQ(shape("aliased").wrapper, Wrapper::Sequence);
  EXPECT_EQ(shape("aliased").inner, lines.inner);
  EXPECT_EQ(view.text(shape("aliased").spelling), "Lines");

  EXPECT_EQ(shape("state").wrapper, Wrapper::Optional);
  EXPECT_EQ(view.type(shape("state").inner).kind, TypeKind::Enum);
  EXPECT_EQ(view.qualified(view.type(shape("state").inner).symbol), "State");
  EXPECT_EQ(shape("byNumber").wrapper, Wrapper::Map);
  EXPECT_EQ(view.type(shape("byNumber").key).kind, TypeKind::Integer);
  EXPECT_EQ(view.qualified(view.type(shape("byNumber").inner).symbol), "Line");
  EXPECT_EQ(shape("count").wrapper, Wrapper::Atomic);
  EXPECT_EQ(view.type(shape("count").inner).flags, facts::kUnsigned);
  EXPECT_EQ(shape("guard").wrapper, Wrapper::Mutex);
  EXPECT_EQ(shape("lock").wrapper, Wrapper::Lock);
  EXPECT_EQ(shape("name").wrapper, Wrapper::String);
  EXPECT_EQ(view.text(shape("name").spelling), "std::string");
  EXPECT_EQ(shape("seen").wrapper, Wrapper::StringView);
  EXPECT_EQ(shape("last").kind, TypeKind::Pointer);
  EXPECT_EQ(view.type(shape("last").inner).flags, facts::kConst);
  EXPECT_EQ(shape("at").wrapper, Wrapper::Iterator);
  EXPECT_EQ(view.qualified(view.type(shape("at").inner).symbol), "Line");
  EXPECT_EQ(shape("entry").wrapper, Wrapper::Iterator);
  EXPECT_EQ(view.type(shape("entry").inner).wrapper, Wrapper::Tuple);
  EXPECT_EQ(view.qualified(view.type(view.type(shape("entry").inner).inner).symbol), "Line");
  EXPECT_EQ(shape("when").wrapper, Wrapper::TimePoint);
  EXPECT_EQ(shape("howLong").wrapper, Wrapper::Duration);
  EXPECT_EQ(shape("callback").wrapper, Wrapper::Function);
  EXPECT_EQ(shape("error").wrapper, Wrapper::Exception);
  EXPECT_EQ(shape("out").wrapper, Wrapper::Stream);
  EXPECT_EQ(shape("part").wrapper, Wrapper::View);
  EXPECT_EQ(view.type(shape("part").inner).flags, facts::kConst);
  EXPECT_EQ(shape("four").wrapper, Wrapper::Sequence);
  EXPECT_EQ(view.type(shape("four").inner).kind, TypeKind::Floating);
  EXPECT_EQ(shape("where").wrapper, Wrapper::Path);
  EXPECT_EQ(shape("random").wrapper, Wrapper::Random);
  EXPECT_EQ(shape("flag").kind, TypeKind::Bool);
  EXPECT_EQ(shape("letter").kind, TypeKind::Character);
  EXPECT_EQ(shape("big").kind, TypeKind::Integer);
  EXPECT_EQ(shape("big").flags, facts::kUnsigned);
  EXPECT_EQ(shape("ratio").kind, TypeKind::Floating);
  EXPECT_EQ(shape("grid").kind, TypeKind::Array);
  EXPECT_EQ(view.type(shape("grid").inner).kind, TypeKind::Integer);
  EXPECT_EQ(shape("hook").kind, TypeKind::Pointer);
  EXPECT_EQ(view.type(shape("hook").inner).kind, TypeKind::Function);
  EXPECT_EQ(shape("ref").wrapper, Wrapper::ReferenceWrapper);
  EXPECT_EQ(view.qualified(view.type(shape("ref").inner).symbol), "Line");
}

TEST(ExtractTypes, KnowsAllEnumeratorsOfAProjectEnum) {
  const View view = viewOf("struct Order { enum class State { Open, Closed = 5, Lost = -1 }; State state; };\n");
  const Symbol state = view.symbol("Order::State");
  EXPECT_EQ(state.kind, SymbolKind::Enum);
  EXPECT_EQ(view.qualified(state.parent), "Order");
  EXPECT_EQ(view.symbol("Order::State::Closed").value, 5);
  EXPECT_EQ(view.symbol("Order::State::Lost").value, -1);
  EXPECT_EQ(view.qualified(view.symbol("Order::State::Open").parent), "Order::State");
}

// --- functions

TEST(ExtractFunctions, RecordsDeclarationsAndDefinitionsOfOneSymbol) {
  const View view = viewOf("class Order {\n"
                           "public:\n"
                           "  explicit Order(int n) noexcept;\n"
                           "  Order(const Order &) = delete;\n"
                           "  ~Order() = default;\n"
                           "  int total() const;\n"
                           "  static constexpr int limit() { return 3; }\n"
                           "  explicit operator bool() const;\n"
                           "private:\n"
                           "  int n_;\n"
                           "};\n"
                           "int Order::total() const {\n"
                           "  return n_;\n"
                           "}\n"
                           "static int helper(int a, int b) { return a + b; }\n");
  const std::vector<Function> total = view.functionsNamed("Order::total");
  ASSERT_EQ(total.size(), 2U);
  EXPECT_EQ(total[0].symbol, total[1].symbol);
  EXPECT_FALSE(has(total[0].flags, kHasBody));
  EXPECT_TRUE(has(total[1].flags, kHasBody));
  EXPECT_FALSE(total[1].nodes.empty());
  EXPECT_EQ(total[1].access, Access::Public);
  EXPECT_EQ(total[1].kind, FunctionKind::Method);
  EXPECT_EQ(view.qualified(total[1].owner), "Order");
  EXPECT_EQ(view.type(total[1].result).kind, TypeKind::Integer);
  expectPlace(total[1].name, 12, 12, 12, 17);
  expectPlace(total[1].extent, 12, 1, 14, 2);
  expectPlace(total[0].extent, 6, 3, 6, 20);

  const std::vector<Function> constructors = view.functionsNamed("Order::Order");
  ASSERT_EQ(constructors.size(), 2U); // the implicit move constructor does not exist, and would not be recorded
  EXPECT_EQ(constructors[0].kind, FunctionKind::Constructor);
  EXPECT_TRUE(has(constructors[0].flags, kExplicit));
  EXPECT_TRUE(has(constructors[0].flags, kNoexcept));
  EXPECT_EQ(constructors[0].result, kNone);
  EXPECT_TRUE(has(constructors[1].flags, kDeleted));
  const Function destructor = view.function("Order::~Order");
  EXPECT_EQ(destructor.kind, FunctionKind::Destructor);
  EXPECT_TRUE(has(destructor.flags, kDefaulted));
  EXPECT_FALSE(has(destructor.flags, kHasBody));
  const Function limit = view.function("Order::limit");
  EXPECT_TRUE(has(limit.flags, kStatic));
  EXPECT_TRUE(has(limit.flags, kConstexpr));
  const Function conversion = view.function("Order::operator bool");
  EXPECT_EQ(conversion.kind, FunctionKind::Conversion);
  EXPECT_TRUE(has(conversion.flags, kExplicit));
  const Function helper = view.function("helper");
  EXPECT_EQ(helper.kind, FunctionKind::Free);
  EXPECT_EQ(helper.parameters, 2U);
  EXPECT_EQ(helper.owner, kNone);
  EXPECT_TRUE(has(helper.flags, kStatic));
  EXPECT_TRUE(has(view.symbol("helper").flags, kInternal));
}

TEST(ExtractFunctions, RecordsLambdasOutsideOfFunctions) {
  const View view = viewOf("struct Order { int total; };\n"
                           "bool (*const rules[])(const Order &) = {[](const Order &o) { return o.total > 3; }};\n"
                           "int main() { auto inside = [] { return 1; }; return inside(); }\n");
  ASSERT_EQ(view.facts().functions.size(), 2U);
  const Function &rule = view.facts().functions.front();
  EXPECT_EQ(rule.kind, FunctionKind::Free);
  EXPECT_EQ(rule.owner, kNone);
  EXPECT_TRUE(has(rule.flags, kHasBody));
  EXPECT_THAT(view.opsOf(rule), Contains(Op::Greater));
}

// --- templates

TEST(ExtractTemplates, JudgesThePatternOnceAndRecordsInstantiationsOfItsFunctions) {
  const View view =
      viewOf("struct Order { int total() const { return n; } int n; };\n"
             "template <typename T> class Box {\n"
             "public:\n"
             "  struct Node { T value; };\n"
             "  enum class Mode { Fast, Slow };\n"
             "  int sum() const { return item.total() + node.value.total(); }\n"
             "  template <typename U> int with(U u) const { return item.total() + u; }\n"
             "  T item; Node node; Mode mode;\n"
             "};\n"
             "template <typename T> int twice(const T &t) { return 2 * t.total(); }\n"
             "template <> class Box<int> { int special; };\n"
             "template <typename T> class Box<T *> { T *pointer; };\n"
             "int use(const Box<Order> &b, const Box<Order>::Node &n) {\n"
             "  return b.sum() + b.with(1) + twice(b.item) + n.value.n + (b.mode == Box<Order>::Mode::Slow);\n"
             "}\n");
  EXPECT_EQ(view.facts().flags, 0U);
  EXPECT_THAT(view.classNames(), ElementsAre("Order", "Box", "Box::Node", "Box", "Box"));
  EXPECT_TRUE(has(view.facts().classes[1].flags, kTemplatePattern));
  EXPECT_TRUE(has(view.facts().classes[2].flags, kTemplatePattern));
  EXPECT_TRUE(has(view.facts().classes[3].flags, kSpecialization));
  EXPECT_TRUE(has(view.facts().classes[4].flags, kTemplatePattern));

  const std::vector<Function> sum = view.functionsNamed("Box::sum");
  ASSERT_EQ(sum.size(), 2U);
  EXPECT_TRUE(has(sum[0].flags, kTemplated));
  EXPECT_FALSE(has(sum[0].flags, kInstantiation));
  EXPECT_TRUE(has(sum[1].flags, kInstantiation));
  EXPECT_EQ(sum[0].symbol, sum[1].symbol);
  EXPECT_EQ(sum[0].owner, sum[1].owner);
  EXPECT_EQ(sum[1].owner, view.facts().classes[1].symbol);
  EXPECT_EQ(sum[0].name.line, sum[1].name.line);
  for (const std::string name : {"Box::with", "twice"}) {
    const std::vector<Function> both = view.functionsNamed(name);
    ASSERT_EQ(both.size(), 2U) << name;
    EXPECT_EQ(both[0].symbol, both[1].symbol) << name;
    EXPECT_TRUE(has(both[1].flags, kInstantiation)) << name;
  }

  // What the instantiation names are the pattern's own members, each known once.
  for (const std::string name :
       {"Box::item", "Box::node", "Box::Node::value", "Box::Mode", "Box::Mode::Slow", "Box::sum", "twice"}) {
    std::size_t count = 0;
    for (const Symbol &symbol : view.facts().symbols)
      count += view.text(symbol.qualified) == name ? 1U : 0U;
    EXPECT_EQ(count, 1U) << name;
  }
  auto fieldsNamedIn = [&](const Function &function) {
    std::vector<std::string> names;
    for (std::uint32_t i = function.nodes.begin; i < function.nodes.end; ++i)
      if (const Node &node = view.facts().nodes[i]; node.op == Op::Field)
        names.push_back(view.qualified(node.ref));
    return names;
  };
  EXPECT_THAT(fieldsNamedIn(sum[1]), ElementsAre("Box::item", "Box::Node::value", "Box::node"));
  EXPECT_THAT(fieldsNamedIn(view.function("use")),
              ElementsAre("Box::item", "Order::n", "Box::Node::value", "Box::mode"));
}

TEST(ExtractTemplates, KeepsOnlyInstantiationsThatSayMoreThanOthers) {
  const View view = viewOf("struct A { int n() const { return 1; } };\n"
                           "struct B { int n() const { return 2; } };\n"
                           "struct C : A {};\n"
                           "template <typename T> int ask(const T &t) { return t.n(); }\n"
                           "template <typename T> int count(T) { return 7; }\n"
                           "int use() { return ask(A()) + ask(B()) + ask(C()) + count(1) + count('c'); }\n");
  const std::vector<Function> ask = view.functionsNamed("ask");
  ASSERT_EQ(ask.size(), 3U); // the pattern, A's and B's; C's asks what A's asks
  std::vector<std::string> callees;
  for (const Function &function : ask)
    for (std::uint32_t i = function.nodes.begin; i < function.nodes.end; ++i)
      if (const Node &node = view.facts().nodes[i]; node.op == Op::MethodCall)
        callees.push_back(view.qualified(node.ref));
  EXPECT_THAT(callees, ElementsAre("A::n", "B::n"));
  EXPECT_THAT(view.functionsNamed("count"), testing::SizeIs(1));
}

TEST(ExtractTemplates, ExplicitSpecialisationsStandForThemselves) {
  const View view = viewOf("template <typename T> struct Box { int n() { return 1; } };\n"
                           "template <> int Box<int>::n() { return 2; }\n"
                           "template <typename T> int f(T) { return 3; }\n"
                           "template <> int f<int>(int) { return 4; }\n"
                           "template class Box<char>;\n"
                           "int use(Box<int> b) { return b.n() + f(1); }\n");
  for (const std::string name : {"Box::n", "f"}) {
    const std::vector<Function> both = view.functionsNamed(name);
    ASSERT_EQ(both.size(), 2U) << name;
    EXPECT_NE(both[0].symbol, both[1].symbol) << name;
    EXPECT_TRUE(has(both[0].flags, kTemplated)) << name;
    EXPECT_FALSE(has(both[1].flags, kTemplated | kInstantiation)) << name;
    EXPECT_TRUE(has(both[1].flags, kHasBody)) << name;
  }
  EXPECT_EQ(view.functionsNamed("Box::n")[0].owner, view.functionsNamed("Box::n")[1].owner);
  EXPECT_THAT(view.classNames(), ElementsAre("Box"));
}

} // namespace
} // namespace tell::test
