// The cache over all stages: what comes out of it is what extracting anew would give, whatever happened in between.

#include "cli/units.hpp"
#include "facts/cache.hpp"
#include "facts/codec.hpp"
#include "support/file.hpp"
#include "temporary_folder.hpp"
#include "workspace/workspace.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <functional>
#include <random>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace tell {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

namespace fs = std::filesystem;

/// A program of three units in `src`, two of which include `include/order.h`, and a cache beside it.
class Project {
public:
  Project() {
    folder_.write("project/.git/HEAD", "");
    write("first/other.h", "");
    write("include/order.h", "#pragma once\nclass Order { public: int total() const { return total_; }\n"
                             "#ifdef WIDE\n  long wide = 0;\n#endif\n private: int total_ = 0; };\n");
    write("src/pay.cpp", "#include \"order.h\"\nint pay(const Order &o) { return o.total() > 3 ? 1 : 0; }\n");
    write("src/ship.cpp", "#include \"order.h\"\nbool ship(const Order &o) { return o.total() == 0; }\n");
    write("src/main.cpp", "int main() { return 0; }\n");
    database({});
  }

  void write(const std::string &path, std::string_view text) const { folder_.write("project/" + path, text); }
  [[nodiscard]] std::string root() const { return folder_ / "project"; }
  [[nodiscard]] std::string cache() const { return folder_ / "cache"; }
  [[nodiscard]] std::string operator/(const std::string &path) const { return root() + "/" + path; }

  /// Compiles all units with `first` searched before `include`, and these flags.
  void database(const std::vector<std::string> &flags) const {
    std::string entries;
    for (const char *unit : {"main", "pay", "ship"}) {
      std::string arguments = R"("clang++", "-Ifirst", "-Iinclude")";
      for (const std::string &flag : flags)
        arguments += fmt::format(", \"{}\"", flag);
      entries += fmt::format(R"({}{{"directory": "{}", "file": "src/{}.cpp", "arguments": [{}, "-c", "src/{}.cpp"]}})",
                             entries.empty() ? "" : ",\n", root(), unit, arguments, unit);
    }
    write("compile_commands.json", "[" + entries + "]\n");
  }

  /// The units as they are, taken from the cache at `cache` where it has them; empty: none is used.
  [[nodiscard]] Units units(const std::string &cache, std::vector<std::string> *notices = nullptr) const {
    const auto workspace = openWorkspace({{}, "", root()});
    EXPECT_TRUE(workspace.ok());
    const ProjectScope scope(workspace->root);
    Options options;
    options.jobs = 2;
    options.cacheDirectory = cache;
    Host host;
    host.workingDirectory = root();
    host.notice = [&](std::string_view text) {
      if (notices)
        notices->emplace_back(text);
    };
    return extractUnits(workspace->commands, scope, options, host);
  }

private:
  TemporaryFolder folder_;
};

std::vector<std::string> bytesOf(const Units &units) {
  std::vector<std::string> all;
  for (const facts::TuFacts &unit : units.facts)
    all.push_back(facts::encode(unit));
  return all;
}

std::vector<std::string> messagesOf(const Units &units) {
  std::vector<std::string> all;
  for (const Notification &notification : units.notifications)
    all.push_back(notification.message);
  return all;
}

/// The cache gives what extraction gives, with so many units taken from it; and after that all of them.
void expectWarmIsCold(const Project &project, std::size_t reused) {
  const Units cold = project.units("");
  const Units warm = project.units(project.cache());
  EXPECT_TRUE(bytesOf(warm) == bytesOf(cold));
  EXPECT_EQ(messagesOf(warm), messagesOf(cold));
  EXPECT_EQ(warm.reused, reused);
  EXPECT_EQ(warm.incomplete, cold.incomplete);
  const Units again = project.units(project.cache());
  EXPECT_TRUE(bytesOf(again) == bytesOf(cold));
  EXPECT_EQ(again.reused, cold.total);
}

TEST(Cache, TakesWhatDidNotChange) {
  const Project project;
  expectWarmIsCold(project, 0);
  expectWarmIsCold(project, 3);
}

