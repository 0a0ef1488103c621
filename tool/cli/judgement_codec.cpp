// The serialised form of a judgement: numbers that refer to a table of strings, each of which is there once. A type's
// members are named once, in `members`, for both ways. There are no versions: who reads is who wrote, by the digest
// that an entry of the cache is asked for with.

#include "checks/check.hpp"
#include "cli/judgement.hpp"

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstring>
#include <type_traits>
#include <unordered_map>
#include <utility>

namespace tell {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are copied as they stand in memory");

/// What the text begins with, all sizes in elements.
struct Frame {
  std::uint64_t numbers = 0; ///< of 4 bytes each
  std::uint64_t strings = 0; ///< after the numbers, where each ends, in 4 bytes; then their bytes
};

template <typename T, typename Plain>
concept Is = std::same_as<std::remove_const_t<T>, Plain>;

void members(auto &io, Is<Span> auto &v) { io(v.path, v.line, v.column, v.endLine, v.endColumn); }
void members(auto &io, Is<Subject> auto &v) { io(v.kind, v.name, v.signature); }
void members(auto &io, Is<Evidence> auto &v) { io(v.place, v.message, v.subject); }
void members(auto &io, Is<Flow> auto &v) { io(v.message, v.steps); }
void members(auto &io, Is<Advice> auto &v) {
  io(v.hint, v.refactoring, v.signature, v.parameters, v.obstacle, v.replaces);
}
void members(auto &io, Is<Metric> auto &v) { io(v.name, v.value); }
/// Without a fix: those are made by the review of comments, on each run, and nothing that the cache holds goes into
/// sources.
void members(auto &io, Is<Finding> auto &v) {
  io(v.check, v.level, v.message, v.place, v.subject, v.className, v.ruleKey, v.rules, v.score, v.confidence,
     v.evidence, v.flows, v.advice, v.metrics);
}
void members(auto &io, Is<Notification> auto &v) { io(v.level, v.id, v.message, v.place); }
void members(auto &io, Is<InvariantEntry::Place> auto &v) { io(v.place, v.subject, v.text); }
void members(auto &io, Is<InvariantEntry> auto &v) { io(v.kind, v.fields, v.from, v.to, v.inside, v.outside, v.text); }
void members(auto &io, Is<ClassEntry::Answer> auto &v) { io(v.question, v.text, v.value); }
void members(auto &io, Is<StrategyEntry> auto &v) { io(v.strategy, v.holds); }
void members(auto &io, Is<ClassEntry> auto &v) {
  io(v.name, v.place, v.role, v.reason, v.score, v.answers, v.metrics, v.invariants, v.strategies);
}

/// The texts live as long as the program.
std::optional<CheckInfo> checkNamed(std::string_view id) {
  const auto checks = allChecks();
  const auto check = std::ranges::find(checks, id, [](const Check *each) { return each->info.id; });
  return check == checks.end() ? std::nullopt : std::optional((*check)->info);
}

/// The texts of a value, each once in the order of first mention, and how many numbers the value takes: all that its
/// serialised form needs room for.
class Inventory {
public:
  template <typename... Members> void operator()(const Members &...values) { (put(values), ...); }

  [[nodiscard]] std::size_t numbers() const { return numbers_; }
  [[nodiscard]] const std::vector<Text> &texts() const { return texts_; }
  /// One that was put.
  [[nodiscard]] std::uint32_t indexOf(Text text) const { return known_.find(text)->second; }

private:
  void put(std::uint32_t) { ++numbers_; }
  void put(std::uint64_t) { numbers_ += 2; }
  void put(bool) { ++numbers_; }
  void put(double) { numbers_ += 2; }
  void put(Text value) {
    ++numbers_;
    if (known_.try_emplace(value, static_cast<std::uint32_t>(texts_.size())).second)
      texts_.push_back(value);
  }
  void put(std::string_view value) { put(Text(value)); }
  void put(const CheckInfo &value) { put(value.id); }
  template <typename Value> void put(const Value &value) {
    if constexpr (std::is_enum_v<Value>)
      ++numbers_;
    else
      members(*this, value);
  }
  template <typename Value> void put(const std::vector<Value> &values) {
    ++numbers_;
    for (const Value &value : values)
      put(value);
  }
  template <typename Value> void put(const std::optional<Value> &value) {
    ++numbers_;
    if (value)
      put(*value);
  }
  template <typename Value> void put(const std::map<std::string, Value> &values) {
    ++numbers_;
    for (const auto &[key, value] : values) {
      put(Text(key));
      put(value);
    }
  }

