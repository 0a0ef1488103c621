#pragma once

#include <compare>
#include <concepts>
#include <cstddef>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace tell {

/// A text that does not change: a name, a path, a clause. Equal texts are one in memory, so that a program and its
/// findings hold each once however many places tell it; a copy is a pointer, and to compare for equality is to compare
/// two. They are never freed (docs/decisions/022-texts-are-kept-once.md). May be made in any thread.
class Text {
public:
  Text() = default;
  Text(std::string_view text) : text_(text.empty() ? &kEmpty : &kept(text)) {}
  Text(const std::string &text) : Text(std::string_view(text)) {}
  Text(std::string &&text) : text_(text.empty() ? &kEmpty : &kept(std::move(text))) {}
  Text(const char *text) : Text(std::string_view(text)) {}

  operator const std::string &() const { return *text_; }
  operator std::string_view() const { return *text_; }
  [[nodiscard]] const std::string &str() const { return *text_; }
  [[nodiscard]] std::string_view view() const { return *text_; }

  [[nodiscard]] bool empty() const { return text_->empty(); }
  [[nodiscard]] std::size_t size() const { return text_->size(); }
  [[nodiscard]] bool starts_with(auto part) const { return text_->starts_with(part); }
  [[nodiscard]] bool ends_with(auto part) const { return text_->ends_with(part); }
  [[nodiscard]] std::size_t find(auto part, std::size_t from = 0) const { return text_->find(part, from); }
  [[nodiscard]] std::size_t rfind(auto part) const { return text_->rfind(part); }
  [[nodiscard]] std::string substr(std::size_t from, std::size_t count = std::string::npos) const {
    return text_->substr(from, count);
  }

  friend bool operator==(Text a, Text b) { return a.text_ == b.text_; }
  friend std::strong_ordering operator<=>(Text a, Text b) {
    return a.text_ == b.text_ ? std::strong_ordering::equal : *a.text_ <=> *b.text_;
  }
  template <std::convertible_to<std::string_view> Other>
    requires(!std::same_as<Other, Text>)
  friend bool operator==(Text a, const Other &b) {
    return *a.text_ == std::string_view(b);
  }
  template <std::convertible_to<std::string_view> Other>
    requires(!std::same_as<Other, Text>)
  friend std::strong_ordering operator<=>(Text a, const Other &b) {
    return std::string_view(*a.text_) <=> std::string_view(b);
  }

  friend std::string operator+(Text a, Text b) { return *a.text_ + *b.text_; }
  friend std::string operator+(Text a, const char *b) { return *a.text_ + b; }
  friend std::string operator+(Text a, const std::string &b) { return *a.text_ + b; }
  friend std::string operator+(const char *a, Text b) { return a + *b.text_; }
  friend std::string operator+(std::string &&a, Text b) { return std::move(a += *b.text_); }
  friend std::string operator+(const std::string &a, Text b) { return a + *b.text_; }

  friend std::ostream &operator<<(std::ostream &out, Text text) { return out << *text.text_; }

private:
  friend struct std::hash<Text>;
  static const std::string &kept(std::string_view text);
  static const std::string &kept(std::string &&text);

  static const std::string kEmpty;
  const std::string *text_ = &kEmpty;
};

} // namespace tell

/// By identity: not the same in every run, and good for looking up only.
template <> struct std::hash<tell::Text> {
  std::size_t operator()(tell::Text text) const noexcept { return std::hash<const void *>()(text.text_); }
};
