#include "extract/recorder.hpp"

#include <vector>

#include <clang/AST/DeclFriend.h>

namespace tell {
namespace {

using namespace clang;

/// The member of `to` that stands where `member` stands among the members of its kind in `from`. Instantiation keeps
/// the order of fields and enumerators, and unnamed ones have nothing else to be found by.
template <typename Range, typename Member>
const Member *counterpart(const Range &from, const Range &to, const Member *member) {
  auto other = to.begin();
  for (const Member *candidate : from) {
    if (other == to.end())
      return nullptr;
    if (candidate == member)
      return other->getDeclName() == member->getDeclName() ? *other : nullptr;
    ++other;
  }
  return nullptr;
}

const CXXRecordDecl *recordPattern(const CXXRecordDecl *record) {
  if (const CXXRecordDecl *pattern = record->getTemplateInstantiationPattern())
    return pattern;
  // A specialisation that was named but never needed has no kind of instantiation yet.
  const auto *specialization = dyn_cast<ClassTemplateSpecializationDecl>(record);
  if (specialization && !isa<ClassTemplatePartialSpecializationDecl>(record) &&
      specialization->getSpecializationKind() == TSK_Undeclared)
    return specialization->getSpecializedTemplate()->getTemplatedDecl();
  return nullptr;
}

const FunctionDecl *functionPattern(const FunctionDecl *function) {
  return function->getTemplateInstantiationPattern(/*ForDefinition=*/true);
}

const FieldDecl *fieldPattern(const FieldDecl *field) {
  const auto *record = dyn_cast<CXXRecordDecl>(field->getParent());
  const CXXRecordDecl *pattern = record ? recordPattern(record) : nullptr;
  const CXXRecordDecl *definition = pattern ? pattern->getDefinition() : nullptr;
  return definition ? counterpart(record->fields(), definition->fields(), field) : nullptr;
}

const VarDecl *variablePattern(const VarDecl *variable) {
  if (const VarDecl *pattern = variable->getTemplateInstantiationPattern())
    return pattern;
  const VarDecl *member = variable->getInstantiatedFromStaticDataMember();
  return member && isTemplateInstantiation(variable->getTemplateSpecializationKind()) ? member : nullptr;
}

const EnumDecl *enumPattern(const EnumDecl *declaration) {
  const EnumDecl *pattern = declaration->getTemplateInstantiationPattern();
  return pattern == declaration ? nullptr : pattern;
}

const EnumConstantDecl *enumeratorPattern(const EnumConstantDecl *enumerator) {
  const auto *declaration = cast<EnumDecl>(enumerator->getDeclContext());
  const EnumDecl *pattern = enumPattern(declaration);
  const EnumDecl *definition = pattern ? pattern->getDefinition() : nullptr;
  return definition ? counterpart(declaration->enumerators(), definition->enumerators(), enumerator) : nullptr;
}

/// One step from an instantiation towards what is written; null at the end.
const NamedDecl *writtenFrom(const NamedDecl *decl) {
  if (const auto *shadow = dyn_cast<UsingShadowDecl>(decl))
    return shadow->getTargetDecl();
  if (const auto *indirect = dyn_cast<IndirectFieldDecl>(decl))
    return indirect->getAnonField();
  if (const auto *holder = dyn_cast<TemplateDecl>(decl))
    return holder->getTemplatedDecl();
  if (const auto *record = dyn_cast<CXXRecordDecl>(decl))
    return recordPattern(record);
  if (const auto *function = dyn_cast<FunctionDecl>(decl))
    return functionPattern(function);
  if (const auto *field = dyn_cast<FieldDecl>(decl))
    return fieldPattern(field);
  if (const auto *variable = dyn_cast<VarDecl>(decl))
    return variablePattern(variable);
  if (const auto *declaration = dyn_cast<EnumDecl>(decl))
    return enumPattern(declaration);
  if (const auto *enumerator = dyn_cast<EnumConstantDecl>(decl))
    return enumeratorPattern(enumerator);
  return nullptr;
}

} // namespace

const NamedDecl *patternOf(const NamedDecl *decl) {
  // A member of an instantiated member of an instantiated class takes several steps.
  while (const NamedDecl *written = writtenFrom(decl)) {
    if (written == decl || written->getCanonicalDecl() == decl->getCanonicalDecl())
      break;
    decl = written;
  }
  return cast<NamedDecl>(decl->getCanonicalDecl());
}

std::string simpleName(const NamedDecl *decl) {
  // Clang prints these with the template arguments of their class.
  if (isa<CXXConstructorDecl>(decl))
    return simpleName(cast<CXXConstructorDecl>(decl)->getParent());
  if (isa<CXXDestructorDecl>(decl))
    return "~" + simpleName(cast<CXXDestructorDecl>(decl)->getParent());
  if (const auto *tag = dyn_cast<TagDecl>(decl); tag && !tag->getIdentifier()) {
    const TypedefNameDecl *alias = tag->getTypedefNameForAnonDecl();
    return alias ? alias->getName().str() : std::string();
  }
  return decl->getDeclName() ? decl->getDeclName().getAsString() : std::string();
}

std::string qualifiedName(const NamedDecl *decl) {
  std::vector<std::string> parts;
  const auto addName = [&parts](const NamedDecl *named) {
    const auto *record = dyn_cast<CXXRecordDecl>(named);
    std::string name = record && record->isLambda() ? "(lambda)" : simpleName(named);
    parts.push_back(name.empty() ? "(anonymous)" : std::move(name));
  };
  addName(decl);
  for (const DeclContext *context = decl->getDeclContext(); context && !context->isTranslationUnit();
       context = context->getParent()) {
    if (const auto *space = dyn_cast<NamespaceDecl>(context)) {
      if (space->isAnonymousNamespace())
        parts.push_back("(anonymous namespace)");
      else if (!space->isInline())
        parts.push_back(space->getName().str());
    } else if (const auto *enumeration = dyn_cast<EnumDecl>(context); enumeration && !enumeration->isScoped()) {
      continue; // its enumerators are named as members of what is around it
    } else if (const auto *named = dyn_cast<NamedDecl>(context)) {
      addName(named);
    }
  }
  std::string name;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    if (!name.empty())
      name += "::";
    name += *part;
  }
  return name;
}

} // namespace tell
