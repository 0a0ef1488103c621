#pragma once

#include "model/published_metrics.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

/// The detection strategies that others published for what clang-tell looks for, as a baseline to compare with. They
/// judge by counts alone; no check uses them.
///
/// The book's formulas speak of FEW and MANY. It takes FEW for 2 to 5, MANY for about 7 (p. 18), and HIGH and VERY HIGH
/// WMC for 31 and 47 in Java (p. 16), so that every implementation chooses its own numbers within these: three readings
/// of Data Class stand here.
namespace tell {

/// Data Class: WOC < `woc` and (NOPA + NOAM > `few` and WMC < 31, or NOPA + NOAM > `many` and WMC < 47). Lanza and
/// Marinescu 2006, p. 88.
struct DataClassReading {
  double woc;
  std::uint32_t few;
  std::uint32_t many;
};

/// The most inclusive reading.
inline constexpr DataClassReading kLanzaMarinescuReading = {1.0 / 3, 2, 5};

/// PMD 7's rule DataClass; its WOC is `ClassMetrics::wocOfMethods`.
/// https://github.com/pmd/pmd/blob/main/pmd-java/src/main/java/net/sourceforge/pmd/lang/java/rule/design/DataClassRule.java
inline constexpr DataClassReading kPmdReading = {1.0 / 3, 3, 5};

/// RepositoryMiner's, the strictest.
/// https://github.com/visminer/repositoryminer (org.repositoryminer.codesmell.direct.DataClass)
inline constexpr DataClassReading kRepositoryMinerReading = {0.33, 5, 8};

/// `woc` is the metrics' WOC in the reading's own definition.
[[nodiscard]] bool isDataClass(const ClassMetrics &metrics, double woc, const DataClassReading &reading);

/// Feature Envy: ATFD > FEW, LAA < 1/3 and FDP <= FEW, with FEW = 5, the upper end of what the book takes it for and
/// RepositoryMiner's number. Lanza and Marinescu 2006, p. 84.
[[nodiscard]] bool isFeatureEnvy(const FunctionMetrics &metrics);

struct StrategyVerdict {
  std::string_view strategy; ///< "lanzaMarinescuDataClass"
  bool holds = false;
};

/// What each strategy about classes says, sorted by name.
[[nodiscard]] std::vector<StrategyVerdict> classVerdicts(const ClassMetrics &metrics);

/// What each strategy about functions says, sorted by name.
[[nodiscard]] std::vector<StrategyVerdict> functionVerdicts(const FunctionMetrics &metrics);

} // namespace tell
