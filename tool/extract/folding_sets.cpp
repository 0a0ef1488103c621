#include "extract/folding_sets.hpp"

#include "extract/clang_headers.hpp"

namespace tell {

using namespace clang;

namespace {

/// LLVM fills a set up to two nodes a bucket, then doubles it: with 150,000 types that is eleven times over.
constexpr unsigned kGrowth = 8;

template <typename Set> void widen(Set &set) {
  if (set.size() > set.capacity() / 2)
    set.reserve(set.capacity() * kGrowth);
}

void widenAll(ASTContext &context);

/// The sets are private; the arguments of an explicit instantiation may name them all the same:
/// https://timsong-cpp.github.io/cppwp/n4868/temp.spec.general#6
template <auto... kSets> struct FoldingSets {
  friend void widenAll(ASTContext &context) { (widen(context.*kSets), ...); }
};

/// Those that a unit with a hundred thousand lines of headers fills with more than ten thousand types.
template struct FoldingSets<&ASTContext::PointerTypes, &ASTContext::LValueReferenceTypes,
                            &ASTContext::RValueReferenceTypes, &ASTContext::FunctionProtoTypes,
                            &ASTContext::TemplateTypeParmTypes, &ASTContext::SubstTemplateTypeParmTypes,
                            &ASTContext::TemplateSpecializationTypes, &ASTContext::ElaboratedTypes,
                            &ASTContext::DependentNameTypes, &ASTContext::NestedNameSpecifiers>;

} // namespace

void widenFoldingSets(ASTContext &context) { widenAll(context); }

} // namespace tell
