#include <array>
#include <charconv>

#include <clang/AST/ExprConcepts.h>
#include <llvm/Support/ConvertUTF.h>

#include "extract/body_builder.hpp"

namespace tell {

using namespace clang;
using facts::Op;

namespace {

constexpr std::size_t kMaxStringBytes = 256;

Op unaryOp(UnaryOperatorKind kind) {
  switch (kind) {
  case UO_PostInc:
    return Op::PostIncrement;
  case UO_PostDec:
    return Op::PostDecrement;
  case UO_PreInc:
    return Op::PreIncrement;
  case UO_PreDec:
    return Op::PreDecrement;
  case UO_AddrOf:
    return Op::AddressOf;
  case UO_Deref:
    return Op::Dereference;
  case UO_Plus:
    return Op::Plus;
  case UO_Minus:
    return Op::Negate;
  case UO_Not:
    return Op::BitNot;
  case UO_LNot:
    return Op::Not;
  case UO_Coawait:
    return Op::Await;
  case UO_Real:
  case UO_Imag:
  case UO_Extension:
    return Op::Unknown;
  }
  return Op::Unknown;
}

std::string decimal(const llvm::APInt &value, bool isSigned) {
  SmallString<24> text;
  value.toString(text, 10, isSigned);
  return std::string(text);
}

/// The shortest decimal that reads back as the same value.
std::string decimal(const FloatingLiteral *literal) {
  std::array<char, 64> buffer{};
  const llvm::APFloat &value = literal->getValue();
  const auto result =
      &value.getSemantics() == &llvm::APFloat::IEEEsingle()
          ? std::to_chars(buffer.data(), buffer.data() + buffer.size(), value.convertToFloat())
          : std::to_chars(buffer.data(), buffer.data() + buffer.size(), literal->getValueAsApproximateDouble());
  return {buffer.data(), result.ptr};
}

/// The literal's text as UTF-8, cut in front of the character that would pass the limit.
std::string textOf(const StringLiteral *literal) {
  std::string text;
  const StringRef bytes = literal->getBytes();
  if (literal->getCharByteWidth() == 1)
    text = bytes.str();
  else if (literal->getCharByteWidth() == 2)
    llvm::convertUTF16ToUTF8String(
        llvm::ArrayRef(reinterpret_cast<const llvm::UTF16 *>(bytes.data()), bytes.size() / sizeof(llvm::UTF16)), text);
  else
    llvm::convertUTF32ToUTF8String(
        llvm::ArrayRef(reinterpret_cast<const llvm::UTF32 *>(bytes.data()), bytes.size() / sizeof(llvm::UTF32)), text);
  if (text.size() > kMaxStringBytes) {
    std::size_t cut = kMaxStringBytes;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U)
      --cut;
    text.resize(cut);
  }
  return text;
}

} // namespace

