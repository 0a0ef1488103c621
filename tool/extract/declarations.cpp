#include "extract/declarations.hpp"

#include <set>
#include <vector>

#include <clang/AST/Attr.h>
#include <clang/AST/DeclFriend.h>
#include <llvm/ADT/DenseSet.h>
#include <llvm/Support/xxhash.h>

#include "extract/body.hpp"

namespace tell {
namespace {

using namespace clang;
using facts::Access;
using facts::FunctionKind;
using facts::kNone;

Access accessOf(AccessSpecifier access) {
  switch (access) {
  case AS_public:
    return Access::Public;
  case AS_protected:
    return Access::Protected;
  case AS_private:
    return Access::Private;
  case AS_none:
    break;
  }
  return Access::None;
}

bool isExported(const Decl *decl) {
  if (const auto *visibility = decl->getAttr<VisibilityAttr>())
    return visibility->getVisibility() == VisibilityAttr::Default;
  return decl->hasAttr<DLLExportAttr>() || decl->hasAttr<DLLImportAttr>();
}

bool isNull(const Expr *value) {
  if (const auto *named = dyn_cast<DeclRefExpr>(value))
    return named->getDecl()->getDeclName().isIdentifier() && named->getDecl()->getName() == "nullopt";
  return isa<CXXNullPtrLiteralExpr, GNUNullExpr, ImplicitValueInitExpr, CXXScalarValueInitExpr>(value);
}

/// Whether the initialiser of a field says no more than that there is nothing yet: null, zero, false, std::nullopt, {}.
/// An object that is made from zero holds a zero.
bool isEmptyInitialiser(const Expr *initialiser, QualType type) {
  const Expr *value = initialiser->IgnoreUnlessSpelledInSource();
  if (type->isRecordType() && isa<IntegerLiteral, FloatingLiteral, CXXBoolLiteralExpr>(value))
    return false;
  if (const auto *integer = dyn_cast<IntegerLiteral>(value))
    return integer->getValue() == 0;
  if (const auto *floating = dyn_cast<FloatingLiteral>(value))
    return floating->getValue().isZero();
  if (const auto *boolean = dyn_cast<CXXBoolLiteralExpr>(value))
    return !boolean->getValue();
  if (const auto *list = dyn_cast<InitListExpr>(value))
    return list->getNumInits() == 0 || (list->getNumInits() == 1 && isEmptyInitialiser(list->getInit(0), type));
  if (const auto *made = dyn_cast<CXXConstructExpr>(value))
    return made->getNumArgs() == 0 || made->getArg(0)->isDefaultArgument() ||
           isNull(made->getArg(0)->IgnoreUnlessSpelledInSource());
  return isNull(value);
}

/// Whether a declaration's name was made by a macro; a name handed to one is written by hand.
bool isNamedByMacro(const SourceManager &sources, SourceLocation name) {
  return name.isMacroID() && !sources.isMacroArgExpansion(name);
}

bool isNothrow(const FunctionDecl *function) {
  const auto *type = function->getType()->getAs<FunctionProtoType>();
  if (!type)
    return false;
  switch (type->getExceptionSpecType()) {
  case EST_BasicNoexcept:
  case EST_NoexceptTrue:
  case EST_DynamicNone:
  case EST_NoThrow:
    return true;
  default:
    return false;
  }
}

FunctionKind functionKind(const FunctionDecl *function) {
  if (isa<CXXConstructorDecl>(function))
    return FunctionKind::Constructor;
  if (isa<CXXDestructorDecl>(function))
    return FunctionKind::Destructor;
  if (isa<CXXConversionDecl>(function))
    return FunctionKind::Conversion;
  if (function->isOverloadedOperator())
    return FunctionKind::Operator;
  return isa<CXXMethodDecl>(function) ? FunctionKind::Method : FunctionKind::Free;
}

/// Whether Clang made the class from a template; what is written stands elsewhere.
bool isImplicitInstantiation(const RecordDecl *record) {
  const auto *cxx = dyn_cast<CXXRecordDecl>(record);
  if (!cxx)
    return false;
  const TemplateSpecializationKind kind = cxx->getTemplateSpecializationKind();
  return isTemplateInstantiation(kind);
}

/// Clang counts the classes of lambdas among the implicit ones.
bool isLambda(const Decl *decl) {
  const auto *record = dyn_cast<CXXRecordDecl>(decl);
  return record && record->isLambda();
}

bool hasInvalidBase(const CXXRecordDecl *record) {
  return llvm::any_of(record->bases(), [](const CXXBaseSpecifier &base) { return base.getType()->containsErrors(); });
}

class Declarations {
public:
  Declarations(Recorder &recorder, const ParsedUnit &unit)
      : recorder_(recorder), facts_(recorder.facts()), sources_(recorder.context().getSourceManager()), unit_(unit) {}

