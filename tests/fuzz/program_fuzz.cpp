// Facts of strangers that are valid, however senseless: linking them, asking every check and writing every report ends
// without harm. Inputs are encoded facts; mutations are made to what they hold, so that they stay valid often enough.
#include "checks/run.hpp"
#include "facts/codec.hpp"
#include "facts/validate.hpp"
#include "findings/triage.hpp"
#include "fuzz/fuzz.hpp"
#include "model/census.hpp"
#include "model/link.hpp"
#include "report/format.hpp"

#include <algorithm>
#include <cstring>
#include <llvm/Support/raw_ostream.h>
#include <random>

using namespace tell;

namespace {

/// Makes one record of an array like another, or two of them change places.
template <typename Record> void mix(std::vector<Record> &records, std::minstd_rand &random) {
  if (records.size() < 2)
    return;
  Record &one = records[random() % records.size()];
  Record &other = records[random() % records.size()];
  if (random() % 2 == 0)
    std::swap(one, other);
  else
    one = other;
}

/// Lets nodes say something else, inside the trees that they form.
void mixNodes(std::vector<facts::Node> &nodes, std::minstd_rand &random) {
  if (nodes.empty())
    return;
  facts::Node &one = nodes[random() % nodes.size()];
  const facts::Node &other = nodes[random() % nodes.size()];
  switch (random() % 5) {
  case 0:
    one.op = other.op;
    break;
  case 1:
    one.ref = other.ref;
    break;
  case 2:
    one.type = other.type;
    break;
  case 3:
    one.flags = other.flags;
    break;
  default: {
    const auto size = one.size;
    one = other;
    one.size = size;
    break;
  }
  }
}

void mutate(facts::TuFacts &unit, std::minstd_rand &random) {
  switch (random() % 12) {
  case 0:
    return mix(unit.symbols, random);
  case 1:
    return mix(unit.types, random);
  case 2:
    return mix(unit.classes, random);
  case 3:
    return mix(unit.bases, random);
  case 4:
    return mix(unit.fields, random);
  case 5:
    return mix(unit.functions, random);
  case 6:
    return mix(unit.locals, random);
  case 7:
    return mix(unit.references, random);
  case 8:
    return mix(unit.strings, random);
  default:
    return mixNodes(unit.nodes, random);
  }
}

} // namespace

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t *data, std::size_t size, std::size_t most);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t *data, std::size_t size, std::size_t most, unsigned seed) {
  std::minstd_rand random(seed);
  auto unit = facts::decode(fuzz::textOf(data, size));
  if (!unit || random() % 8 == 0)
    return LLVMFuzzerMutate(data, size, most);
  for (int tries = 0; tries < 20; ++tries) {
    facts::TuFacts changed = *unit;
    for (auto steps = random() % 4 + 1; steps != 0; --steps)
      mutate(changed, random);
    if (!facts::validate(changed))
      continue;
    const std::string bytes = facts::encode(changed);
    if (bytes.size() > most)
      continue;
    std::memcpy(data, bytes.data(), bytes.size());
    return bytes.size();
  }
  return LLVMFuzzerMutate(data, size, most);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  const auto unit = facts::decode(fuzz::textOf(data, size));
  if (!unit)
    return 0;
  const ProjectScope scope("/p");
  const Linked linked = link({.units = {&*unit, 1}, .scope = &scope});
  std::vector<CheckSetup> setups;
  for (const Check *check : allChecks())
    setups.push_back({check, CheckOptions(check->info.options)});
  CheckRun run = runChecks(linked.program, setups);
  Report report;
  report.root = "/p";
  report.findings = triage(std::move(run.findings), {}).findings;
  report.checks = run.ran;
  for (const Format &format : formats())
    if (format.unavailable.empty() && format.name != "html")
      format.findings(report, {}, llvm::nulls());
  return 0;
}