void BodyBuilder::expression(const Expr *expr, Flags flags) {
  if (expr == nullptr) {
    empty();
    return;
  }
  if (const AssertExpansion *expansion = assertOf(expr)) {
    assertion(*expansion, expr);
    return;
  }
  expr = lookThrough(expr, flags);
  Level level(depth_);
  if (depth_ > kMaxDepth) {
    partial_ = true;
    leaf(Op::Unknown, expr, flags);
    return;
  }
  switch (expr->getStmtClass()) {
  case Stmt::DeclRefExprClass:
    return name(expr, cast<DeclRefExpr>(expr)->getDecl(), flags);
  case Stmt::MemberExprClass:
    return member(cast<MemberExpr>(expr), flags);
  case Stmt::CallExprClass:
  case Stmt::CXXMemberCallExprClass:
  case Stmt::UserDefinedLiteralClass:
  case Stmt::CUDAKernelCallExprClass:
    return call(cast<CallExpr>(expr), flags);
  case Stmt::CXXOperatorCallExprClass:
    return operatorCall(cast<CXXOperatorCallExpr>(expr), flags);
  case Stmt::CXXRewrittenBinaryOperatorClass:
    return rewrittenOperator(cast<CXXRewrittenBinaryOperator>(expr), flags);
  case Stmt::CXXConstructExprClass:
  case Stmt::CXXTemporaryObjectExprClass:
    return construct(cast<CXXConstructExpr>(expr), flags);
  case Stmt::InitListExprClass:
    return initList(cast<InitListExpr>(expr), flags);
  case Stmt::CXXParenListInitExprClass: {
    const auto *list = cast<CXXParenListInitExpr>(expr);
    const ArrayRef<Expr *> values = list->getUserSpecifiedInitExprs();
    return recordInit(expr, expr->getType()->getAsRecordDecl(), list->getInitializedFieldInUnion(),
                      {values.begin(), values.end()}, SourceLocation(), flags);
  }
  case Stmt::CXXNewExprClass:
    return newExpression(cast<CXXNewExpr>(expr), flags);
  case Stmt::CXXDeleteExprClass: {
    Open node = open(Op::Delete, expr, flags);
    return expression(cast<CXXDeleteExpr>(expr)->getArgument());
  }
  case Stmt::LambdaExprClass:
    return lambda(cast<LambdaExpr>(expr), flags);
  case Stmt::UnaryOperatorClass:
    return unary(cast<UnaryOperator>(expr), flags);
  case Stmt::BinaryOperatorClass:
  case Stmt::CompoundAssignOperatorClass:
    return binary(cast<BinaryOperator>(expr), flags);
  case Stmt::ConditionalOperatorClass:
  case Stmt::BinaryConditionalOperatorClass: {
    const auto *conditional = cast<AbstractConditionalOperator>(expr);
    Open node = open(Op::Conditional, expr, flags);
    expression(conditional->getCond());
    expression(conditional->getTrueExpr());
    return expression(conditional->getFalseExpr());
  }
  case Stmt::ArraySubscriptExprClass: {
    Open node = open(Op::Subscript, expr, flags);
    expression(cast<ArraySubscriptExpr>(expr)->getBase());
    return expression(cast<ArraySubscriptExpr>(expr)->getIdx());
  }
  case Stmt::CXXThrowExprClass: {
    Open node = open(Op::Throw, expr, flags);
    if (const Expr *thrown = cast<CXXThrowExpr>(expr)->getSubExpr())
      expression(thrown);
    return;
  }
  default:
    if (const auto *castExpr = dyn_cast<ExplicitCastExpr>(expr))
      return explicitCast(castExpr, flags);
    return literalOrName(expr, flags);
  }
}

/// Past everything that the source does not say, or says only to move and copy. Leaves on `flags` what was passed.
const Expr *BodyBuilder::lookThrough(const Expr *expr, Flags &flags) {
  for (;;) {
    const Expr *inner = nullptr;
    switch (expr->getStmtClass()) {
    case Stmt::ImplicitCastExprClass: {
      const auto *implicit = cast<ImplicitCastExpr>(expr);
      const bool converts =
          implicit->getCastKind() == CK_UserDefinedConversion || implicit->getCastKind() == CK_ConstructorConversion;
      if (converts && !implicit->isPartOfExplicitCast())
        flags |= facts::kImplicitConversion;
      if (implicit->getCastKind() == CK_NullToPointer && isa<IntegerLiteral>(implicit->getSubExpr()->IgnoreParens()))
        return implicit; // a zero that means a null pointer
      inner = implicit->getSubExpr();
      break;
    }
    case Stmt::ParenExprClass:
      inner = cast<ParenExpr>(expr)->getSubExpr();
      break;
    case Stmt::ParenListExprClass:
      inner = cast<ParenListExpr>(expr)->getNumExprs() == 1 ? cast<ParenListExpr>(expr)->getExpr(0) : nullptr;
      break;
    case Stmt::ExprWithCleanupsClass:
    case Stmt::ConstantExprClass:
      inner = cast<FullExpr>(expr)->getSubExpr();
      break;
    case Stmt::MaterializeTemporaryExprClass:
      inner = cast<MaterializeTemporaryExpr>(expr)->getSubExpr();
      break;
    case Stmt::CXXBindTemporaryExprClass:
      inner = cast<CXXBindTemporaryExpr>(expr)->getSubExpr();
      break;
    case Stmt::SubstNonTypeTemplateParmExprClass:
      inner = cast<SubstNonTypeTemplateParmExpr>(expr)->getReplacement();
      break;
    case Stmt::CXXDefaultInitExprClass:
      inner = cast<CXXDefaultInitExpr>(expr)->getExpr();
      break;
    case Stmt::CXXStdInitializerListExprClass:
      inner = cast<CXXStdInitializerListExpr>(expr)->getSubExpr();
      break;
    case Stmt::OpaqueValueExprClass:
      inner = cast<OpaqueValueExpr>(expr)->getSourceExpr();
      break;
    case Stmt::ArrayInitLoopExprClass:
      inner = cast<ArrayInitLoopExpr>(expr)->getCommonExpr();
      break;
    case Stmt::PackExpansionExprClass:
      inner = cast<PackExpansionExpr>(expr)->getPattern();
      break;
    case Stmt::PseudoObjectExprClass:
      inner = cast<PseudoObjectExpr>(expr)->getSyntacticForm();
      break;
    case Stmt::CompoundLiteralExprClass:
      inner = cast<CompoundLiteralExpr>(expr)->getInitializer();
      break;
    case Stmt::GenericSelectionExprClass:
      if (!cast<GenericSelectionExpr>(expr)->isResultDependent())
        inner = cast<GenericSelectionExpr>(expr)->getResultExpr();
      break;
    case Stmt::UnaryOperatorClass:
      if (cast<UnaryOperator>(expr)->getOpcode() == UO_Extension)
        inner = cast<UnaryOperator>(expr)->getSubExpr();
      break;
    case Stmt::InitListExprClass: {
      // `int count{0}` and `Order copy{order}`: the braces are punctuation.
      const auto *list = cast<InitListExpr>(expr);
      const bool scalar = !list->getType()->isDependentType() && list->getType()->isScalarType();
      if (list->getNumInits() == 1 && (list->isTransparent() || scalar))
        inner = list->getInit(0);
      break;
    }
    case Stmt::CXXFunctionalCastExprClass: {
      // `Money(5)` is a construction; `double(x)` is a cast.
      const auto *functional = cast<CXXFunctionalCastExpr>(expr);
      if (functional->getType()->isRecordType() || functional->getCastKind() == CK_ConstructorConversion) {
        inner = functional->getSubExpr();
        spelledConversion_ = inner->IgnoreImplicit();
      }
      break;
    }
    case Stmt::CXXConstructExprClass:
    case Stmt::CXXTemporaryObjectExprClass:
      inner = copied(cast<CXXConstructExpr>(expr), flags);
      break;
    case Stmt::CallExprClass:
      inner = movedOperand(cast<CallExpr>(expr), flags);
      break;
    default:
      break;
    }
    if (inner == nullptr)
      return expr;
    expr = inner;
  }
}