  void recordUnit() {
    visitAll(recorder_.context().getTranslationUnitDecl()->noload_decls());
    for (const FunctionDecl *function : unit_.instantiations)
      recordInstantiation(function);
  }

private:
  template <typename Decls> void visitAll(const Decls &decls) {
    for (const Decl *decl : decls)
      if ((!decl->isImplicit() || isLambda(decl)) && recorder_.inProject(decl->getLocation()))
        visit(decl);
  }

  void visit(const Decl *decl);
  void visitRecord(const RecordDecl *record);
  void visitFriend(const FriendDecl *friendship);
  void visitFunction(const FunctionDecl *function, const CXXRecordDecl *befriending = nullptr);
  void visitInside(const FunctionDecl *function);
  void recordInstantiation(const FunctionDecl *function);

  void recordClass(const RecordDecl *record);
  std::uint32_t classFlags(const RecordDecl *record) const;
  bool isPartial(const RecordDecl *record) const;
  facts::Range recordBases(const CXXRecordDecl *record);
  facts::Range recordFields(const RecordDecl *record);
  facts::Range recordFriends(const CXXRecordDecl *record);
  facts::Range recordMacros(const RecordDecl *record);
  void recordFunction(const FunctionDecl *function, const CXXRecordDecl *befriending, std::uint32_t extraFlags);
  std::uint32_t functionFlags(const FunctionDecl *function) const;
  std::uint64_t treeHash(const facts::Function &function) const;

  bool hasErrorIn(SourceRange range) const;
  SourceRange fileRange(SourceRange range) const {
    return {sources_.getFileLoc(range.getBegin()), sources_.getExpansionRange(range.getEnd()).getEnd()};
  }

