#pragma once

#include "process.hpp"
#include "support/file.hpp"
#include "temporary_folder.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tell {

inline constexpr std::string_view kOrder = R"(#pragma once
enum class Status { Draft, Paid, Cancelled };
class Order {
public:
  Status status() const { return status_; }
  void setStatus(Status status) { status_ = status; }
  int total() const { return total_; }
  void setTotal(int total) { total_ = total; }

private:
  Status status_ = Status::Draft;
  int total_ = 0;
};
)";

inline constexpr std::string_view kCancel = R"(#include "order.h"
bool cancel(Order &order) {
  if (order.status() == Status::Cancelled)
    return false;
  order.setStatus(Status::Cancelled);
  return true;
}
)";

/// A rule about another class, so that what is new of it is new in any program.
inline constexpr std::string_view kCart = R"(#pragma once
class Cart {
public:
  int count() const { return count_; }
  void setCount(int count) { count_ = count; }
  bool open() const { return open_; }
  void setOpen(bool open) { open_ = open; }

private:
  int count_ = 0;
  bool open_ = true;
};
)";

inline constexpr std::string_view kBad = R"(#include "cart.h"
bool close(Cart &cart) {
  if (!cart.open() || cart.count() == 0)
    return false;
  cart.setOpen(false);
  return true;
}
)";

inline constexpr std::string_view kGood = R"(#include "cart.h"
int twice(int number) { return 2 * number; }
)";

/// A repository with old debt: `cancel` decides about an order outside of it.
class ShopRepository : public testing::Test {
protected:
  ShopRepository() {
    for (const char *name : {"GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"})
      unsetenv(name);
    std::filesystem::create_directories(root());
    git("init -q -b main");
    write("order.h", kOrder);
    write("cancel.cpp", kCancel);
    write("cart.h", kCart);
    write("cart.cpp", kGood);
    write("main.cpp", "#include \"order.h\"\nbool cancel(Order &order);\nint main() {\n  Order order;\n"
                      "  order.setTotal(3);\n  return cancel(order) ? 0 : 1;\n}\n");
    database({"cancel.cpp", "cart.cpp", "main.cpp"});
    write(".gitignore", "build/\n");
    git("add -A");
    git("commit -q -m start");
  }

  [[nodiscard]] std::string root() const { return folder_ / "work"; }
  void write(const std::string &file, std::string_view text) const { folder_.write("work/" + file, text); }

  void database(const std::vector<std::string> &units) const {
    std::string entries;
    for (const std::string &unit : units)
      entries += fmt::format(R"({}{{"directory": "{}", "file": "{}", "arguments": ["clang++", "-c", "{}"]}})",
                             entries.empty() ? "" : ",", root(), unit, unit);
    write("build/compile_commands.json", "[" + entries + "]");
  }

  void git(const std::string &arguments) const {
    const std::string command = fmt::format("cd '{}' && env -i PATH=\"$PATH\" HOME='{}' GIT_CONFIG_NOSYSTEM=1 git -c "
                                            "user.name=n -c user.email=e -c commit.gpgsign=false {} >/dev/null 2>&1",
                                            root(), folder_.path(), arguments);
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
  }

  [[nodiscard]] Outcome tell(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--cache-dir", folder_ / "cache"});
    return run(root(), std::move(arguments));
  }

  void index() const {
    const Outcome outcome = tell({"index"});
    EXPECT_EQ(outcome.exitCode, 0) << outcome.error;
  }

  /// Runs a shell command in the work tree.
  [[nodiscard]] Outcome shell(const std::string &command) const {
    const std::string line = fmt::format(
        "cd '{}' && {{ env -i PATH=\"{}:$PATH\" HOME='{}' XDG_CACHE_HOME='{}' GIT_CONFIG_NOSYSTEM=1 LANG=C.UTF-8 "
        "PRE_COMMIT_HOME='{}' GIT_AUTHOR_NAME=n GIT_AUTHOR_EMAIL=e GIT_COMMITTER_NAME=n GIT_COMMITTER_EMAIL=e "
        "sh -c '{}'; }} >'{}' 2>'{}'",
        root(), std::filesystem::path(TELL_BINARY).parent_path().string(), folder_.path(), folder_ / "caches",
        folder_ / "framework", command, folder_ / "output", folder_ / "error");
    const int status = std::system(line.c_str());
    const auto text = [&](const char *name) {
      const auto bytes = readFile(folder_ / name, 1U << 24U);
      return bytes ? *bytes : "";
    };
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, text("output"), text("error")};
  }

  [[nodiscard]] static std::string said(const Outcome &outcome) { return outcome.output + outcome.error; }

  /// The first block of that language on a page of the documentation.
  [[nodiscard]] static std::string block(const std::string &page, const std::string &language) {
    const auto text = readFile(TELL_SOURCE_DIR "/" + page, 1U << 20U);
    const std::string fence = "```" + language + "\n";
    const std::size_t begin = text ? text->find(fence) : std::string::npos;
    if (begin == std::string::npos) {
      ADD_FAILURE() << page << " has no block of " << language;
      return {};
    }
    const std::size_t start = begin + fence.size();
    return text->substr(start, text->find("```", start) - start);
  }

  TemporaryFolder folder_;
};

} // namespace tell
