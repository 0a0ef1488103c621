#include "model/invariants.hpp"

#include "model_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tell {
namespace {

using test::fieldNamed;
using test::programOf;
using testing::ElementsAre;
using testing::IsEmpty;

/// What `census -v` says of them.
std::vector<std::string> invariantsOf(const Program &program, std::string_view name) {
  std::vector<std::string> out;
  for (const Invariant &invariant : program.invariants(test::classNamed(program, name)))
    out.push_back(describeInvariant(program, invariant));
  return out;
}

TEST(Guarded, CheckedByWhatChangesIt) {
  const Program program = programOf(R"(
    struct Account {
      void withdraw(long cents) { if (cents > balance) throw 1; balance -= cents; }
      void close(long now) { if (opened == 0) throw 1; closed = now; }
      long balance = 0, opened = 0, closed = 0;
    };)");
  EXPECT_THAT(invariantsOf(program, "Account"), ElementsAre("guarded balance: 'withdraw' checks 'cents > balance'"))
      << "what a method only needs is presumed, not guarded";
}

TEST(Guarded, CheckedOnItsWayIn) {
  const Program program = programOf(R"(
    class Rate {
    public:
      explicit Rate(int percent) : percent_(percent) { if (percent < 0) throw 1; }
      void set(int percent, int other) { if (other < 0) throw 1; other_ = percent; }
    private:
      int percent_, other_ = 0;
    };)");
  EXPECT_THAT(invariantsOf(program, "Rate"), ElementsAre("guarded percent_: 'Rate' checks 'percent < 0'"));
}

TEST(Guarded, GivingUpNeedsAllThatChangeIt) {
  const Program program = programOf(R"(
    struct Tank {
      bool fill(int litres) { if (level + litres > 50) return false; level += litres; return true; }
      int drain(int litres) { if (litres > used) return used; used += litres; return litres; }
      void add(int litres) { if (rest < litres) return; rest -= litres; }
      void correct(int litres) { rest += litres; }
      int level = 0, used = 0, rest = 0;
    };)");
  EXPECT_THAT(invariantsOf(program, "Tank"), ElementsAre(testing::StartsWith("guarded level: 'fill' checks ")))
      << "a result is no refusal, and what is changed without the check is not kept";
}

TEST(Guarded, StoppingWhereNothingChangesIsNoGuard) {
  const Program program = programOf(R"(
    #include <vector>
    struct Column {
      void resize(int to) { if (to == width) return; width = to; dirty = true; }
      void hide() { if (hidden) return; hidden = true; }
      void drop() { if (cells.empty()) throw 1; cells.pop_back(); }
      void use(int *to) { if (place) return; place = to; }
      std::vector<int> cells;
      int *place = nullptr;
      int width = 0;
      bool hidden = false, dirty = false;
    };)");
  EXPECT_THAT(invariantsOf(program, "Column"), IsEmpty());
}

TEST(Guarded, ByCallersInItsStead) {
  const Program program = programOf(R"(
    class Account {
    public:
      long balance() const { return balance_; }
      void setBalance(long cents) { balance_ = cents; }
    private:
      long balance_ = 0;
    };
    void pay(Account &account, long cents) {
      if (account.balance() < cents)
        throw 1;
      account.setBalance(account.balance() - cents);
    })");
  EXPECT_THAT(invariantsOf(program, "Account"),
              ElementsAre("guarded balance_: outside, 'pay' checks 'balance_ < cents'"));
  EXPECT_FALSE(program.maintains(fieldNamed(program, "Account", "balance_"))) << "others do";
}

TEST(Together, ChangedByTheSameMethods) {
  const Program program = programOf(R"(
    struct Average {
      void add(int value) { sum += value; count += 1; last = value; }
      void remove(int value) { sum -= value; count -= 1; }
      void clear() { sum = 0; count = 0; last = 0; }
      int sum = 0, count = 0, last = 0;
    };)");
  EXPECT_THAT(invariantsOf(program, "Average"),
              ElementsAre("together sum, count: 'add' changes sum, count together, and 1 more place"));
}

TEST(Together, OneWorkedOutFromTheOther) {
  const Program program = programOf(R"(
    struct Box {
      void resize(int w, int h) { width = w; height = h; area = width * height; }
      int width = 0, height = 0, area = 0;
    };
    struct Range {
      void open(int at) { first = at; next = at + 1; }
      int first = 0, next = 0;
    };)");
  EXPECT_TRUE(program.maintains(fieldNamed(program, "Box", "area")));
  EXPECT_THAT(invariantsOf(program, "Range"), ElementsAre("together first, next: 'open' changes first, next together"));
}

TEST(Together, NotWhereTheClassMovesOneAlone) {
  const Program program = programOf(R"(
    struct Buffer {
      void take(int length) { held += length; next += length; }
      void skip(int length) { next += length; }
      int held = 0, next = 0;
    };)");
  EXPECT_THAT(invariantsOf(program, "Buffer"), IsEmpty());
}

TEST(Together, NotWhereADerivedClassMovesOneAlone) {
  const Program program = programOf(R"(
    struct Cursor {
      void next() { position += 1; steps += 1; }
    protected:
      int position = 0, steps = 0;
    };
    struct Skipping : Cursor { void skip(int by) { position += by; } };)");
  EXPECT_THAT(invariantsOf(program, "Cursor"), IsEmpty());
}

TEST(Together, FillingIsNoStep) {
  const Program program = programOf(R"(
    int number(const char *key);
    struct Settings {
      void read() { x = number("x"); y = number("y"); }
      void reset() { x = 0; y = 0; }
      void place(int toX, int toY) { x = toX; y = toY; }
      int x = 0, y = 0;
    };)");
  EXPECT_THAT(invariantsOf(program, "Settings"), IsEmpty());
}

TEST(Knobs, AreKeptByNobody) {
  const Program program = programOf(R"(
    struct Sink {
      virtual ~Sink() = default;
      virtual void setSize(int size) { size_ = size; }
      void grow(int by) { if (size_ + by > 9) throw 1; size_ += by; }
    private:
      int size_ = 0;
    };)");
  EXPECT_THAT(invariantsOf(program, "Sink"), IsEmpty());
}

const std::string kParcel = R"(
  enum class State { Packed, Loaded, Lost, Delivered };
  class Parcel {
  public:
    void load() { if (state_ != State::Packed) throw 1; state_ = State::Loaded; }
    void lose() { state_ = State::Lost; }
    State state() const { return state_; }
    void setState(State state) { state_ = state; }
  private:
    State state_ = State::Packed;
  };
  void handOver(Parcel &parcel) {
    if (parcel.state() == State::Loaded)
      parcel.setState(State::Delivered);
  })";

TEST(Transition, NamesWhatIsComparedAndWhatItBecomes) {
  const Program program = programOf(kParcel);
  const auto all = program.invariants(test::classNamed(program, "Parcel"));
  const auto found = std::ranges::find(all, InvariantKind::Transition, &Invariant::kind);
  ASSERT_NE(found, all.end());
  EXPECT_THAT(found->from, ElementsAre("Loaded", "Packed"));
  EXPECT_THAT(found->to, ElementsAre("Delivered", "Loaded"));
  ASSERT_EQ(found->inside.size(), 1U) << "'lose' asks for nothing before";
  EXPECT_EQ(found->inside[0].text, "Loaded after Packed");
  EXPECT_EQ(found->inside[0].place.line, 5U);
  ASSERT_EQ(found->outside.size(), 1U);
  EXPECT_EQ(found->outside[0].text, "Delivered after Loaded");
  EXPECT_EQ(program.functions()[found->outside[0].function].simple, "handOver");
}

} // namespace
} // namespace tell
