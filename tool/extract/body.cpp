#include "extract/body.hpp"

#include <algorithm>

#include <clang/AST/StmtOpenMP.h>

#include "extract/body_builder.hpp"

namespace tell {

using namespace clang;
using facts::LocalId;
using facts::LocalKind;
using facts::Op;

namespace {

/// A variable that belongs to the function: an `extern` one does not.
bool isLocal(const clang::Decl *decl) {
  const auto *variable = dyn_cast<VarDecl>(decl);
  return variable != nullptr && (variable->hasLocalStorage() || variable->isStaticLocal());
}

} // namespace

void recordBody(Recorder &recorder, const FunctionDecl *function, facts::FunctionId id) {
  const FunctionDecl *definition = nullptr;
  function->getBody(definition);
  if (definition == nullptr) {
    recordParameters(recorder, function, id);
    return;
  }
  BodyBuilder builder(recorder, definition, id);
  builder.parameters();
  builder.body();
}

void recordParameters(Recorder &recorder, const FunctionDecl *function, facts::FunctionId id) {
  BodyBuilder(recorder, function, id).parameters();
}

BodyBuilder::BodyBuilder(Recorder &recorder, const FunctionDecl *function, facts::FunctionId id)
    : recorder_(recorder), context_(recorder.context()), sources_(context_.getSourceManager()),
      facts_(recorder.facts()), function_(function), id_(id),
      file_(sources_.getFileID(sources_.getFileLoc(function->getLocation()))),
      localsBegin_(static_cast<std::uint32_t>(facts_.locals.size())) {}

void BodyBuilder::parameters() {
  addParameters(function_->parameters(), LocalKind::Parameter);
  facts::Function &record = facts_.functions[id_];
  record.locals = {localsBegin_, static_cast<std::uint32_t>(facts_.locals.size())};
  record.parameters = static_cast<std::uint32_t>(localDecls_.size());
}

void BodyBuilder::body() {
  const auto nodesBegin = static_cast<std::uint32_t>(facts_.nodes.size());
  const Stmt *body = function_->getBody();
  asserts_ =
      recorder_.macros().assertsIn({sources_.getFileLoc(body->getBeginLoc()), sources_.getFileLoc(body->getEndLoc())});
  {
    Open node = open(Op::Body, function_->getSourceRange());
    if (const auto *constructor = dyn_cast<CXXConstructorDecl>(function_))
      memberInitialisers(constructor);
    statement(body);
  }
  facts::Function &record = facts_.functions[id_];
  record.locals.end = static_cast<std::uint32_t>(facts_.locals.size());
  record.nodes = {nodesBegin, static_cast<std::uint32_t>(facts_.nodes.size())};
  if (partial_)
    record.flags |= facts::kPartialBody;
}

// --- locals
// -----------------------------------------------------------------------------------------------------------

LocalId BodyBuilder::addLocal(LocalKind kind, const ValueDecl *decl) {
  const auto id = static_cast<LocalId>(localDecls_.size());
  locals_.try_emplace(decl, id);
  localDecls_.push_back(decl);
  facts::Local local;
  local.kind = kind;
  local.name = recorder_.string(decl->getDeclName().isIdentifier() ? decl->getName() : StringRef());
  local.type = recorder_.type(decl->getType());
  local.line = sources_.getExpansionLineNumber(sources_.getFileLoc(decl->getLocation()));
  if (const auto *parameter = dyn_cast<ParmVarDecl>(decl)) {
    if (parameter->hasDefaultArg())
      local.flags |= facts::kLocalDefault;
  } else if (const auto *variable = dyn_cast<VarDecl>(decl); variable != nullptr && variable->isStaticLocal()) {
    local.flags |= facts::kLocalStatic;
  }
  partial_ |= decl->isInvalidDecl();
  facts_.locals.push_back(local);
  return id;
}

void BodyBuilder::addParameters(ArrayRef<ParmVarDecl *> parameters, LocalKind kind) {
  for (const ParmVarDecl *parameter : parameters)
    addLocal(kind, parameter);
}

// --- statements
// -------------------------------------------------------------------------------------------------------

void BodyBuilder::statement(const Stmt *stmt) {
  if (stmt == nullptr) {
    empty();
    return;
  }
  Level level(depth_);
  if (depth_ > kMaxDepth) {
    partial_ = true;
    Open node = open(Op::Unknown, stmt);
    return;
  }
  if (const AssertExpansion *expansion = assertOf(stmt)) {
    assertion(*expansion, stmt);
    return;
  }
  switch (stmt->getStmtClass()) {
  case Stmt::CompoundStmtClass:
    return block(cast<CompoundStmt>(stmt));
  case Stmt::IfStmtClass:
    return ifStatement(cast<IfStmt>(stmt));
  case Stmt::ForStmtClass:
    return forStatement(cast<ForStmt>(stmt));
  case Stmt::CXXForRangeStmtClass:
    return rangeFor(cast<CXXForRangeStmt>(stmt));
  case Stmt::SwitchStmtClass:
    return switchStatement(cast<SwitchStmt>(stmt));
  case Stmt::CXXTryStmtClass:
    return tryStatement(cast<CXXTryStmt>(stmt));
  case Stmt::WhileStmtClass: {
    const auto *loop = cast<WhileStmt>(stmt);
    Open node = open(Op::While, stmt);
    conditionPrefix(nullptr, loop->getConditionVariableDeclStmt());
    expression(loop->getCond());
    return statement(loop->getBody());
  }
  case Stmt::DoStmtClass: {
    const auto *loop = cast<DoStmt>(stmt);
    Open node = open(Op::DoWhile, stmt);
    statement(loop->getBody());
    return expression(loop->getCond());
  }
  case Stmt::ReturnStmtClass: {
    Open node = open(Op::Return, stmt);
    if (const Expr *value = cast<ReturnStmt>(stmt)->getRetValue())
      expression(value);
    return;
  }
  case Stmt::CoreturnStmtClass: {
    Open node = open(Op::Return, stmt);
    if (const Expr *value = cast<CoreturnStmt>(stmt)->getOperand())
      expression(value);
    return;
  }
  case Stmt::DeclStmtClass: {
    // Where one tree must stand, several declarations (or none that matters) need a Block around them.
    const auto *declared = cast<DeclStmt>(stmt);
    if (declared->isSingleDecl() && isLocal(declared->getSingleDecl()) &&
        !isa<DecompositionDecl>(declared->getSingleDecl()))
      return declarations(declared);
    Open node = open(Op::Block, stmt);
    return declarations(declared);
  }
  default:
    if (const auto *expr = dyn_cast<Expr>(stmt))
      return expression(expr);
    return otherStatement(stmt);
  }
}

void BodyBuilder::otherStatement(const Stmt *stmt) {
  switch (stmt->getStmtClass()) {
  case Stmt::NullStmtClass: {
    Open node = open(Op::Empty, stmt);
    return;
  }
  case Stmt::BreakStmtClass: {
    Open node = open(Op::Break, stmt);
    return;
  }
  case Stmt::ContinueStmtClass: {
    Open node = open(Op::Continue, stmt);
    return;
  }
  case Stmt::GotoStmtClass:
  case Stmt::IndirectGotoStmtClass: {
    Open node = open(Op::Goto, stmt);
    return;
  }
  case Stmt::LabelStmtClass:
    return statement(cast<LabelStmt>(stmt)->getSubStmt());
  case Stmt::AttributedStmtClass:
    return statement(cast<AttributedStmt>(stmt)->getSubStmt());
  case Stmt::CapturedStmtClass:
    return statement(cast<CapturedStmt>(stmt)->getCapturedStmt());
  case Stmt::CoroutineBodyStmtClass:
    return statement(cast<CoroutineBodyStmt>(stmt)->getBody());
  case Stmt::CaseStmtClass:
  case Stmt::DefaultStmtClass: // a label inside a nested statement of its switch (Duff's device)
    return caseGroup(cast<SwitchCase>(stmt), {}, stmt->getEndLoc());
  default:
    if (const auto *directive = dyn_cast<OMPExecutableDirective>(stmt); directive && directive->hasAssociatedStmt())
      return statement(directive->getRawStmt());
    return unknownStatement(stmt);
  }
}

void BodyBuilder::unknownStatement(const Stmt *stmt, Flags flags) {
  Open node = open(Op::Unknown, stmt, flags);
  for (const Stmt *child : stmt->children())
    if (child != nullptr)
      statement(child);
}

void BodyBuilder::block(const CompoundStmt *block) {
  const bool fromMacro = inMacroBody(block->getLBracLoc());
  Open node = open(Op::Block, block, fromMacro ? facts::kMacroBlock : Flags{0});
  std::vector<const Stmt *> statements(block->body_begin(), block->body_end());
  sequence(statements, block->getLBracLoc(), block->getRBracLoc());
}

/// Each statement's tree in turn, and what NDEBUG made vanish in the gaps between them.
void BodyBuilder::sequence(ArrayRef<const Stmt *> statements, SourceLocation begin, SourceLocation end) {
  SourceLocation previous = begin;
  for (const Stmt *stmt : statements) {
    vanishedAsserts(previous, stmt->getBeginLoc());
    element(stmt);
    previous = stmt->getEndLoc();
  }
  vanishedAsserts(previous, end);
}

/// One of several statements: here a declaration statement may give any number of trees.
void BodyBuilder::element(const Stmt *stmt) {
  if (const auto *declared = dyn_cast<DeclStmt>(stmt))
    declarations(declared);
  else
    statement(stmt);
}

void BodyBuilder::declarations(const DeclStmt *stmt) {
  for (const clang::Decl *decl : stmt->decls())
    declaration(decl);
}

/// Types, functions, aliases and static assertions say nothing about what runs; an `extern` variable is no local.
void BodyBuilder::declaration(const clang::Decl *decl) {
  if (!isLocal(decl)) {
    partial_ |= decl->isInvalidDecl();
    return;
  }
  const auto *variable = cast<VarDecl>(decl);
  const LocalId local = addLocal(LocalKind::Variable, variable);
  {
    Open node = open(Op::Decl, variable->getSourceRange());
    node->ref = local;
    node->type = recorder_.type(variable->getType());
    if (const Expr *init = variable->getInit())
      expression(init);
  }
  if (const auto *whole = dyn_cast<DecompositionDecl>(variable))
    bindings(whole, local);
}

void BodyBuilder::bindings(const DecompositionDecl *whole, LocalId local) {
  const facts::TypeId type = recorder_.type(valueType(whole->getType()));
  std::uint32_t index = 0;
  for (const BindingDecl *binding : whole->bindings()) {
    const LocalId id = addLocal(LocalKind::Binding, binding);
    Open node = open(Op::Bind, binding->getSourceRange());
    node->ref = id;
    node->type = type;
    node->extra = index++;
    const Expr *part = binding->getBinding();
    const auto *field = part == nullptr ? nullptr : dyn_cast<MemberExpr>(part->IgnoreImplicit());
    std::optional<Open> access;
    if (field != nullptr && isa<FieldDecl>(field->getMemberDecl())) {
      access.emplace(*this, Op::Field, spot_, Flags{0});
      (*access)->ref = recorder_.symbol(field->getMemberDecl());
      (*access)->type = recorder_.type(valueType(part->getType()));
    }
    Open object(*this, Op::LocalRef, spot_, 0);
    object->ref = local;
    object->type = type;
  }
}

/// What `if`, `while` and `switch` declare before their condition.
void BodyBuilder::conditionPrefix(const Stmt *init, const DeclStmt *variable) {
  if (init != nullptr && !isa<NullStmt>(init))
    element(init);
  if (variable != nullptr)
    declarations(variable);
}

void BodyBuilder::ifStatement(const IfStmt *stmt) {
  Open node = open(Op::If, stmt);
  if (stmt->getElse() != nullptr)
    node->flags |= facts::kHasElse;
  if (stmt->isConstexpr() || stmt->isConsteval())
    node->flags |= facts::kConstexprIf;
  conditionPrefix(stmt->getInit(), stmt->getConditionVariableDeclStmt());
  if (const Expr *condition = stmt->getCond())
    expression(condition);
  else
    Open ifConsteval(*this, Op::Unknown, spot_, 0);
  statement(stmt->getThen());
  if (stmt->getElse() != nullptr)
    statement(stmt->getElse());
}

void BodyBuilder::forStatement(const ForStmt *stmt) {
  Open node = open(Op::For, stmt);
  if (stmt->getConditionVariableDeclStmt() != nullptr) {
    Open both(*this, Op::Block, spot_, 0);
    conditionPrefix(stmt->getInit(), stmt->getConditionVariableDeclStmt());
  } else {
    statement(stmt->getInit());
  }
  statement(stmt->getCond());
  statement(stmt->getInc());
  statement(stmt->getBody());
}

void BodyBuilder::rangeFor(const CXXForRangeStmt *stmt) {
  std::optional<Open> around;
  if (stmt->getInit() != nullptr) {
    around.emplace(*this, Op::Block, locate(stmt->getSourceRange()), Flags{0});
    element(stmt->getInit());
  }
  Open node = open(Op::RangeFor, stmt);
  if (const Expr *range = stmt->getRangeInit())
    expression(range);
  else
    empty();
  const VarDecl *variable = stmt->getLoopVariable();
  const LocalId local = addLocal(LocalKind::RangeElement, variable);
  node->ref = local;
  node->type = recorder_.type(variable->getType());

  const auto *whole = dyn_cast<DecompositionDecl>(variable);
  if (whole == nullptr)
    return statement(stmt->getBody());
  const auto *block = dyn_cast_or_null<CompoundStmt>(stmt->getBody());
  Open body = open(Op::Block, stmt->getBody());
  bindings(whole, local);
  if (block == nullptr)
    return statement(stmt->getBody());
  std::vector<const Stmt *> statements(block->body_begin(), block->body_end());
  sequence(statements, block->getLBracLoc(), block->getRBracLoc());
}

void BodyBuilder::switchStatement(const SwitchStmt *stmt) {
  Open node = open(Op::Switch, stmt);
  conditionPrefix(stmt->getInit(), stmt->getConditionVariableDeclStmt());
  expression(stmt->getCond());

  std::vector<const Stmt *> statements;
  SourceLocation end = stmt->getEndLoc();
  if (const auto *block = dyn_cast<CompoundStmt>(stmt->getBody())) {
    statements.assign(block->body_begin(), block->body_end());
    end = block->getRBracLoc();
  } else {
    statements.push_back(stmt->getBody());
  }
  ArrayRef<const Stmt *> left = statements;
  const auto isLabel = [](const Stmt *each) { return isa<SwitchCase>(each); };
  // Declarations in front of the first label have no group of their own, but their names are used.
  if (const auto *first = std::find_if(left.begin(), left.end(), isLabel); first != left.begin()) {
    const auto front = static_cast<std::size_t>(first - left.begin());
    Open group = open(Op::Case, SourceRange(left.front()->getBeginLoc(), left[front - 1]->getEndLoc()));
    group->extra = 0;
    for (const Stmt *each : left.take_front(front))
      element(each);
    left = left.drop_front(front);
  }
  while (!left.empty()) {
    const auto *label = cast<SwitchCase>(left.front());
    left = left.drop_front();
    const auto *next = std::find_if(left.begin(), left.end(), isLabel);
    const auto length = static_cast<std::size_t>(next - left.begin());
    caseGroup(label, left.take_front(length), next == left.end() ? end : (*next)->getBeginLoc());
    left = left.drop_front(length);
  }
}

/// One run of labels with the statement that the last of them holds and the statements that follow it.
void BodyBuilder::caseGroup(const SwitchCase *label, ArrayRef<const Stmt *> rest, SourceLocation end) {
  const Stmt *last = rest.empty() ? label->getSubStmt() : rest.back();
  Open node =
      open(Op::Case, SourceRange(label->getBeginLoc(), last == nullptr ? label->getEndLoc() : last->getEndLoc()));
  std::uint32_t labels = 0;
  const Stmt *first = label;
  SourceLocation colon = label->getColonLoc();
  for (; first != nullptr && isa<SwitchCase>(first); first = cast<SwitchCase>(first)->getSubStmt()) {
    colon = cast<SwitchCase>(first)->getColonLoc();
    const auto *value = dyn_cast<CaseStmt>(first);
    if (value == nullptr) {
      node->flags |= facts::kDefaultLabel;
      continue;
    }
    expression(value->getLHS());
    ++labels;
    if (value->caseStmtIsGNURange()) {
      expression(value->getRHS());
      ++labels;
    }
  }
  node->extra = labels;
  std::vector<const Stmt *> statements;
  if (first != nullptr)
    statements.push_back(first);
  statements.insert(statements.end(), rest.begin(), rest.end());
  sequence(statements, colon, end);
}

void BodyBuilder::tryStatement(const CXXTryStmt *stmt) {
  Open node = open(Op::Try, stmt);
  statement(stmt->getTryBlock());
  for (unsigned i = 0; i < stmt->getNumHandlers(); ++i) {
    const CXXCatchStmt *handler = stmt->getHandler(i);
    Open caught = open(Op::Catch, handler);
    if (const VarDecl *variable = handler->getExceptionDecl()) {
      const LocalId local = addLocal(LocalKind::CatchVariable, variable);
      caught->ref = local;
      caught->type = recorder_.type(variable->getType());
    }
    statement(handler->getHandlerBlock());
  }
}

/// In the order of the source, as the reader sees them.
void BodyBuilder::memberInitialisers(const CXXConstructorDecl *constructor) {
  std::vector<const CXXCtorInitializer *> written;
  for (const CXXCtorInitializer *init : constructor->inits())
    if (init->isWritten() && init->getInit() != nullptr)
      written.push_back(init);
  std::sort(written.begin(), written.end(), [](const CXXCtorInitializer *a, const CXXCtorInitializer *b) {
    return a->getSourceOrder() < b->getSourceOrder();
  });
  for (const CXXCtorInitializer *init : written) {
    Open node = open(Op::MemberInit, init->getSourceRange());
    if (init->isAnyMemberInitializer())
      node->ref = recorder_.symbol(init->getAnyMember());
    else if (init->isBaseInitializer())
      node->ref = recorder_.symbol(init->getBaseClass()->getAsCXXRecordDecl());
    node->type = recorder_.type(init->isAnyMemberInitializer() ? init->getAnyMember()->getType().getNonReferenceType()
                                                               : QualType(init->getTypeSourceInfo()->getType()));
    expression(init->getInit());
  }
}

// --- lambdas
// ----------------------------------------------------------------------------------------------------------

void BodyBuilder::lambda(const LambdaExpr *expr, Flags flags) {
  // A generic lambda's own instantiation knows the members it names; which one does not matter to that.
  const CXXMethodDecl *callee = expr->getCallOperator();
  if (const FunctionTemplateDecl *generic = expr->getDependentCallOperator())
    for (const FunctionDecl *specialisation : generic->specializations())
      if (specialisation->isThisDeclarationADefinition() && specialisation->hasBody()) {
        callee = cast<CXXMethodDecl>(specialisation);
        break;
      }
  const Stmt *body = callee->getBody();
  if (body == nullptr)
    body = expr->getBody();

  Open node = open(Op::Lambda, expr, flags);
  for (const LambdaCapture &capture : expr->captures()) {
    if (!capture.capturesVariable() || !expr->isInitCapture(&capture))
      continue;
    const auto *variable = cast<VarDecl>(capture.getCapturedVar());
    const LocalId local = addLocal(LocalKind::Capture, variable);
    Open init = open(Op::InitCapture, variable->getSourceRange());
    init->ref = local;
    init->type = recorder_.type(variable->getType());
    if (const Expr *value = variable->getInit())
      expression(value);
    else
      empty();
  }
  facts::Lambda record;
  record.function = id_;
  record.parameters.begin = static_cast<std::uint32_t>(localDecls_.size());
  addParameters(callee->parameters(), LocalKind::LambdaParameter);
  record.parameters.end = static_cast<std::uint32_t>(localDecls_.size());
  record.result = recorder_.type(callee->getReturnType());
  node->ref = static_cast<std::uint32_t>(facts_.lambdas.size());
  facts_.lambdas.push_back(record);
  statement(body);
}

} // namespace tell
