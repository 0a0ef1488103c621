#pragma once

#include <optional>
#include <vector>

#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>

#include "extract/recorder.hpp"

namespace tell {

/// A type with references looked through. Null where Clang gave none: lists of arguments whose class depends on a
/// template parameter, bindings of an invalid declaration.
[[nodiscard]] inline clang::QualType valueType(clang::QualType type) {
  return type.isNull() ? type : type.getNonReferenceType();
}

/// Translates one function's body into nodes. Internal to extract: body.cpp holds statements, locals and lambdas,
/// body_expressions.cpp expressions, body_calls.cpp calls, operators and constructions, body_asserts.cpp asserts, and
/// body_places.cpp places.
///
/// Every `statement` and `expression` call appends exactly one tree, except `sequence` and `declarations`, which append
/// one for each thing declared or done. Parents rely on that to keep the number of children that facts::Op promises.
class BodyBuilder {
public:
  BodyBuilder(Recorder &recorder, const clang::FunctionDecl *function, facts::FunctionId id);

  void parameters();
  void body();

private:
  using Flags = std::uint16_t;

  /// Nesting beyond which a body is hostile or generated: the stack must outlast it. What lies deeper is left out.
  static constexpr unsigned kMaxDepth = 400;

  /// What a node says of its place, in the function's own file.
  struct Spot {
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::uint32_t endLine = 0;
    std::uint32_t endColumn = 0;
  };

  /// A node under construction: what is appended while it lives is below it.
  class Open {
  public:
    Open(BodyBuilder &builder, facts::Op op, Spot spot, Flags flags, facts::TypeId type = facts::kNone);
    ~Open();
    Open(const Open &) = delete;
    Open &operator=(const Open &) = delete;
    facts::Node *operator->() const;

  private:
    BodyBuilder &builder_;
    facts::NodeId id_;
    Spot outer_;
  };

  /// Counts a level of recursion while it lives.
  class Level {
  public:
    explicit Level(unsigned &depth) : depth_(depth) { ++depth_; }
    ~Level() { --depth_; }
    Level(const Level &) = delete;
    Level &operator=(const Level &) = delete;

  private:
    unsigned &depth_;
  };

  // --- nodes and places ---
  Open open(facts::Op op, clang::SourceRange range, Flags flags = 0);
  Open open(facts::Op op, const clang::Stmt *stmt, Flags flags = 0);
  Open open(facts::Op op, const clang::Expr *expr, Flags flags = 0);
  void leaf(facts::Op op, const clang::Expr *expr, Flags flags, std::uint32_t ref = facts::kNone);
  void empty() { Open node(*this, facts::Op::Empty, spot_, 0); }
  Spot locate(clang::SourceRange range);
  std::optional<unsigned> offset(clang::SourceLocation location, bool end);
  void lineAndColumn(unsigned offset, std::uint32_t &line, std::uint32_t &column);
  [[nodiscard]] bool inMacroBody(clang::SourceLocation location) const;

  // --- locals ---
  facts::LocalId addLocal(facts::LocalKind kind, const clang::ValueDecl *decl);
  void addParameters(llvm::ArrayRef<clang::ParmVarDecl *> parameters, facts::LocalKind kind);

  // --- statements ---
  void statement(const clang::Stmt *stmt);
  void otherStatement(const clang::Stmt *stmt);
  void block(const clang::CompoundStmt *block);
  void sequence(llvm::ArrayRef<const clang::Stmt *> statements, clang::SourceLocation begin, clang::SourceLocation end);
  void element(const clang::Stmt *stmt);
  void declarations(const clang::DeclStmt *stmt);
  void declaration(const clang::Decl *decl);
  void bindings(const clang::DecompositionDecl *whole, facts::LocalId local);
  void conditionPrefix(const clang::Stmt *init, const clang::DeclStmt *variable);
  void ifStatement(const clang::IfStmt *stmt);
  void forStatement(const clang::ForStmt *stmt);
  void rangeFor(const clang::CXXForRangeStmt *stmt);
  void switchStatement(const clang::SwitchStmt *stmt);
  void caseGroup(const clang::SwitchCase *label, llvm::ArrayRef<const clang::Stmt *> rest, clang::SourceLocation end);
  void tryStatement(const clang::CXXTryStmt *stmt);
  void memberInitialisers(const clang::CXXConstructorDecl *constructor);
  void unknownStatement(const clang::Stmt *stmt, Flags flags = 0);

