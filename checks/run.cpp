#include "checks/run.hpp"

#include "support/in_threads.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

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

CheckRun runChecks(const Program &program, std::span<const CheckSetup> checks, unsigned jobs) {
  CheckRun run;
  std::vector<const CheckSetup *> running;
  for (const CheckSetup &setup : checks)
    if (maySpeak(setup.check->info.needs, program.coverage()))
      running.push_back(&setup);
    else
      run.withheld.push_back(setup.check->info.id);
  // The program is frozen and a check keeps nothing, so they share nothing that changes.
  std::vector<std::vector<Finding>> found(running.size());
  inThreads(running.size(), jobs,
            [&](std::size_t i) { found[i] = running[i]->check->run(program, running[i]->options); });
  std::size_t count = 0;
  for (const std::vector<Finding> &findings : found)
    count += findings.size();
  run.findings.reserve(count);
  for (std::size_t i = 0; i < running.size(); ++i) {
    run.ran.push_back(running[i]->check->info);
    std::ranges::move(found[i], std::back_inserter(run.findings));
    found[i] = {};
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
