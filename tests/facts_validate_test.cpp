#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/codec.hpp"
#include "facts/validate.hpp"
#include "tests/facts_support.hpp"

namespace tell::facts {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(Validate, NamesTheBrokenPromise) {
  struct Case {
    const char *expected;
    std::function<void(TuFacts &)> damage;
  };
  constexpr std::uint32_t kFar = 1000;
  const Case cases[] = {
      {"string 0 is not the empty string", [](TuFacts &f) { f.strings.clear(); }},
      {"string 0 is not the empty string", [](TuFacts &f) { f.strings[0] = "x"; }},
      {"file 1: path 1000 of ", [](TuFacts &f) { f.files[1].path = kFar; }},
      {"file 0: kind 4 is unknown", [](TuFacts &f) { f.files[0].kind = static_cast<FileKind>(4); }},
      {"symbol 2: kind 6 is unknown", [](TuFacts &f) { f.symbols[2].kind = static_cast<SymbolKind>(6); }},
      {"symbol 2: usr 1000 of ", [](TuFacts &f) { f.symbols[2].usr = kFar; }},
      {"symbol 2: name 1000 of ", [](TuFacts &f) { f.symbols[2].name = kFar; }},
      {"symbol 2: no qualified name", [](TuFacts &f) { f.symbols[2].qualified = kNone; }},
      {"symbol 3: file 2 of 2", [](TuFacts &f) { f.symbols[3].file = 2; }},
      {"symbol 3: parent 7 of 7", [](TuFacts &f) { f.symbols[3].parent = 7; }},
      {"symbol 3: parent 4 is a symbol of kind 4", [](TuFacts &f) { f.symbols[3].parent = kStatusMethod; }},
      {"symbol 0: contains itself", [](TuFacts &f) { f.symbols[kOrder].parent = kOrder; }},
      {"symbol 0: contains itself",
       [](TuFacts &f) {
         f.symbols[kOrder].parent = kStatus;
         f.symbols[kStatus].parent = kOrder;
       }},
      {"type 0: kind 14 is unknown", [](TuFacts &f) { f.types[0].kind = static_cast<TypeKind>(14); }},
      {"type 0: wrapper 28 is unknown", [](TuFacts &f) { f.types[0].wrapper = static_cast<Wrapper>(28); }},
      {"type 0: spelling 1000 of ", [](TuFacts &f) { f.types[0].spelling = kFar; }},
      {"type 1: inner type 4 of 4", [](TuFacts &f) { f.types[1].inner = 4; }},
      {"type 3: key type 4 of 4", [](TuFacts &f) { f.types[3].key = 4; }},
      {"type 0: symbol 6 is a symbol of kind 5", [](TuFacts &f) { f.types[0].symbol = kCount; }},
      {"type 0: contains itself", [](TuFacts &f) { f.types[0].inner = 3; }},
      {"type 2: contains itself", [](TuFacts &f) { f.types[2].inner = 3; }},
      {"class 0: symbol 4 is a symbol of kind 4", [](TuFacts &f) { f.classes[0].symbol = kStatusMethod; }},
      {"class 0: no symbol", [](TuFacts &f) { f.classes[0].symbol = kNone; }},
      {"class 0: kind 3 is unknown", [](TuFacts &f) { f.classes[0].kind = static_cast<ClassKind>(3); }},
      {"class 0: access 4 is unknown", [](TuFacts &f) { f.classes[0].access = static_cast<Access>(4); }},
      {"class 0: name: file 2 of 2", [](TuFacts &f) { f.classes[0].name.file = 2; }},
      {"class 0: name: a file without a line, or a line without a file",
       [](TuFacts &f) { f.classes[0].name.file = kNone; }},
      {"class 0: extent: ends at 4:0 before it begins at 4:1",
       [](TuFacts &f) {
         f.classes[0].extent.endLine = 4;
         f.classes[0].extent.endColumn = 0;
       }},
      {"class 0: extent: ends at 3:2 before it begins at 4:1", [](TuFacts &f) { f.classes[0].extent.endLine = 3; }},
      {"class 0: extent: no column", [](TuFacts &f) { f.classes[0].extent.column = 0; }},
      {"class 0: extent: no line, yet a column or an end", [](TuFacts &f) { f.classes[0].extent.line = 0; }},
      {"class 0: bases 0 to 2 of 1", [](TuFacts &f) { f.classes[0].bases.end = 2; }},
      {"class 0: fields 1 to 0 of 1", [](TuFacts &f) { f.classes[0].fields = {1, 0}; }},
      {"class 0: friends 0 to 9 of 3", [](TuFacts &f) { f.classes[0].friends.end = 9; }},
      {"class 0: macros 4 to 4 of 3", [](TuFacts &f) { f.classes[0].macros = {4, 4}; }},
      {"reference 0 has two owners", [](TuFacts &f) { f.classes[0].macros.begin = 0; }},
      {"reference 0 has no owner", [](TuFacts &f) { f.classes[0].friends.end = 0; }},
      {"base 0 has no owner", [](TuFacts &f) { f.classes[0].bases.end = 0; }},
      {"field 0 has no owner", [](TuFacts &f) { f.classes.clear(), f.bases.clear(); }},
      {"field 0 has two owners", [](TuFacts &f) {
         f.classes.push_back(f.classes[0]);
         f.classes[1].bases = f.classes[1].friends = f.classes[1].macros = {};
       }},
      {"class 0: friend 1000 of 7", [](TuFacts &f) { f.references[0] = kFar; }},
      {"class 0: macro 1000 of ", [](TuFacts &f) { f.references[1] = kFar; }},
      {"base 0: symbol 1 is a symbol of kind 1", [](TuFacts &f) { f.bases[0].symbol = kStatus; }},
      {"base 0: access 4 is unknown", [](TuFacts &f) { f.bases[0].access = static_cast<Access>(4); }},
      {"base 0: virtual is 2", [](TuFacts &f) { f.bases[0].isVirtual = 2; }},
      {"field 0: symbol 0 is a symbol of kind 0", [](TuFacts &f) { f.fields[0].symbol = kOrder; }},
      {"field 0: type 4 of 4", [](TuFacts &f) { f.fields[0].type = 4; }},
      {"field 0: access 7 is unknown", [](TuFacts &f) { f.fields[0].access = static_cast<Access>(7); }},
      {"field 0: name: no column", [](TuFacts &f) { f.fields[0].name.column = 0; }},
      {"local 0: kind 7 is unknown", [](TuFacts &f) { f.locals[0].kind = static_cast<LocalKind>(7); }},
      {"local 1: no name", [](TuFacts &f) { f.locals[1].name = kNone; }},
      {"local 1: type 4 of 4", [](TuFacts &f) { f.locals[1].type = 4; }},
      {"lambda 0: function 2 of 2", [](TuFacts &f) { f.lambdas[0].function = 2; }},
      {"lambda 0: parameters 1 to 3 of 2", [](TuFacts &f) { f.lambdas[0].parameters.end = 3; }},
      {"lambda 0: result type 4 of 4", [](TuFacts &f) { f.lambdas[0].result = 4; }},
      {"function 1: node 9: lambda 0 belongs to another function",
       [](TuFacts &f) { f.lambdas[0] = {.function = 0, .parameters = {}}; }},
      {"function 0: symbol 3 is a symbol of kind 3", [](TuFacts &f) { f.functions[0].symbol = kStatusField; }},
      {"function 0: owner 1 is a symbol of kind 1", [](TuFacts &f) { f.functions[0].owner = kStatus; }},
      {"function 0: kind 6 is unknown", [](TuFacts &f) { f.functions[0].kind = static_cast<FunctionKind>(6); }},
      {"function 0: access 4 is unknown", [](TuFacts &f) { f.functions[0].access = static_cast<Access>(4); }},
      {"function 0: result type 4 of 4", [](TuFacts &f) { f.functions[0].result = 4; }},
      {"function 0: name: file 5 of 2", [](TuFacts &f) { f.functions[0].name.file = 5; }},
      {"function 1: locals 0 to 3 of 2", [](TuFacts &f) { f.functions[1].locals.end = 3; }},
      {"function 1: 3 parameters of 2 locals", [](TuFacts &f) { f.functions[1].parameters = 3; }},
      {"function 1: local 1 is or is not among the 2 parameters", [](TuFacts &f) { f.functions[1].parameters = 2; }},
      {"function 1: local 0 is or is not among the 0 parameters", [](TuFacts &f) { f.functions[1].parameters = 0; }},
      {"function 0: overridden method 0 is a symbol of kind 0", [](TuFacts &f) { f.references[2] = kOrder; }},
      {"local 0 has two owners", [](TuFacts &f) { f.functions[0].locals = {0, 1}; }},
      {"node 0 has two owners", [](TuFacts &f) { f.functions[0].nodes = f.functions[1].nodes; }},
      {"node 12 has no owner", [](TuFacts &f) { f.functions[1].nodes.end = 12; }},
      {"function 1: a body without nodes, or nodes without a body", [](TuFacts &f) { f.functions[1].flags = 0; }},
      {"function 0: a body without nodes, or nodes without a body",
       [](TuFacts &f) { f.functions[0].flags = kHasBody; }},
      {"function 1: node 0: size 12 of 13", [](TuFacts &f) { f.nodes[0].size = 12; }},
      {"function 1: node 2: size 0 of 11", [](TuFacts &f) { f.nodes[2].size = 0; }},
      {"function 1: node 3: size 8 of 5", [](TuFacts &f) { f.nodes[3].size = 8; }},
      {"function 1: node 12: size 2 of 1", [](TuFacts &f) { f.nodes[12].size = 2; }},
      {"function 1: node 1: a body is the root and nothing else", [](TuFacts &f) { f.nodes[1].op = Op::Body; }},
      {"function 1: node 0: a body is the root and nothing else", [](TuFacts &f) { f.nodes[0].op = Op::Block; }},
      {"function 1: node 12: op 95 is unknown", [](TuFacts &f) { f.nodes[12].op = static_cast<Op>(95); }},
      {"function 1: node 12: type 4 of 4", [](TuFacts &f) { f.nodes[12].type = 4; }},
      {"function 1: node 1: Block refers to 0", [](TuFacts &f) { f.nodes[1].ref = 0; }},
      {"function 1: node 4: symbol 3 is a symbol of kind 3", [](TuFacts &f) { f.nodes[4].ref = kStatusField; }},
      {"function 1: node 4: no symbol", [](TuFacts &f) { f.nodes[4].ref = kNone; }},
      {"function 1: node 3: symbol 2 is a symbol of kind 2", [](TuFacts &f) { f.nodes[3].ref = kDraft; }},
      {"function 1: node 5: local 2 of 2", [](TuFacts &f) { f.nodes[5].ref = 2; }},
      {"function 1: node 6: symbol 7 of 7", [](TuFacts &f) { f.nodes[6].ref = 7; }},
      {"function 1: node 9: lambda 1 of 1", [](TuFacts &f) { f.nodes[9].ref = 1; }},
      {"function 1: node 12: string 1000 of ", [](TuFacts &f) { f.nodes[12].ref = kFar; }},
      {"function 1: node 12: boolean 2",
       [](TuFacts &f) {
         f.nodes[12].op = Op::BoolLiteral;
         f.nodes[12].ref = 2;
       }},
      {"function 1: node 2: ends at 4:2 before it begins at 4:3", [](TuFacts &f) { f.nodes[2].endColumn = 2; }},
      {"function 1: node 2: If has 2 of 3 operands", [](TuFacts &f) { f.nodes[2].flags = kHasElse; }},
      {"function 1: node 7: Delete has 0 of 1 operands", [](TuFacts &f) { f.nodes[7].op = Op::Delete; }},
      {"function 1: node 7: Case has 0 of 1 operands",
       [](TuFacts &f) {
         f.nodes[7].op = Op::Case;
         f.nodes[7].extra = 1;
       }},
      {"suppression 0: kind 7 is unknown",
       [](TuFacts &f) { f.suppressions[0].kind = static_cast<SuppressionKind>(7); }},
      {"suppression 0: place: file 9 of 2", [](TuFacts &f) { f.suppressions[0].place.file = 9; }},
      {"suppression 0: checks 1000 of ", [](TuFacts &f) { f.suppressions[0].checks = kFar; }},
      {"suppression 0: reason 1000 of ", [](TuFacts &f) { f.suppressions[0].reason = kFar; }},
      {"diagnostic 0: severity 3 is unknown",
       [](TuFacts &f) { f.diagnostics[0].severity = static_cast<Severity>(3); }},
      {"diagnostic 0: place: file 9 of 2", [](TuFacts &f) { f.diagnostics[0].place = {9, 1, 1, 1, 1}; }},
      {"diagnostic 0: message 1000 of ", [](TuFacts &f) { f.diagnostics[0].message = kFar; }},
      {"21 diagnostics of at most 20", [](TuFacts &f) { f.diagnostics.resize(21); }},
      {"missing include 0: path 1000 of ", [](TuFacts &f) { f.missingIncludes[0] = kFar; }},
      {"unseen name 0: text 1000 of ", [](TuFacts &f) { f.unseenNames[0] = kFar; }},
  };
  for (std::size_t i = 0; i < std::size(cases); ++i) {
    TuFacts facts = sample();
    cases[i].damage(facts);
    EXPECT_THAT(problem(facts), StartsWith(cases[i].expected)) << "case " << i;
    EXPECT_FALSE(decode(encode(facts))) << "case " << i;
  }
}

TEST(Validate, NestingHasALimit) {
  EXPECT_EQ(problem(nested(kMaxNesting)), "valid");
  EXPECT_EQ(problem(nested(kMaxNesting + 1)), "function 0: node 4000: nested deeper than 4000");

  TuFacts facts;
  facts.strings = {""};
  facts.types.resize(kMaxNesting + 1);
  for (std::uint32_t id = 0; id + 1 < kMaxNesting; ++id)
    facts.types[id].inner = id + 1;
  EXPECT_EQ(problem(facts), "valid");
  facts.types[kMaxNesting].inner = 0;
  EXPECT_EQ(problem(facts), "type 4000: nested deeper than 4000");
  EXPECT_THAT(dumped(nested(kMaxNesting)), HasSubstr("\"Body\""));
}

TEST(Validate, MuchThatClaimsTheSameIsRefusedQuickly) {
  TuFacts facts = nested(kMaxNesting);
  facts.functions.resize(200'000, facts.functions[0]);
  EXPECT_EQ(problem(facts), "node 0 has two owners");
}

} // namespace
} // namespace tell::facts
