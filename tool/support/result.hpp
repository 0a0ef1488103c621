#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace tell {

/// Why something could not be done, in words for a person: lower case, no full stop, outermost context first
/// ("reading facts: unit 3: field 'name': index 9 of 4"). Bad input becomes an Error; a broken invariant of our own
/// aborts.
class Error {
public:
  explicit Error(std::string message) : message_(std::move(message)) {}

  [[nodiscard]] const std::string &message() const { return message_; }

  /// The same error with one more layer of context in front.
  [[nodiscard]] Error in(std::string_view context) const { return Error(std::string(context) + ": " + message_); }

private:
  std::string message_;
};

/// A value, or why there is none.
template <typename T> class [[nodiscard]] Result {
public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  [[nodiscard]] T &operator*() & { return std::get<0>(state_); }
  [[nodiscard]] const T &operator*() const & { return std::get<0>(state_); }
  [[nodiscard]] T &&operator*() && { return std::get<0>(std::move(state_)); }
  [[nodiscard]] T *operator->() { return &std::get<0>(state_); }
  [[nodiscard]] const T *operator->() const { return &std::get<0>(state_); }

  [[nodiscard]] const Error &error() const { return std::get<1>(state_); }

private:
  std::variant<T, Error> state_;
};

/// Success, or why not.
class [[nodiscard]] Status {
public:
  Status() = default;
  Status(Error error) : error_(std::move(error)) {}

  [[nodiscard]] bool ok() const { return !error_; }
  explicit operator bool() const { return ok(); }
  [[nodiscard]] const Error &error() const { return *error_; }

private:
  std::optional<Error> error_;
};

} // namespace tell
