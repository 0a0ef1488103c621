#include <clang/Lex/Lexer.h>

#include "extract/body_builder.hpp"

namespace tell {

using namespace clang;
using facts::Op;

namespace {

/// The comparison that a checking macro's name promises of its first two arguments.
std::optional<Op> comparisonOf(StringRef macro) {
  static constexpr std::pair<StringRef, Op> kSuffixes[] = {{"_EQ", Op::Equal},   {"_NE", Op::NotEqual},
                                                           {"_LT", Op::Less},    {"_LE", Op::LessEqual},
                                                           {"_GT", Op::Greater}, {"_GE", Op::GreaterEqual}};
  for (const auto &[suffix, op] : kSuffixes)
    if (macro.ends_with(suffix))
      return op;
  return std::nullopt;
}

/// A name after `.` or `->`, or one found as a member, in a class or its bases.
const NamedDecl *memberNamed(const CXXRecordDecl *record, DeclarationName name) {
  if (record == nullptr || !record->hasDefinition())
    return nullptr;
  record = record->getDefinition();
  for (const NamedDecl *found : record->lookup(name))
    return found;
  for (const CXXBaseSpecifier &base : record->bases())
    if (const NamedDecl *found = memberNamed(base.getType()->getAsCXXRecordDecl(), name))
      return found;
  return nullptr;
}

/// One step of `order.lines().size()`: a variable, or a member of the step before (of `this` for the first).
struct Step {
  const ValueDecl *decl = nullptr;
  bool member = false;
  bool arrow = false;
};
using Path = std::vector<Step>;

QualType valueOf(const ValueDecl *decl) {
  const auto *function = dyn_cast<FunctionDecl>(decl);
  return valueType(function != nullptr ? function->getReturnType() : decl->getType());
}

/// Finds the variables and members that a condition names, from its tokens: all that NDEBUG leaves of it.
class NameReader {
public:
  NameReader(ASTContext &context, const FunctionDecl *function, ArrayRef<const ValueDecl *> locals)
      : context_(context), function_(function), locals_(locals) {
    if (const auto *method = dyn_cast<CXXMethodDecl>(function))
      self_ = method->getParent();
  }

  /// The paths in the order of the source, from the lexer's place to the file offset `end`.
  std::vector<Path> read(Lexer &lexer, unsigned end) {
    Token token;
    Token previous;
    previous.startToken();
    bool afterThis = false;
    while (!lexer.LexFromRawLexer(token) && context_.getSourceManager().getFileOffset(token.getLocation()) < end) {
      if (token.is(tok::raw_identifier)) {
        const bool ofThis = std::exchange(afterThis, token.getRawIdentifier() == "this");
        name(token.getRawIdentifier(), previous, ofThis);
      } else if (!continues(token, previous)) {
        finish();
        afterThis = false;
      }
      previous = token;
    }
    finish();
    return std::move(paths_);
  }

private:
  void name(StringRef text, const Token &previous, bool ofThis) {
    const auto known = context_.Idents.find(text);
    const IdentifierInfo *identifier = known == context_.Idents.end() ? nullptr : known->second;
    const bool access = previous.isOneOf(tok::period, tok::arrow);
    if (access && !path_.empty()) {
      extend(identifier, previous.is(tok::arrow));
    } else if (!access || ofThis) { // else the object is something that was not found
      finish();
      start(identifier);
    }
  }

  void start(const IdentifierInfo *identifier) {
    if (identifier == nullptr)
      return;
    for (auto local = locals_.rbegin(); local != locals_.rend(); ++local)
      if ((*local)->getIdentifier() == identifier)
        return path_.push_back({*local, false, false});
    if (const NamedDecl *found = memberNamed(self_, identifier)) {
      if (const auto *variable = dyn_cast<VarDecl>(found))
        path_.push_back({variable, false, false});
      else if (isInstanceMember(found))
        path_.push_back({cast<ValueDecl>(found), true, false});
      return;
    }
    for (const DeclContext *scope = function_->getDeclContext(); scope != nullptr; scope = scope->getParent())
      for (const NamedDecl *found : scope->lookup(identifier))
        if (const auto *variable = dyn_cast<VarDecl>(found))
          return path_.push_back({variable, false, false});
  }

  void extend(const IdentifierInfo *identifier, bool arrow) {
    const NamedDecl *found =
        identifier == nullptr ? nullptr : memberNamed(recordBehind(valueOf(path_.back().decl), arrow), identifier);
    if (found != nullptr && isInstanceMember(found))
      path_.push_back({cast<ValueDecl>(found), true, arrow});
    else
      finish();
  }

  /// The class whose members may be named after a value of this type, through pointers and overloaded `->`.
  const CXXRecordDecl *recordBehind(QualType type, bool arrow) {
    if (type.isNull())
      return nullptr;
    if (type->isPointerType())
      return type->getPointeeCXXRecordDecl();
    const CXXRecordDecl *record = type->getAsCXXRecordDecl();
    if (!arrow)
      return record;
    const auto *dereference =
        dyn_cast_or_null<CXXMethodDecl>(memberNamed(record, context_.DeclarationNames.getCXXOperatorName(OO_Arrow)));
    return dereference == nullptr ? nullptr : dereference->getReturnType()->getPointeeCXXRecordDecl();
  }

  [[nodiscard]] bool isInstanceMember(const NamedDecl *member) const {
    const auto *own = dyn_cast<CXXMethodDecl>(function_);
    if (path_.empty() && (own == nullptr || own->isStatic()))
      return false;
    const auto *method = dyn_cast<CXXMethodDecl>(member);
    return isa<FieldDecl>(member) || (method != nullptr && method->isInstance());
  }