  // --- expressions ---
  void expression(const clang::Expr *expr, Flags flags = 0);
  const clang::Expr *lookThrough(const clang::Expr *expr, Flags &flags);
  const clang::Expr *copied(const clang::CXXConstructExpr *construct, Flags &flags) const;
  const clang::Expr *movedOperand(const clang::CallExpr *call, Flags &flags) const;
  void literalOrName(const clang::Expr *expr, Flags flags);
  void dependent(const clang::Expr *expr, Flags flags);
  void otherExpression(const clang::Expr *expr, Flags flags);
  void name(const clang::Expr *expr, const clang::ValueDecl *decl, Flags flags);
  void member(const clang::MemberExpr *expr, Flags flags);
  void unresolved(const clang::Expr *expr, clang::DeclarationName name, const clang::Expr *object, bool isImplicit,
                  bool isArrow, Flags flags);
  void unary(const clang::UnaryOperator *expr, Flags flags);
  void binary(const clang::BinaryOperator *expr, Flags flags);
  void explicitCast(const clang::ExplicitCastExpr *expr, Flags flags);
  void lambda(const clang::LambdaExpr *expr, Flags flags);
  void unknown(const clang::Expr *expr, Flags flags);

  // --- calls, operators, constructions ---
  void call(const clang::CallExpr *expr, Flags flags);
  void methodCall(const clang::CallExpr *expr, const clang::MemberExpr *callee, const clang::CXXMethodDecl *method,
                  Flags flags);
  void operatorCall(const clang::CXXOperatorCallExpr *expr, Flags flags);
  void rewrittenOperator(const clang::CXXRewrittenBinaryOperator *expr, Flags flags);
  void construct(const clang::CXXConstructExpr *expr, Flags flags);
  void construct(const clang::Expr *expr, llvm::ArrayRef<const clang::Expr *> arguments, Flags flags);
  void initList(const clang::InitListExpr *expr, Flags flags);
  void recordInit(const clang::Expr *expr, const clang::RecordDecl *record, const clang::FieldDecl *unionField,
                  llvm::ArrayRef<const clang::Expr *> values, clang::SourceLocation impliedAt, Flags flags);
  void newExpression(const clang::CXXNewExpr *expr, Flags flags);
  void arguments(llvm::ArrayRef<const clang::Expr *> arguments, const clang::FunctionDecl *callee, unsigned first = 0);
  void arguments(llvm::ArrayRef<const clang::Expr *> arguments, const clang::FunctionProtoType *callee);

  // --- asserts ---
  /// The assert-like macro that `stmt` is the expansion of, or null.
  [[nodiscard]] const AssertExpansion *assertOf(const clang::Stmt *stmt) const;
  void assertion(const AssertExpansion &expansion, const clang::Stmt *stmt);
  void namedInAssert(const AssertExpansion &expansion);
  /// Asserts that stand between two file locations and left no trace in the tree.
  void vanishedAsserts(clang::SourceLocation after, clang::SourceLocation before);

  Recorder &recorder_;
  clang::ASTContext &context_;
  const clang::SourceManager &sources_;
  facts::TuFacts &facts_;
  const clang::FunctionDecl *function_;
  facts::FunctionId id_;
  clang::FileID file_; ///< of the function's name: places are told in it
  std::uint32_t localsBegin_;
  llvm::DenseMap<const clang::ValueDecl *, facts::LocalId> locals_;
  std::vector<const clang::ValueDecl *> localDecls_; ///< by LocalId
  std::vector<const AssertExpansion *> asserts_;     ///< inside the body, in order
  Spot spot_;                                        ///< of the innermost open node
  const clang::Expr *spelledConversion_ = nullptr;   ///< what the explicit cast that was met last converts
  unsigned depth_ = 0;
  bool partial_ = false;

  // The line that was asked for last: neighbours mostly stand on it.
  unsigned lineNumber_ = 0;
  unsigned lineBegin_ = 0;
  unsigned lineEnd_ = 0;
  clang::SourceLocation lastEnd_;
  std::optional<unsigned> lastEndOffset_;
};

} // namespace tell
