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

CheckRun runChecks(const Program &program, std::span<const CheckSetup> checks) {
  CheckRun run;
  for (const auto &[check, options] : checks) {
    if (!maySpeak(check->info.needs, program.coverage())) {
      run.withheld.push_back(check->info.id);
      continue;
    }
    run.ran.push_back(check->info);
    std::ranges::move(check->run(program, options), std::back_inserter(run.findings));
  }
  return run;
}

CheckRun runChecks(const Program &program, std::span<const Check *const> checks,
                   std::span<const std::string_view> selected) {
  std::vector<CheckSetup> setups;
  for (const Check *check : checks)
    if (std::ranges::find(selected, check->info.id) != selected.end())
      setups.push_back({check, CheckOptions(check->info.options)});
  return runChecks(program, setups);
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
