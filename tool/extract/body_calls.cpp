#include "extract/body_builder.hpp"

namespace tell {

using namespace clang;
using facts::Op;

namespace {

Op binaryOp(BinaryOperatorKind kind) {
  switch (kind) {
  case BO_Mul:
    return Op::Multiply;
  case BO_Div:
    return Op::Divide;
  case BO_Rem:
    return Op::Remainder;
  case BO_Add:
    return Op::Add;
  case BO_Sub:
    return Op::Subtract;
  case BO_Shl:
    return Op::ShiftLeft;
  case BO_Shr:
    return Op::ShiftRight;
  case BO_Cmp:
    return Op::ThreeWay;
  case BO_LT:
    return Op::Less;
  case BO_GT:
    return Op::Greater;
  case BO_LE:
    return Op::LessEqual;
  case BO_GE:
    return Op::GreaterEqual;
  case BO_EQ:
    return Op::Equal;
  case BO_NE:
    return Op::NotEqual;
  case BO_And:
    return Op::BitAnd;
  case BO_Xor:
    return Op::BitXor;
  case BO_Or:
    return Op::BitOr;
  case BO_LAnd:
    return Op::LogicalAnd;
  case BO_LOr:
    return Op::LogicalOr;
  case BO_Assign:
    return Op::Assign;
  case BO_MulAssign:
    return Op::MultiplyAssign;
  case BO_DivAssign:
    return Op::DivideAssign;
  case BO_RemAssign:
    return Op::RemainderAssign;
  case BO_AddAssign:
    return Op::AddAssign;
  case BO_SubAssign:
    return Op::SubtractAssign;
  case BO_ShlAssign:
    return Op::ShiftLeftAssign;
  case BO_ShrAssign:
    return Op::ShiftRightAssign;
  case BO_AndAssign:
    return Op::BitAndAssign;
  case BO_XorAssign:
    return Op::BitXorAssign;
  case BO_OrAssign:
    return Op::BitOrAssign;
  case BO_Comma:
    return Op::Comma;
  case BO_PtrMemD:
  case BO_PtrMemI:
    return Op::Unknown;
  }
  return Op::Unknown;
}

/// The op of an overloaded operator used on `operands` operands; calls and `->` are not asked here.
Op overloadedOp(OverloadedOperatorKind kind, unsigned operands) {
  if (operands == 1 && kind != OO_Subscript) {
    switch (kind) {
    case OO_Plus:
      return Op::Plus;
    case OO_Minus:
      return Op::Negate;
    case OO_Star:
      return Op::Dereference;
    case OO_Amp:
      return Op::AddressOf;
    case OO_Tilde:
      return Op::BitNot;
    case OO_Exclaim:
      return Op::Not;
    case OO_PlusPlus:
      return Op::PreIncrement;
    case OO_MinusMinus:
      return Op::PreDecrement;
    case OO_Coawait:
      return Op::Await;
    default:
      return Op::Unknown;
    }
  }
  switch (kind) {
  case OO_PlusPlus:
    return Op::PostIncrement;
  case OO_MinusMinus:
    return Op::PostDecrement;
  case OO_Subscript:
    return Op::Subscript;
  case OO_ArrowStar:
    return Op::Unknown;
  default:
    return binaryOp(BinaryOperator::getOverloadedOpcode(kind));
  }
}

/// An argument bound to this type may be changed by the callee.
bool changes(QualType parameter, const Expr *argument) {
  if (parameter.isNull())
    return false;
  if (parameter->isLValueReferenceType())
    return !parameter->getPointeeType().isConstQualified() && !parameter->getPointeeType()->isFunctionType();
  if (const auto *pointer = parameter->getAs<PointerType>()) {
    const QualType pointee = pointer->getPointeeType();
    if (pointee.isConstQualified() || pointee->isFunctionType())
      return false;
    const Expr *value = argument->IgnoreParenImpCasts();
    return !isa<CXXNullPtrLiteralExpr, GNUNullExpr, IntegerLiteral>(value);
  }
  return false;
}

/// A forwarding reference of the library (`emplace_back(Args &&...)`, `make_unique`, `format`) binds to a variable
/// without a thought of changing it; those of the range algorithms do change what they are given.
bool onlyForwards(QualType parameter, const FunctionDecl *callee) {
  const auto *reference = parameter->getAs<LValueReferenceType>();
  if (reference == nullptr || reference->isSpelledAsLValue())
    return false;
  const SourceManager &sources = callee->getASTContext().getSourceManager();
  if (!sources.isInSystemHeader(sources.getExpansionLoc(callee->getLocation())))
    return false;
  for (const DeclContext *scope = callee->getDeclContext(); scope != nullptr; scope = scope->getParent())
    if (const auto *space = dyn_cast<NamespaceDecl>(scope); space != nullptr && space->getName() == "ranges")
      return false;
  return true;
}

/// Whether the method leaves the object it is called on as it is, as far as its declaration says.
bool keepsObject(const CXXMethodDecl *method) {
  if (!method->isExplicitObjectMemberFunction())
    return method->isConst();
  const QualType self = method->getParamDecl(0)->getType();
  return !self->isReferenceType() || self->getPointeeType().isConstQualified();
}

/// The index of the first parameter that takes an argument rather than the object.
unsigned firstParameter(const CXXMethodDecl *method) { return method->isExplicitObjectMemberFunction() ? 1 : 0; }

std::vector<const Expr *> argumentsOf(const CallExpr *call, unsigned first = 0) {
  return {call->arg_begin() + first, call->arg_end()};
}

} // namespace

void BodyBuilder::arguments(ArrayRef<const Expr *> arguments, const FunctionDecl *callee, unsigned first) {
  for (const Expr *argument : arguments) {
    const unsigned index = first++;
    if (isa<CXXDefaultArgExpr>(argument)) // the caller does not say it
      continue;
    const QualType parameter =
        callee != nullptr && index < callee->getNumParams() ? callee->getParamDecl(index)->getType() : QualType();
    const bool mutableArgument = changes(parameter, argument) && !onlyForwards(parameter, callee);
    expression(argument, mutableArgument ? facts::kMutableArgument : Flags{0});
  }
}

void BodyBuilder::arguments(ArrayRef<const Expr *> arguments, const FunctionProtoType *callee) {
  unsigned index = 0;
  for (const Expr *argument : arguments) {
    const QualType parameter =
        callee != nullptr && index < callee->getNumParams() ? callee->getParamType(index) : QualType();
    ++index;
    expression(argument, changes(parameter, argument) ? facts::kMutableArgument : Flags{0});
  }
}

void BodyBuilder::call(const CallExpr *expr, Flags flags) {
  const Expr *callee = expr->getCallee()->IgnoreParenImpCasts();
  if (const auto *memberCallee = dyn_cast<MemberExpr>(callee))
    if (const auto *method = dyn_cast<CXXMethodDecl>(memberCallee->getMemberDecl()); method && method->isInstance())
      return methodCall(expr, memberCallee, method, flags);
  const FunctionDecl *function = expr->getDirectCallee();
  if (const auto *method = dyn_cast_or_null<CXXMethodDecl>(function);
      method != nullptr && method->isExplicitObjectMemberFunction() && expr->getNumArgs() > 0) {
    Open node = open(Op::MethodCall, expr, keepsObject(method) ? flags | facts::kConstCallee : flags);
    node->ref = recorder_.symbol(method);
    expression(expr->getArg(0));
    return arguments(argumentsOf(expr, 1), method, 1);
  }
  if (function != nullptr) {
    Open node = open(Op::Call, expr, flags);
    node->ref = recorder_.symbol(function);
    return arguments(argumentsOf(expr), function);
  }
  if (const auto *destroyed = dyn_cast<CXXPseudoDestructorExpr>(callee)) {
    Open node = open(Op::Unknown, expr, flags);
    return expression(destroyed->getBase());
  }
  Open node = open(Op::IndirectCall, expr, flags);
  expression(callee);
  QualType type = callee->getType();
  if (const auto *pointer = type->getAs<PointerType>())
    type = pointer->getPointeeType();
  else if (const auto *bound = dyn_cast<BinaryOperator>(callee); bound != nullptr && bound->isPtrMemOp())
    if (const auto *memberPointer = bound->getRHS()->getType()->getAs<MemberPointerType>())
      type = memberPointer->getPointeeType();
  arguments(argumentsOf(expr), type->getAs<FunctionProtoType>());
}

void BodyBuilder::methodCall(const CallExpr *expr, const MemberExpr *callee, const CXXMethodDecl *method, Flags flags) {
  if (callee->isArrow() && !callee->isImplicitAccess())
    flags |= facts::kArrow;
  if (keepsObject(method))
    flags |= facts::kConstCallee;
  if (method->isVirtual() && callee->performsVirtualDispatch(context_.getLangOpts()) &&
      method->getDevirtualizedMethod(callee->getBase(), false) == nullptr)
    flags |= facts::kVirtualCallee;
  Open node = open(Op::MethodCall, expr, flags);
  node->ref = recorder_.symbol(method);
  expression(callee->getBase());
  arguments(argumentsOf(expr), method);
}

void BodyBuilder::operatorCall(const CXXOperatorCallExpr *expr, Flags flags) {
  const FunctionDecl *callee = expr->getDirectCallee();
  const auto *method = dyn_cast_or_null<CXXMethodDecl>(callee);
  const bool onObject = method != nullptr && method->isInstance();
  const OverloadedOperatorKind kind = expr->getOperator();
  flags |= facts::kOperatorSyntax;
  if (onObject && keepsObject(method))
    flags |= facts::kConstCallee;
  if (onObject && method->isVirtual() && method->getDevirtualizedMethod(expr->getArg(0), false) == nullptr)
    flags |= facts::kVirtualCallee;

  Op op = Op::Unknown;
  if (kind == OO_Call) {
    // What a std::function holds is unknown; a functor's or lambda's operator() is a method.
    const facts::TypeId object = recorder_.type(valueType(expr->getArg(0)->getType()));
    const bool holdsAnything = object != facts::kNone && facts_.types[object].wrapper == facts::Wrapper::Function;
    op = callee == nullptr || holdsAnything ? Op::IndirectCall : Op::MethodCall;
  } else if (kind == OO_Arrow) {
    op = callee == nullptr ? Op::Unknown : Op::Arrow;
  } else {
    op = overloadedOp(kind, expr->getNumArgs());
  }
  Open node = open(op, expr, flags);
  if (callee != nullptr && op != Op::IndirectCall && op != Op::Await && op != Op::Unknown)
    node->ref = recorder_.symbol(callee);
  std::vector<const Expr *> operands = argumentsOf(expr);
  if (op == Op::PostIncrement || op == Op::PostDecrement)
    operands.resize(1); // the second is the dummy that tells it from the prefix form
  if (callee != nullptr && !onObject && method == nullptr)
    return arguments(operands, callee);
  expression(operands.front());
  arguments(ArrayRef(operands).drop_front(), callee, onObject ? firstParameter(method) : 0);
}

/// `a != b` by way of operator==, `a < b` by way of operator<=>: told as it is spelled.
void BodyBuilder::rewrittenOperator(const CXXRewrittenBinaryOperator *expr, Flags flags) {
  const CXXRewrittenBinaryOperator::DecomposedForm form = expr->getDecomposedForm();
  flags |= facts::kOperatorSyntax;
  const auto *inner = dyn_cast<CXXOperatorCallExpr>(form.InnerBinOp->IgnoreImplicit());
  const FunctionDecl *callee = inner == nullptr ? nullptr : inner->getDirectCallee();
  if (const auto *method = dyn_cast_or_null<CXXMethodDecl>(callee); method != nullptr && keepsObject(method))
    flags |= facts::kConstCallee;
  Open node = open(binaryOp(form.Opcode), expr, flags);
  if (callee != nullptr)
    node->ref = recorder_.symbol(callee);
  expression(form.LHS);
  expression(form.RHS);
}

void BodyBuilder::binary(const BinaryOperator *expr, Flags flags) {
  Open node = open(binaryOp(expr->getOpcode()), expr, flags);
  expression(expr->getLHS());
  expression(expr->getRHS());
}

void BodyBuilder::construct(const CXXConstructExpr *expr, Flags flags) {
  // A reference bound to a converted temporary carries no cast that says so.
  if (expr != spelledConversion_ && !isa<CXXTemporaryObjectExpr>(expr) && expr->getParenOrBraceRange().isInvalid() &&
      expr->getNumArgs() > 0 && !isa<CXXDefaultArgExpr>(expr->getArg(0)) &&
      expr->getBeginLoc() == expr->getArg(0)->getBeginLoc())
    flags |= facts::kImplicitConversion;
  Open node = open(Op::Construct, expr, flags);
  node->ref = recorder_.symbol(expr->getConstructor());
  arguments({expr->getArgs(), expr->getNumArgs()}, expr->getConstructor());
}

void BodyBuilder::construct(const Expr *expr, ArrayRef<const Expr *> values, Flags flags) {
  Open node = open(Op::Construct, expr, flags);
  if (const auto *inherited = dyn_cast<CXXInheritedCtorInitExpr>(expr))
    node->ref = recorder_.symbol(inherited->getConstructor());
  for (const Expr *value : values)
    expression(value);
}

void BodyBuilder::initList(const InitListExpr *expr, Flags flags) {
  if (const InitListExpr *semantic = expr->getSemanticForm())
    expr = semantic;
  if (!expr->getType()->isDependentType() && expr->getType()->isScalarType() && expr->getNumInits() == 0)
    return construct(expr, {}, flags); // `int count{}`
  const std::vector<const Expr *> values(expr->inits().begin(), expr->inits().end());
  recordInit(expr, expr->getType()->getAsRecordDecl(), expr->getInitializedFieldInUnion(), values, expr->getEndLoc(),
             flags);
}

/// The values of an aggregate in the order of its bases and fields; of an array or an initializer list without
/// `record`. What Clang filled in stands at `impliedAt`.
void BodyBuilder::recordInit(const Expr *expr, const RecordDecl *record, const FieldDecl *unionField,
                             ArrayRef<const Expr *> values, SourceLocation impliedAt, Flags flags) {
  const auto implied = [&](const Expr *value) {
    if (value == nullptr || isa<CXXDefaultInitExpr, ImplicitValueInitExpr, NoInitExpr>(value))
      return true;
    if (impliedAt.isInvalid() || value->getBeginLoc() != impliedAt)
      return value->getBeginLoc().isInvalid();
    const Expr *bare = value->IgnoreImplicit();
    if (const auto *list = dyn_cast<InitListExpr>(bare))
      return list->getLBraceLoc() == list->getRBraceLoc();
    const auto *constructed = dyn_cast<CXXConstructExpr>(bare);
    return constructed != nullptr && (constructed->getNumArgs() == 0 || constructed->getArg(0)->isDefaultArgument());
  };

  Open node = open(Op::Aggregate, expr, flags);
  std::vector<const FieldDecl *> fields;
  std::size_t bases = 0;
  if (record != nullptr && !record->isUnion()) {
    if (const auto *derived = dyn_cast<CXXRecordDecl>(record); derived != nullptr && derived->hasDefinition())
      bases = derived->getNumBases();
    for (const FieldDecl *field : record->fields())
      if (!field->isUnnamedBitField())
        fields.push_back(field);
  } else if (unionField != nullptr) {
    fields.push_back(unionField);
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Expr *value = values[i];
    const FieldDecl *field = i >= bases && i - bases < fields.size() ? fields[i - bases] : nullptr;
    if (implied(value))
      continue;
    if (const auto *designated = dyn_cast<DesignatedInitExpr>(value)) // in templates, where nothing is assigned yet
      value = designated->getInit();
    if (field == nullptr) {
      expression(value);
      continue;
    }
    Open part = open(Op::InitField, value->getSourceRange());
    part->ref = recorder_.symbol(field);
    part->type = recorder_.type(valueType(field->getType()));
    expression(value);
  }
}

void BodyBuilder::newExpression(const CXXNewExpr *expr, Flags flags) {
  Open node = open(Op::New, expr, flags);
  node->type = recorder_.type(expr->getAllocatedType());
  if (const Expr *init = expr->getInitializer())
    expression(init);
  if (const auto size = expr->getArraySize(); size && *size != nullptr)
    expression(*size);
  for (unsigned i = 0; i < expr->getNumPlacementArgs(); ++i)
    expression(expr->getPlacementArg(i));
}

} // namespace tell
