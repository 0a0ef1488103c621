#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "facts/tu_facts.hpp"
#include "support/result.hpp"

namespace tell {

// How a worker process ended, as its exit code; 0: the answer is complete.
inline constexpr int kOutOfMemoryCode = 113;
inline constexpr int kFatalErrorCode = 114;
inline constexpr int kExitCalledCode = 115;
inline constexpr int kNoPipeCode = 116;

// What the first byte of an answer says about the rest.
inline constexpr char kFactsTag = 'F';
inline constexpr char kErrorTag = 'E';
inline constexpr char kTextTag = 'T';
inline constexpr char kObjectionTag = 'O'; ///< facts that may be another unit's: it is to be read alone

/// The answer that carries a result.
[[nodiscard]] std::string answerWith(const Result<facts::TuFacts> &result);

/// Undoes what the parent set up for itself, and sees to it that whatever ends this process ends this process only, and
/// that it changes nothing but its own memory (see `confine`). `printedPipe` takes the place of standard error. Limits
/// the address space, where `memoryMiB` is not 0.
void isolate(pid_t parent, int printedPipe, std::uint64_t memoryMiB);

/// What is left to do in a process that an isolated one forks for the same parent.
void continueFor(pid_t parent, int printedPipe);

/// Writes all of it, or ends the process.
void writeOrExit(int descriptor, std::string_view bytes);

} // namespace tell
