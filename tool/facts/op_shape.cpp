#include "facts/op_shape.hpp"

namespace tell::facts {

OpShape shapeOf(Op op) {
  switch (op) {
  case Op::Block:
  case Op::Return:
  case Op::Throw:
  case Op::Break:
  case Op::Continue:
  case Op::Goto:
  case Op::Case:
  case Op::Empty:
  case Op::This:
  case Op::NullLiteral:
  case Op::TypeOperand:
  case Op::Aggregate:
  case Op::New:
  case Op::Requires:
  case Op::Unknown:
    return {};
  case Op::Body:
  case Op::Switch:
  case Op::Try:
  case Op::Assert:
  case Op::IndirectCall:
  case Op::Delete:
  case Op::Cast:
  case Op::Await:
  case Op::Yield:
    return {.operands = 1};
  case Op::If:
  case Op::While:
  case Op::DoWhile:
    return {.operands = 2};
  case Op::Conditional:
    return {.operands = 3};
  case Op::For:
    return {.operands = 4};
  case Op::LocalRef:
  case Op::Decl:
    return {.ref = Ref::Local};
  case Op::Bind:
  case Op::InitCapture:
    return {.ref = Ref::Local, .operands = 1};
  case Op::RangeFor:
    return {.ref = Ref::Local, .operands = 2};
  case Op::Catch:
    return {.ref = Ref::MaybeLocal, .operands = 1};
  case Op::IntLiteral:
  case Op::FloatLiteral:
  case Op::StringLiteral:
  case Op::CharLiteral:
  case Op::Unresolved:
    return {.ref = Ref::String};
  case Op::BoolLiteral:
    return {.ref = Ref::Boolean};
  case Op::Lambda:
    return {.ref = Ref::Lambda, .operands = 1};
  case Op::MemberInit:
    return {.ref = Ref::MaybeSymbol, .symbols = kFieldMask | kClassMask, .operands = 1};
  case Op::GlobalRef:
    return {.ref = Ref::Symbol, .symbols = kVariableMask | kFieldMask};
  case Op::FunctionRef:
  case Op::Call:
    return {.ref = Ref::Symbol, .symbols = kFunctionMask};
  case Op::MemberPointer:
    return {.ref = Ref::Symbol, .symbols = kFieldMask | kFunctionMask};
  case Op::EnumConstant:
    return {.ref = Ref::Symbol, .symbols = kEnumeratorMask};
  case Op::Field:
  case Op::InitField:
    return {.ref = Ref::Symbol, .symbols = kFieldMask, .operands = 1};
  case Op::MethodCall:
  case Op::Arrow:
    return {.ref = Ref::Symbol, .symbols = kFunctionMask, .operands = 1};
  case Op::Construct:
    return {.ref = Ref::MaybeSymbol, .symbols = kFunctionMask};
  case Op::Not:
  case Op::Negate:
  case Op::Plus:
  case Op::BitNot:
  case Op::PreIncrement:
  case Op::PreDecrement:
  case Op::PostIncrement:
  case Op::PostDecrement:
  case Op::AddressOf:
  case Op::Dereference:
  case Op::Subscript: // C++23: an overloaded one may take no index
    return {.ref = Ref::MaybeSymbol, .symbols = kFunctionMask, .operands = 1};
  case Op::Add:
  case Op::Subtract:
  case Op::Multiply:
  case Op::Divide:
  case Op::Remainder:
  case Op::ShiftLeft:
  case Op::ShiftRight:
  case Op::BitAnd:
  case Op::BitOr:
  case Op::BitXor:
  case Op::LogicalAnd:
  case Op::LogicalOr:
  case Op::Equal:
  case Op::NotEqual:
  case Op::Less:
  case Op::Greater:
  case Op::LessEqual:
  case Op::GreaterEqual:
  case Op::ThreeWay:
  case Op::Comma:
  case Op::Assign:
  case Op::AddAssign:
  case Op::SubtractAssign:
  case Op::MultiplyAssign:
  case Op::DivideAssign:
  case Op::RemainderAssign:
  case Op::ShiftLeftAssign:
  case Op::ShiftRightAssign:
  case Op::BitAndAssign:
  case Op::BitOrAssign:
  case Op::BitXorAssign:
    return {.ref = Ref::MaybeSymbol, .symbols = kFunctionMask, .operands = 2};
  }
  return {};
}

} // namespace tell::facts
