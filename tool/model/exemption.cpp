#include "model/exemption.hpp"

#include <array>
#include <cstddef>

namespace tell {

namespace {

struct Words {
  std::string_view name;
  std::string_view explanation;
};

/// In the order of the enumeration.
constexpr std::array kWords = std::to_array<Words>({
    {"none", "nothing exempts it"},
    {"record", "no rule about its state has another home"},
    {"immutable", "its state is set when it is made and never after"},
    {"configuration", "it is set once and read by those that hold it"},
    {"result", "it is an answer that is looked at and dropped"},
    {"declared-record", "a comment declares it a record"},
    {"syntax-tree", "it is part of a tree of its own family, whose logic may live in visitors and passes"},
    {"links", "it is a node of lists or trees that its keeper links"},
    {"bookkeeping", "it is bookkeeping of the one source file that knows it"},
    {"maths", "it is numbers with arithmetic of their own"},
    {"container", "it is a container, view or cursor"},
    {"resource", "it owns a lock, thread, stream or handle"},
    {"exception", "it derives from an exception"},
    {"interface", "it is an interface and keeps no state"},
    {"service", "it keeps no state that anybody decides on"},
    {"data-oriented", "it is one of the columns behind a handle"},
    {"foreign-layout", "its layout is given from outside"},
    {"framework", "it is declared with a framework's macros"},
    {"test", "it is test code"},
    {"partial", "it is not known well enough: some of its code was not seen"},
    {"own-rules", "its own rules outweigh those outside"},
    {"own-class",
     "the code belongs to the class: itself, a base, a derived or a nested class, or the module of a struct "
     "without methods"},
    {"display", "it only shows the state"},
    {"serialization", "it takes a stream, and writes to it or reads from it"},
    {"vocabulary", "it is an operator, which is the class's own vocabulary wherever it stands"},
    {"composition", "it puts the program together"},
    {"search", "it looks for a key or picks some of many"},
    {"comparator", "it relates two objects of the class, as sorting does"},
    {"aggregate", "it works out one figure over many objects"},
    {"presence", "it asks whether there is anything"},
    {"building", "it makes the object and fills it"},
    {"own-part", "the object is a plain part or result of its own"},
    {"outcome", "it looks at what came of something that it told the object before"},
    {"conversion", "it is a constructor that reads what it converts"},
    {"assertion", "it is an assertion, which steers nothing"},
    {"behavior", "it asks through behavior, not through raw state"},
    {"override", "a base class asks for it, so it cannot be moved"},
    {"no-single-home", "its inputs come as much from elsewhere, so no class is its natural home"},
    {"carrying", "it only passes state on"},
    {"helper", "the helper that it hands the object to does the asking"},
    {"slight", "it is too little to be worth a finding"},
});
static_assert(kWords.size() == static_cast<std::size_t>(Exemption::Slight) + 1);

} // namespace

std::string_view name(Exemption exemption) { return kWords[static_cast<std::size_t>(exemption)].name; }

std::string_view explanation(Exemption exemption) { return kWords[static_cast<std::size_t>(exemption)].explanation; }

} // namespace tell
