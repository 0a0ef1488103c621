#pragma once

#include "model/program.hpp"

#include <cstdint>
#include <vector>

/// The metrics that published detection strategies are made of, as Lanza and Marinescu define them (Object-Oriented
/// Metrics in Practice, Springer 2006, doi:10.1007/3-540-39538-5, chapter 5 and appendix A.2), carried over to C++. No
/// check decides by them: they let people compare, and tests/score measures them on labelled programs.
///
/// Carried over means: accessors are what their bodies do (`AccessorKind`), whatever they are called; only classes and
/// fields of project code count; code of a base, derived or nested class is related to the class (`Program::inside`).
namespace tell {

/// Of one class.
struct ClassMetrics {
  /// WOC, weight of a class, 0 … 1: public methods that are no accessors, divided by all public members (those methods,
  /// accessors and attributes). Constructors, destructors, assignments and what is deleted or defaulted don't count. 1
  /// where there is no public member. After Marinescu, Measurement and Quality in Object-Oriented Design, PhD thesis,
  /// Timișoara 2002.
  double woc = 1;

  /// WOC as PMD has it, 0 … 1: the same share among methods alone, protected ones included; 0 where there is none.
  /// https://docs.pmd-code.org/latest/pmd_java_metrics_index.html
  double wocOfMethods = 0;

  /// NOAM, number of accessor methods: public methods that only return or only store fields.
  std::uint32_t noam = 0;

  /// NOPA, number of public attributes: public fields that are not static.
  std::uint32_t nopa = 0;

  /// WMC, weighted method count, in decision points: the sum of McCabe's cyclomatic complexity (IEEE TSE SE-2(4),
  /// 1976, doi:10.1109/TSE.1976.233837) over all methods that the class declares, constructors and destructors
  /// included. Each `if`, loop, conditional, `&&`, `||` and group of case labels counts one. A method whose body was
  /// not seen counts one; deleted and defaulted ones don't count. Chidamber and Kemerer, IEEE TSE 20(6), 1994,
  /// doi:10.1109/32.295895.
  std::uint32_t wmc = 0;
};

/// A class whose attributes a function uses without being part of it.
struct DataProvider {
  ClassId provider = kNone;
  std::uint32_t attributes = 0; ///< distinct ones
};

/// Of one function. A function that is no method has no attributes of its own.
struct FunctionMetrics {
  /// ATFD, access to foreign data: distinct attributes of unrelated classes that it reads or writes, directly or
  /// through accessors.
  std::uint32_t atfd = 0;

  /// LAA, locality of attribute accesses, 0 … 1: distinct attributes of its own class that it uses, divided by all
  /// distinct attributes that it uses. 1 where it uses none.
  double laa = 1;

  /// FDP, foreign data providers: the classes that the attributes of ATFD belong to.
  std::uint32_t fdp = 0;

  std::vector<DataProvider> providers; ///< those classes, the one it uses most of first; ties by name and place
};

[[nodiscard]] ClassMetrics classMetrics(const Program &program, ClassId id);
[[nodiscard]] FunctionMetrics functionMetrics(const Program &program, FunctionId id);

} // namespace tell