  Recorder &recorder_;
  facts::TuFacts &facts_;
  const SourceManager &sources_;
  const ParsedUnit &unit_;
  llvm::DenseSet<const FunctionDecl *> recorded_;
  std::set<std::pair<facts::SymbolId, std::uint64_t>> templateTrees_;
};

// --- the walk

void Declarations::visit(const Decl *decl) {
  if (const auto *record = dyn_cast<RecordDecl>(decl))
    return visitRecord(record);
  if (const auto *function = dyn_cast<FunctionDecl>(decl))
    return visitFunction(function);
  if (const auto *friendship = dyn_cast<FriendDecl>(decl))
    return visitFriend(friendship);
  if (const auto *enumeration = dyn_cast<EnumDecl>(decl)) {
    (void)recorder_.symbol(enumeration); // known even if nobody names it
    return;
  }
  if (isa<ClassTemplateDecl, FunctionTemplateDecl>(decl))
    return visit(cast<TemplateDecl>(decl)->getTemplatedDecl());
  if (isa<NamespaceDecl, LinkageSpecDecl, ExportDecl>(decl))
    visitAll(cast<DeclContext>(decl)->noload_decls());
}

void Declarations::visitRecord(const RecordDecl *record) {
  const auto *cxx = dyn_cast<CXXRecordDecl>(record);
  if (cxx && cxx->isLambda()) {
    // A lambda outside of all functions (a table of handlers) is nobody's part: a function of its own.
    const CXXMethodDecl *call = cxx->getLambdaCallOperator();
    if (call && !record->getParentFunctionOrMethod())
      recordFunction(call, nullptr, 0);
    return;
  }
  if (!record->isThisDeclarationADefinition() || isImplicitInstantiation(record))
    return;
  recordClass(record);
  visitAll(record->noload_decls());
}

void Declarations::visitFriend(const FriendDecl *friendship) {
  const NamedDecl *befriended = friendship->getFriendDecl();
  if (!befriended)
    return;
  if (const auto *holder = dyn_cast<FunctionTemplateDecl>(befriended))
    befriended = holder->getTemplatedDecl();
  const auto *function = dyn_cast<FunctionDecl>(befriended);
  if (function && function->isThisDeclarationADefinition())
    visitFunction(function, dyn_cast<CXXRecordDecl>(friendship->getLexicalDeclContext()));
}

void Declarations::visitFunction(const FunctionDecl *function, const CXXRecordDecl *befriending) {
  if (isa<CXXDeductionGuideDecl>(function))
    return;
  recordFunction(function, befriending, befriending ? facts::kFriendOfClass : 0U);
  visitInside(function);
}

void Declarations::visitInside(const FunctionDecl *function) {
  for (const Decl *decl : function->noload_decls()) {
    const auto *record = dyn_cast<CXXRecordDecl>(decl);
    if (!record || !recorder_.inProject(record->getLocation()))
      continue;
    if (!record->isLambda())
      visitRecord(record);
    else if (const CXXMethodDecl *call = record->getLambdaCallOperator())
      visitInside(call); // its body belongs to this function; the classes in it are classes
  }
}

void Declarations::recordInstantiation(const FunctionDecl *function) {
  const auto *method = dyn_cast<CXXMethodDecl>(function);
  if (!function->doesThisDeclarationHaveABody() || function->isDefaulted() ||
      !recorder_.inProject(function->getLocation()) || (method && isLambda(method->getParent())))
    return;
  recordFunction(function, nullptr, facts::kInstantiation);
}

bool Declarations::hasErrorIn(SourceRange range) const {
  const SourceRange spelled = fileRange(range);
  auto first = llvm::lower_bound(unit_.errors, spelled.getBegin().getRawEncoding());
  return first != unit_.errors.end() && *first <= spelled.getEnd().getRawEncoding();
}

// --- classes

void Declarations::recordClass(const RecordDecl *record) {
  facts::Class result;
  result.symbol = recorder_.symbol(record);
  result.kind = record->isUnion()   ? facts::ClassKind::Union
                : record->isClass() ? facts::ClassKind::Class
                                    : facts::ClassKind::Struct;
  result.access = isa<RecordDecl>(record->getDeclContext()) ? accessOf(record->getAccess()) : Access::None;
  result.flags = classFlags(record);
  result.name = recorder_.place(record->getLocation());
  result.extent = recorder_.place({record->getInnerLocStart(), record->getBraceRange().getEnd()});
  if (const auto *cxx = dyn_cast<CXXRecordDecl>(record)) {
    result.bases = recordBases(cxx);
    result.friends = recordFriends(cxx);
  }
  result.fields = recordFields(record);
  result.macros = recordMacros(record);
  facts_.classes.push_back(result);
}

std::uint32_t Declarations::classFlags(const RecordDecl *record) const {
  std::uint32_t flags = 0;
  if (simpleName(record).empty())
    flags |= facts::kAnonymous;
  if (record->getParentFunctionOrMethod())
    flags |= facts::kLocalClass;
  if (isExported(record))
    flags |= facts::kExported;
  if (record->hasAttr<PackedAttr>() || record->hasAttr<AlignedAttr>() || record->hasAttr<MaxFieldAlignmentAttr>())
    flags |= facts::kPacked;
  if (isNamedByMacro(sources_, record->getLocation()))
    flags |= facts::kFromMacro;
  if (isPartial(record))
    flags |= facts::kPartialClass;

  const auto *cxx = dyn_cast<CXXRecordDecl>(record);
  if (!cxx || record->getDeclContext()->isExternCContext())
    flags |= facts::kInExternC;
  if (!cxx)
    return flags | facts::kAggregate | facts::kStandardLayout | facts::kTriviallyCopyable;
  if (cxx->isAggregate())
    flags |= facts::kAggregate;
  if (cxx->isAbstract())
    flags |= facts::kAbstract;
  if (cxx->isPolymorphic())
    flags |= facts::kPolymorphic;
  if (cxx->hasAttr<FinalAttr>())
    flags |= facts::kFinalClass;
  if (cxx->isDependentContext())
    return flags | facts::kTemplatePattern;
  if (cxx->isStandardLayout())
    flags |= facts::kStandardLayout;
  if (cxx->isTriviallyCopyable())
    flags |= facts::kTriviallyCopyable;
  if (cxx->getTemplateSpecializationKind() == TSK_ExplicitSpecialization)
    flags |= facts::kSpecialization;
  return flags;
}

bool Declarations::isPartial(const RecordDecl *record) const {
  const auto *cxx = dyn_cast<CXXRecordDecl>(record);
  if (record->isInvalidDecl() || (cxx && hasInvalidBase(cxx)))
    return true;
  // Errors inside bodies leave the class as it is; those between and in its members may have dropped some.
  SourceLocation from = record->getInnerLocStart();
  for (const Decl *member : record->noload_decls()) {
    if (member->isInvalidDecl())
      return true;
    if (const auto *field = dyn_cast<FieldDecl>(member); field && field->getType()->containsErrors())
      return true;
    const FunctionDecl *function = member->getAsFunction();
    if (!function || function->isImplicit() || !function->doesThisDeclarationHaveABody())
      continue;
    const Stmt *body = function->getBody();
    if (!body || body->getBeginLoc().isInvalid())
      continue;
    if (hasErrorIn({from, body->getBeginLoc()}))
      return true;
    from = body->getEndLoc();
  }
  return hasErrorIn({from, record->getBraceRange().getEnd()});
}

facts::Range Declarations::recordBases(const CXXRecordDecl *record) {
  facts::Range range{static_cast<std::uint32_t>(facts_.bases.size()), 0};
  for (const CXXBaseSpecifier &specifier : record->bases()) {
    facts::Base base;
    if (const facts::TypeId type = recorder_.type(specifier.getType()); type != kNone)
      base.symbol = facts_.types[type].symbol;
    base.access = accessOf(specifier.getAccessSpecifier());
    base.isVirtual = specifier.isVirtual() ? 1 : 0;
    facts_.bases.push_back(base);
  }
  range.end = static_cast<std::uint32_t>(facts_.bases.size());
  return range;
}

facts::Range Declarations::recordFields(const RecordDecl *record) {
  facts::Range range{static_cast<std::uint32_t>(facts_.fields.size()), 0};
  for (const Decl *member : record->noload_decls()) {
    facts::Field result;
    const auto *declarator = dyn_cast<DeclaratorDecl>(member);
    if (const auto *holder = dyn_cast<VarTemplateDecl>(member))
      declarator = holder->getTemplatedDecl();
    if (const auto *field = dyn_cast_or_null<FieldDecl>(declarator)) {
      if (field->isImplicit() || !field->getDeclName())
        continue; // anonymous unions are classes of their own, unnamed bit-fields are padding
      result.flags |= field->isMutable() ? facts::kFieldMutable : 0U;
      result.flags |= field->hasInClassInitializer() ? facts::kFieldInitialised : 0U;
      result.flags |= field->isBitField() ? facts::kFieldBitField : 0U;
      const Expr *initialiser = field->getInClassInitializer();
      result.flags |=
          initialiser && isEmptyInitialiser(initialiser, field->getType()) ? facts::kFieldEmptyInitialiser : 0U;
    } else if (const auto *variable = dyn_cast_or_null<VarDecl>(declarator)) {
      result.flags |= facts::kFieldStatic;
      result.flags |= variable->hasInit() ? facts::kFieldInitialised : 0U;
    } else {
      continue;
    }
    const QualType type = declarator->getType();
    result.flags |= recorder_.context().getBaseElementType(type).isConstQualified() ? facts::kFieldConst : 0U;
    result.flags |= type->isReferenceType() ? facts::kFieldReference : 0U;
    result.symbol = recorder_.symbol(declarator);
    result.type = recorder_.type(type);
    result.access = accessOf(declarator->getAccess());
    result.name = recorder_.place(declarator->getLocation());
    facts_.fields.push_back(result);
  }
  range.end = static_cast<std::uint32_t>(facts_.fields.size());
  return range;
}

facts::Range Declarations::recordFriends(const CXXRecordDecl *record) {
  facts::Range range{static_cast<std::uint32_t>(facts_.references.size()), 0};
  for (const Decl *member : record->noload_decls()) {
    const auto *friendship = dyn_cast<FriendDecl>(member);
    if (!friendship)
      continue;
    facts::SymbolId symbol = kNone;
    if (const TypeSourceInfo *type = friendship->getFriendType()) {
      if (const facts::TypeId id = recorder_.type(type->getType()); id != kNone)
        symbol = facts_.types[id].symbol;
    } else {
      symbol = recorder_.symbol(friendship->getFriendDecl());
    }
    if (symbol != kNone)
      facts_.references.push_back(symbol);
  }
  range.end = static_cast<std::uint32_t>(facts_.references.size());
  return range;
}

facts::Range Declarations::recordMacros(const RecordDecl *record) {
  facts::Range range{static_cast<std::uint32_t>(facts_.references.size()), 0};
  const SourceRange braces = fileRange(record->getBraceRange());
  const auto &uses = recorder_.macros().uses;
  // A class that was never closed has no range to look in.
  if (braces.getBegin().isInvalid() || braces.getEnd() < braces.getBegin()) {
    range.end = range.begin;
    return range;
  }
  auto use = uses.lower_bound(braces.getBegin().getRawEncoding());
  const auto end = uses.upper_bound(braces.getEnd().getRawEncoding());
  if (use != end) {
    // What stands behind the first token of a member is part of that member (a body, an initialiser, a nested class).
    std::vector<std::pair<SourceLocation::UIntTy, SourceLocation::UIntTy>> members;
    for (const Decl *member : record->noload_decls()) {
      if (member->isImplicit() || member->getSourceRange().isInvalid())
        continue;
      const SourceRange spelled = fileRange(member->getSourceRange());
      members.emplace_back(spelled.getBegin().getRawEncoding(), spelled.getEnd().getRawEncoding());
    }
    for (; use != end; ++use) {
      const bool inside = llvm::any_of(
          members, [&](const auto &member) { return member.first < use->first && use->first <= member.second; });
      if (!inside)
        facts_.references.push_back(recorder_.string(use->second.name));
    }
  }
  range.end = static_cast<std::uint32_t>(facts_.references.size());
  return range;
}

// --- functions

std::uint32_t Declarations::functionFlags(const FunctionDecl *function) const {
  std::uint32_t flags = 0;
  if (function->isTemplated())
    flags |= facts::kTemplated;
  if (function->isExplicitlyDefaulted())
    flags |= facts::kDefaulted;
  if (function->isDeletedAsWritten())
    flags |= facts::kDeleted;
  if (isNothrow(function))
    flags |= facts::kNoexcept;
  if (function->isExternC())
    flags |= facts::kExternC;
  if (function->isConstexpr())
    flags |= facts::kConstexpr;
  if (isExported(function))
    flags |= facts::kFunctionExported;
  if (isNamedByMacro(sources_, function->getLocation()))
    flags |= facts::kFunctionFromMacro;
  if (function->isReferenced())
    flags |= facts::kReferenced;
  const auto *method = dyn_cast<CXXMethodDecl>(function);
  if (!method)
    return flags | (function->getStorageClass() == SC_Static ? facts::kStatic : 0U);
  if (method->isStatic())
    flags |= facts::kStatic;
  if (method->isVirtual())
    flags |= facts::kVirtual;
  if (method->size_overridden_methods() > 0 || method->hasAttr<OverrideAttr>())
    flags |= facts::kOverride;
  if (method->isConst())
    flags |= facts::kConstMethod;
  if (method->isPureVirtual())
    flags |= facts::kPure;
  const auto *constructor = dyn_cast<CXXConstructorDecl>(function);
  const auto *conversion = dyn_cast<CXXConversionDecl>(function);
  if ((constructor && constructor->isExplicit()) || (conversion && conversion->isExplicit()))
    flags |= facts::kExplicit;
  return flags;
}

void Declarations::recordFunction(const FunctionDecl *function, const CXXRecordDecl *befriending,
                                  std::uint32_t extraFlags) {
  if (!recorded_.insert(function).second)
    return;
  const auto *method = dyn_cast<CXXMethodDecl>(function);
  const bool isCallOfLambda = method && isLambda(method->getParent());
  facts::Function result;
  result.symbol = recorder_.symbol(function);
  if (method && !isCallOfLambda)
    result.owner = recorder_.symbol(method->getParent());
  else if (befriending)
    result.owner = recorder_.symbol(befriending);
  result.kind = isCallOfLambda ? FunctionKind::Free : functionKind(function);
  result.access = method && !isCallOfLambda ? accessOf(method->getCanonicalDecl()->getAccess()) : Access::None;
  result.flags = functionFlags(function) | extraFlags;
  const bool hasBody = function->doesThisDeclarationHaveABody() && !function->isDefaulted() &&
                       !function->hasSkippedBody() && function->getBody();
  if (hasBody)
    result.flags |= facts::kHasBody;
  if (!isa<CXXConstructorDecl, CXXDestructorDecl>(function))
    result.result = recorder_.type(function->getReturnType());
  result.name = recorder_.place(function->getNameInfo().getSourceRange());
  const FunctionTemplateDecl *holder = function->getDescribedFunctionTemplate();
  const SourceRange extent = holder ? holder->getSourceRange() : function->getSourceRange();
  result.extent = recorder_.place(extent);
  result.overrides.begin = static_cast<std::uint32_t>(facts_.references.size());
  if (method)
    for (const CXXMethodDecl *overridden : method->overridden_methods())
      facts_.references.push_back(recorder_.symbol(overridden));
  result.overrides.end = static_cast<std::uint32_t>(facts_.references.size());

  const auto id = static_cast<facts::FunctionId>(facts_.functions.size());
  const std::size_t locals = facts_.locals.size();
  const std::size_t nodes = facts_.nodes.size();
  const std::size_t lambdas = facts_.lambdas.size();
  facts_.functions.push_back(result);
  if (!hasBody)
    return recordParameters(recorder_, function, id);
  recorder_.setBody((result.flags & facts::kInstantiation) != 0 ? SourceLocation() : extent.getBegin());
  recordBody(recorder_, function, id);
  recorder_.setBody(SourceLocation());
  // Clang drops statements that it can't parse, without a trace in the tree.
  if (hasErrorIn(extent))
    facts_.functions[id].flags |= facts::kPartialBody;

  // An instantiation whose body says no more than the pattern's or an earlier one's is not worth its place: a project
  // may have thousands.
  if ((result.flags & (facts::kTemplated | facts::kInstantiation)) == 0)
    return;
  const bool isNew = templateTrees_.emplace(result.symbol, treeHash(facts_.functions[id])).second;
  if (!isNew && (result.flags & facts::kInstantiation)) {
    facts_.functions.pop_back();
    facts_.locals.resize(locals);
    facts_.nodes.resize(nodes);
    facts_.lambdas.resize(lambdas);
    facts_.references.resize(result.overrides.begin);
  }
}

/// Equal for bodies that do the same to the same things; what only their types tell apart is left out, but for what
/// they build.
std::uint64_t Declarations::treeHash(const facts::Function &function) const {
  std::vector<std::uint32_t> words;
  words.reserve(std::size_t{4} * function.nodes.size());
  for (std::uint32_t i = function.nodes.begin; i < function.nodes.end; ++i) {
    const facts::Node &node = facts_.nodes[i];
    const bool builds = node.op == facts::Op::Construct || node.op == facts::Op::Aggregate ||
                        node.op == facts::Op::New || node.op == facts::Op::Cast;
    words.push_back(static_cast<std::uint32_t>(node.op) << 16U | node.flags);
    words.push_back(node.size);
    words.push_back(node.op == facts::Op::Lambda ? 0 : node.ref);
    words.push_back(builds && node.type != kNone ? facts_.types[node.type].symbol : kNone);
  }
  return llvm::xxh3_64bits(
      llvm::ArrayRef(reinterpret_cast<const std::uint8_t *>(words.data()), words.size() * sizeof(words[0])));
}

} // namespace

void recordDeclarations(Recorder &recorder, const ParsedUnit &unit) { Declarations(recorder, unit).recordUnit(); }

} // namespace tell