  std::size_t numbers_ = 0;
  std::vector<Text> texts_;
  std::unordered_map<Text, std::uint32_t> known_;
};

class Writer {
public:
  /// Takes what was counted. `inventory` outlives this.
  explicit Writer(const Inventory &inventory) : inventory_(inventory) {
    const Frame frame{inventory.numbers(), inventory.texts().size()};
    std::size_t size = sizeof(frame) + (frame.numbers + frame.strings) * sizeof(std::uint32_t);
    for (const Text text : inventory.texts())
      size += text.size();
    bytes_.reserve(size);
    bytes_.append(reinterpret_cast<const char *>(&frame), sizeof(frame));
  }

  template <typename... Members> void operator()(const Members &...values) { (put(values), ...); }

  [[nodiscard]] std::string bytes() && {
    std::size_t end = 0;
    for (const Text text : inventory_.texts())
      put(static_cast<std::uint32_t>(end += text.size()));
    for (const Text text : inventory_.texts())
      bytes_ += text;
    return std::move(bytes_);
  }

private:
  void put(std::uint32_t value) { bytes_.append(reinterpret_cast<const char *>(&value), sizeof(value)); }
  void put(std::uint64_t value) {
    put(static_cast<std::uint32_t>(value));
    put(static_cast<std::uint32_t>(value >> 32U));
  }
  void put(bool value) { put(std::uint32_t{value}); }
  void put(double value) { put(std::bit_cast<std::uint64_t>(value)); }
  void put(Text value) { put(inventory_.indexOf(value)); }
  void put(std::string_view value) { put(Text(value)); }
  void put(const CheckInfo &value) { put(value.id); }
  template <typename Value> void put(const Value &value) {
    if constexpr (std::is_enum_v<Value>)
      put(static_cast<std::uint32_t>(value));
    else
      members(*this, value);
  }
  template <typename Value> void put(const std::vector<Value> &values) {
    put(static_cast<std::uint32_t>(values.size()));
    for (const Value &value : values)
      put(value);
  }
  template <typename Value> void put(const std::optional<Value> &value) {
    put(value.has_value());
    if (value)
      put(*value);
  }
  template <typename Value> void put(const std::map<std::string, Value> &values) {
    put(static_cast<std::uint32_t>(values.size()));
    for (const auto &[key, value] : values) {
      put(Text(key));
      put(value);
    }
  }

  const Inventory &inventory_;
  std::string bytes_;
};

constexpr std::size_t kReserved = 4096; ///< elements that are believed in before they were read

/// Reads nothing more once something was wrong.
class Reader {
public:
  explicit Reader(std::string_view bytes) {
    Frame frame;
    if (bytes.size() < sizeof(frame))
      return;
    std::memcpy(&frame, bytes.data(), sizeof(frame));
    bytes.remove_prefix(sizeof(frame));
    const std::uint64_t most = bytes.size() / sizeof(std::uint32_t);
    if (frame.numbers > most || frame.strings > most - frame.numbers)
      return;
    numbers_ = bytes.substr(0, frame.numbers * sizeof(std::uint32_t));
    bytes.remove_prefix(numbers_.size());
    left_ = frame.numbers;
    std::vector<std::uint32_t> ends(frame.strings);
    if (!ends.empty())
      std::memcpy(ends.data(), bytes.data(), ends.size() * sizeof(std::uint32_t));
    bytes.remove_prefix(ends.size() * sizeof(std::uint32_t));
    strings_.reserve(ends.size());
    std::uint32_t begin = 0;
    for (const std::uint32_t end : ends) {
      if (end < begin || end > bytes.size())
        return;
      strings_.emplace_back(bytes.substr(begin, end - begin));
      begin = end;
    }
    good_ = begin == bytes.size();
  }

