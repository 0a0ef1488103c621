#include "checks/run.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tell {

bool maySpeak(Needs needs, Coverage coverage) {
  switch (needs) {
  case Needs::Body:
  case Needs::Class:
    return true;
  case Needs::Program:
    return coverage != Coverage::Part;
  case Needs::Whole:
    return coverage == Coverage::Whole;
  }
  return false;
}

CheckRun runChecks(const Program &program, std::span<const Check *const> checks,
                   std::span<const std::string_view> selected) {
  CheckRun run;
  for (const Check *check : checks) {
    if (std::ranges::find(selected, check->info.id) == selected.end())
      continue;
    if (!maySpeak(check->info.needs, program.coverage())) {
      run.withheld.push_back(check->info.id);
      continue;
    }
    run.ran.push_back(check->info);
    std::ranges::move(check->run(program, CheckOptions(check->info.options)), std::back_inserter(run.findings));
  }
  return run;
}

std::string withheldNotice(const CheckRun &run, Coverage coverage) {
  if (run.withheld.empty())
    return {};
  return fmt::format("{} the program {}, so these checks are withheld: {}",
                     coverage == Coverage::Part ? "only a part of" : "some units of",
                     coverage == Coverage::Part ? "was looked at" : "could not be analyzed in full",
                     fmt::join(run.withheld, ", "));
}

} // namespace tell
