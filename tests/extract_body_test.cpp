#include <gtest/gtest.h>

#include "extract_support.hpp"
#include "facts/validate.hpp"
#include "tree_text.hpp"

/// What function bodies become: each test gives a snippet and the text of the tree (see TreeText), which also verifies
/// that nodes nest exactly.
namespace tell::test {
namespace {

/// The facts of a snippet that must compile, and keep all promises of the format.
facts::TuFacts soundFactsOf(std::string_view code, std::vector<std::string> args = {}) {
  facts::TuFacts facts = factsOf(code, std::move(args));
  for (const facts::Diagnostic &diagnostic : facts.diagnostics)
    ADD_FAILURE() << "line " << diagnostic.place.line << ": " << facts.string(diagnostic.message);
  const Status valid = facts::validate(facts);
  EXPECT_TRUE(valid.ok()) << valid.error().message();
  return facts;
}

/// The statements of function `f` of a snippet, without the Body and Block around them.
std::string statementsOf(std::string_view code, std::vector<std::string> args = {}, std::string_view function = "f") {
  const std::string text = treeOf(soundFactsOf(code, std::move(args)), function);
  constexpr std::string_view kBegin = "(Body (Block ";
  if (!text.starts_with(kBegin))
    return text;
  return text.substr(kBegin.size(), text.size() - kBegin.size() - 2);
}

/// A class to ask and tell, for snippets about its use.
constexpr std::string_view kOrder = R"cpp(
enum class Status { Open, Paid, Closed };
struct Line { int id; double price = 1; int count = 0; };
class Order {
public:
  int total() const { return total_; }
  Status status() const { return status_; }
  void setStatus(Status status) { status_ = status; }
  int fee = 0;
  bool operator==(const Order &) const = default;
private:
  int total_ = 0;
  Status status_ = Status::Open;
};
)cpp";

std::string withOrder(std::string_view code) { return std::string(kOrder) + std::string(code); }

// --- accessors and statements

TEST(Body, GetterAndSetter) {
  const facts::TuFacts facts = soundFactsOf(kOrder);
  EXPECT_EQ(treeOf(facts, "Order::total"), "(Body (Block (Return (Field total_ this))))");
  EXPECT_EQ(treeOf(facts, "Order::setStatus"), "(Body (Block (Assign (Field status_ this) $status)))");
}

TEST(Body, SpelledThisIsAnArrow) {
  EXPECT_EQ(statementsOf("struct S { int x; int f() { return this->x + (*this).x; } };", {}, "S::f"),
            "(Return (Add (Field!arrow x this) (Field x (Dereference this))))");
}

TEST(Body, GuardsWithEarlyReturn) {
  EXPECT_EQ(statementsOf(withOrder("int f(Order &o) { if (o.status() != Status::Open) return 0;"
                                   " if (!(o.total() > 3)) { return -1; } else { o.setStatus(Status::Paid); }"
                                   " return o.total(); }")),
            "(If (NotEqual (MethodCall!const status $o) #Open) (Return 0)) "
            "(If!else (Not (Greater (MethodCall!const total $o) 3)) (Block (Return (Negate 1))) "
            "(Block (MethodCall setStatus $o #Paid))) "
            "(Return (MethodCall!const total $o))");
}

TEST(Body, NestedIfsAndElseIf) {
  EXPECT_EQ(
      statementsOf("int f(int a, int b) { if (a) if (b) return 1; else return 2; else if (b) return 3; return 4; }"),
      "(If!else $a (If!else $b (Return 1) (Return 2)) (If $b (Return 3))) (Return 4)");
}

TEST(Body, IfWithInitAndConditionVariable) {
  EXPECT_EQ(statementsOf("struct T { explicit operator bool() const; };\n"
                         "int *p(); T t(); int f() { if (int n = 3; n > 2) return n; if (int *q = p()) return *q;"
                         " if (T v = t()) return 1; return 0; }"),
            "(If (Decl $n 3) (Greater $n 2) (Return $n)) "
            "(If (Decl $q (Call p)) $q (Return (Dereference $q))) "
            "(If (Decl $v (Call t)) (MethodCall!const!implicit operator bool $v) (Return 1)) (Return 0)");
}

TEST(Body, ConstexprIf) {
  EXPECT_EQ(statementsOf("int f() { if constexpr (sizeof(int) == 4) return 1; else return 2; }"),
            "(If!else!constexpr (Equal (TypeOperand <int>) 4) (Return 1) (Return 2))");
}

TEST(Body, SwitchGroupsLabelsAndFollowingStatements) {
  EXPECT_EQ(statementsOf(withOrder("int f(Order &o) { switch (o.status()) {"
                                   " case Status::Open: case Status::Paid: o.fee = 1; break;"
                                   " case Status::Closed: { o.fee = 2; } [[fallthrough]];"
                                   " default: return 3; } return 4; }")),
            "(Switch (MethodCall!const status $o) "
            "(Case #Open #Paid (Assign (Field fee $o) 1) Break) "
            "(Case #Closed (Block (Assign (Field fee $o) 2)) Empty) "
            "(Case!default (Return 3))) (Return 4)");
}

TEST(Body, SwitchLabelCounts) {
  const facts::TuFacts facts = soundFactsOf("int f(int a) { switch (int b = a; b) { case 1: case 2: default: return 1;"
                                            " case 4 ... 9: return 2; } return 3; }");
  EXPECT_EQ(treeOf(facts, "f"), "(Body (Block (Switch (Decl $b $a) $b (Case!default 1 2 (Return 1)) "
                                "(Case 4 9 (Return 2))) (Return 3)))");
  std::vector<std::uint32_t> labels;
  for (const facts::Node &node : facts.nodes)
    if (node.op == facts::Op::Case)
      labels.push_back(node.extra);
  EXPECT_EQ(labels, (std::vector<std::uint32_t>{2, 2}));
}

TEST(Body, Loops) {
  EXPECT_EQ(statementsOf("bool g(int); int *h(); void f(int n) { while (n-- > 0) continue; do { --n; } while (g(n));"
                         " for (int i = 0; i < n; i++) { if (g(i)) break; } for (;;) ; }"),
            "(While (Greater (PostDecrement $n) 0) Continue) "
            "(DoWhile (Block (PreDecrement $n)) (Call g $n)) "
            "(For (Decl $i 0) (Less $i $n) (PostIncrement $i) (Block (If (Call g $i) Break))) "
            "(For Empty Empty Empty Empty)");
  EXPECT_EQ(
      statementsOf("int *h(); void f() { while (int *p = h()) ++*p; for (int i = 0, j = 9; i < j; ++i, --j) {} }"),
      "(While (Decl $p (Call h)) $p (PreIncrement (Dereference $p))) "
      "(For (Block (Decl $i 0) (Decl $j 9)) (Less $i $j) (Comma (PreIncrement $i) (PreDecrement $j)) Block)");
}

TEST(Body, TryCatchThrow) {
  EXPECT_EQ(statementsOf(
                "struct E { E(int); int code; }; void g(); int f() { try { g(); } catch (const E &e) { return e.code; }"
                " catch (...) { throw; } throw E(4); }"),
            "(Try (Block (Call g)) (Catch $e (Block (Return (Field code $e)))) (Catch (Block Throw))) "
            "(Throw (Construct E 4))");
}

TEST(Body, DeclarationsOfAllSorts) {
  EXPECT_EQ(statementsOf(
                "void f() { int a = 1, b; static const int c = 2; using T = int; extern int d; struct L {}; T e{}; }"),
            "(Decl $a 1) (Decl $b) (Decl $c 2) (Decl $e (Construct <T>))");
}

TEST(Body, LabelsAndGoto) {
  EXPECT_EQ(statementsOf("void f(int n) { again: if (n--) goto again; }"), "(If (PostDecrement $n) Goto)");
}

// --- range-for and structured bindings

TEST(Body, RangeForOverMembers) {
  EXPECT_EQ(statementsOf("#include <vector>\nstruct L { int price; }; struct O { std::vector<L> lines; int f() const {"
                         " int sum = 0; for (const auto &line : lines) sum += line.price; return sum; } };",
                         {}, "O::f"),
            "(Decl $sum 0) (RangeFor $line (Field lines this) (AddAssign $sum (Field price $line))) (Return $sum)");
}

TEST(Body, RangeForWithBindingsOverMap) {
  const facts::TuFacts facts =
      soundFactsOf(withOrder("#include <map>\nint f(std::map<int, Order> &orders) { int sum = 0;"
                             " for (auto &[id, order] : orders) if (order.total() > id) { sum += id; } return sum; }"));
  EXPECT_EQ(treeOf(facts, "f"),
            "(Body (Block (Decl $sum 0) (RangeFor $(2) $orders (Block (Bind $id 0 $(2)) (Bind $order 1 $(2)) "
            "(If (Greater (MethodCall!const total $order) $id) (Block (AddAssign $sum $id))))) (Return $sum)))");
  const facts::Function *function = functionNamed(facts, "f");
  ASSERT_EQ(function->locals.size(), 5U);
  EXPECT_EQ(facts.locals[function->locals.begin + 2].kind, facts::LocalKind::RangeElement);
  EXPECT_EQ(facts.locals[function->locals.begin + 3].kind, facts::LocalKind::Binding);
}

TEST(Body, RangeForWithInit) {
  EXPECT_EQ(
      statementsOf("struct R { int v[3]; }; R g(); int f() { for (R r = g(); int x : r.v) { return x; } return 0; }"),
      "(Block (Decl $r (Call g)) (RangeFor $x (Field v $r) (Block (Return $x)))) (Return 0)");
}

TEST(Body, StructuredBindingOfFieldsHasOneInitialiser) {
  EXPECT_EQ(
      statementsOf(withOrder("Line g(); double f() { const auto [id, price, count] = g(); return price * count; }")),
      "(Decl $(0) (Call g)) (Bind $id 0 (Field id $(0))) (Bind $price 1 (Field price $(0))) "
      "(Bind $count 2 (Field count $(0))) (Return (Multiply $price $count))");
}

TEST(Body, StructuredBindingInCondition) {
  EXPECT_EQ(statementsOf("#include <set>\nint f(std::set<int> &s) { if (auto [it, isNew] = s.insert(3); isNew) return "
                         "*it; return 0; }"),
            "(If (Decl $(1) (MethodCall insert $s 3)) (Bind $it 0 $(1)) (Bind $isNew 1 $(1)) $isNew "
            "(Return (Dereference!const!operator operator* $it))) (Return 0)");
}

// --- lambdas

TEST(Body, LambdaPassedToAlgorithm) {
  const facts::TuFacts facts = soundFactsOf(
      withOrder("#include <algorithm>\n#include <vector>\nbool f(const std::vector<Order> &orders, int key) {"
                " return std::any_of(orders.begin(), orders.end(),"
                " [&](const Order &o) { return o.total() == key; }); }"));
  EXPECT_EQ(treeOf(facts, "f"),
            "(Body (Block (Return (Call any_of (MethodCall!const begin $orders) (MethodCall!const end $orders) "
            "(Lambda [o] (Block (Return (Equal (MethodCall!const total $o) $key))))))))");
  ASSERT_EQ(facts.lambdas.size(), 1U);
  EXPECT_EQ(facts.types[facts.lambdas[0].result].kind, facts::TypeKind::Bool);
}

TEST(Body, LambdaCaptures) {
  EXPECT_EQ(
      statementsOf("struct S { int x; int f(int a) { auto add = [this, a, twice = a * 2](int b) mutable { twice += x;"
                   " return a + b; }; return add(4); } };",
                   {}, "S::f"),
      "(Decl $add (Lambda [b] (InitCapture $twice (Multiply $a 2)) "
      "(Block (AddAssign $twice (Field x this)) (Return (Add $a $b))))) "
      "(Return (MethodCall!operator operator() $add 4))");
}

TEST(Body, GenericLambdaIsReadFromItsInstantiation) {
  EXPECT_EQ(statementsOf(withOrder("int f(const Order &order) { auto ask = [](const auto &o) { return o.total(); };"
                                   " return ask(order); }")),
            "(Decl $ask (Lambda [o] (Block (Return (MethodCall!const total $o))))) "
            "(Return (MethodCall!const!operator operator() $ask $order))");
  EXPECT_EQ(statementsOf("void f() { auto ask = [](const auto &o) { return o.total(); }; }"),
            "(Decl $ask (Lambda [o] (Block (Return (IndirectCall (Unresolved total $o))))))");
}

TEST(Body, NestedLambdaParametersStayTogether) {
  EXPECT_EQ(
      statementsOf(
          "int f(int a) { return [&](int b, int c) { return [&](int d) { return a + b + c + d; }(4); }(2, 3); }"),
      "(Return (MethodCall!const!operator operator() (Lambda [b c] (Block (Return "
      "(MethodCall!const!operator operator() (Lambda [d] (Block (Return (Add (Add (Add $a $b) $c) $d)))) 4)))) 2 3))");
}

// --- accesses through wrappers

TEST(Body, Optional) {
  EXPECT_EQ(statementsOf(withOrder("#include <optional>\nint f(std::optional<Order> o) { if (!o) return 0;"
                                   " return (*o).total() + o->fee + o.value().total(); }")),
            "(If (Not (MethodCall!const!implicit operator bool $o)) (Return 0)) "
            "(Return (Add (Add (MethodCall!const total (Dereference!operator operator* $o)) "
            "(Field!arrow fee (Arrow operator-> $o))) (MethodCall!const total (MethodCall value $o))))");
}

TEST(Body, UniquePointerAndRawPointer) {
  EXPECT_EQ(statementsOf(
                withOrder("#include <memory>\nint f(const std::unique_ptr<Order> &u, Order *p) {"
                          " if (p == nullptr || p == 0) return u->total(); p->fee = u->fee; return u.get()->fee; }")),
            "(If (LogicalOr (Equal $p null) (Equal $p null)) (Return (MethodCall!arrow!const total (Arrow!const "
            "operator-> $u)))) "
            "(Assign (Field!arrow fee $p) (Field!arrow fee (Arrow!const operator-> $u))) "
            "(Return (Field!arrow fee (MethodCall!const get $u)))");
}

TEST(Body, Iterators) {
  EXPECT_EQ(statementsOf(withOrder("#include <map>\nint f(std::map<int, Order> &m) { auto it = m.find(3);"
                                   " return it != m.end() ? it->second.total() : m[4].fee; }")),
            "(Decl $it (MethodCall find $m 3)) "
            "(Return (Conditional (NotEqual!operator operator== $it (MethodCall end $m)) "
            "(MethodCall!const total (Field!arrow second (Arrow!const operator-> $it))) "
            "(Field fee (Subscript!operator operator[] $m 4))))");
}

// --- calls

TEST(Body, VirtualCalls) {
  EXPECT_EQ(statementsOf(
                "struct S { virtual int area() const; void g(); }; struct D final : S { int area() const override; };"
                "int f(S &s, D &d, S v) { s.g(); return s.area() + s.S::area() + d.area() + v.area(); }"),
            "(MethodCall g $s) (Return (Add (Add (Add (MethodCall!const!virtual area $s) (MethodCall!const area $s)) "
            "(MethodCall!const area $d)) (MethodCall!const area $v)))");
}

TEST(Body, StaticMembers) {
  EXPECT_EQ(statementsOf("struct S { static int make(int); static int count; enum { Max = 3 }; };"
                         "int f(S &s) { return s.make(s.count) + S::make(S::count) + s.Max; }"),
            "(Return (Add (Add (Call make @count) (Call make @count)) #Max))");
}

TEST(Body, IndirectCalls) {
  EXPECT_EQ(statementsOf("#include <functional>\nstruct S { int m(); int x; }; int g(int);"
                         "int f(int (*p)(int &), std::function<int(int)> h, S &s, int n) { auto q = &S::m; auto x = "
                         "&S::x; auto r = &g;"
                         " return p(n) + h(n) + (s.*q)() + s.*x; }"),
            "(Decl $q (MemberPointer m)) (Decl $x (MemberPointer x)) (Decl $r (FunctionRef g)) "
            "(Return (Add (Add (Add (IndirectCall $p $n!mutable) (IndirectCall!const!operator $h $n)) "
            "(IndirectCall (Unknown $s $q))) (Unknown $s $x)))");
}

TEST(Body, MutableArguments) {
  EXPECT_EQ(
      statementsOf(
          withOrder("void byRef(Order &); void byConst(const Order &); void byValue(Order); void byPointer(Order *);"
                    "void byConstPointer(const Order *); struct Log { Log(Order &); };"
                    "void f(Order &o, Order *p) { byRef(o); byConst(o); byValue(o); byPointer(&o); byPointer(p);"
                    " byPointer(nullptr); byConstPointer(&o); Log log(o); }")),
      "(Call byRef $o!mutable) (Call byConst $o) (Call byValue $o!copied) (Call byPointer (AddressOf!mutable $o)) "
      "(Call byPointer $p!mutable) (Call byPointer null) (Call byConstPointer (AddressOf $o)) "
      "(Decl $log (Construct Log $o!mutable))");
}

TEST(Body, LibraryForwardingIsNoChange) {
  EXPECT_EQ(statementsOf("#include <vector>\n#include <utility>\nstruct L { L(int, double); };"
                         "void f(std::vector<L> &v, int n, double d) { v.emplace_back(n, d); std::swap(n, n); }"),
            "(MethodCall emplace_back $v $n $d) (Call swap $n!mutable $n!mutable)");
}

TEST(Body, DefaultArgumentsAreNotArguments) {
  EXPECT_EQ(statementsOf("int g(int a, int b = 2); struct S { S(int a, int b = 3); }; void f() { g(1); S s(1); }"),
            "(Call g 1) (Decl $s (Construct S 1))");
}

// --- operators

TEST(Body, BuiltInOperators) {
  EXPECT_EQ(
      statementsOf("int f(int a, int b, bool c) { a += b; a -= b; a *= 2; a <<= 1; a |= b; ++a; a--; b = -a + ~b - +a;"
                   " return c && a < b || a % 3 ? a & b : a ^ (b >> 1); }"),
      "(AddAssign $a $b) (SubtractAssign $a $b) (MultiplyAssign $a 2) (ShiftLeftAssign $a 1) (BitOrAssign $a $b) "
      "(PreIncrement $a) (PostDecrement $a) (Assign $b (Subtract (Add (Negate $a) (BitNot $b)) (Plus $a))) "
      "(Return (Conditional (LogicalOr (LogicalAnd $c (Less $a $b)) (Remainder $a 3)) (BitAnd $a $b) "
      "(BitXor $a (ShiftRight $b 1))))");
}

TEST(Body, OverloadedOperators) {
  EXPECT_EQ(
      statementsOf("struct M { M(int); M operator-() const; M &operator+=(const M &); M operator++(int); int "
                   "operator[](int) const;"
                   " int operator()(int) const; }; M operator+(M, const M &); bool operator<(const M &, const M &);"
                   "bool f(M a, M b, M d) { a += -b; a = d; a++; a[1]; a(2); return a + 3 < b; }"),
      "(AddAssign!operator operator+= $a (Negate!const!operator operator- $b)) (Assign!operator operator= $a $d) "
      "(PostIncrement!operator operator++ $a) (Subscript!const!operator operator[] $a 1) "
      "(MethodCall!const!operator operator() $a 2) "
      "(Return (Less!operator operator< (Add!operator operator+ $a!copied (Construct!implicit M 3)) $b))");
}

TEST(Body, RewrittenComparisonsStayAsSpelled) {
  EXPECT_EQ(statementsOf("#include <compare>\nstruct V { int n; auto operator<=>(const V &) const = default; };"
                         "bool f(const V &a, const V &b) { return a != b || a < b; }"),
            "(Return (LogicalOr (NotEqual!const!operator operator== $a $b) (Less!const!operator operator<=> $a $b)))");
}

TEST(Body, StreamsAndStrings) {
  EXPECT_EQ(statementsOf("#include <iostream>\n#include <string>\nstd::string f(const std::string &name, int n) {"
                         " std::cout << name << n << '\\n'; std::cin >> n; return \"a\" + name + std::to_string(n); }"),
            "(ShiftLeft!operator operator<< (ShiftLeft!mutable!operator operator<< "
            "(ShiftLeft!operator operator<< @cout!mutable $name) $n) '10') "
            "(ShiftRight!operator operator>> @cin $n!mutable) "
            "(Return (Add!operator operator+ (Add!operator operator+ \"a\" $name) (Call to_string $n)))");
}

TEST(Body, Casts) {
  EXPECT_EQ(
      statementsOf(
          "struct B { virtual ~B(); }; struct D : B {}; enum class E { A };"
          "void f(B *b, double d, int i) { dynamic_cast<D *>(b); (void)i; static_cast<E>(i); i = int(d); E{1}; }"),
      "(Cast!dynamic <D *> $b) (Cast <void> $i) (Cast <E> $i) (Assign $i (Cast <int> $d)) (Cast <E> 1)");
}

TEST(Body, NewAndDelete) {
  EXPECT_EQ(statementsOf(withOrder("void f(int n) { auto o = new Order(); auto p = new int[n]; auto q = new Line{1, 2};"
                                   " auto r = new int; delete o; delete[] p; }")),
            "(Decl $o (New <Order> (Construct Order))) (Decl $p (New <int> $n)) "
            "(Decl $q (New <Line> (Aggregate <Line> (InitField id 1) (InitField price 2)))) (Decl $r (New <int>)) "
            "(Delete $o) (Delete $p)");
}

TEST(Body, Literals) {
  EXPECT_EQ(
      statementsOf("void f() { 0x10u; 1'000L; 0.1; 0.1f; 1e3; 'a'; true; nullptr; \"t\" \"x\"; L\"w\\u00e9\"; -1; }"),
      "16 1000 0.1 0.1 1000 '97' true null \"tx\" \"w\xC3\xA9\" (Negate 1)");
}

TEST(Body, LongStringsAreCutBetweenCharacters) {
  std::string text(255, 'a');
  const std::string tree = statementsOf("void f() { \"" + text + "\xC3\xA9tail\"; }");
  EXPECT_EQ(tree, "\"" + text + "\"");
}

// --- construction

TEST(Body, AggregatesNameWhatIsGiven) {
  EXPECT_EQ(
      statementsOf(
          "#include <string>\nstruct P { int x, y; }; struct A { std::string name; P p; int n = 3; std::string end; };"
          "struct B : A { int own; };"
          "void f() { A a{.name = \"q\", .n = 4}; A b = {\"r\", 1, 2}; B c{{\"s\"}, 5}; A d{}; P e(1, 2); P g{.y = 3}; "
          "}"),
      "(Decl $a (Aggregate <A> (InitField name (Construct!implicit basic_string \"q\")) (InitField n 4))) "
      "(Decl $b (Aggregate <A> (InitField name (Construct!implicit basic_string \"r\")) "
      "(InitField p (Aggregate <P> (InitField x 1) (InitField y 2))))) "
      "(Decl $c (Aggregate <B> (Aggregate <A> (InitField name (Construct!implicit basic_string \"s\"))) (InitField own "
      "5))) "
      "(Decl $d (Aggregate <A>)) (Decl $e (Aggregate <P> (InitField x 1) (InitField y 2))) (Decl $g (Aggregate <P> "
      "(InitField y 3)))");
}

TEST(Body, ArraysAndInitializerLists) {
  EXPECT_EQ(
      statementsOf("#include <vector>\nvoid f(int n) { int a[3] = {1, n}; std::vector<int> v{n, 2}; int b{n}; }"),
      "(Decl $a (Aggregate <int[3]> 1 $n)) (Decl $v (Construct vector (Aggregate <const int[2]> $n 2))) (Decl $b $n)");
}

TEST(Body, ConversionsSayWhetherTheyAreSpelled) {
  EXPECT_EQ(
      statementsOf("struct M { M(int); operator double() const; }; void g(M); double f(int n) { g(n); g(M(n)); M m = n;"
                   " return m; }"),
      "(Call g (Construct!implicit M $n)) (Call g (Construct M $n)) (Decl $m (Construct!implicit M $n)) "
      "(Return (MethodCall!const!implicit operator double $m))");
}

TEST(Body, CopiesMovesAndReferences) {
  EXPECT_EQ(
      statementsOf("#include <utility>\n#include <string>\nstruct O { std::string name; }; O make(); void take(O);"
                   "void f(O &o, O &&r) { O copy = o; O &ref = o; O made = make(); O moved = std::move(o); "
                   "take(std::forward<O>(r));"
                   " take(make()); std::string n = o.name; const O &c = std::as_const(o); O braces{o}; }"),
      "(Decl $copy $o!copied) (Decl $ref $o) (Decl $made (Call make)) (Decl $moved $o!moved!copied) "
      "(Call take $r!moved!copied) (Call take (Call make)) (Decl $n (Field!copied name $o)) (Decl $c $o) (Decl $braces "
      "$o!copied)");
}

TEST(Body, MemberInitialisersInSourceOrder) {
  const facts::TuFacts facts = soundFactsOf("#include <string>\nstruct B { B(int); }; struct D : B { D(std::string n, "
                                            "int a) : name(std::move(n)), B(a), zero() { check(); }"
                                            " D(int a) : D(\"x\", a) {} D(char) try : B(1) {} catch (...) {} void "
                                            "check(); std::string name; int zero = 1; int other = 2; };");
  std::vector<std::string> trees;
  for (const facts::Function &function : facts.functions)
    if (function.kind == facts::FunctionKind::Constructor && !function.nodes.empty())
      trees.push_back(TreeText(facts, function).text());
  EXPECT_EQ(
      trees,
      (std::vector<std::string>{
          "(Body (MemberInit name $n!moved!copied) (MemberInit B (Construct B $a)) (MemberInit zero (Construct <int>)) "
          "(Block (MethodCall check this)))",
          "(Body (MemberInit (Construct D (Construct!implicit basic_string \"x\") $a)) Block)",
          "(Body (MemberInit B (Construct B 1)) (Try Block (Catch Block)))"}));
}

// --- templates

TEST(Body, TemplatesAreUnresolvedAndTheirInstantiationsResolved) {
  const facts::TuFacts facts = soundFactsOf(withOrder(
      "template <class T> int f(const T &t, T *p) { g(t); return t.total() + p->fee + T::Max + t.template as<int>(); }"
      "template <class T> int ask(const T &t) { return t.total() > 3 ? t.fee : 0; } int use(Order &o) { return ask(o); "
      "}"));
  EXPECT_EQ(treeOf(facts, "f"),
            "(Body (Block (IndirectCall (Unresolved g) $t) (Return (Add (Add (Add (IndirectCall (Unresolved total $t)) "
            "(Unresolved!arrow fee $p)) (Unresolved Max)) (IndirectCall (Unresolved as $t))))))");
  EXPECT_EQ(treeOf(facts, "ask", true),
            "(Body (Block (Return (Conditional (Greater (MethodCall!const total $t) 3) (Field fee $t) 0))))");
}

TEST(Body, ClassTemplateMembersAreKnownInsideThePattern) {
  EXPECT_EQ(statementsOf("template <class T> struct S { T value; int size() const; int f() { return size() + value.x + "
                         "this->size(); } };",
                         {}, "S::f"),
            "(Return (Add (Add (MethodCall!const size this) (Unresolved x (Field value this))) (MethodCall!arrow!const "
            "size this)))");
}

TEST(Body, NonTypeParametersAndFolds) {
  EXPECT_EQ(statementsOf("template <int N, class... A> int f(A... a) { return N + (... + a); }"),
            "(Return (Add (Unresolved N) (Unknown $a)))");
}

// --- asserts, macros, errors

constexpr std::string_view kAsserts = R"cpp(#include <cassert>
struct S {
  bool isOpen() const { return open_; }
  void f(const S &other, int n) {
    assert(open_ && n > limit);
    int m = n;
    assert(other.isOpen() && m);
    m++;
  }
  bool open_;
  static int limit;
};
)cpp";