  /// Whether a token that is no name belongs to the path: an access, or the empty parentheses of a call.
  [[nodiscard]] bool continues(const Token &token, const Token &previous) const {
    if (token.isOneOf(tok::period, tok::arrow))
      return true;
    if (token.is(tok::l_paren))
      return previous.is(tok::raw_identifier) && !path_.empty() && isa<CXXMethodDecl>(path_.back().decl);
    return token.is(tok::r_paren) && previous.is(tok::l_paren);
  }

  void finish() {
    if (!path_.empty())
      paths_.push_back(std::exchange(path_, {}));
  }

  ASTContext &context_;
  const FunctionDecl *function_;
  ArrayRef<const ValueDecl *> locals_;
  const CXXRecordDecl *self_ = nullptr;
  Path path_;
  std::vector<Path> paths_;
};

} // namespace

const AssertExpansion *BodyBuilder::assertOf(const Stmt *stmt) const {
  const SourceLocation begin = stmt->getBeginLoc();
  if (asserts_.empty() || !inMacroBody(begin))
    return nullptr;
  if (const auto *comma = dyn_cast<BinaryOperator>(stmt);
      comma != nullptr && comma->isCommaOp() && !inMacroBody(comma->getOperatorLoc()))
    return nullptr; // `assert(x), y` begins with an assert and is none
  return recorder_.macros().assertAt(sources_.getFileLoc(begin));
}

void BodyBuilder::assertion(const AssertExpansion &expansion, const Stmt *stmt) {
  // The largest parts that come from the macro's arguments, each argument once.
  std::vector<const Expr *> parts;
  std::vector<const Stmt *> open = {stmt};
  while (!open.empty()) {
    const Stmt *next = open.back();
    open.pop_back();
    if (next == nullptr)
      continue;
    const auto *expr = dyn_cast<Expr>(next);
    if (expr != nullptr && expr->getBeginLoc().isMacroID() && !inMacroBody(expr->getBeginLoc()) &&
        !inMacroBody(expr->getEndLoc())) {
      const SourceLocation place = sources_.getFileLoc(expr->getBeginLoc());
      const bool known = std::any_of(parts.begin(), parts.end(), [&](const Expr *part) {
        return sources_.getFileLoc(part->getBeginLoc()) == place;
      });
      if (!known && expansion.range.getBegin() < place && place < expansion.range.getEnd())
        parts.push_back(expr);
      continue;
    }
    std::vector<const Stmt *> children(next->child_begin(), next->child_end());
    open.insert(open.end(), children.rbegin(), children.rend());
  }

  Open node = this->open(Op::Assert, expansion.range);
  if (parts.empty())
    return namedInAssert(expansion);
  const std::optional<Op> comparison = comparisonOf(expansion.name);
  if (!comparison || parts.size() < 2)
    return expression(parts.front());
  Open compared(*this, *comparison, spot_, facts::kInMacro, recorder_.type(context_.BoolTy));
  expression(parts[0]);
  expression(parts[1]);
}

void BodyBuilder::vanishedAsserts(SourceLocation after, SourceLocation before) {
  if (asserts_.empty())
    return;
  const SourceLocation begin = sources_.getFileLoc(after);
  const SourceLocation end = sources_.getFileLoc(before);
  for (const AssertExpansion *expansion : asserts_) {
    const SourceLocation place = expansion->range.getBegin();
    if (begin < place && place < end) {
      Open node = open(Op::Assert, expansion->range);
      namedInAssert(*expansion);
    }
  }
}

/// What NDEBUG left of a condition: the variables and members that its tokens name, as well as they can be found again.
void BodyBuilder::namedInAssert(const AssertExpansion &expansion) {
  Open node(*this, Op::Unknown, spot_, 0);
  const auto [file, begin] = sources_.getDecomposedLoc(expansion.range.getBegin());
  const auto [endFile, end] = sources_.getDecomposedLoc(expansion.range.getEnd());
  if (file != endFile || end < begin)
    return;
  const StringRef text = sources_.getBufferData(file);
  Lexer lexer(sources_.getLocForStartOfFile(file), context_.getLangOpts(), text.data(), text.data() + begin,
              text.data() + text.size());

  Token own;
  lexer.LexFromRawLexer(own); // the macro's name
  for (const Path &path : NameReader(context_, function_, localDecls_).read(lexer, end)) {
    std::vector<std::unique_ptr<Open>> accesses; // outermost first
    for (auto step = path.rbegin(); step != path.rend() && step->member; ++step) {
      const auto *method = dyn_cast<CXXMethodDecl>(step->decl);
      Flags flags = step->arrow ? facts::kArrow : Flags{0};
      if (method != nullptr && method->isConst())
        flags |= facts::kConstCallee;
      accesses.push_back(std::make_unique<Open>(*this, method != nullptr ? Op::MethodCall : Op::Field, spot_, flags,
                                                recorder_.type(valueOf(step->decl))));
      (*accesses.back())->ref = recorder_.symbol(step->decl);
    }
    const Step &root = path.front();
    if (root.member) {
      Open object(*this, Op::This, spot_, 0, recorder_.type(cast<CXXMethodDecl>(function_)->getThisType()));
    } else {
      const auto local = locals_.find(root.decl);
      const bool isLocal = local != locals_.end();
      Open leaf(*this, isLocal ? Op::LocalRef : Op::GlobalRef, spot_, 0, recorder_.type(valueOf(root.decl)));
      leaf->ref = isLocal ? local->second : recorder_.symbol(root.decl);
    }
    while (!accesses.empty()) // inner nodes end first
      accesses.pop_back();
  }
}

} // namespace tell
