// Units taken apart: what they have in common is one part, and together the parts say what the units say.

#include "facts/codec.hpp"
#include "facts/parts.hpp"
#include "facts_support.hpp"
#include "model_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace tell {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

const test::Files kHeaders = {
    {"order.hpp", "#pragma once\nenum class Status { Draft, Paid };\n"
                  "class Order {\npublic:\n  Status status() const { return status_; }\n"
                  "  void pay() { if (status_ == Status::Draft) status_ = Status::Paid; }\n"
                  "private:\n  Status status_ = Status::Draft;\n};\n"
                  "template <typename T> auto asked(const T &value) { return value.status(); }\n"},
    {"early.hpp", "#pragma once\n#include <cstddef>\nstruct Early { std::size_t count = 0; };\n"},
    {"outer.hpp",
     "#pragma once\nstruct Before { int a = 0; };\n#include \"inner.inc\"\nstruct After { int b = 0; };\n"},
    {"inner.inc", "inline int inner() { return 1; }\nstruct Inner { int c = 0; };\n"}};

facts::SplitUnit splitOf(std::string_view code) { return facts::split(test::factsOf(code, {}, kHeaders)); }

facts::TuFacts headerOf(const facts::SplitUnit &split, std::size_t index) {
  auto facts = facts::decode(split.headers.at(index)); // validates
  if (facts)
    return std::move(*facts);
  ADD_FAILURE() << facts.error().message();
  return {};
}

std::vector<std::string> functionsOf(const facts::TuFacts &facts) {
  std::vector<std::string> names;
  for (const facts::Function &function : facts.functions)
    names.emplace_back(facts.string(facts.symbols[function.symbol].qualified));
  return names;
}

TEST(Parts, HoldEachRecordOnce) {
  const facts::TuFacts whole = test::factsOf(
      "#include \"order.hpp\"\nint main() { Order o; o.pay(); return asked(o) == Status::Paid; }\n", {}, kHeaders);
  const facts::SplitUnit split = facts::split(whole);
  ASSERT_THAT(split.headers, SizeIs(1));
  const facts::TuFacts header = headerOf(split, 0);
  const facts::TuFacts &own = split.own.facts;
  EXPECT_TRUE(facts::validate(own).ok());
  EXPECT_EQ(header.classes.size(), 1U);
  EXPECT_EQ(own.classes.size(), 0U);
  EXPECT_THAT(functionsOf(header), testing::ElementsAre("Order::status", "Order::pay", "asked"));
  EXPECT_THAT(functionsOf(own), testing::ElementsAre("main", "asked")) << "the instantiation is the unit's own";
  EXPECT_EQ(header.nodes.size() + own.nodes.size(), whole.nodes.size());
  EXPECT_EQ(header.locals.size() + own.locals.size(), whole.locals.size());
  EXPECT_EQ(own.files.size(), whole.files.size());
  EXPECT_EQ(own.string(own.files[0].path), own.mainFile);
}

TEST(Parts, OfOneHeaderAreEqualWhateverElseAUnitIncludesAndCalls) {
  const facts::SplitUnit first = splitOf("#include \"order.hpp\"\nvoid f(Order &o) { o.pay(); }\n");
  const facts::SplitUnit second = splitOf("#include \"early.hpp\"\n#include \"order.hpp\"\nint g() { return 0; }\n");
  ASSERT_THAT(first.own.headers, SizeIs(1));
  ASSERT_THAT(second.own.headers, SizeIs(2));
  // The folders of the two differ, and with them the paths of the files.
  EXPECT_EQ(functionsOf(headerOf(first, 0)), functionsOf(headerOf(second, 1)));
  EXPECT_EQ(headerOf(first, 0).nodes.size(), headerOf(second, 1).nodes.size());
  EXPECT_THAT(first.own.headers[0].referenced, SizeIs(1)) << "pay";
  EXPECT_THAT(second.own.headers[1].referenced, IsEmpty());
}

TEST(Parts, OfHeadersThatAreWoundIntoEachOtherAreOne) {
  const facts::SplitUnit split = splitOf("#include \"outer.hpp\"\n#include \"early.hpp\"\n");
  ASSERT_THAT(split.headers, SizeIs(2));
  EXPECT_THAT(headerOf(split, 0).classes, SizeIs(3));
  EXPECT_THAT(headerOf(split, 1).classes, SizeIs(1));
  EXPECT_THAT(split.own.facts.classes, IsEmpty());
}