TEST(Body, Asserts) {
  EXPECT_EQ(statementsOf(kAsserts, {}, "S::f"),
            "(Assert (LogicalAnd (Field open_ this) (Greater $n @limit))) (Decl $m $n) "
            "(Assert (LogicalAnd (MethodCall!const isOpen $other) $m)) (PostIncrement $m)");
}

TEST(Body, AssertsThatNdebugTakesAway) {
  EXPECT_EQ(statementsOf(kAsserts, {"-DNDEBUG"}, "S::f"),
            "(Assert (Unknown (Field open_ this) $n @limit)) (Decl $m $n) "
            "(Assert (Unknown (MethodCall!const isOpen $other) $m)) (PostIncrement $m)");
}

TEST(Body, AssertsThatVanishEntirelyStandWhereTheyStood) {
  EXPECT_EQ(
      statementsOf("#define Q_ASSERT(c)\nstruct O { int total; }; void g(); int f(O *o) { g(); Q_ASSERT(o->total > 0);"
                   " { g(); Q_ASSERT(o); } return o->total; }"),
      "(Call g) (Assert (Unknown (Field!arrow total $o))) Empty (Block (Call g) (Assert (Unknown $o)) Empty) "
      "(Return (Field!arrow total $o))");
}

TEST(Body, ChecksByComparison) {
  EXPECT_EQ(
      statementsOf(
          "bool same(int, int); void fail();\n#define DCHECK_EQ(a, b) do { if (!same((a), (b))) fail(); } while (0)\n"
          "void f(int n) { DCHECK_EQ(n, 3); }"),
      "(Assert (Equal!macro $n 3))");
}

