#include "facts/codec.hpp"

#include <bit>
#include <cstring>
#include <type_traits>

#include <fmt/format.h>
#include <llvm/Support/ErrorHandling.h>

#include "facts/facts_generated.h"
#include "facts/validate.hpp"

namespace tell::facts {
namespace {

template <typename Record> using Records = flatbuffers::Offset<flatbuffers::Vector<Record>>;

// The generated structs keep their members private, so their offsets can't be compared here; the order of the members
// is compared by the test that reads encoded facts through the generated accessors.
template <typename Wire, typename Plain> constexpr bool sameLayout() {
  return sizeof(Wire) == sizeof(Plain) && alignof(Wire) == alignof(Plain) && std::is_trivially_copyable_v<Plain> &&
         std::is_standard_layout_v<Plain> &&
         std::has_unique_object_representations_v<Plain>; // no padding, whose bytes would be arbitrary
}

static_assert(std::endian::native == std::endian::little, "arrays are copied as they stand in memory");
static_assert(sameLayout<wire::Range, Range>());
static_assert(sameLayout<wire::Place, Place>());

template <typename Wire, typename Plain>
Records<const Wire *> put(flatbuffers::FlatBufferBuilder &builder, const std::vector<Plain> &records) {
  static_assert(sameLayout<Wire, Plain>());
  builder.StartVector(records.size() * sizeof(Plain) / alignof(Plain), alignof(Plain));
  builder.PushBytes(reinterpret_cast<const std::uint8_t *>(records.data()), records.size() * sizeof(Plain));
  return Records<const Wire *>(builder.EndVector(records.size()));
}

template <typename Wire, typename Plain>
void take(std::vector<Plain> &records, const flatbuffers::Vector<const Wire *> &from) {
  static_assert(sameLayout<Wire, Plain>());
  records.resize(from.size());
  if (!records.empty())
    std::memcpy(records.data(), from.Data(), records.size() * sizeof(Plain));
}

void take(std::vector<std::uint32_t> &numbers, const flatbuffers::Vector<std::uint32_t> &from) {
  numbers.resize(from.size());
  if (!numbers.empty())
    std::memcpy(numbers.data(), from.Data(), numbers.size() * sizeof(std::uint32_t));
}

std::string_view textOf(const flatbuffers::Vector<std::uint8_t> &bytes) {
  return {reinterpret_cast<const char *>(bytes.Data()), bytes.size()};
}

template <typename... Arrays> std::size_t bytesOf(const Arrays &...arrays) {
  return ((arrays.size() * sizeof(typename Arrays::value_type)) + ...);
}

Status takeStrings(std::vector<std::string> &strings, std::string_view bytes,
                   const flatbuffers::Vector<std::uint32_t> &ends) {
  strings.reserve(ends.size());
  std::uint32_t begin = 0;
  for (const std::uint32_t end : ends) {
    if (end < begin || end > bytes.size())
      return Error(fmt::format("string {}: bytes {} to {} of {}", strings.size(), begin, end, bytes.size()));
    strings.emplace_back(bytes.substr(begin, end - begin));
    begin = end;
  }
  if (begin != bytes.size())
    return Error(fmt::format("strings end at byte {} of {}", begin, bytes.size()));
  return {};
}

/// `bytes` are aligned.
Result<TuFacts> decodeAligned(const std::uint8_t *bytes, std::size_t size) {
  // Limits: one table, which holds no other. Which version it is must be known before the rest is looked at.
  const flatbuffers::Verifier::Options limits = [] {
    flatbuffers::Verifier::Options options;
    options.max_depth = 1;
    options.max_tables = 1;
    return options;
  }();
  if (size >= FLATBUFFERS_MAX_BUFFER_SIZE)
    return Error(fmt::format("{} bytes are too many for facts", size));
  if (flatbuffers::Verifier verifier(bytes, size, limits);
      !verifier.VerifyBuffer<wire::Versioned>(wire::UnitIdentifier()))
    return Error("not facts, or facts that are cut off");
  const std::uint32_t version = flatbuffers::GetRoot<wire::Versioned>(bytes)->version();
  if (version != kFormatVersion)
    return Error(fmt::format("facts were written by another version: format {}, this is {}", version, kFormatVersion));
  if (flatbuffers::Verifier verifier(bytes, size, limits); !wire::VerifyUnitBuffer(verifier))
    return Error("damaged facts");

  const wire::Unit &unit = *wire::GetUnit(bytes);
  TuFacts facts;
  facts.flags = unit.flags();
  facts.mainFile = textOf(*unit.main_file());
  if (const Status status = takeStrings(facts.strings, textOf(*unit.string_bytes()), *unit.string_ends()); !status)
    return status.error().in("damaged facts");
  take(facts.files, *unit.files());
  take(facts.symbols, *unit.symbols());
  take(facts.types, *unit.types());
  take(facts.classes, *unit.classes());
  take(facts.bases, *unit.bases());
  take(facts.fields, *unit.fields());
  take(facts.functions, *unit.functions());
  take(facts.locals, *unit.locals());
  take(facts.nodes, *unit.nodes());
  take(facts.lambdas, *unit.lambdas());
  take(facts.references, *unit.references());
  take(facts.suppressions, *unit.suppressions());
  take(facts.diagnostics, *unit.diagnostics());
  take(facts.missingIncludes, *unit.missing_includes());
  take(facts.unseenNames, *unit.unseen_names());
  if (const Status status = validate(facts); !status)
    return status.error().in("damaged facts");
  return facts;
}

} // namespace

std::string encode(const TuFacts &facts) {
  std::string strings;
  std::vector<std::uint32_t> ends;
  ends.reserve(facts.strings.size());
  for (const std::string &string : facts.strings) {
    strings += string;
    ends.push_back(static_cast<std::uint32_t>(strings.size()));
  }
  constexpr std::size_t kFrame = 1024; // more than the table, its index, lengths and alignment take
  const std::size_t size =
      bytesOf(facts.mainFile, strings, ends, facts.files, facts.symbols, facts.types, facts.classes, facts.bases,
              facts.fields, facts.functions, facts.locals, facts.nodes, facts.lambdas, facts.references,
              facts.suppressions, facts.diagnostics, facts.missingIncludes, facts.unseenNames) +
      kFrame;
  if (size >= FLATBUFFERS_MAX_BUFFER_SIZE)
    llvm::report_fatal_error("the facts of one unit take more than 2 GiB");

  flatbuffers::FlatBufferBuilder builder(size);
  const auto putText = [&](std::string_view text) {
    return builder.CreateVector(reinterpret_cast<const std::uint8_t *>(text.data()), text.size());
  };
  const auto mainFile = putText(facts.mainFile);
  const auto stringBytes = putText(strings);
  const auto stringEnds = builder.CreateVector(ends);
  const auto files = put<wire::File>(builder, facts.files);
  const auto symbols = put<wire::Symbol>(builder, facts.symbols);
  const auto types = put<wire::Type>(builder, facts.types);
  const auto classes = put<wire::Class>(builder, facts.classes);
  const auto bases = put<wire::Base>(builder, facts.bases);
  const auto fields = put<wire::Field>(builder, facts.fields);
  const auto functions = put<wire::Function>(builder, facts.functions);
  const auto locals = put<wire::Local>(builder, facts.locals);
  const auto nodes = put<wire::Node>(builder, facts.nodes);
  const auto lambdas = put<wire::Lambda>(builder, facts.lambdas);
  const auto references = builder.CreateVector(facts.references);
  const auto suppressions = put<wire::Suppression>(builder, facts.suppressions);
  const auto diagnostics = put<wire::Diagnostic>(builder, facts.diagnostics);
  const auto missingIncludes = builder.CreateVector(facts.missingIncludes);
  const auto unseenNames = builder.CreateVector(facts.unseenNames);
  builder.Finish(wire::CreateUnit(builder, kFormatVersion, facts.flags, mainFile, stringBytes, stringEnds, files,
                                  symbols, types, classes, bases, fields, functions, locals, nodes, lambdas, references,
                                  suppressions, diagnostics, missingIncludes, unseenNames),
                 wire::UnitIdentifier());
  return {reinterpret_cast<const char *>(builder.GetBufferPointer()), builder.GetSize()};
}

Result<TuFacts> decode(std::string_view bytes) {
  constexpr std::size_t kAlignment = alignof(std::uint64_t);
  if (reinterpret_cast<std::uintptr_t>(bytes.data()) % kAlignment == 0)
    return decodeAligned(reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size());
  std::vector<std::uint64_t> copy(bytes.size() / kAlignment + 1);
  std::memcpy(copy.data(), bytes.data(), bytes.size());
  return decodeAligned(reinterpret_cast<const std::uint8_t *>(copy.data()), bytes.size());
}

} // namespace tell::facts
