#include "extract/worker_pool.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <llvm/Support/ErrorHandling.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "extract/worker.hpp"
#include "facts/codec.hpp"

namespace tell {
namespace {

using State = UnitOutcome::State;
using Clock = std::chrono::steady_clock;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<CompileCommand> commandsFor(const std::vector<std::string> &files) {
  std::vector<CompileCommand> commands;
  for (const std::string &file : files)
    commands.push_back({.directory = "/", .file = file, .arguments = {"c++", file}});
  return commands;
}

facts::TuFacts factsFor(const CompileCommand &command) {
  facts::TuFacts facts;
  facts.strings = {""};
  facts.mainFile = command.file;
  return facts;
}

Result<facts::TuFacts> succeed(const CompileCommand &command) { return factsFor(command); }

/// The outcome of one unit.
UnitOutcome outcomeOf(const ExtractFunction &extract, const PoolOptions &pool = {}) {
  std::vector<UnitOutcome> outcomes = extractAll(commandsFor({"/unit.cpp"}), extract, pool);
  EXPECT_EQ(outcomes.size(), 1U);
  return std::move(outcomes.at(0));
}

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

std::size_t openDescriptors() {
  const std::filesystem::directory_iterator descriptors("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(descriptors), end(descriptors)));
}

[[noreturn]] void hang() {
  while (true)
    ::pause();
}

/// Every test ends without a child left and with the descriptors it began with.
class WorkerPool : public testing::Test {
protected:
  void SetUp() override { before_ = openDescriptors(); }
  void TearDown() override {
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
    EXPECT_EQ(openDescriptors(), before_);
  }

private:
  std::size_t before_ = 0;
};

TEST_F(WorkerPool, NothingToDo) { EXPECT_TRUE(extractAll({}, succeed, {}).empty()); }

TEST_F(WorkerPool, FactsComeBack) {
  const UnitOutcome outcome = outcomeOf(succeed);
  EXPECT_EQ(outcome.state, State::Extracted);
  EXPECT_EQ(outcome.file, "/unit.cpp");
  EXPECT_EQ(outcome.facts.mainFile, "/unit.cpp");
  EXPECT_EQ(outcome.reason, "");
}

TEST_F(WorkerPool, RunsInAnotherProcess) {
  const pid_t here = ::getpid();
  int touched = 0;
  const UnitOutcome outcome = outcomeOf([&](const CompileCommand &command) -> Result<facts::TuFacts> {
    ++touched;
    if (::getpid() == here)
      return Error("the same process");
    return factsFor(command);
  });
  EXPECT_EQ(outcome.state, State::Extracted) << outcome.reason;
  EXPECT_EQ(touched, 0);
}

TEST_F(WorkerPool, AnswersLargerThanAnyPipe) {
  const UnitOutcome outcome = outcomeOf([](const CompileCommand &command) -> Result<facts::TuFacts> {
    facts::TuFacts facts = factsFor(command);
    facts.strings.emplace_back(20'000'000, 'x');
    return facts;
  });
  ASSERT_EQ(outcome.state, State::Extracted) << outcome.reason;
  EXPECT_EQ(outcome.facts.strings[1].size(), 20'000'000U);
}

TEST_F(WorkerPool, ErrorIsTheReason) {
  const UnitOutcome outcome =
      outcomeOf([](const CompileCommand &) -> Result<facts::TuFacts> { return Error("no usable command"); });
  EXPECT_EQ(outcome.state, State::Failed);
  EXPECT_EQ(outcome.reason, "no usable command");
}

TEST_F(WorkerPool, InvalidFactsAreNotTaken) {
  const UnitOutcome outcome = outcomeOf([](const CompileCommand &) -> Result<facts::TuFacts> {
    return facts::TuFacts(); // without even the empty string
  });
  EXPECT_EQ(outcome.state, State::Failed);
  EXPECT_EQ(outcome.reason, "reading the worker's facts: damaged facts: string 0 is not the empty string");
}

TEST_F(WorkerPool, CrashCostsThatUnitOnly) {
  const std::vector<UnitOutcome> outcomes = extractAll(commandsFor({"/a.cpp", "/bad.cpp", "/c.cpp"}),
                                                       [](const CompileCommand &command) {
                                                         if (command.file == "/bad.cpp")
                                                           std::abort();
                                                         return succeed(command);
                                                       },
                                                       {.jobs = 2});
  ASSERT_EQ(outcomes.size(), 3U);
  EXPECT_EQ(outcomes[0].state, State::Extracted);
  EXPECT_EQ(outcomes[1].state, State::Crashed);
  EXPECT_EQ(outcomes[1].file, "/bad.cpp");
  EXPECT_EQ(outcomes[1].reason, "crashed (aborted)");
  EXPECT_EQ(outcomes[2].state, State::Extracted);
}

TEST_F(WorkerPool, CrashTellsTheLastUsefulLine) {
  const UnitOutcome outcome = outcomeOf([](const CompileCommand &) -> Result<facts::TuFacts> {
    std::fputs("first\nassertion 'x\x01' failed\n#0 0x00007f12 frame\n\n", stderr);
    std::abort();
  });
  EXPECT_EQ(outcome.state, State::Crashed);
  EXPECT_EQ(outcome.reason, "crashed (aborted): assertion 'x?' failed");
}

TEST_F(WorkerPool, SegmentationFault) {
  if (kSanitized)
    GTEST_SKIP() << "the sanitizer reports it and exits";
  const UnitOutcome outcome = outcomeOf([](const CompileCommand &) -> Result<facts::TuFacts> {
    std::raise(SIGSEGV);
    hang();
  });
  EXPECT_EQ(outcome.state, State::Crashed);
  EXPECT_EQ(outcome.reason, "crashed (segmentation fault)");
}

TEST_F(WorkerPool, FatalErrorOfLlvm) {
  const UnitOutcome outcome = outcomeOf([](const CompileCommand &) -> Result<facts::TuFacts> {
    llvm::report_fatal_error("ran out of registers", /*gen_crash_diag=*/false);
  });
  EXPECT_EQ(outcome.state, State::Crashed);
  EXPECT_EQ(outcome.reason, "gave up: ran out of registers");
}

TEST_F(WorkerPool, ExceptionIsACrash) {
  const UnitOutcome outcome = outcomeOf(
      [](const CompileCommand &) -> Result<facts::TuFacts> { throw std::runtime_error("from the extraction"); });
  EXPECT_EQ(outcome.state, State::Crashed);
  EXPECT_THAT(outcome.reason, HasSubstr("from the extraction"));
}

TEST_F(WorkerPool, HandlersAtExitStayInThisProcess) {
  static const std::filesystem::path marker =
      std::filesystem::temp_directory_path() / ("tell-worker-exit-" + std::to_string(::getpid()));
  static const pid_t here = ::getpid();
  std::filesystem::remove(marker);
  ASSERT_EQ(std::atexit([] {
              if (::getpid() != here)
                std::ofstream(marker) << "ran";
            }),
            0);
  const UnitOutcome outcome = outcomeOf([](const CompileCommand &) -> Result<facts::TuFacts> { std::exit(0); });
  EXPECT_EQ(outcome.state, State::Crashed);
  EXPECT_EQ(outcome.reason, "ended without an answer");
  EXPECT_FALSE(std::filesystem::exists(marker));
  EXPECT_EQ(outcomeOf([](const CompileCommand &) -> Result<facts::TuFacts> { ::_exit(7); }).reason,
            "ended with exit code 7");
}

TEST_F(WorkerPool, EndlessUnitIsKilled) {
  const Clock::time_point start = Clock::now();
  const std::vector<UnitOutcome> outcomes = extractAll(commandsFor({"/endless.cpp", "/b.cpp"}),
                                                       [](const CompileCommand &command) {
                                                         volatile bool endless = command.file == "/endless.cpp";
                                                         while (endless) {
                                                         }
                                                         return succeed(command);
                                                       },
                                                       {.jobs = 1, .unitTimeoutSeconds = 1});
  EXPECT_EQ(outcomes[0].state, State::TimedOut);
  EXPECT_EQ(outcomes[0].reason, "took longer than 1 s");
  EXPECT_EQ(outcomes[1].state, State::Extracted);
  EXPECT_GE(secondsSince(start), 1.0);
  EXPECT_LT(secondsSince(start), 10.0);
}

TEST_F(WorkerPool, HungryUnitIsStopped) {
  if (kSanitized)
    GTEST_SKIP() << "memory is not limited under sanitizers";
  const PoolOptions pool = {.unitMemoryMiB = 768};
  const UnitOutcome one = outcomeOf(
      [](const CompileCommand &command) -> Result<facts::TuFacts> {
        std::vector<char> huge(std::size_t{1} << 33);
        huge.back() = 1;
        asm volatile("" : : "r"(huge.data()) : "memory"); // an optimiser may not do without it
        return huge.front() == 1 ? Result<facts::TuFacts>(Error("had it")) : succeed(command);
      },
      pool);
  EXPECT_EQ(one.state, State::OutOfMemory);
  EXPECT_EQ(one.reason, "needed more than 768 MiB of memory");
  const UnitOutcome many = outcomeOf(
      [](const CompileCommand &) -> Result<facts::TuFacts> {
        std::vector<std::string> all;
        while (true)
          all.emplace_back(1'000'000, 'x');
      },
      pool);
  EXPECT_EQ(many.state, State::OutOfMemory);
  const UnitOutcome llvms = outcomeOf(
      [](const CompileCommand &) -> Result<facts::TuFacts> {
        llvm::report_bad_alloc_error("no more memory");
        hang();
      },
      pool);
  EXPECT_EQ(llvms.state, State::OutOfMemory);
}

TEST_F(WorkerPool, KilledBySomebodyElse) {
  EXPECT_EQ(outcomeOf([](const CompileCommand &) -> Result<facts::TuFacts> {
              std::raise(SIGKILL);
              hang();
            }).state,
            State::OutOfMemory);
  const UnitOutcome interrupted = outcomeOf([](const CompileCommand &) -> Result<facts::TuFacts> {
    std::raise(SIGINT);
    hang();
  });
  EXPECT_EQ(interrupted.state, State::Failed);
  EXPECT_EQ(interrupted.reason, "interrupted");
}

TEST_F(WorkerPool, NoCoreFilesAndNoInput) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ASSERT_EQ(::write(ends[1], "typed", 5), 5);
  const int input = ::dup(STDIN_FILENO);
  ::dup2(ends[0], STDIN_FILENO);
  const UnitOutcome outcome = outcomeOf([](const CompileCommand &command) -> Result<facts::TuFacts> {
    rlimit core{};
    ::getrlimit(RLIMIT_CORE, &core);
    if (core.rlim_max != 0)
      return Error("may leave a core file");
    char byte = 0;
    if (::read(STDIN_FILENO, &byte, 1) != 0)
      return Error("there is input");
    return succeed(command);
  });
  EXPECT_EQ(outcome.state, State::Extracted) << outcome.reason;
  char typed[8];
  EXPECT_EQ(::read(STDIN_FILENO, typed, sizeof typed), 5);
  ::dup2(input, STDIN_FILENO);
  for (const int descriptor : {ends[0], ends[1], input})
    ::close(descriptor);
}

/// What a call that must fail failed with; "done" where it did not.
std::string refusal(long result) { return result >= 0 ? "done" : errno == EPERM ? "refused" : std::strerror(errno); }

TEST_F(WorkerPool, ProcessesCanChangeNothingAndReachNoOne) {
  if (kSanitized)
    GTEST_SKIP() << "sanitizers run a program to name the functions of a stack";
  if (::prctl(PR_GET_SECCOMP) < 0)
    GTEST_SKIP() << "this kernel has no seccomp";
  const std::string folder = testing::TempDir() + "tell-confined-" + std::to_string(::getpid());
  std::filesystem::create_directories(folder);
  const std::string old = folder + "/old";
  const std::string made = folder + "/made";
  std::ofstream(old) << "as it was";
  const pid_t here = ::getpid();
  const UnitOutcome outcome = outcomeOf([&](const CompileCommand &) -> Result<facts::TuFacts> {
    const char *const program[] = {"/bin/true", nullptr};
    const std::vector<std::pair<std::string, std::string>> said = {
        {"read", refusal(::open(old.c_str(), O_RDONLY))},
        {"write", refusal(::open(old.c_str(), O_WRONLY))},
        {"change", refusal(::open(old.c_str(), O_RDWR | O_CLOEXEC))},
        {"empty", refusal(::open(old.c_str(), O_RDONLY | O_TRUNC))},
        {"make", refusal(::open(made.c_str(), O_RDONLY | O_CREAT, 0600))},
        {"fill", refusal(::creat(made.c_str(), 0600))},
        {"remove", refusal(::unlink(old.c_str()))},
        {"move", refusal(::rename(old.c_str(), made.c_str()))},
        {"link", refusal(::symlink(old.c_str(), made.c_str()))},
        {"folder", refusal(::mkdir(made.c_str(), 0700))},
        {"permit", refusal(::chmod(old.c_str(), 0777))},
        {"run", refusal(::execve(program[0], const_cast<char *const *>(program), environ))},
        {"talk", refusal(::socket(AF_INET, SOCK_STREAM, 0))},
        {"signal", refusal(::kill(here, 0))},
    };
    std::string all;
    for (const auto &[what, how] : said)
      all += what + ": " + how + "\n";
    return Error(all);
  });
  EXPECT_EQ(outcome.reason, "read: done\nwrite: refused\nchange: refused\nempty: refused\nmake: refused\n"
                            "fill: refused\nremove: refused\nmove: refused\nlink: refused\nfolder: refused\n"
                            "permit: refused\nrun: refused\ntalk: refused\nsignal: refused\n");
  EXPECT_FALSE(std::filesystem::exists(made));
  EXPECT_EQ(std::filesystem::file_size(old), 9U);
  std::filesystem::remove_all(folder);
}

TEST_F(WorkerPool, ChatterNeitherBlocksNorShows) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const UnitOutcome outcome = outcomeOf([](const CompileCommand &command) -> Result<facts::TuFacts> {
    const std::string line(1'000, 'x');
    for (int i = 0; i < 5'000; ++i) {
      std::fprintf(stderr, "%s\n", line.c_str());
      std::printf("%s\n", line.c_str());
    }
    return succeed(command);
  });
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(outcome.state, State::Extracted) << outcome.reason;
}

std::vector<std::string> encoded(const std::vector<UnitOutcome> &outcomes) {
  std::vector<std::string> all;
  for (const UnitOutcome &outcome : outcomes)
    all.push_back(outcome.file + ": " + outcome.reason + facts::encode(outcome.facts));
  return all;
}

TEST_F(WorkerPool, OrderIsThatOfTheCommands) {
  std::vector<std::string> files;
  for (int i = 0; i < 40; ++i)
    files.push_back("/" + std::to_string(i) + ".cpp");
  const auto extract = [](const CompileCommand &command) -> Result<facts::TuFacts> {
    const int number = std::stoi(command.file.substr(1));
    std::this_thread::sleep_for(std::chrono::milliseconds((number * 7) % 20)); // finish in another order
    if (number % 9 == 4)
      return Error("unit " + std::to_string(number));
    return factsFor(command);
  };
  const std::vector<UnitOutcome> alone = extractAll(commandsFor(files), extract, {.jobs = 1});
  const std::vector<UnitOutcome> four = extractAll(commandsFor(files), extract, {.jobs = 4});
  ASSERT_EQ(alone.size(), files.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    EXPECT_EQ(alone[i].file, files[i]);
    EXPECT_EQ(alone[i].state, i % 9 == 4 ? State::Failed : State::Extracted);
    EXPECT_EQ(alone[i].facts.mainFile, i % 9 == 4 ? "" : files[i]);
  }
  EXPECT_EQ(encoded(alone), encoded(four));
}

TEST_F(WorkerPool, BigFilesFirst) {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("tell-worker-order-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::vector<std::string> files;
  for (const std::size_t size : {10U, 3000U, 200U}) {
    files.push_back(folder / (std::to_string(size) + ".cpp"));
    std::ofstream(files.back()) << std::string(size, ' ');
  }
  files.push_back(folder / "missing.cpp");
  const std::vector<UnitOutcome> outcomes =
      extractAll(commandsFor(files),
                 [](const CompileCommand &command) -> Result<facts::TuFacts> {
                   facts::TuFacts facts = factsFor(command);
                   facts.strings.push_back(std::to_string(Clock::now().time_since_epoch().count()));
                   return facts;
                 },
                 {.jobs = 1});
  std::filesystem::remove_all(folder);
  std::vector<std::pair<long long, std::size_t>> started;
  for (std::size_t unit = 0; unit < outcomes.size(); ++unit)
    started.emplace_back(std::stoll(outcomes[unit].facts.strings.at(1)), unit);
  std::ranges::sort(started);
  std::vector<std::size_t> order;
  for (const auto &[time, unit] : started)
    order.push_back(unit);
  EXPECT_THAT(order, ElementsAre(1, 2, 0, 3));
}

TEST_F(WorkerPool, RunsSideBySide) {
  const Clock::time_point start = Clock::now();
  const std::vector<UnitOutcome> outcomes = extractAll(commandsFor({"/a", "/b", "/c", "/d"}),
                                                       [](const CompileCommand &command) {
                                                         std::this_thread::sleep_for(std::chrono::milliseconds(500));
                                                         return succeed(command);
                                                       },
                                                       {.jobs = 4});
  EXPECT_EQ(outcomes[3].state, State::Extracted);
  EXPECT_LT(secondsSince(start), 1.5);
}

TEST_F(WorkerPool, HandsOutFactsAsTheyCome) {
  std::vector<std::string> seen(3);
  PoolOptions pool;
  pool.extracted = [&](std::size_t unit, std::string_view facts) { seen.at(unit) = facts; };
  const auto fail = [](const CompileCommand &command) {
    return command.file == "/b.cpp" ? Result<facts::TuFacts>(Error("no")) : succeed(command);
  };
  const std::vector<CompileCommand> commands = commandsFor({"/a.cpp", "/b.cpp", "/c.cpp"});
  (void)extractAll(commands, fail, pool);
  EXPECT_EQ(seen[0], facts::encode(factsFor(commands[0])));
  EXPECT_EQ(seen[1], "");
  EXPECT_EQ(seen[2], facts::encode(factsFor(commands[2])));
}

TEST_F(WorkerPool, ProgressCountsToTheEnd) {
  std::vector<std::pair<std::size_t, std::size_t>> seen;
  PoolOptions pool;
  pool.jobs = 2;
  pool.progress = [&](std::size_t done, std::size_t total) { seen.emplace_back(done, total); };
  const std::vector<UnitOutcome> outcomes = extractAll(commandsFor({"/a", "/b", "/c"}), succeed, pool);
  EXPECT_EQ(outcomes.size(), 3U);
  EXPECT_THAT(seen, ElementsAre(std::pair(1U, 3U), std::pair(2U, 3U), std::pair(3U, 3U)));
}

TEST_F(WorkerPool, CancelledRunReturnsWhatThereIs) {
  bool stop = false;
  PoolOptions pool;
  pool.jobs = 2;
  pool.progress = [&](std::size_t, std::size_t) { stop = true; };
  pool.cancelled = [&] { return stop; };
  const Clock::time_point start = Clock::now();
  const std::vector<UnitOutcome> outcomes = extractAll(
      commandsFor({"/hangs", "/ends", "/never"}),
      [](const CompileCommand &command) {
        if (command.file == "/hangs")
          hang();
        return succeed(command);
      },
      pool);
  EXPECT_LT(secondsSince(start), 10.0);
  EXPECT_EQ(outcomes[0].state, State::Failed);
  EXPECT_EQ(outcomes[0].reason, "interrupted");
  EXPECT_EQ(outcomes[1].state, State::Extracted);
  EXPECT_EQ(outcomes[2].state, State::Failed);
  EXPECT_EQ(outcomes[2].reason, "interrupted");
  EXPECT_EQ(outcomes[2].file, "/never");
}

volatile std::sig_atomic_t interruptSeen = 0;

TEST_F(WorkerPool, InterruptEndsTheRun) {
  interruptSeen = 0;
  const auto before = std::signal(SIGINT, [](int) { interruptSeen = 1; });
  PoolOptions pool;
  pool.jobs = 2;
  pool.progress = [](std::size_t, std::size_t) { std::raise(SIGINT); };
  pool.cancelled = [] { return interruptSeen != 0; };
  const Clock::time_point start = Clock::now();
  const std::vector<UnitOutcome> outcomes = extractAll(
      commandsFor({"/a", "/b", "/c"}),
      [](const CompileCommand &command) -> Result<facts::TuFacts> {
        if (command.file == "/a")
          return succeed(command);
        hang();
      },
      pool);
  std::signal(SIGINT, before);
  EXPECT_LT(secondsSince(start), 10.0);
  EXPECT_EQ(outcomes[0].state, State::Extracted);
  EXPECT_EQ(outcomes[1].reason, "interrupted");
  EXPECT_EQ(outcomes[2].reason, "interrupted");
}

TEST_F(WorkerPool, WorksWhereEndedChildrenAreIgnored) {
  const auto before = std::signal(SIGCHLD, SIG_IGN);
  const UnitOutcome outcome = outcomeOf(succeed);
  EXPECT_EQ(std::signal(SIGCHLD, before), SIG_IGN);
  EXPECT_EQ(outcome.state, State::Extracted) << outcome.reason;
}

TEST_F(WorkerPool, SaysWhenNoProcessCanBeStarted) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit none = before;
  none.rlim_cur = 3; // descriptors 0 to 2 are taken
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  const UnitOutcome outcome = outcomeOf(succeed);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(outcome.state, State::Failed);
  EXPECT_EQ(outcome.reason, "no pipe for a worker process: Too many open files");
}

} // namespace
} // namespace tell