TEST(Body, MacroBodiesAreMarked) {
  EXPECT_EQ(
      statementsOf(
          "#define TWICE(x) ((x) * 2)\n#define LOCKED(s) { s; }\nint f(int n) { LOCKED(n++) return TWICE(n + 1); }"),
      "(Block!macro!macroblock (PostIncrement $n)) (Return (Multiply!macro (Add $n 1) 2!macro))");
}

TEST(Body, ErrorsMakeTheBodyPartial) {
  const facts::TuFacts facts = factsOf("struct S { int x; }; int f(S s) { return undeclared(s.x) + s.nothing; }\n"
                                       "int g() { missing x; return 1; }\nint h() { return 2; }");
  const Status valid = facts::validate(facts);
  EXPECT_TRUE(valid.ok()) << valid.error().message();
  EXPECT_NE(treeOf(facts, "f").find("(Unknown!recovery"), std::string::npos) << treeOf(facts, "f");
  EXPECT_NE(treeOf(facts, "f").find("(Field x $s)"), std::string::npos) << treeOf(facts, "f");
  EXPECT_NE(functionNamed(facts, "f")->flags & facts::kPartialBody, 0U);
  EXPECT_NE(functionNamed(facts, "g")->flags & facts::kPartialBody, 0U);
  EXPECT_EQ(functionNamed(facts, "h")->flags & facts::kPartialBody, 0U);
}