/// What a copy or move construction of the same class takes, or null for another construction.
const Expr *BodyBuilder::copied(const CXXConstructExpr *construct, Flags &flags) const {
  if (construct->getNumArgs() == 0)
    return nullptr;
  const CXXConstructorDecl *constructor = construct->getConstructor();
  if (!construct->isElidable() && !constructor->isCopyOrMoveConstructor())
    return nullptr;
  const Expr *source = construct->getArg(0);
  const Expr *value = source->IgnoreParenImpCasts();
  // The conversion that built a temporary is not spelled either, but it is not this copy.
  flags = static_cast<Flags>(flags & ~facts::kImplicitConversion);
  if (value->isGLValue() && !isa<MaterializeTemporaryExpr>(value))
    flags |= facts::kCopied;
  return source;
}

/// The operand of std::move, std::forward and std::as_const, or null for another call.
const Expr *BodyBuilder::movedOperand(const CallExpr *call, Flags &flags) const {
  if (call->getNumArgs() != 1)
    return nullptr;
  const NamedDecl *callee = call->getDirectCallee();
  if (const auto *overloaded = dyn_cast<UnresolvedLookupExpr>(call->getCallee()->IgnoreParenImpCasts()))
    callee = overloaded->decls_begin() == overloaded->decls_end() ? nullptr : *overloaded->decls_begin();
  if (callee == nullptr || !callee->getDeclName().isIdentifier() || !callee->isInStdNamespace())
    return nullptr;
  const StringRef name = callee->getName();
  if (name == "move" || name == "forward" || name == "move_if_noexcept" || name == "forward_like")
    flags |= facts::kMoved;
  else if (name != "as_const")
    return nullptr;
  return call->getArg(0);
}

