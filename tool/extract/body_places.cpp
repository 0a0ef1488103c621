#include <clang/Lex/Lexer.h>

#include "extract/body_builder.hpp"

namespace tell {

using namespace clang;
using facts::Op;

BodyBuilder::Open::Open(BodyBuilder &builder, Op op, Spot spot, Flags flags, facts::TypeId type)
    : builder_(builder), id_(static_cast<facts::NodeId>(builder.facts_.nodes.size())), outer_(builder.spot_) {
  facts::Node node;
  node.op = op;
  node.flags = flags;
  node.type = type;
  node.line = spot.line;
  node.column = spot.column;
  node.endLine = spot.endLine;
  node.endColumn = spot.endColumn;
  builder.facts_.nodes.push_back(node);
  builder.spot_ = spot;
}

BodyBuilder::Open::~Open() {
  builder_.facts_.nodes[id_].size = static_cast<std::uint32_t>(builder_.facts_.nodes.size()) - id_;
  builder_.spot_ = outer_;
}

facts::Node *BodyBuilder::Open::operator->() const { return &builder_.facts_.nodes[id_]; }

BodyBuilder::Open BodyBuilder::open(Op op, SourceRange range, Flags flags) {
  if (inMacroBody(range.getBegin()))
    flags |= facts::kInMacro;
  return {*this, op, locate(range), flags};
}

BodyBuilder::Open BodyBuilder::open(Op op, const Stmt *stmt, Flags flags) {
  return open(op, stmt == nullptr ? SourceRange() : stmt->getSourceRange(), flags);
}

BodyBuilder::Open BodyBuilder::open(Op op, const Expr *expr, Flags flags) {
  // An expression is spelled where its operator or name is: its operands may come from the macro's arguments.
  if (inMacroBody(expr->getExprLoc()))
    flags |= facts::kInMacro;
  return {*this, op, locate(expr->getSourceRange()), flags, recorder_.type(valueType(expr->getType()))};
}

void BodyBuilder::leaf(Op op, const Expr *expr, Flags flags, std::uint32_t ref) { open(op, expr, flags)->ref = ref; }

bool BodyBuilder::inMacroBody(SourceLocation location) const {
  while (location.isMacroID()) {
    if (!sources_.isMacroArgExpansion(location))
      return true;
    location = sources_.getImmediateSpellingLoc(location);
  }
  return false;
}

BodyBuilder::Spot BodyBuilder::locate(SourceRange range) {
  const std::optional<unsigned> begin = offset(range.getBegin(), false);
  if (!begin)
    return spot_;
  if (range.getEnd() != lastEnd_) {
    lastEndOffset_ = offset(range.getEnd(), true);
    lastEnd_ = range.getEnd();
  }
  if (!lastEndOffset_ || *lastEndOffset_ < *begin)
    return spot_;
  Spot spot;
  lineAndColumn(*lastEndOffset_, spot.endLine, spot.endColumn);
  lineAndColumn(*begin, spot.line, spot.column);
  return spot;
}

/// Where a location is spelled (macro arguments) or expanded, in the function's file; `end`: behind that token.
std::optional<unsigned> BodyBuilder::offset(SourceLocation location, bool end) {
  bool behind = false; // `location` is already behind the last character
  while (location.isMacroID()) {
    behind = false;
    if (sources_.isMacroArgExpansion(location)) {
      location = sources_.getImmediateSpellingLoc(location);
    } else {
      const CharSourceRange range = sources_.getImmediateExpansionRange(location);
      location = end ? range.getEnd() : range.getBegin();
      behind = end && range.isCharRange();
    }
  }
  unsigned result = 0;
  if (location.isInvalid() || !sources_.isInFileID(location, file_, &result))
    return std::nullopt;
  if (end && !behind)
    result += Lexer::MeasureTokenLength(location, sources_, context_.getLangOpts());
  return result;
}

void BodyBuilder::lineAndColumn(unsigned offset, std::uint32_t &line, std::uint32_t &column) {
  if (lineNumber_ == 0 || offset < lineBegin_ || offset > lineEnd_) {
    const StringRef text = sources_.getBufferData(file_);
    lineNumber_ = sources_.getLineNumber(file_, offset);
    const std::size_t newline = text.take_front(offset).rfind('\n');
    lineBegin_ = newline == StringRef::npos ? 0 : static_cast<unsigned>(newline) + 1;
    lineEnd_ = static_cast<unsigned>(std::min(text.find('\n', offset), text.size()));
  }
  line = lineNumber_;
  column = offset - lineBegin_ + 1;
}

} // namespace tell