TEST(Body, BindingsWithoutATypeCanBeNamedInAsserts) {
  const facts::TuFacts facts = factsOf("#define Q_ASSERT(c)\nvoid f() { auto [a, b] = undeclared(); Q_ASSERT(a); }");
  const Status valid = facts::validate(facts);
  EXPECT_TRUE(valid.ok()) << valid.error().message();
  EXPECT_NE(treeOf(facts, "f").find("(Assert (Unknown $a))"), std::string::npos) << treeOf(facts, "f");
  EXPECT_NE(functionNamed(facts, "f")->flags & facts::kPartialBody, 0U);
}

TEST(Body, HostileNestingIsCutOff) {
  std::string chain = "1";
  for (int i = 0; i < 5000; ++i)
    chain += " + n";
  const facts::TuFacts facts = soundFactsOf("int f(int n) { return " + chain + "; }");
  EXPECT_NE(treeOf(facts, "f").find("Unknown"), std::string::npos);
  EXPECT_NE(functionNamed(facts, "f")->flags & facts::kPartialBody, 0U);
}

TEST(Body, Coroutines) {
  EXPECT_EQ(statementsOf(R"cpp(#include <coroutine>
struct Task { struct promise_type { Task get_return_object(); std::suspend_never initial_suspend();
  std::suspend_never final_suspend() noexcept; void unhandled_exception(); void return_value(int);
  std::suspend_never yield_value(int); }; };
Task f(int n) { co_await std::suspend_always{}; co_yield n; co_return n + 1; }
)cpp"),
            "(Await (Aggregate <std::suspend_always>)) (Yield $n) (Return (Add $n 1))");
}