TEST(Parts, KeepTheSample) {
  const facts::SplitUnit split = facts::split(facts::sample());
  ASSERT_THAT(split.headers, SizeIs(1));
  EXPECT_THAT(headerOf(split, 0).fields, SizeIs(1));
  EXPECT_TRUE(facts::validate(split.own.facts).ok()) << facts::problem(split.own.facts);
  EXPECT_THAT(split.own.facts.lambdas, SizeIs(1));
  EXPECT_THAT(split.own.facts.diagnostics, SizeIs(1));
  EXPECT_THAT(split.own.facts.missingIncludes, SizeIs(1));
  EXPECT_THAT(split.own.facts.unseenNames, SizeIs(1));
  EXPECT_THAT(split.own.facts.suppressions, SizeIs(1));
}

TEST(Parts, AreReadAsTheyWereWritten) {
  const facts::SplitUnit split = splitOf("#include \"order.hpp\"\nvoid f(Order &o) { o.pay(); }\n");
  const std::string bytes = facts::encode(split.own);
  const auto read = facts::decodeOwnPart(bytes);
  ASSERT_TRUE(read);
  EXPECT_EQ(facts::encode(*read), bytes);
  EXPECT_EQ(read->headers.at(0).id, facts::partId(split.headers[0]));
  for (std::size_t size = 0; size < bytes.size(); size += 7)
    EXPECT_FALSE(facts::decodeOwnPart(bytes.substr(0, size))) << size;
}

/// What a program says, as text.
std::string told(const Program &program) {
  std::string text;
  for (const ClassInfo &info : program.classes())
    text += info.name + " " + std::string(name(info.role)) + " " + info.roleReason + '\n';
  for (const FunctionInfo &info : program.functions()) {
    text += info.name + " " + info.signature + " " + info.place.path + " " + std::to_string(info.flags);
    for (const Rule &rule : info.rules)
      text += " [" + rule.text + " " + std::to_string(rule.hash) + ']';
    text += " " + std::to_string(info.pokes.size()) + " " + std::to_string(info.carried.size()) + '\n';
  }
  return text;
}

TEST(Parts, LinkedSayWhatTheUnitsSay) {
  const TemporaryFolder folder;
  for (const auto &[name, contents] : kHeaders)
    folder.write(name, contents);
  folder.write("a.cpp", "#include \"early.hpp\"\n#include \"order.hpp\"\nint a(Order &o) {\n"
                        "  if (o.status() == Status::Draft) o.pay();\n  return static_cast<int>(asked(o));\n}\n");
  folder.write("b.cpp", "#include \"order.hpp\"\n#include \"outer.hpp\"\nbool b(const Order &o, Inner i) {\n"
                        "  return o.status() == Status::Paid && i.c > 3;\n}\n");
  const ProjectScope scope(folder.path());
  ExtractOptions options;
  options.scope = &scope;
  std::vector<facts::TuFacts> whole;
  std::vector<facts::TuFacts> parts;
  std::map<facts::PartId, std::size_t> known;
  std::size_t shared = 0;
  for (const std::string name : {"a.cpp", "b.cpp"}) {
    CompileCommand command = test::commandFor(folder.path());
    command.arguments.back() = command.file = folder / name;
    auto facts = extractUnit(command, options);
    ASSERT_TRUE(facts.ok()) << facts.error().message();
    facts::SplitUnit split = facts::split(*facts);
    whole.push_back(std::move(*facts));
    for (std::size_t i = 0; i < split.headers.size(); ++i) {
      const auto [at, isNew] = known.try_emplace(split.own.headers[i].id, parts.size());
      if (isNew) {
        parts.push_back(headerOf(split, i));
        parts.back().mainFile = split.own.facts.mainFile;
      }
      shared += isNew ? 0 : 1;
      for (const std::uint32_t function : split.own.headers[i].referenced)
        parts[at->second].functions[function].flags |= facts::kReferenced;
    }
    parts.push_back(std::move(split.own.facts));
  }
  EXPECT_EQ(shared, 1U);
  EXPECT_EQ(told(link({.units = parts, .scope = &scope}).program),
            told(link({.units = whole, .scope = &scope}).program));
}

} // namespace
} // namespace tell
