#pragma once

#include "support/file.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace tell {

struct Outcome {
  int exitCode = -1; ///< -1 - signal where a signal ended it
  std::string output;
  std::string error;
};

/// The program under test as a process of its own, in a process group of its own.
class Process {
public:
  Process(const std::string &folder, std::vector<std::string> arguments, int output = -1) {
    arguments.insert(arguments.begin(), TELL_BINARY);
    std::vector<char *> argv;
    for (std::string &argument : arguments)
      argv.push_back(argument.data());
    argv.push_back(nullptr);
    outputPath_ = folder_ / "output";
    errorPath_ = folder_ / "error";
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
    constexpr int kWrite = O_WRONLY | O_CREAT | O_TRUNC;
    if (output >= 0)
      posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    else
      posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, outputPath_.c_str(), kWrite, 0600);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errorPath_.c_str(), kWrite, 0600);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    const int error = posix_spawn(&id_, TELL_BINARY, &actions, &attributes, argv.data(), environ);
    EXPECT_EQ(error, 0) << "can't start " << TELL_BINARY;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
  }

  [[nodiscard]] pid_t id() const { return id_; }

  [[nodiscard]] Outcome wait() const {
    int status = 0;
    waitpid(id_, &status, 0);
    Outcome outcome;
    outcome.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : -1 - WTERMSIG(status);
    outcome.output = contents(outputPath_);
    outcome.error = contents(errorPath_);
    return outcome;
  }

private:
  static std::string contents(const std::string &path) {
    auto bytes = readFile(path, 1U << 30U);
    return bytes ? *bytes : "";
  }

  TemporaryFolder folder_;
  std::string outputPath_;
  std::string errorPath_;
  pid_t id_ = -1;
};

inline Outcome run(const std::string &folder, std::vector<std::string> arguments) {
  return Process(folder, std::move(arguments)).wait();
}

} // namespace tell