TEST(Cache, SeesAnEditedHeader) {
  const Project project;
  expectWarmIsCold(project, 0);
  project.write("include/order.h", "#pragma once\nclass Order { public: int total() const { return 7; } };\n");
  expectWarmIsCold(project, 1);
}

TEST(Cache, SeesAnEditedSource) {
  const Project project;
  expectWarmIsCold(project, 0);
  project.write("src/main.cpp", "int main() { return 1; }\n");
  expectWarmIsCold(project, 2);
}

TEST(Cache, SeesARenamedHeader) {
  const Project project;
  expectWarmIsCold(project, 0);
  fs::rename(project / "include/order.h", project / "include/orders.h");
  project.write("src/pay.cpp", "#include \"orders.h\"\nint pay(const Order &o) { return o.total(); }\n");
  const Units cold = project.units("");
  EXPECT_EQ(cold.incomplete, 1U) << "ship.cpp still includes the old name";
  expectWarmIsCold(project, 1);
}

TEST(Cache, SeesADeletedHeaderAndItsReturn) {
  const Project project;
  expectWarmIsCold(project, 0);
  fs::rename(project / "include/order.h", project / "kept");
  expectWarmIsCold(project, 1);
  fs::rename(project / "kept", project / "include/order.h");
  expectWarmIsCold(project, 3); // the entries from before are still there
}

TEST(Cache, SeesAHeaderThatTakesAnothersPlace) {
  const Project project;
  expectWarmIsCold(project, 0);
  project.write("first/order.h", "#pragma once\nclass Order { public: int total() const { return 1; } int more; };\n");
  expectWarmIsCold(project, 1);
  fs::remove(project / "first/order.h");
  expectWarmIsCold(project, 3);
}

TEST(Cache, SeesAHeaderThatTakesTheSystemsPlace) {
  const Project project;
  project.write("src/main.cpp", "#include <vector>\nint main() { return 0; }\n");
  expectWarmIsCold(project, 0);
  // Only the system's own headers ask for it.
  project.write("first/bits/stl_vector.h", "#include_next <bits/stl_vector.h>\nstruct Taken {};\n");
  expectWarmIsCold(project, 2);
}

TEST(Cache, SeesASearchedFolderThatComesIntoBeing) {
  const Project project;
  fs::remove_all(project / "first");
  expectWarmIsCold(project, 0);
  project.write("first/order.h", "#pragma once\nstruct Order { int total() const { return 1; } };\n");
  expectWarmIsCold(project, 0);
}

TEST(Cache, MindsNoFolderNamedLikeAHeader) {
  const Project project;
  project.write("src/main.cpp", "#include <memory>\nint main() { return 0; }\n");
  project.write("include/memory/arena.h", "");
  expectWarmIsCold(project, 0);
  fs::remove_all(project / "include/memory");
  project.write("include/memory", "#pragma once\n");
  expectWarmIsCold(project, 2);
}

TEST(Cache, SeesAFlippedMacro) {
  const Project project;
  expectWarmIsCold(project, 0);
  project.database({"-DWIDE"});
  expectWarmIsCold(project, 0);
  project.database({});
  expectWarmIsCold(project, 3);
}

