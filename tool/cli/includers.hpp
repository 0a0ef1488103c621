#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tell {

/// Who includes whom by the look of the `#include` lines: files go by their names, whatever folder is written before
/// them and whatever conditions stand around.
class Includers {
public:
  /// Notes what a file (absolute) includes.
  void add(const std::string &file, std::string_view text);

  /// The files that include `header`, and those that include these, and so on, with how many steps lie between; sorted
  /// by steps, then path. The header itself is not among them.
  [[nodiscard]] std::vector<std::pair<std::size_t, std::string>> of(const std::string &header) const;

private:
  std::map<std::string, std::vector<std::string>, std::less<>> byName_; ///< name of what is included → who does
};

} // namespace tell
