#include "extract/recorder.hpp"

#include <string_view>

namespace tell {

using namespace clang;
using facts::kNone;
using facts::TypeKind;
using facts::Wrapper;

namespace {

/// What the libraries' records are for, by qualified name without inline namespaces.
struct KnownRecord {
  std::string_view name;
  Wrapper wrapper;
};

constexpr KnownRecord kKnownRecords[] = {
    // smart pointers and references
    {"std::unique_ptr", Wrapper::UniquePointer},
    {"std::auto_ptr", Wrapper::UniquePointer},
    {"boost::scoped_ptr", Wrapper::UniquePointer},
    {"boost::movelib::unique_ptr", Wrapper::UniquePointer},
    {"QScopedPointer", Wrapper::UniquePointer},
    {"std::shared_ptr", Wrapper::SharedPointer},
    {"boost::shared_ptr", Wrapper::SharedPointer},
    {"boost::intrusive_ptr", Wrapper::SharedPointer},
    {"QSharedPointer", Wrapper::SharedPointer},
    {"QSharedDataPointer", Wrapper::SharedPointer},
    {"std::weak_ptr", Wrapper::WeakPointer},
    {"boost::weak_ptr", Wrapper::WeakPointer},
    {"QWeakPointer", Wrapper::WeakPointer},
    {"QPointer", Wrapper::WeakPointer},
    {"std::reference_wrapper", Wrapper::ReferenceWrapper},
    {"boost::reference_wrapper", Wrapper::ReferenceWrapper},
    // one value or another
    {"std::optional", Wrapper::Optional},
    {"std::experimental::optional", Wrapper::Optional},
    {"boost::optional", Wrapper::Optional},
    {"absl::optional", Wrapper::Optional},
    {"std::expected", Wrapper::Expected},
    {"absl::StatusOr", Wrapper::Expected},
    {"boost::outcome_v2::result", Wrapper::Expected},
    {"tl::expected", Wrapper::Expected},
    {"std::variant", Wrapper::Variant},
    {"boost::variant", Wrapper::Variant},
    {"boost::variant2::variant", Wrapper::Variant},
    {"absl::variant", Wrapper::Variant},
    {"std::any", Wrapper::Container},
    {"boost::any", Wrapper::Container},
    {"QVariant", Wrapper::Variant},
    {"std::pair", Wrapper::Tuple},
    {"std::tuple", Wrapper::Tuple},
    {"boost::tuples::tuple", Wrapper::Tuple},
    {"QPair", Wrapper::Tuple},
    {"std::atomic", Wrapper::Atomic},
    {"std::atomic_ref", Wrapper::Atomic},
    {"std::atomic_flag", Wrapper::Atomic},
    {"boost::atomics::atomic", Wrapper::Atomic},
    {"QAtomicInt", Wrapper::Atomic},
    {"QAtomicInteger", Wrapper::Atomic},
    {"QAtomicPointer", Wrapper::Atomic},
    // sequences
    {"std::vector", Wrapper::Sequence},
    {"std::array", Wrapper::Sequence},
    {"std::deque", Wrapper::Sequence},
    {"std::list", Wrapper::Sequence},
    {"std::forward_list", Wrapper::Sequence},
    {"std::valarray", Wrapper::Sequence},
    {"boost::container::vector", Wrapper::Sequence},
    {"boost::container::small_vector", Wrapper::Sequence},
    {"boost::container::static_vector", Wrapper::Sequence},
    {"boost::container::deque", Wrapper::Sequence},
    {"boost::container::list", Wrapper::Sequence},
    {"boost::circular_buffer", Wrapper::Sequence},
    {"absl::InlinedVector", Wrapper::Sequence},
    {"absl::FixedArray", Wrapper::Sequence},
    {"llvm::SmallVector", Wrapper::Sequence},
    {"llvm::SmallVectorImpl", Wrapper::Sequence},
    {"QList", Wrapper::Sequence},
    {"QVector", Wrapper::Sequence},
    {"QLinkedList", Wrapper::Sequence},
    {"QVarLengthArray", Wrapper::Sequence},
    // sets and maps
    {"std::set", Wrapper::Set},
    {"std::multiset", Wrapper::Set},
    {"std::unordered_set", Wrapper::Set},
    {"std::unordered_multiset", Wrapper::Set},
    {"std::flat_set", Wrapper::Set},
    {"boost::container::set", Wrapper::Set},
    {"boost::container::flat_set", Wrapper::Set},
    {"boost::unordered_set", Wrapper::Set},
    {"boost::unordered::unordered_set", Wrapper::Set},
    {"boost::unordered::unordered_flat_set", Wrapper::Set},
    {"absl::flat_hash_set", Wrapper::Set},
    {"absl::node_hash_set", Wrapper::Set},
    {"absl::btree_set", Wrapper::Set},
    {"QSet", Wrapper::Set},
    {"std::map", Wrapper::Map},
    {"std::multimap", Wrapper::Map},
    {"std::unordered_map", Wrapper::Map},
    {"std::unordered_multimap", Wrapper::Map},
    {"std::flat_map", Wrapper::Map},
    {"boost::container::map", Wrapper::Map},
    {"boost::container::flat_map", Wrapper::Map},
    {"boost::unordered_map", Wrapper::Map},
    {"boost::unordered::unordered_map", Wrapper::Map},
    {"boost::unordered::unordered_flat_map", Wrapper::Map},
    {"absl::flat_hash_map", Wrapper::Map},
    {"absl::node_hash_map", Wrapper::Map},
    {"absl::btree_map", Wrapper::Map},
    {"llvm::DenseMap", Wrapper::Map},
    {"QMap", Wrapper::Map},
    {"QMultiMap", Wrapper::Map},
    {"QHash", Wrapper::Map},
    {"QMultiHash", Wrapper::Map},
    // other containers
    {"std::stack", Wrapper::Container},
    {"std::queue", Wrapper::Container},
    {"std::priority_queue", Wrapper::Container},
    {"std::bitset", Wrapper::Container},
    {"QStack", Wrapper::Container},
    {"QQueue", Wrapper::Container},
    // text, views, paths
    {"std::basic_string", Wrapper::String},
    {"QString", Wrapper::String},
    {"QByteArray", Wrapper::String},
    {"absl::Cord", Wrapper::String},
    {"std::basic_string_view", Wrapper::StringView},
    {"boost::basic_string_view", Wrapper::StringView},
    {"boost::core::basic_string_view", Wrapper::StringView},
    {"absl::string_view", Wrapper::StringView},
    {"llvm::StringRef", Wrapper::StringView},
    {"QStringView", Wrapper::StringView},
    {"QLatin1String", Wrapper::StringView},
    {"std::span", Wrapper::View},
    {"std::initializer_list", Wrapper::View},
    {"std::mdspan", Wrapper::View},
    {"boost::span", Wrapper::View},
    {"absl::Span", Wrapper::View},
    {"llvm::ArrayRef", Wrapper::View},
    {"std::filesystem::path", Wrapper::Path},
    {"std::filesystem::directory_entry", Wrapper::Path},
    {"boost::filesystem::path", Wrapper::Path},
    {"QDir", Wrapper::Path},
    {"QFileInfo", Wrapper::Path},
    // threads
    {"std::mutex", Wrapper::Mutex},
    {"std::timed_mutex", Wrapper::Mutex},
    {"std::recursive_mutex", Wrapper::Mutex},
    {"std::recursive_timed_mutex", Wrapper::Mutex},
    {"std::shared_mutex", Wrapper::Mutex},
    {"std::shared_timed_mutex", Wrapper::Mutex},
    {"std::condition_variable", Wrapper::Mutex},
    {"std::condition_variable_any", Wrapper::Mutex},
    {"std::counting_semaphore", Wrapper::Mutex},
    {"std::latch", Wrapper::Mutex},
    {"std::barrier", Wrapper::Mutex},
    {"std::once_flag", Wrapper::Mutex},
    {"boost::mutex", Wrapper::Mutex},
    {"boost::recursive_mutex", Wrapper::Mutex},
    {"boost::shared_mutex", Wrapper::Mutex},
    {"absl::Mutex", Wrapper::Mutex},
    {"QMutex", Wrapper::Mutex},
    {"QRecursiveMutex", Wrapper::Mutex},
    {"QReadWriteLock", Wrapper::Mutex},
    {"std::lock_guard", Wrapper::Lock},
    {"std::unique_lock", Wrapper::Lock},
    {"std::shared_lock", Wrapper::Lock},
    {"std::scoped_lock", Wrapper::Lock},
    {"boost::lock_guard", Wrapper::Lock},
    {"boost::unique_lock", Wrapper::Lock},
    {"absl::MutexLock", Wrapper::Lock},
    {"QMutexLocker", Wrapper::Lock},
    {"std::thread", Wrapper::Thread},
    {"std::jthread", Wrapper::Thread},
    {"std::stop_token", Wrapper::Thread},
    {"std::stop_source", Wrapper::Thread},
    {"std::future", Wrapper::Thread},
    {"std::shared_future", Wrapper::Thread},
    {"std::promise", Wrapper::Thread},
    {"std::packaged_task", Wrapper::Thread},
    {"boost::thread", Wrapper::Thread},
    {"QThread", Wrapper::Thread},
    // functions, time, chance
    {"std::function", Wrapper::Function},
    {"std::move_only_function", Wrapper::Function},
    {"boost::function", Wrapper::Function},
    {"absl::AnyInvocable", Wrapper::Function},
    {"absl::FunctionRef", Wrapper::Function},
    {"llvm::function_ref", Wrapper::Function},
    {"std::chrono::time_point", Wrapper::TimePoint},
    {"std::chrono::zoned_time", Wrapper::TimePoint},
    {"std::chrono::year_month_day", Wrapper::TimePoint},
    {"absl::Time", Wrapper::TimePoint},
    {"QDateTime", Wrapper::TimePoint},
    {"QDate", Wrapper::TimePoint},
    {"QTime", Wrapper::TimePoint},
    {"std::chrono::duration", Wrapper::Duration},
    {"std::chrono::hh_mm_ss", Wrapper::Duration},
    {"absl::Duration", Wrapper::Duration},
    {"std::linear_congruential_engine", Wrapper::Random},
    {"std::mersenne_twister_engine", Wrapper::Random},
    {"std::subtract_with_carry_engine", Wrapper::Random},
    {"std::discard_block_engine", Wrapper::Random},
    {"std::independent_bits_engine", Wrapper::Random},
    {"std::shuffle_order_engine", Wrapper::Random},
    {"std::random_device", Wrapper::Random},
    {"std::seed_seq", Wrapper::Random},
    {"QRandomGenerator", Wrapper::Random},
    // roots whose descendants outside project code are the same kind of thing (see wrapperOf)
    {"std::exception", Wrapper::Exception},
    {"std::error_code", Wrapper::Exception},
    {"std::error_condition", Wrapper::Exception},
    {"std::ios_base", Wrapper::Stream},
    {"std::basic_streambuf", Wrapper::Stream},
    {"std::basic_ios", Wrapper::Stream},
    {"std::basic_istream", Wrapper::Stream},
    {"std::basic_ostream", Wrapper::Stream},
    {"std::basic_iostream", Wrapper::Stream},
    {"std::basic_ifstream", Wrapper::Stream},
    {"std::basic_ofstream", Wrapper::Stream},
    {"std::basic_fstream", Wrapper::Stream},
    {"std::basic_istringstream", Wrapper::Stream},
    {"std::basic_ostringstream", Wrapper::Stream},
    {"std::basic_stringstream", Wrapper::Stream},
    {"std::basic_spanstream", Wrapper::Stream},
    {"std::basic_osyncstream", Wrapper::Stream},
    {"QTextStream", Wrapper::Stream},
    {"QDataStream", Wrapper::Stream},
    {"QDebug", Wrapper::Stream},
};

Wrapper knownByName(llvm::StringRef name) {
  static const llvm::StringMap<Wrapper> table = [] {
    llvm::StringMap<Wrapper> map;
    for (const KnownRecord &record : kKnownRecords)
      map[llvm::StringRef(record.name)] = record.wrapper;
    return map;
  }();
  if (auto found = table.find(name); found != table.end())
    return found->second;
  // Iterators are named differently by each library and container, yet all say what they are.
  if (name.ends_with_insensitive("iterator") || name.ends_with("__wrap_iter"))
    return Wrapper::Iterator;
  if (name.starts_with("std::ranges::") && name.ends_with("_view"))
    return Wrapper::View;
  if (name.starts_with("std::") && name.ends_with("_distribution"))
    return Wrapper::Random;
  return Wrapper::None;
}

TypeKind builtinKind(const BuiltinType *type) {
  switch (type->getKind()) {
  case BuiltinType::Void:
    return TypeKind::Void;
  case BuiltinType::Bool:
    return TypeKind::Bool;
  case BuiltinType::Char_S:
  case BuiltinType::Char_U:
  case BuiltinType::WChar_S:
  case BuiltinType::WChar_U:
  case BuiltinType::Char8:
  case BuiltinType::Char16:
  case BuiltinType::Char32:
    return TypeKind::Character;
  case BuiltinType::NullPtr:
    return TypeKind::Pointer;
  case BuiltinType::Dependent:
  case BuiltinType::Overload:
  case BuiltinType::BoundMember:
    return TypeKind::Dependent;
  default:
    if (type->isInteger())
      return TypeKind::Integer;
    return type->isFloatingPoint() ? TypeKind::Floating : TypeKind::Other;
  }
}

/// Whether a type is written as a member alias of a library's class (`value_type`), which means nothing elsewhere.
bool isMemberAlias(QualType type) {
  if (const auto *elaborated = dyn_cast<ElaboratedType>(type.getTypePtr()); elaborated && elaborated->getQualifier())
    return false; // written out: std::vector<int>::size_type
  const auto *alias = type->getAs<TypedefType>();
  if (!alias || !isa<CXXRecordDecl>(alias->getDecl()->getDeclContext()))
    return false;
  const ASTContext &context = alias->getDecl()->getASTContext();
  return context.getSourceManager().isInSystemHeader(alias->getDecl()->getLocation());
}

/// How a type is written, without what differs between machines (places of unnamed types).
std::string spell(const ASTContext &context, QualType type) {
  PrintingPolicy policy(context.getLangOpts());
  policy.SuppressTagKeyword = true;
  policy.AnonymousTagLocations = false;
  policy.SuppressUnwrittenScope = true;
  const QualType written = type->getPointeeType().isNull() ? type : type->getPointeeType();
  return (isMemberAlias(written) ? type.getCanonicalType() : type).getAsString(policy);
}

/// The template arguments that are types, up to two: as written where they are written, else as Clang completed them.
struct TypeArguments {
  QualType first;
  QualType second;
};

TypeArguments typeArguments(llvm::ArrayRef<TemplateArgument> arguments) {
  TypeArguments result;
  if (!arguments.empty() && arguments[0].getKind() == TemplateArgument::Type)
    result.first = arguments[0].getAsType();
  if (arguments.size() > 1 && arguments[1].getKind() == TemplateArgument::Type)
    result.second = arguments[1].getAsType();
  return result;
}

TypeArguments typeArguments(QualType type) {
  const auto *written = type->getAs<TemplateSpecializationType>();
  while (written && written->isTypeAlias())
    written = written->getAliasedType()->getAs<TemplateSpecializationType>();
  if (written)
    return typeArguments(written->template_arguments());
  const auto *record = dyn_cast_or_null<ClassTemplateSpecializationDecl>(type->getAsCXXRecordDecl());
  return record ? typeArguments(record->getTemplateArgs().asArray()) : TypeArguments();
}

/// What the type member `name` of an instantiated library record names; null if there is none.
QualType memberType(const RecordDecl *record, llvm::StringRef name) {
  const RecordDecl *definition = record ? record->getDefinition() : nullptr;
  if (!definition || definition->isDependentContext())
    return {};
  ASTContext &context = definition->getASTContext();
  for (const NamedDecl *found : definition->lookup(&context.Idents.get(name)))
    if (const auto *alias = dyn_cast<TypedefNameDecl>(found))
      return alias->getUnderlyingType();
  return {};
}

QualType iteratorElement(const RecordDecl *record, QualType firstArgument) {
  QualType reference = memberType(record, "reference");
  if (!reference.isNull() && reference->isReferenceType())
    return reference->getPointeeType();
  QualType value = memberType(record, "value_type");
  if (!value.isNull() && !value->isVoidType())
    return value;
  if (firstArgument.isNull())
    return {};
  return firstArgument->isPointerType() ? firstArgument->getPointeeType() : firstArgument;
}

/// The record a type is, also where it depends on template parameters.
const NamedDecl *recordOf(QualType type) {
  if (const auto *record = type->getAs<RecordType>())
    return record->getDecl();
  if (const auto *injected = type->getAs<InjectedClassNameType>())
    return injected->getDecl();
  if (const auto *specialization = type.getCanonicalType()->getAs<TemplateSpecializationType>())
    if (const auto *holder = dyn_cast_or_null<ClassTemplateDecl>(specialization->getTemplateName().getAsTemplateDecl()))
      return holder->getTemplatedDecl();
  return nullptr;
}

} // namespace

facts::TypeId Recorder::type(QualType type) {
  if (type.isNull())
    return kNone;
  if (auto found = types_.find(type.getAsOpaquePtr()); found != types_.end())
    return found->second;
  const facts::Type described = shape(type);
  const TypeKey key(described.kind, described.wrapper, described.flags, described.spelling, described.inner,
                    described.key, described.symbol);
  auto [known, isNew] = shapes_.try_emplace(key, static_cast<facts::TypeId>(facts_.types.size()));
  if (isNew)
    facts_.types.push_back(described);
  types_[type.getAsOpaquePtr()] = known->second;
  return known->second;
}

facts::Type Recorder::shape(QualType type) {
  facts::Type shape;
  shape.spelling = string(spell(context_, type));
  if (type.isConstQualified())
    shape.flags |= facts::kConst;
  if (type.isVolatileQualified())
    shape.flags |= facts::kVolatile;

  if (type->isPlaceholderType() || type->isUndeducedType()) {
    shape.kind = TypeKind::Dependent;
  } else if (const auto *builtin = type->getAs<BuiltinType>()) {
    shape.kind = builtinKind(builtin);
    if (builtin->isUnsignedInteger() && shape.kind == TypeKind::Integer)
      shape.flags |= facts::kUnsigned;
  } else if (type->isLValueReferenceType() || type->isRValueReferenceType()) {
    shape.kind = type->isLValueReferenceType() ? TypeKind::LvalueReference : TypeKind::RvalueReference;
    shape.inner = this->type(type->getPointeeType());
  } else if (type->isPointerType()) {
    shape.kind = TypeKind::Pointer;
    shape.inner = this->type(type->getPointeeType());
  } else if (type->isArrayType()) {
    shape.kind = TypeKind::Array;
    shape.inner = this->type(context_.getAsArrayType(type)->getElementType());
  } else if (type->isFunctionType()) {
    shape.kind = TypeKind::Function;
  } else if (const auto *enumeration = type->getAs<EnumType>()) {
    shape.kind = TypeKind::Enum;
    shape.symbol = symbol(enumeration->getDecl());
  } else if (const auto *atomic = type->getAs<AtomicType>()) {
    shape.kind = TypeKind::Record;
    shape.wrapper = Wrapper::Atomic;
    shape.inner = this->type(atomic->getValueType());
  } else if (const NamedDecl *record = recordOf(type)) {
    describeRecord(type, record, shape);
  } else if (type->isDependentType()) {
    shape.kind = TypeKind::Dependent;
  }
  return shape;
}

void Recorder::describeRecord(QualType type, const NamedDecl *record, facts::Type &shape) {
  const auto *definition = cast<RecordDecl>(record);
  shape.kind = TypeKind::Record;
  shape.symbol = symbol(record);
  shape.wrapper = wrapperOf(definition);
  const TypeArguments arguments = typeArguments(type);
  switch (shape.wrapper) {
  case Wrapper::UniquePointer:
  case Wrapper::SharedPointer:
  case Wrapper::WeakPointer:
  case Wrapper::Optional:
  case Wrapper::Expected:
  case Wrapper::Sequence:
  case Wrapper::Set:
  case Wrapper::Container:
  case Wrapper::Atomic:
  case Wrapper::ReferenceWrapper:
  case Wrapper::View:
    // A record without arguments (std::bitset<8>, QAtomicInt, std::any) wraps nothing that is known.
    shape.inner = this->type(arguments.first);
    break;
  case Wrapper::Tuple:
    // Of a pair, what a map's element is made of; longer tuples have no one value.
    if (definition->getName() == "pair" || definition->getName() == "QPair") {
      shape.key = this->type(arguments.first);
      shape.inner = this->type(arguments.second);
    }
    break;
  case Wrapper::Map:
    shape.key = this->type(arguments.first);
    shape.inner = this->type(arguments.second);
    break;
  case Wrapper::Iterator:
    shape.inner = this->type(iteratorElement(definition, arguments.first));
    break;
  case Wrapper::Thread:
    shape.inner = definition->getName() == "packaged_task" ? kNone : this->type(arguments.first);
    break;
  default:
    break;
  }
}

Wrapper Recorder::wrapperOf(const RecordDecl *record) {
  const auto *pattern = cast<RecordDecl>(patternOf(record));
  if (auto found = wrappers_.find(pattern); found != wrappers_.end())
    return found->second;
  Wrapper wrapper = Wrapper::None;
  if (!inProject(pattern->getLocation())) {
    wrapper = knownByName(qualifiedName(pattern));
    // Libraries derive their own errors and streams; which of them one holds doesn't matter.
    const auto *derived = dyn_cast_or_null<CXXRecordDecl>(pattern->getDefinition());
    if (wrapper == Wrapper::None && derived) {
      for (const CXXBaseSpecifier &base : derived->bases()) {
        const NamedDecl *baseRecord = recordOf(base.getType());
        const Wrapper inherited = baseRecord ? wrapperOf(cast<RecordDecl>(baseRecord)) : Wrapper::None;
        if (inherited == Wrapper::Exception || inherited == Wrapper::Stream)
          wrapper = inherited;
      }
    }
  }
  wrappers_[pattern] = wrapper;
  return wrapper;
}

} // namespace tell
