#pragma once

#include <cstdint>
#include <string_view>

namespace tell {

/// Why something that looks like a smell to a naive metric is none: the reasons for silence, for the people who ask.
enum class Exemption : std::uint8_t {
  None,
  // of classes
  Record,        ///< no rule about its state has another home: a message, a row, a plain aggregate
  Immutable,     ///< its fields are set when it is made and never after
  Configuration, ///< options: set once, read by those that hold it
  Result,        ///< an answer, a status: made by value, looked at, dropped
  Declared,      ///< declared a record by a comment
  SyntaxTree,    ///< a node of a tree of its own family, a closed variant: logic may live outside
  Links,         ///< carries the pointers by which lists and trees are linked: a node of its keeper's
  Bookkeeping,   ///< plain data that one source file keeps to itself, behind what the file offers
  Maths,         ///< numbers with arithmetic of their own
  Container,     ///< a container, view, cursor or iterator
  Resource,      ///< owns a lock, thread, stream or handle
  Exception,     ///< derives from an exception
  Interface,     ///< keeps no state: an interface
  Service,       ///< keeps no state of a thing of the domain: a service, strategy, factory or repository
  DataOriented,  ///< a column behind a handle: an entity component system
  ForeignLayout, ///< its layout is given from outside: packed, extern "C"
  Framework,     ///< declared with a framework's macros: properties, reflection, serialization
  Test,          ///< test code
  Partial,       ///< not known well enough
  OwnRules,      ///< its own rules outweigh those outside
  // of functions
  OwnClass,      ///< the class itself, its bases, derived and nested classes
  Display,       ///< only shows state: prints, formats, names
  Serialization, ///< takes a stream: writes to it or reads from it
  Vocabulary,    ///< an operator: equality, ordering, hashing, printing belong to the class wherever they stand
  Composition,   ///< `main`: puts the program together
  Search,        ///< equality with a key from elsewhere, or picking some of many
  Comparator,    ///< relates two objects of the class, as sorting does
  Aggregate,     ///< one figure over many objects
  Presence,      ///< asks whether there is anything
  Building,      ///< makes the object and fills it
  OwnPart,       ///< a plain part or result of the asker's own
  Outcome,       ///< looks at what came of something that the object was told to do
  Conversion,    ///< a constructor that reads what it converts
  Assertion,     ///< an assertion: steers nothing
  Behavior,      ///< asks through behaviour, not through raw state
  Override,      ///< what a base asks for cannot be moved
  NoSingleHome,  ///< needs as much from elsewhere: no class is its natural home
  Carrying,      ///< only passes state on: stores, copies, hands over
  Helper,        ///< the helper that it hands the object to asks; it is reported there
  Slight,        ///< too little to be worth a finding
};

/// The name in reports and fixtures: "no-single-home".
[[nodiscard]] std::string_view name(Exemption exemption);

/// The clause that explains it: "its inputs come as much from elsewhere, so no class is its natural home".
[[nodiscard]] std::string_view explanation(Exemption exemption);

} // namespace tell