// --- places

/// "line:column-line:column" of the first node of an op.
std::string placeOf(const facts::TuFacts &facts, facts::Op op) {
  for (const facts::Node &node : facts.nodes)
    if (node.op == op)
      return std::to_string(node.line) + ":" + std::to_string(node.column) + "-" + std::to_string(node.endLine) + ":" +
             std::to_string(node.endColumn);
  return "none";
}

TEST(Body, PlacesAreThoseOfTheSource) {
  const facts::TuFacts facts = soundFactsOf("int g(int);\n"
                                            "int f(int n) {\n"
                                            "  if (n > 10)\n"
                                            "    return g(n)\n"
                                            "           + 22;\n"
                                            "  return 0;\n"
                                            "}\n");
  EXPECT_EQ(placeOf(facts, facts::Op::If), "3:3-5:16");
  EXPECT_EQ(placeOf(facts, facts::Op::Greater), "3:7-3:13");
  EXPECT_EQ(placeOf(facts, facts::Op::Call), "4:12-4:16");
  EXPECT_EQ(placeOf(facts, facts::Op::Add), "4:12-5:16");
  EXPECT_EQ(placeOf(facts, facts::Op::Block), "2:14-7:2");
}

TEST(Body, MacrosStandWhereTheyAreUsed) {
  const facts::TuFacts facts = soundFactsOf("#define SUM(a, b) ((a) + (b))\n"
                                            "int f(int n) { return SUM(n, 2 * n) - 1; }\n");
  EXPECT_EQ(placeOf(facts, facts::Op::Add), "2:23-2:36");
  EXPECT_EQ(placeOf(facts, facts::Op::Multiply), "2:30-2:35");
  EXPECT_EQ(placeOf(facts, facts::Op::Subtract), "2:23-2:40");
}