void BodyBuilder::literalOrName(const Expr *expr, Flags flags) {
  switch (expr->getStmtClass()) {
  case Stmt::CXXThisExprClass:
    return leaf(Op::This, expr, flags);
  case Stmt::IntegerLiteralClass: {
    const bool isSigned = expr->getType()->isSignedIntegerType();
    return leaf(Op::IntLiteral, expr, flags,
                recorder_.string(decimal(cast<IntegerLiteral>(expr)->getValue(), isSigned)));
  }
  case Stmt::FloatingLiteralClass:
    return leaf(Op::FloatLiteral, expr, flags, recorder_.string(decimal(cast<FloatingLiteral>(expr))));
  case Stmt::StringLiteralClass:
    return leaf(Op::StringLiteral, expr, flags, recorder_.string(textOf(cast<StringLiteral>(expr))));
  case Stmt::PredefinedExprClass:
    if (const StringLiteral *name = cast<PredefinedExpr>(expr)->getFunctionName())
      return leaf(Op::StringLiteral, expr, flags, recorder_.string(textOf(name)));
    return leaf(Op::Unknown, expr, flags);
  case Stmt::CharacterLiteralClass:
    return leaf(Op::CharLiteral, expr, flags,
                recorder_.string(std::to_string(cast<CharacterLiteral>(expr)->getValue())));
  case Stmt::CXXBoolLiteralExprClass:
    return leaf(Op::BoolLiteral, expr, flags, cast<CXXBoolLiteralExpr>(expr)->getValue() ? 1 : 0);
  case Stmt::CXXNullPtrLiteralExprClass:
  case Stmt::GNUNullExprClass:
  case Stmt::ImplicitCastExprClass: // only those of a null pointer are left
    return leaf(Op::NullLiteral, expr, flags);
  case Stmt::UnaryExprOrTypeTraitExprClass: {
    Open node = open(Op::TypeOperand, expr, flags);
    node->type = recorder_.type(cast<UnaryExprOrTypeTraitExpr>(expr)->getTypeOfArgument());
    return;
  }
  case Stmt::CXXTypeidExprClass: {
    const auto *typeId = cast<CXXTypeidExpr>(expr);
    if (!typeId->isTypeOperand())
      return unknown(expr, flags);
    Open node = open(Op::TypeOperand, expr, flags);
    node->type = recorder_.type(typeId->getTypeOperand(context_));
    return;
  }
  case Stmt::CXXScalarValueInitExprClass:
  case Stmt::ImplicitValueInitExprClass:
  case Stmt::CXXInheritedCtorInitExprClass:
  case Stmt::CXXUnresolvedConstructExprClass:
  case Stmt::ParenListExprClass: {
    std::vector<const Expr *> values;
    for (const Stmt *child : expr->children())
      values.push_back(cast<Expr>(child));
    return construct(expr, values, flags);
  }
  case Stmt::CXXDependentScopeMemberExprClass:
  case Stmt::UnresolvedMemberExprClass:
  case Stmt::UnresolvedLookupExprClass:
  case Stmt::DependentScopeDeclRefExprClass:
    return dependent(expr, flags);
  default:
    return otherExpression(expr, flags);
  }
}

void BodyBuilder::dependent(const Expr *expr, Flags flags) {
  if (const auto *scoped = dyn_cast<CXXDependentScopeMemberExpr>(expr)) {
    const bool isImplicit = scoped->isImplicitAccess();
    return unresolved(expr, scoped->getMember(), isImplicit ? nullptr : scoped->getBase(), isImplicit,
                      scoped->isArrow(), flags);
  }
  if (const auto *overloaded = dyn_cast<UnresolvedMemberExpr>(expr)) {
    const bool isImplicit = overloaded->isImplicitAccess();
    return unresolved(expr, overloaded->getMemberName(), isImplicit ? nullptr : overloaded->getBase(), isImplicit,
                      overloaded->isArrow(), flags);
  }
  if (const auto *lookup = dyn_cast<UnresolvedLookupExpr>(expr))
    return unresolved(expr, lookup->getName(), nullptr, false, false, flags);
  unresolved(expr, cast<DependentScopeDeclRefExpr>(expr)->getDeclName(), nullptr, false, false, flags);
}

void BodyBuilder::unresolved(const Expr *expr, DeclarationName name, const Expr *object, bool isImplicit, bool isArrow,
                             Flags flags) {
  if (isArrow && !isImplicit)
    flags |= facts::kArrow;
  Open node = open(Op::Unresolved, expr, flags);
  node->ref = recorder_.string(name.getAsString());
  if (isImplicit)
    Open self(*this, Op::This, spot_, 0);
  else if (object != nullptr)
    expression(object);
}

