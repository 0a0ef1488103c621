// How objects come to be whole, what their methods presume, and what nobody calls.

#include "model/construction.hpp"
#include "model_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tell {
namespace {

using test::classNamed;
using test::fieldNamed;
using test::function;
using test::functionNamed;
using test::linkOf;
using test::programOf;
using testing::ElementsAre;
using testing::IsEmpty;

/// "dereferences p_", one for each field, by name of the field.
std::vector<std::string> presumptionsOf(const Program &program, std::string_view method) {
  static constexpr std::string_view kHow[] = {"reaches through ", "refuses without ", "divides by "};
  std::vector<std::string> out;
  for (const Presumption &one : function(program, method).presumes)
    out.push_back(std::string(kHow[static_cast<std::size_t>(one.how)]) + program.fields()[one.field].name);
  std::ranges::sort(out);
  return out;
}

TEST(Presumptions, AreWhatABodyUsesAndNeverAsksAbout) {
  const Program program = programOf(R"(
    #include <cassert>
    #include <functional>
    #include <memory>
    #include <optional>
    #include <stdexcept>
    struct Part { int size() const; int weight; };
    class Machine {
    public:
      int arrow() { return raw_->size() + raw_->weight; }
      int smart() { return owned_->size(); }
      int star() { return (*raw_).weight; }
      int value() { return speed_.value(); }
      int calls() { return run_(3); }
      int share(int total) { return total / count_ + total % count_; }
      void refuses() { if (!owned_) throw std::logic_error("no part"); }
      void asserts() { assert(raw_ != nullptr && speed_.has_value()); }
      int compares() { return raw_->weight > 3 ? 1 : 0; }
      int asks() { return raw_ ? raw_->weight : 0; }
      int returns() { if (owned_ == nullptr) return 0; return owned_->size(); }
      int predicate() { if (!ready()) return 0; return raw_->weight; }
      int guarded(int total) { return count_ == 0 ? 0 : total / count_; }
      void once() { if (raw_) throw std::logic_error("twice"); }
      int foreign(Part *part) { return part->weight; }
    private:
      bool ready() const { return raw_ != nullptr; }
      Part *raw_ = nullptr;
      std::unique_ptr<Part> owned_;
      std::optional<int> speed_;
      std::function<int(int)> run_;
      int count_ = 0;
    };)");
  EXPECT_THAT(presumptionsOf(program, "Machine::arrow"), ElementsAre("reaches through raw_"));
  EXPECT_THAT(presumptionsOf(program, "Machine::smart"), ElementsAre("reaches through owned_"));
  EXPECT_THAT(presumptionsOf(program, "Machine::star"), ElementsAre("reaches through raw_"));
  EXPECT_THAT(presumptionsOf(program, "Machine::value"), ElementsAre("reaches through speed_"));
  EXPECT_THAT(presumptionsOf(program, "Machine::calls"), ElementsAre("reaches through run_"));
  EXPECT_THAT(presumptionsOf(program, "Machine::share"), ElementsAre("divides by count_"));
  EXPECT_THAT(presumptionsOf(program, "Machine::refuses"), ElementsAre("refuses without owned_"));
  EXPECT_THAT(presumptionsOf(program, "Machine::asserts"),
              ElementsAre("refuses without raw_", "refuses without speed_"));
  EXPECT_THAT(presumptionsOf(program, "Machine::compares"), ElementsAre("reaches through raw_"));
  for (const char *name : {"asks", "returns", "predicate", "guarded", "once", "foreign"})
    EXPECT_THAT(presumptionsOf(program, std::string("Machine::") + name), IsEmpty()) << name;
}

TEST(Construction, LeavesFieldsUnset) {
  const Program program = programOf(R"(
    class Tag {};
    class Lamp {
    public:
      Lamp() {}
      explicit Lamp(int *bulb) : bulb_(bulb) {}
      Lamp(int *bulb, int) { bulb_ = bulb; }
      Lamp(Tag, Tag, Tag) : bulb_(nullptr) {}
      Lamp(Tag, Tag, Tag, Tag) : Lamp() {}
    private:
      int *bulb_ = nullptr;
      int *socket_ = new int(3);
    };
    class Plain { int *wire_; };
    void make(int *bulb, Tag t) {
      Lamp none;
      Lamp one(bulb);
      Lamp two(bulb, 3);
      Lamp three(t, t, t);
      Lamp four(t, t, t, t);
      Plain plain;
    })");
  const FieldId bulb = fieldNamed(program, "Lamp", "bulb_");
  const FieldId socket = fieldNamed(program, "Lamp", "socket_");
  const FieldId wire = fieldNamed(program, "Plain", "wire_");
  std::vector<bool> unset;
  for (const Built &built : function(program, "make").built) {
    if (built.type == classNamed(program, "Tag"))
      continue;
    unset.push_back(program.leavesUnset(built, built.type == classNamed(program, "Plain") ? wire : bulb));
    EXPECT_FALSE(program.leavesUnset(built, socket)) << "it has an initializer that says something";
  }
  EXPECT_THAT(unset, ElementsAre(true, false, false, true, false, true)) << "a constructor that delegates is not known";
}

TEST(Construction, CountsSettersUnderTheFewestConditions) {
  const Program program = programOf(R"(
    #include <string>
    #include <vector>
    class Bag {
    public:
      void setA(int a) { a_ = a; }
      void setB(int b) { b_ = b; }
      void setC(int c) { c_ = c; }
    private:
      int a_ = 0, b_ = 0, c_ = 0;
    };
    Bag all(int x) { Bag bag; bag.setA(x); bag.setB(2); bag.setC(x); bag.setA(3); return bag; }
    Bag some(int x) { Bag bag; bag.setA(x); if (x > 3) bag.setB(2); return bag; }
    Bag row(const std::vector<std::string> &row) {
      Bag bag; bag.setA(std::stoi(row[0])); bag.setB(std::stoi(row[1])); bag.setC(0); return bag;
    }
    void other(Bag &bag) { bag.setA(1); })");
  const auto filling = [&](std::string_view name) {
    const FunctionId id = functionNamed(program, name);
    std::vector<std::string> names;
    for (const Built &built : program.functions()[id].built)
      for (const FunctionId setter : fillingSetters(program, id, built.object))
        names.push_back(program.functions()[setter].simple);
    return names;
  };
  EXPECT_THAT(filling("all"), ElementsAre("setA", "setB", "setC"));
  EXPECT_THAT(filling("some"), ElementsAre("setA"));
  EXPECT_THAT(filling("row"), IsEmpty());
  EXPECT_THAT(filling("other"), IsEmpty());
}

TEST(Absence, NeedsAProgramThatIsWhole) {
  const std::string code = R"(
    class Shelf {
    public:
      int used() const { return used_; }
      int dead() const { return dead_; }
      int size() const { return size_; }
      virtual int open() const { return size_; }
      template <typename T> int as() const { return size_; }
    private:
      int used_ = 0, dead_ = 0, size_ = 0;
    };
    int read(const Shelf &shelf) { return shelf.used(); })";
  const std::string main = "int main() {}";
  const Program whole = programOf(code + main);
  EXPECT_TRUE(whole.isUncalled(functionNamed(whole, "Shelf::dead")));
  for (const char *name : {"Shelf::used", "Shelf::size", "Shelf::open", "Shelf::as", "read", "main"})
    EXPECT_FALSE(whole.isUncalled(functionNamed(whole, name))) << name;
  const Program library = programOf(code);
  EXPECT_FALSE(library.isUncalled(functionNamed(library, "Shelf::dead"))) << "nothing begins here";
  const Program damaged =
      linkOf({{"unit.cpp", code + main + " int broken = missing;"}}, {.coverage = Coverage::Incomplete}).program;
  EXPECT_FALSE(damaged.isUncalled(functionNamed(damaged, "Shelf::dead")));
  const Program mentioned = programOf(code + "template <typename T> int ask(const T &t) { return t.dead(); }" + main);
  EXPECT_FALSE(mentioned.isUncalled(functionNamed(mentioned, "Shelf::dead"))) << "a template may mean it";
  const Program left = programOf(code + "\n#if 0\nint x = shelf.dead();\n#endif\n" + main);
  EXPECT_FALSE(left.isUncalled(functionNamed(left, "Shelf::dead"))) << "left out of this build";
  const Program split = linkOf({{"shelf.hpp", "#pragma once\n" + code.substr(0, code.find("int read"))},
                                {"a.cpp", "#include \"shelf.hpp\"\nint main() { return Shelf().used(); }"},
                                {"b.cpp", "#include \"shelf.hpp\"\nint b() { return Shelf().dead(); }"}})
                            .program;
  EXPECT_FALSE(split.isUncalled(functionNamed(split, "Shelf::dead"))) << "another unit calls it";
}

} // namespace
} // namespace tell
