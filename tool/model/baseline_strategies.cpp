#include "model/baseline_strategies.hpp"

namespace tell {

bool isDataClass(const ClassMetrics &metrics, double woc, const DataClassReading &reading) {
  constexpr std::uint32_t kHighWmc = 31;
  constexpr std::uint32_t kVeryHighWmc = 47;
  const std::uint32_t revealed = metrics.nopa + metrics.noam;
  return woc < reading.woc && ((revealed > reading.few && metrics.wmc < kHighWmc) ||
                               (revealed > reading.many && metrics.wmc < kVeryHighWmc));
}

bool isFeatureEnvy(const FunctionMetrics &metrics) {
  constexpr std::uint32_t kFew = 5;
  constexpr double kLowLocality = 1.0 / 3;
  return metrics.atfd > kFew && metrics.laa < kLowLocality && metrics.fdp <= kFew;
}

std::vector<StrategyVerdict> classVerdicts(const ClassMetrics &metrics) {
  return {{"lanzaMarinescuDataClass", isDataClass(metrics, metrics.woc, kLanzaMarinescuReading)},
          {"pmdDataClass", isDataClass(metrics, metrics.wocOfMethods, kPmdReading)},
          {"repositoryMinerDataClass", isDataClass(metrics, metrics.woc, kRepositoryMinerReading)}};
}

std::vector<StrategyVerdict> functionVerdicts(const FunctionMetrics &metrics) {
  return {{"lanzaMarinescuFeatureEnvy", isFeatureEnvy(metrics)}};
}

} // namespace tell