TEST(Body, TypesAreThoseOfTheExpressions) {
  const facts::TuFacts facts =
      soundFactsOf("struct C { int x; }; struct O { C &c; }; int f(const O &o) { return o.c.x; }");
  std::vector<std::string> types;
  for (const facts::Node &node : facts.nodes)
    if (node.op == facts::Op::Field || node.op == facts::Op::LocalRef)
      types.emplace_back(facts.string(facts.types[node.type].spelling));
  EXPECT_EQ(types, (std::vector<std::string>{"int", "C", "const O"}));
}

TEST(Body, ParametersOfDeclarations) {
  const facts::TuFacts facts = soundFactsOf("int f(int amount, const char *name = \"\", bool = true);");
  ASSERT_EQ(facts.functions.size(), 1U);
  const facts::Function &function = facts.functions[0];
  EXPECT_EQ(function.parameters, 3U);
  ASSERT_EQ(function.locals.size(), 3U);
  EXPECT_TRUE(function.nodes.empty());
  EXPECT_EQ(facts.string(facts.locals[function.locals.begin].name), "amount");
  EXPECT_EQ(facts.locals[function.locals.begin].flags, 0U);
  EXPECT_EQ(facts.locals[function.locals.begin + 1].flags, facts::kLocalDefault);
  EXPECT_EQ(facts.locals[function.locals.begin + 2].name, 0U);
}

} // namespace
} // namespace tell::test