TEST(Cache, TrustsNoClock) {
  const Project project;
  expectWarmIsCold(project, 0);
  const std::string header = project / "include/order.h";
  const auto before = fs::last_write_time(header);
  std::string text = *readFile(header, 10'000);
  text.replace(text.find("int total_"), 3, "int"); // the size stays
  text.replace(text.find("total_ = 0"), 10, "total_ = 9");
  project.write("include/order.h", text);
  fs::last_write_time(header, before - std::chrono::hours(1));
  expectWarmIsCold(project, 1);
  fs::last_write_time(header, before + std::chrono::hours(1));
  expectWarmIsCold(project, 3);
}

TEST(Cache, SeesThatCodeBecomesOtherPeoples) {
  const Project project;
  expectWarmIsCold(project, 0);
  project.write("include/.git", "gitdir: elsewhere\n");
  expectWarmIsCold(project, 1);
}

TEST(Cache, GoesBackAndForthBetweenBranches) {
  const Project project;
  const std::string other = "#pragma once\nstruct Order { int total() const { return 1; } };\n";
  const std::string first = *readFile(project / "include/order.h", 10'000);
  expectWarmIsCold(project, 0);
  project.write("include/order.h", other);
  expectWarmIsCold(project, 1);
  project.write("include/order.h", first);
  expectWarmIsCold(project, 3);
  project.write("include/order.h", other);
  expectWarmIsCold(project, 3);
}

bool isPart(std::string_view name) { return name.starts_with("llvmcache-part-"); }

std::vector<fs::path> partsOf(const std::string &cache) {
  std::vector<fs::path> parts;
  for (const auto &entry : fs::directory_iterator(cache))
    if (isPart(entry.path().filename().string()))
      parts.push_back(entry.path());
  return parts;
}

std::vector<fs::path> entriesOf(const std::string &cache) {
  std::vector<fs::path> entries;
  for (const auto &entry : fs::directory_iterator(cache))
    if (const std::string name = entry.path().filename(); name.starts_with("llvmcache-") && !isPart(name))
      entries.push_back(entry.path());
  std::ranges::sort(entries);
  return entries;
}

/// Fills the cache, spoils every entry, and expects extraction to take its place.
void expectSpoiledIsAMiss(const std::function<void(const fs::path &)> &spoil) {
  const Project project;
  expectWarmIsCold(project, 0);
  const std::vector<fs::path> entries = entriesOf(project.cache());
  ASSERT_EQ(entries.size(), 3U);
  for (const fs::path &entry : entries)
    spoil(entry);
  expectWarmIsCold(project, 0);
}

void overwrite(const fs::path &path, std::string_view bytes) { std::ofstream(path, std::ios::binary) << bytes; }

TEST(CacheDamage, CutOffEntriesAreMisses) {
  for (const std::uintmax_t part : {0U, 1U, 3U})
    expectSpoiledIsAMiss([&](const fs::path &entry) { fs::resize_file(entry, fs::file_size(entry) * part / 4); });
}

TEST(CacheDamage, ChangedBytesAreMisses) {
  for (const std::size_t place : {0U, 30U, 40U, 50U, 600U})
    expectSpoiledIsAMiss([&](const fs::path &entry) {
      std::string bytes = *readFile(entry, 1U << 30U);
      ASSERT_LT(place, bytes.size());
      bytes[place] = static_cast<char>(bytes[place] ^ 0x40);
      overwrite(entry, bytes);
    });
}

TEST(CacheDamage, ForeignFilesAreMisses) {
  expectSpoiledIsAMiss([](const fs::path &entry) { overwrite(entry, "not facts"); });
}

TEST(CacheDamage, FactsOfAnotherVersionAreMisses) {
  expectSpoiledIsAMiss([](const fs::path &entry) {
    const std::string folder = entry.parent_path();
    const std::string key = entry.filename().string().substr(std::string_view("llvmcache-").size(), 32);
    const std::string facts = facts::encode(*facts::Cache(folder).find(key, 0));
    const std::string version(1, static_cast<char>(facts::kFormatVersion));
    for (std::size_t at = facts.find(version); at != std::string::npos; at = facts.find(version, at + 1)) {
      std::string other = facts;
      other[at] = static_cast<char>(facts::kFormatVersion + 1);
      if (const auto read = facts::decode(other);
          !read.ok() && read.error().message().find("another version") != std::string::npos) {
        ASSERT_TRUE(facts::Cache(folder).store(key, other, {}).ok()); // its checksum is right
        fs::remove(folder + "/llvmcache-" + key + "-1");
        return;
      }
    }
    FAIL() << "no version in the facts";
  });
}

TEST(CacheDamage, PartsAreMadeAgainOfTheWhole) {
  for (const bool removed : {true, false}) {
    const Project project;
    expectWarmIsCold(project, 0);
    const std::vector<fs::path> parts = partsOf(project.cache());
    ASSERT_EQ(parts.size(), 1U) << "what two units say of order.h";
    const std::string before = *readFile(parts[0], 1U << 20U);
    if (removed)
      fs::remove(parts[0]);
    else
      overwrite(parts[0], std::string(before.size(), 'x'));
    expectWarmIsCold(project, 3);
    EXPECT_EQ(*readFile(parts[0], 1U << 20U), before);
  }
}

TEST(CacheDamage, WithoutPartsOrWholeAUnitIsExtracted) {
  const Project project;
  expectWarmIsCold(project, 0);
  fs::remove(partsOf(project.cache()).at(0));
  for (const fs::path &entry : entriesOf(project.cache())) {
    std::string bytes = *readFile(entry, 1U << 30U);
    bytes.back() = static_cast<char>(bytes.back() ^ 1); // of the whole, not of what is the unit's own
    overwrite(entry, bytes);
  }
  expectWarmIsCold(project, 1); // main.cpp includes nothing
}

TEST(CacheDamage, PipesAreNotWaitedFor) {
  const Project project;
  expectWarmIsCold(project, 0);
  for (const fs::path &entry : entriesOf(project.cache())) {
    fs::remove(entry);
    ASSERT_EQ(::mkfifo(entry.c_str(), 0600), 0);
  }
  const Units cold = project.units("");
  EXPECT_TRUE(bytesOf(project.units(project.cache())) == bytesOf(cold));
}

TEST(CachePlace, WithoutAPlaceTheRunGoesOn) {
  const Project project;
  project.write("occupied", "a file");
  std::vector<std::string> notices;
  const Units warm = project.units(project / "occupied/cache", &notices);
  EXPECT_TRUE(bytesOf(warm) == bytesOf(project.units("")));
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_THAT(notices[0], HasSubstr("the cache can't be filled"));
}

TEST(CachePlace, AReadOnlyCacheIsRead) {
  const Project project;
  expectWarmIsCold(project, 0);
  ASSERT_EQ(::chmod(project.cache().c_str(), 0500), 0);
  for (const fs::path &entry : entriesOf(project.cache()))
    ASSERT_EQ(::chmod(entry.c_str(), 0400), 0);
  const Units warm = project.units(project.cache());
  EXPECT_EQ(warm.reused, 3U);
  project.write("src/main.cpp", "int main() { return 5; }\n");
  EXPECT_TRUE(bytesOf(project.units(project.cache())) == bytesOf(project.units("")));
  ASSERT_EQ(::chmod(project.cache().c_str(), 0700), 0);
}

TEST(CachePlace, IsForThisUserAloneAndLeftOutOfBackups) {
  const Project project;
  (void)project.units(project.cache());
  struct stat status{};
  ASSERT_EQ(::stat(project.cache().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
  EXPECT_THAT(*readFile(project.cache() + "/CACHEDIR.TAG", 1000), HasSubstr("8a477f597d28d172789f06886806bc55"));
}

TEST(CachePruning, KeepsWithinItsSizeAndDropsTheLongestUnused) {
  const Project project;
  expectWarmIsCold(project, 0);
  const std::vector<fs::path> entries = entriesOf(project.cache());
  const std::array<timespec, 2> longAgo = {timespec{1'000'000'000, 0}, timespec{0, UTIME_OMIT}};
  ASSERT_EQ(::utimensat(AT_FDCWD, entries[1].c_str(), longAgo.data(), 0), 0);
  const facts::Cache cache(project.cache());
  facts::CacheLimits limits;
  limits.unused = std::chrono::hours(24 * 365 * 100);
  limits.bytes = cache.stats().bytes - 1;
  cache.prune(limits);
  EXPECT_THAT(entriesOf(project.cache()), testing::ElementsAre(entries[0], entries[2]));
}

TEST(CachePruning, DropsWhatNobodyAskedForInALongTime) {
  const Project project;
  expectWarmIsCold(project, 0);
  const std::vector<fs::path> entries = entriesOf(project.cache());
  const std::array<timespec, 2> longAgo = {timespec{1'000'000'000, 0}, timespec{0, UTIME_OMIT}};
  for (const std::size_t old : {0U, 2U})
    ASSERT_EQ(::utimensat(AT_FDCWD, entries[old].c_str(), longAgo.data(), 0), 0);
  expectWarmIsCold(project, 3); // asking for them makes them young again
  ASSERT_EQ(::utimensat(AT_FDCWD, entries[0].c_str(), longAgo.data(), 0), 0);
  facts::Cache(project.cache()).prune({});
  EXPECT_THAT(entriesOf(project.cache()), testing::ElementsAre(entries[1], entries[2]));
}

TEST(CachePruning, CleanRemovesEntriesOnly) {
  const Project project;
  expectWarmIsCold(project, 0);
  overwrite(project.cache() + "/mine.txt", "stays");
  const auto removed = facts::Cache(project.cache()).clean();
  ASSERT_TRUE(removed.ok());
  EXPECT_EQ(removed->entries, 3U);
  EXPECT_THAT(entriesOf(project.cache()), IsEmpty());
  EXPECT_TRUE(fs::exists(project.cache() + "/mine.txt"));
  EXPECT_EQ(facts::Cache(project.cache() + "/nowhere").stats().entries, 0U);
  EXPECT_TRUE(facts::Cache(project.cache() + "/nowhere").clean().ok());
}

/// The program under test, started in a project.
pid_t start(const Project &project, std::vector<std::string> arguments, const std::string &output) {
  arguments.insert(arguments.begin(), TELL_BINARY);
  std::vector<char *> argv;
  for (std::string &argument : arguments)
    argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, project.root().c_str());
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t id = -1;
  EXPECT_EQ(posix_spawn(&id, TELL_BINARY, &actions, nullptr, argv.data(), environ), 0);
  posix_spawn_file_actions_destroy(&actions);
  return id;
}

int exitCodeOf(pid_t process) {
  int status = 0;
  waitpid(process, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(CacheProcesses, TwoRunsOnOneCacheAtOnceAgree) {
  const Project project;
  const std::string reports[] = {project / "cold.json", project / "one.json", project / "two.json"};
  ASSERT_EQ(exitCodeOf(start(project, {"census", "--no-cache", "-o", "json"}, reports[0])), 0);
  for (int round = 0; round < 3; ++round) {
    const pid_t one = start(project, {"census", "--cache-dir", project.cache(), "-o", "json"}, reports[1]);
    const pid_t two = start(project, {"census", "--cache-dir", project.cache(), "-o", "json"}, reports[2]);
    EXPECT_EQ(exitCodeOf(one), 0);
    EXPECT_EQ(exitCodeOf(two), 0);
    const std::string cold = *readFile(reports[0], 1U << 30U);
    EXPECT_NE(cold, "");
    EXPECT_EQ(*readFile(reports[1], 1U << 30U), cold);
    EXPECT_EQ(*readFile(reports[2], 1U << 30U), cold);
  }
  expectWarmIsCold(project, 3);
}

TEST(CacheProcesses, SurvivesBeingKilled) {
  constexpr int kKills = 50;
  const Project project;
  std::mt19937 random(1); // the same moments on each run, as far as the machine allows
  std::uniform_int_distribution<int> milliseconds(1, 250);
  for (int kill = 0; kill < kKills; ++kill) {
    const pid_t process = start(project, {"index", "--cache-dir", project.cache()}, "/dev/null");
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds(random)));
    ::kill(process, SIGKILL);
    (void)exitCodeOf(process);
    if (kill % 10 == 0) // else nothing would be left to do
      project.write("src/main.cpp", fmt::format("int main() {{ return {}; }}\n", kill));
  }
  const Units cold = project.units("");
  EXPECT_TRUE(bytesOf(project.units(project.cache())) == bytesOf(cold));
  const Units again = project.units(project.cache());
  EXPECT_TRUE(bytesOf(again) == bytesOf(cold));
  EXPECT_EQ(again.reused, 3U);
}

} // namespace
} // namespace tell