  template <typename... Members> void operator()(Members &...values) { (take(values), ...); }

  /// Everything was there, and nothing else.
  [[nodiscard]] bool isDone() const { return good_ && left_ == 0; }

private:
  std::uint32_t number() {
    good_ = good_ && left_ != 0;
    std::uint32_t value = 0;
    if (good_) {
      std::memcpy(&value, numbers_.data() + numbers_.size() - left_ * sizeof(value), sizeof(value));
      --left_;
    }
    return value;
  }
  /// A number of elements, each of which takes a number at least.
  std::size_t count() {
    const std::size_t count = number();
    good_ = good_ && count <= left_;
    return good_ ? count : 0;
  }
  Text text() {
    const std::uint32_t index = number();
    good_ = good_ && index < strings_.size();
    return good_ ? strings_[index] : Text();
  }

  void take(std::uint32_t &value) { value = number(); }
  void take(std::uint64_t &value) {
    value = number();
    value |= std::uint64_t{number()} << 32U;
  }
  void take(bool &value) { value = number() != 0; }
  void take(double &value) {
    std::uint64_t bits = 0;
    take(bits);
    value = std::bit_cast<double>(bits);
  }
  void take(Text &value) { value = text(); }
  void take(CheckInfo &value) {
    if (auto check = checkNamed(text().view()))
      value = *check;
    else
      good_ = false;
  }
  /// The name of a check.
  void take(std::string_view &value) {
    CheckInfo check;
    take(check);
    value = check.id;
  }
  void take(Level &value) { takeUpTo(value, Level::Error); }
  void take(SubjectKind &value) { takeUpTo(value, SubjectKind::Field); }
  template <typename Enumeration> void takeUpTo(Enumeration &value, Enumeration last) {
    const std::uint32_t given = number();
    good_ = good_ && given <= static_cast<std::uint32_t>(last);
    value = good_ ? static_cast<Enumeration>(given) : Enumeration();
  }
  template <typename Value> void take(Value &value) { members(*this, value); }
  template <typename Value> void take(std::vector<Value> &values) {
    const std::size_t size = count();
    values.reserve(std::min(size, kReserved));
    while (values.size() < size && good_)
      take(values.emplace_back());
  }
  template <typename Value> void take(std::optional<Value> &value) {
    bool there = false;
    take(there);
    if (there)
      take(value.emplace());
  }
  template <typename Value> void take(std::map<std::string, Value> &values) {
    for (std::size_t left = count(); left != 0 && good_; --left) {
      const Text key = text();
      take(values.emplace_hint(values.end(), key.str(), Value())->second);
    }
  }

  std::string_view numbers_; ///< their bytes, which need not be aligned
  std::uint64_t left_ = 0;   ///< of the numbers
  std::vector<Text> strings_;
  bool good_ = false;
};

void members(auto &io, Is<Judgement> auto &v) {
  io(v.run.ran, v.run.withheld, v.run.findings, v.census, v.classPlaces, v.conflicts, v.classes, v.functions);
}

} // namespace

std::string encode(const Judgement &judgement) {
  Inventory inventory;
  members(inventory, judgement);
  Writer writer(inventory);
  members(writer, judgement);
  return std::move(writer).bytes();
}

std::optional<Judgement> decodeJudgement(std::string_view bytes) {
  Reader reader(bytes);
  Judgement judgement;
  members(reader, judgement);
  if (!reader.isDone())
    return std::nullopt;
  return judgement;
}

} // namespace tell