void BodyBuilder::otherExpression(const Expr *expr, Flags flags) {
  switch (expr->getStmtClass()) {
  case Stmt::RecoveryExprClass:
    partial_ = true;
    return unknown(expr, flags | facts::kRecovery);
  case Stmt::CoawaitExprClass: {
    Open node = open(Op::Await, expr, flags);
    return expression(cast<CoawaitExpr>(expr)->getOperand());
  }
  case Stmt::DependentCoawaitExprClass: {
    Open node = open(Op::Await, expr, flags);
    return expression(cast<DependentCoawaitExpr>(expr)->getOperand());
  }
  case Stmt::CoyieldExprClass: {
    const Expr *yielded = cast<CoyieldExpr>(expr)->getOperand();
    if (const auto *call = dyn_cast<CXXMemberCallExpr>(yielded->IgnoreImplicit()); call && call->getNumArgs() > 0)
      yielded = call->getArg(0); // promise.yield_value(it), which the source does not spell
    Open node = open(Op::Yield, expr, flags);
    return expression(yielded);
  }
  case Stmt::RequiresExprClass:
  case Stmt::ConceptSpecializationExprClass:
    return leaf(Op::Requires, expr, flags);
  case Stmt::CXXNoexceptExprClass: // the operand never runs
  case Stmt::CXXDefaultArgExprClass:
    return leaf(Op::Unknown, expr, flags);
  case Stmt::StmtExprClass: {
    Open node = open(Op::Unknown, expr, flags);
    return statement(cast<StmtExpr>(expr)->getSubStmt());
  }
  default:
    return unknown(expr, flags);
  }
}

void BodyBuilder::unknown(const Expr *expr, Flags flags) {
  Open node = open(Op::Unknown, expr, flags);
  for (const Stmt *child : expr->children())
    if (child != nullptr)
      statement(child);
}

/// A declaration that an expression names.
void BodyBuilder::name(const Expr *expr, const ValueDecl *decl, Flags flags) {
  if (const auto local = locals_.find(decl); local != locals_.end())
    return leaf(Op::LocalRef, expr, flags, local->second);
  if (isa<VarDecl>(decl))
    return leaf(Op::GlobalRef, expr, flags, recorder_.symbol(decl));
  if (isa<EnumConstantDecl>(decl))
    return leaf(Op::EnumConstant, expr, flags, recorder_.symbol(decl));
  if (isa<FunctionDecl>(decl))
    return leaf(Op::FunctionRef, expr, flags, recorder_.symbol(decl));
  if (isa<NonTypeTemplateParmDecl>(decl))
    return leaf(Op::Unresolved, expr, flags, recorder_.string(decl->getName()));
  leaf(Op::Unknown, expr, flags);
}

void BodyBuilder::member(const MemberExpr *expr, Flags flags) {
  const ValueDecl *decl = expr->getMemberDecl();
  const auto *field = dyn_cast<FieldDecl>(decl);
  if (field == nullptr)
    return name(expr, decl, flags);
  if (field->isAnonymousStructOrUnion()) // its members are the members of the class around it
    return expression(expr->getBase(), flags);
  if (expr->isArrow() && !expr->isImplicitAccess())
    flags |= facts::kArrow;
  Open node = open(Op::Field, expr, flags);
  node->ref = recorder_.symbol(field);
  expression(expr->getBase());
}

void BodyBuilder::unary(const UnaryOperator *expr, Flags flags) {
  const Expr *operand = expr->getSubExpr();
  if (expr->getOpcode() == UO_AddrOf) {
    // &C::member and &function are names, not accesses.
    if (const auto *named = dyn_cast<DeclRefExpr>(operand->IgnoreParens())) {
      const ValueDecl *decl = named->getDecl();
      const auto *method = dyn_cast<CXXMethodDecl>(decl);
      if (isa<FieldDecl, IndirectFieldDecl>(decl) || (method != nullptr && method->isInstance()))
        return leaf(Op::MemberPointer, expr, flags, recorder_.symbol(decl));
      if (isa<FunctionDecl>(decl))
        return leaf(Op::FunctionRef, expr, flags, recorder_.symbol(decl));
    }
  }
  Open node = open(unaryOp(expr->getOpcode()), expr, flags);
  expression(operand);
}

void BodyBuilder::explicitCast(const ExplicitCastExpr *expr, Flags flags) {
  if (isa<CXXDynamicCastExpr>(expr))
    flags |= facts::kDynamicCast;
  Open node = open(Op::Cast, expr, flags);
  node->type = recorder_.type(expr->getTypeAsWritten());
  spelledConversion_ = expr->getSubExpr()->IgnoreImplicit();
  expression(expr->getSubExpr());
}

} // namespace tell
