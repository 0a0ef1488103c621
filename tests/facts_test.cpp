#include <array>
#include <bit>
#include <filesystem>
#include <fstream>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <llvm/Support/JSON.h>

#include "facts/codec.hpp"
#include "facts/dump.hpp"
#include "facts/facts_generated.h"
#include "facts/validate.hpp"
#include "tests/facts_support.hpp"

namespace tell::facts {
namespace {

using testing::HasSubstr;

TEST(Ops, HaveNames) {
  EXPECT_EQ(name(Op::Body), "Body");
  EXPECT_EQ(name(Op::LocalRef), "LocalRef");
  EXPECT_EQ(name(Op::Unknown), "Unknown");
  EXPECT_EQ(name(static_cast<Op>(static_cast<std::uint16_t>(Op::Unknown) + 1)), "?");
}

TEST(Codec, RoundTripKeepsEverything) {
  const TuFacts facts = sample();
  ASSERT_EQ(problem(facts), "valid");
  const std::string bytes = encode(facts);
  const Result<TuFacts> back = decode(bytes);
  ASSERT_TRUE(back) << back.error().message();
  EXPECT_EQ(back->flags, facts.flags);
  EXPECT_EQ(back->mainFile, facts.mainFile);
  EXPECT_EQ(back->strings, facts.strings);
  EXPECT_EQ(back->references, facts.references);
  EXPECT_EQ(back->missingIncludes, facts.missingIncludes);
  EXPECT_EQ(back->unseenNames, facts.unseenNames);
  EXPECT_EQ(back->symbols[kDraft].value, -1);
  EXPECT_EQ(back->files[0].contents, 0x1234567890abcdefULL);
  EXPECT_EQ(back->nodes.size(), facts.nodes.size());
  EXPECT_EQ(back->nodes[3].op, Op::NotEqual);
  EXPECT_EQ(dumped(*back), dumped(facts));
  EXPECT_EQ(encode(*back), bytes);
}

TEST(Codec, EqualFactsGiveEqualBytes) { EXPECT_EQ(encode(sample()), encode(sample())); }

TEST(Codec, SmallestUnit) {
  TuFacts facts;
  facts.strings = {""};
  const Result<TuFacts> back = decode(encode(facts));
  ASSERT_TRUE(back) << back.error().message();
  EXPECT_EQ(back->strings, facts.strings);
}

TEST(Codec, BytesNeedNoAlignment) {
  const std::string bytes = encode(sample());
  std::vector<std::uint64_t> storage(bytes.size() / 8 + 3);
  char *const start = reinterpret_cast<char *>(storage.data());
  for (std::size_t offset = 0; offset < 9; ++offset) {
    std::ranges::copy(bytes, start + offset);
    EXPECT_TRUE(decode({start + offset, bytes.size()})) << offset;
  }
}

// --- every member stands in the generated struct where it stands in ours ---

/// A record whose 32-bit words are 1, 2, 3 …
template <typename Record> Record counted() {
  std::array<std::uint32_t, sizeof(Record) / sizeof(std::uint32_t)> words;
  std::iota(words.begin(), words.end(), 1U);
  return std::bit_cast<Record>(words);
}

void expectSame(const wire::Range &wire, const Range &plain) {
  EXPECT_EQ(wire.begin(), plain.begin);
  EXPECT_EQ(wire.end(), plain.end);
}

void expectSame(const wire::Place &wire, const Place &plain) {
  EXPECT_EQ(wire.file(), plain.file);
  EXPECT_EQ(wire.line(), plain.line);
  EXPECT_EQ(wire.column(), plain.column);
  EXPECT_EQ(wire.end_line(), plain.endLine);
  EXPECT_EQ(wire.end_column(), plain.endColumn);
}

template <typename Enum> auto number(Enum value) { return static_cast<std::underlying_type_t<Enum>>(value); }

TEST(Codec, LayoutIsTheDocumentedOne) {
  TuFacts facts;
  facts.flags = 3;
  facts.mainFile = "/m";
  facts.strings = {"", "one", "two"};
  facts.files = {counted<File>()};
  facts.symbols = {counted<Symbol>()};
  facts.types = {counted<Type>()};
  facts.classes = {counted<Class>()};
  facts.bases = {counted<Base>()};
  facts.fields = {counted<Field>()};
  facts.functions = {counted<Function>()};
  facts.locals = {counted<Local>()};
  facts.nodes = {counted<Node>()};
  facts.lambdas = {counted<Lambda>()};
  facts.references = {11, 12};
  facts.suppressions = {counted<Suppression>()};
  facts.diagnostics = {counted<Diagnostic>()};
  facts.missingIncludes = {13};
  facts.unseenNames = {14};
  const std::string bytes = encode(facts);
  ASSERT_TRUE(wire::UnitBufferHasIdentifier(bytes.data()));
  const wire::Unit &unit = *wire::GetUnit(bytes.data());
  EXPECT_EQ(unit.version(), kFormatVersion);
  EXPECT_EQ(unit.flags(), 3U);
  EXPECT_EQ(unit.main_file()->size(), 2U);
  EXPECT_EQ(unit.string_bytes()->size(), 6U);
  EXPECT_EQ(unit.string_ends()->Get(1), 3U);
  EXPECT_EQ(unit.references()->Get(1), 12U);
  EXPECT_EQ(unit.missing_includes()->Get(0), 13U);
  EXPECT_EQ(unit.unseen_names()->Get(0), 14U);
  {
    const wire::File &wire = *unit.files()->Get(0);
    const File &plain = facts.files[0];
    EXPECT_EQ(wire.path(), plain.path);
    EXPECT_EQ(wire.kind(), number(plain.kind));
    EXPECT_EQ(wire.contents(), plain.contents);
  }
  {
    const wire::Symbol &wire = *unit.symbols()->Get(0);
    const Symbol &plain = facts.symbols[0];
    EXPECT_EQ(wire.kind(), number(plain.kind));
    EXPECT_EQ(wire.flags(), plain.flags);
    EXPECT_EQ(wire.usr(), plain.usr);
    EXPECT_EQ(wire.name(), plain.name);
    EXPECT_EQ(wire.qualified(), plain.qualified);
    EXPECT_EQ(wire.parent(), plain.parent);
    EXPECT_EQ(wire.file(), plain.file);
    EXPECT_EQ(wire.line(), plain.line);
    EXPECT_EQ(wire.value(), plain.value);
  }
  {
    const wire::Type &wire = *unit.types()->Get(0);
    const Type &plain = facts.types[0];
    EXPECT_EQ(wire.kind(), number(plain.kind));
    EXPECT_EQ(wire.wrapper(), number(plain.wrapper));
    EXPECT_EQ(wire.flags(), plain.flags);
    EXPECT_EQ(wire.spelling(), plain.spelling);
    EXPECT_EQ(wire.inner(), plain.inner);
    EXPECT_EQ(wire.key(), plain.key);
    EXPECT_EQ(wire.symbol(), plain.symbol);
  }
  {
    const wire::Class &wire = *unit.classes()->Get(0);
    const Class &plain = facts.classes[0];
    EXPECT_EQ(wire.symbol(), plain.symbol);
    EXPECT_EQ(wire.kind(), number(plain.kind));
    EXPECT_EQ(wire.access(), number(plain.access));
    EXPECT_EQ(wire.flags(), plain.flags);
    expectSame(wire.name(), plain.name);
    expectSame(wire.extent(), plain.extent);
    expectSame(wire.bases(), plain.bases);
    expectSame(wire.fields(), plain.fields);
    expectSame(wire.friends(), plain.friends);
    expectSame(wire.macros(), plain.macros);
  }
  {
    const wire::Base &wire = *unit.bases()->Get(0);
    const Base &plain = facts.bases[0];
    EXPECT_EQ(wire.symbol(), plain.symbol);
    EXPECT_EQ(wire.access(), number(plain.access));
    EXPECT_EQ(wire.is_virtual(), plain.isVirtual);
  }
  {
    const wire::Field &wire = *unit.fields()->Get(0);
    const Field &plain = facts.fields[0];
    EXPECT_EQ(wire.symbol(), plain.symbol);
    EXPECT_EQ(wire.type(), plain.type);
    EXPECT_EQ(wire.access(), number(plain.access));
    EXPECT_EQ(wire.flags(), plain.flags);
    expectSame(wire.name(), plain.name);
  }
  {
    const wire::Function &wire = *unit.functions()->Get(0);
    const Function &plain = facts.functions[0];
    EXPECT_EQ(wire.symbol(), plain.symbol);
    EXPECT_EQ(wire.owner(), plain.owner);
    EXPECT_EQ(wire.kind(), number(plain.kind));
    EXPECT_EQ(wire.access(), number(plain.access));
    EXPECT_EQ(wire.flags(), plain.flags);
    EXPECT_EQ(wire.result(), plain.result);
    expectSame(wire.name(), plain.name);
    expectSame(wire.extent(), plain.extent);
    expectSame(wire.locals(), plain.locals);
    EXPECT_EQ(wire.parameters(), plain.parameters);
    expectSame(wire.nodes(), plain.nodes);
    expectSame(wire.overrides(), plain.overrides);
  }
  {
    const wire::Local &wire = *unit.locals()->Get(0);
    const Local &plain = facts.locals[0];
    EXPECT_EQ(wire.kind(), number(plain.kind));
    EXPECT_EQ(wire.flags(), plain.flags);
    EXPECT_EQ(wire.name(), plain.name);
    EXPECT_EQ(wire.type(), plain.type);
    EXPECT_EQ(wire.line(), plain.line);
  }
  {
    const wire::Node &wire = *unit.nodes()->Get(0);
    const Node &plain = facts.nodes[0];
    EXPECT_EQ(wire.op(), number(plain.op));
    EXPECT_EQ(wire.flags(), plain.flags);
    EXPECT_EQ(wire.size(), plain.size);
    EXPECT_EQ(wire.ref(), plain.ref);
    EXPECT_EQ(wire.type(), plain.type);
    EXPECT_EQ(wire.extra(), plain.extra);
    EXPECT_EQ(wire.line(), plain.line);
    EXPECT_EQ(wire.column(), plain.column);
    EXPECT_EQ(wire.end_line(), plain.endLine);
    EXPECT_EQ(wire.end_column(), plain.endColumn);
  }
  {
    const wire::Lambda &wire = *unit.lambdas()->Get(0);
    const Lambda &plain = facts.lambdas[0];
    EXPECT_EQ(wire.function(), plain.function);
    expectSame(wire.parameters(), plain.parameters);
    EXPECT_EQ(wire.result(), plain.result);
  }
  {
    const wire::Suppression &wire = *unit.suppressions()->Get(0);
    const Suppression &plain = facts.suppressions[0];
    EXPECT_EQ(wire.kind(), number(plain.kind));
    expectSame(wire.place(), plain.place);
    EXPECT_EQ(wire.checks(), plain.checks);
    EXPECT_EQ(wire.reason(), plain.reason);
  }
  {
    const wire::Diagnostic &wire = *unit.diagnostics()->Get(0);
    const Diagnostic &plain = facts.diagnostics[0];
    EXPECT_EQ(wire.severity(), number(plain.severity));
    expectSame(wire.place(), plain.place);
    EXPECT_EQ(wire.message(), plain.message);
  }
}

// --- bytes that are not what encode wrote ---

TEST(Decode, RefusesWhatIsNoFacts) {
  for (const std::string &bytes : {std::string(), std::string("CTFA"), std::string(64, '\0'), std::string(64, '\xff'),
                                   std::string("#include <vector>\nint main() {}\n")}) {
    const Result<TuFacts> facts = decode(bytes);
    ASSERT_FALSE(facts);
    EXPECT_EQ(facts.error().message(), "not facts, or facts that are cut off");
  }
  ASSERT_FALSE(decode(std::string_view()));
}

TEST(Decode, SaysWhichVersionWroteThem) {
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(wire::CreateVersioned(builder, 3), wire::UnitIdentifier());
  const Result<TuFacts> facts = decode({reinterpret_cast<const char *>(builder.GetBufferPointer()), builder.GetSize()});
  ASSERT_FALSE(facts);
  EXPECT_EQ(facts.error().message(), "facts were written by another version: format 3, this is 2");
}

TEST(Decode, RefusesAUnitWithoutItsArrays) {
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(wire::CreateVersioned(builder, kFormatVersion), wire::UnitIdentifier());
  const Result<TuFacts> facts = decode({reinterpret_cast<const char *>(builder.GetBufferPointer()), builder.GetSize()});
  ASSERT_FALSE(facts);
  EXPECT_EQ(facts.error().message(), "damaged facts");
}

TEST(Decode, NamesWhatIsDamaged) {
  TuFacts facts = sample();
  facts.nodes[5].ref = 7;
  const Result<TuFacts> back = decode(encode(facts));
  ASSERT_FALSE(back);
  EXPECT_EQ(back.error().message(), "damaged facts: function 1: node 5: local 7 of 2");
}

TEST(Decode, RefusesEveryTruncation) {
  const std::string bytes = encode(sample());
  for (std::size_t size = 0; size + 8 < bytes.size(); ++size) {
    const std::string part = bytes.substr(0, size); // its own allocation, so that reading past it is seen
    EXPECT_FALSE(decode(part)) << size;
  }
}

/// What survives a damage must be facts like any other.
TEST(Decode, AnyDamagedByteGivesFactsOrAnError) {
  const std::string bytes = encode(sample());
  std::size_t refused = 0;
  std::size_t accepted = 0;
  for (std::size_t position = 0; position < bytes.size(); ++position) {
    const auto original = static_cast<unsigned char>(bytes[position]);
    for (const unsigned value : {0x00U, 0x01U, 0x7fU, 0x80U, 0xffU, original ^ 1U, original + 4U}) {
      std::string damaged = bytes;
      damaged[position] = static_cast<char>(value);
      const Result<TuFacts> facts = decode(damaged);
      if (!facts) {
        ++refused;
        EXPECT_FALSE(facts.error().message().empty());
        continue;
      }
      ++accepted;
      EXPECT_EQ(problem(*facts), "valid");
      EXPECT_TRUE(llvm::json::isUTF8(dumped(*facts)));
    }
  }
  EXPECT_GT(refused, bytes.size()); // most damage is seen …
  EXPECT_GT(accepted, 100U);        // … and letters, lines and flags may be anything
}

// --- the dump ---

TEST(Dump, BodyReadsAsNestedArrays) {
  EXPECT_THAT(dumped(sample()), HasSubstr(R"("body": ["Body",
        ["Block",
          ["If @4:3-4:40",
            ["NotEqual", ["MethodCall shop::Order::status [constCallee]", ["LocalRef order"]], ["EnumConstant shop::Status::Draft"]],
            ["Return"]],
          ["IndirectCall @5", ["Lambda 0", ["Block @5:9-5:18",
                ["LocalRef local 1"]]], ["StringLiteral 'cl�sed'"]]]])"));
}

TEST(Dump, IsJsonWithNamesForNumbers) {
  llvm::Expected<llvm::json::Value> parsed = llvm::json::parse(dumped(sample()));
  ASSERT_TRUE(static_cast<bool>(parsed)) << llvm::toString(parsed.takeError());
  const llvm::json::Object &unit = *parsed->getAsObject();
  EXPECT_EQ(unit.getString("mainFile"), "/p/cancel.cpp");
  EXPECT_EQ((*unit.getArray("flags"))[0].getAsString(), "errors");
  EXPECT_EQ((*unit.getArray("files"))[0].getAsObject()->getString("contents"), "1234567890abcdef");
  const llvm::json::Object &draft = *(*unit.getArray("symbols"))[kDraft].getAsObject();
  EXPECT_EQ(draft.getString("name"), "shop::Status::Draft");
  EXPECT_EQ(draft.getString("parent"), "shop::Status");
  EXPECT_EQ(draft.getInteger("value"), -1);
  const llvm::json::Array &types = *unit.getArray("types");
  EXPECT_EQ(types[1].getAsObject()->getString("shape"), "LvalueReference of Record shop::Order");
  EXPECT_EQ(types[3].getAsObject()->getString("shape"), "Record/Map from Status of Record shop::Order");
  const llvm::json::Object &order = *(*unit.getArray("classes"))[0].getAsObject();
  EXPECT_EQ(order.getString("place"), "/p/order.hpp:4:7-4:12");
  EXPECT_EQ((*order.getArray("flags"))[1].getAsString(), "fromMacro");
  EXPECT_EQ((*order.getArray("friends"))[0].getAsString(), "shop::cancel");
  EXPECT_EQ((*order.getArray("macros"))[0].getAsString(), "Q_GADGET");
  EXPECT_EQ((*order.getArray("bases"))[0].getAsObject()->getBoolean("virtual"), true);
  const llvm::json::Object &field = *(*order.getArray("fields"))[0].getAsObject();
  EXPECT_EQ(field.getString("name"), "shop::Order::status_");
  EXPECT_EQ(field.getString("type"), "Status");
  EXPECT_EQ(field.getString("access"), "private");
  const llvm::json::Object &cancel = *(*unit.getArray("functions"))[1].getAsObject();
  const llvm::json::Object &parameter = *(*cancel.getArray("locals"))[0].getAsObject();
  EXPECT_EQ(parameter.getString("name"), "order");
  EXPECT_EQ(parameter.getString("kind"), "Parameter");
  EXPECT_EQ(parameter.getString("type"), "const Order &");
  const llvm::json::Object &suppression = *(*unit.getArray("suppressions"))[0].getAsObject();
  EXPECT_EQ(suppression.getString("kind"), "NextLine");
  EXPECT_EQ(suppression.getString("reason"), "wire format");
  EXPECT_EQ((*unit.getArray("diagnostics"))[0].getAsObject()->getString("severity"), "fatal");
  EXPECT_EQ((*unit.getArray("missingIncludes"))[0].getAsString(), "/p/x.hpp");
  EXPECT_EQ((*unit.getArray("unseenNames"))[0].getAsString(), "reopen");
}

} // namespace
} // namespace tell::facts
