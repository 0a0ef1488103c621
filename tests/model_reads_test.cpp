// Through what the state of an object is read, and which objects are one.

#include "model_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tell {
namespace {

using test::asksThenTells;
using test::function;
using test::pokesOf;
using test::programOf;
using test::readsOf;
using test::rulesOf;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string kTask = R"(
  enum class State { Waiting, Running, Done };
  class Task {
  public:
    State state() const { return state_; }
    void setState(State state) { state_ = state; }
    int effort() const { return effort_; }
    void setEffort(int effort) { effort_ = effort; }
    int spent() const { return spent_; }
    void finish() { if (state_ == State::Running) state_ = State::Done; }
  private:
    State state_ = State::Waiting;
    int effort_ = 0, spent_ = 0;
  };
)";

Program withTask(const std::string &code, const std::string &headers = "") { return programOf(headers + kTask + code); }

/// The objects that the first rule of a function reads.
std::vector<ObjectKey> objectsOf(const Program &program, const char *name) {
  std::vector<ObjectKey> objects;
  for (const StateRead &read : function(program, name).rules.at(0).reads)
    objects.push_back(read.object);
  return objects;
}

TEST(Reads, ThroughLocalsReferencesAndPointers) {
  const Program program = withTask(R"(
    bool local(const Task &task) { const int rest = task.effort() - task.spent(); return rest > 3; }
    bool reference(Task &task) { const Task &same = task; return same.effort() > 3; }
    bool pointer(Task &task) { const Task *same = &task; return same->effort() > 3; }
    bool value(const Task &task) { auto state = task.state(); return state == State::Done; })");
  EXPECT_THAT(rulesOf(program, "local"), ElementsAre("computes effort_ - spent_", "decides (effort_ - spent_) > 3"));
  EXPECT_THAT(rulesOf(program, "reference"), ElementsAre("decides effort_ > 3"));
  EXPECT_THAT(rulesOf(program, "pointer"), ElementsAre("decides effort_ > 3"));
  EXPECT_THAT(rulesOf(program, "value"), ElementsAre("decides state_ == Done"));
  EXPECT_EQ(objectsOf(program, "reference"), objectsOf(program, "pointer")) << "the same parameter";
}

TEST(Reads, ThroughSmartPointersAndOptionals) {
  const Program program = withTask(R"(
    bool unique(const std::unique_ptr<Task> &task) { return task->effort() > 3; }
    bool shared(std::shared_ptr<Task> task) { return (*task).effort() > 3; }
    bool raw(const std::unique_ptr<Task> &task) { return task.get()->effort() > 3; }
    bool weak(std::weak_ptr<Task> task) { return task.lock()->effort() > 3; }
    bool optional(const std::optional<Task> &task) { return task->effort() > 3; }
    bool value(const std::optional<Task> &task) { return task.value().effort() > 3; }
    bool wrapper(std::reference_wrapper<Task> task) { return task.get().effort() > 3; })",
                                   "#include <functional>\n#include <memory>\n#include <optional>\n");
  for (const char *name : {"unique", "shared", "raw", "weak", "optional", "value", "wrapper"}) {
    EXPECT_THAT(rulesOf(program, name), ElementsAre("decides effort_ > 3")) << name;
    EXPECT_THAT(readsOf(program, function(program, name).rules.at(0)), ElementsAre("Task.effort_")) << name;
  }
  EXPECT_EQ(test::useOf(program, "Task").distinctOutside, 1U);
}

TEST(Reads, ThroughStructuredBindings) {
  const Program program = programOf(R"(
    #include <map>
    struct Range { int low = 0, high = 0; };
    bool wide(const Range &range) { const auto &[low, high] = range; return high - low > 10; }
    bool any(const std::map<int, Range> &ranges) {
      for (const auto &[key, range] : ranges)
        if (range.high > 10)
          return true;
      return false;
    })");
  EXPECT_THAT(rulesOf(program, "wide"), ElementsAre("decides (high - low) > 10"));
  EXPECT_THAT(readsOf(program, function(program, "wide").rules.at(0)), ElementsAre("Range.high", "Range.low"));
  EXPECT_THAT(rulesOf(program, "any"), ElementsAre("decides high > 10"));
  EXPECT_EQ(function(program, "any").rules.at(0).reads.at(0).origin, Origin::Element);
}

TEST(Reads, OfElements) {
  const Program program = withTask(R"(
    bool range(const std::vector<Task> &tasks) {
      for (const auto &task : tasks)
        if (task.effort() > 3)
          return true;
      return false;
    }
    bool iterator(const std::vector<Task> &tasks) {
      for (auto it = tasks.begin(); it != tasks.end(); ++it)
        if (it->effort() > 3)
          return true;
      return false;
    }
    bool index(const std::vector<Task> &tasks) {
      for (std::size_t i = 0; i < tasks.size(); ++i)
        if (tasks[i].effort() > 3)
          return true;
      return false;
    }
    bool lambda(const std::vector<Task> &tasks) {
      return std::any_of(tasks.begin(), tasks.end(), [](const Task &task) { return task.effort() > 3; });
    }
    bool ranges(const std::vector<Task> &tasks) {
      return std::ranges::any_of(tasks, [](const auto &task) { return task.effort() > 3; });
    }
    bool front(const std::vector<Task> &tasks) { return tasks.front().effort() > 3; })",
                                   "#include <algorithm>\n#include <vector>\n");
  for (const char *name : {"range", "iterator", "index", "lambda", "ranges", "front"}) {
    bool found = false;
    for (const Rule &rule : function(program, name).rules) {
      if (rule.reads.empty())
        continue;
      found = true;
      EXPECT_EQ(test::textOf(rule), "decides effort_ > 3") << name;
      EXPECT_EQ(rule.reads[0].origin, Origin::Element) << name;
      EXPECT_EQ(rule.predicate, std::string_view(name) == "lambda" || std::string_view(name) == "ranges") << name;
    }
    EXPECT_TRUE(found) << name;
  }
  EXPECT_EQ(test::useOf(program, "Task").distinctOutside, 1U);
}

TEST(Reads, KnowWhereTheObjectComesFrom) {
  const Program program = withTask(R"(
    class Board {
    public:
      bool busy() const { return current_.effort() > 3; }
      bool crowded() const { for (const Task &task : tasks_) if (task.effort() > 3) return true; return false; }
    private:
      Task current_;
      std::vector<Task> tasks_;
    };
    class Badge {
    public:
      explicit Badge(const Task &task) : large_(task.effort() > 3) {}
    private:
      bool large_;
    };
    Task load();
    bool parameter(const Task &task) { return task.effort() > 3; }
    bool result() { return load().effort() > 3; }
    bool made() { Task task; task.setEffort(7); return task.effort() > 3; })",
                                   "#include <vector>\n");
  const auto origin = [&](const char *name) { return function(program, name).rules.at(0).reads.at(0).origin; };
  EXPECT_EQ(origin("Board::busy"), Origin::Own);
  EXPECT_EQ(origin("Board::crowded"), Origin::OwnElement);
  EXPECT_EQ(origin("Badge::Badge"), Origin::Taken);
  EXPECT_EQ(origin("parameter"), Origin::Other);
  EXPECT_EQ(origin("result"), Origin::Result);
  EXPECT_EQ(origin("made"), Origin::Building);
}

TEST(Objects, TwoLookUpsAreOneObject) {
  const Program program = withTask(R"(
    class Tasks { public: Task &get(int id); };
    void direct(Tasks &tasks, int id) {
      if (tasks.get(id).state() == State::Waiting)
        tasks.get(id).setState(State::Running);
    }
    void local(Tasks &tasks, int id) {
      Task &task = tasks.get(id);
      if (task.state() == State::Waiting)
        tasks.get(id).setState(State::Running);
    }
    void other(Tasks &tasks, int id, int next) {
      if (tasks.get(id).state() == State::Waiting)
        tasks.get(next).setState(State::Running);
    })");
  EXPECT_THAT(asksThenTells(program, "Task"), ElementsAre("Task.state_ in direct after state_ == Waiting",
                                                          "Task.state_ in local after state_ == Waiting"));
}

TEST(Objects, CopiesAreOthers) {
  const Program program = withTask(R"(
    void copied(const Task &task) {
      Task copy = task;
      if (task.state() == State::Waiting)
        copy.setState(State::Running);
    }
    void referred(Task &task) {
      Task &same = task;
      if (task.state() == State::Waiting)
        same.setState(State::Running);
    })");
  EXPECT_THAT(asksThenTells(program, "Task"), ElementsAre("Task.state_ in referred after state_ == Waiting"));
  EXPECT_TRUE(function(program, "copied").pokes.at(0).building);
}

TEST(Objects, ParametersAndElementsByValueAreCopies) {
  const Program program = withTask(R"(
    Task started(Task task) {
      if (task.state() == State::Waiting)
        task.setState(State::Running);
      return task;
    }
    int count(const std::vector<Task> &tasks) {
      int n = 0;
      for (Task task : tasks) {
        if (task.state() == State::Waiting)
          task.setState(State::Running);
        n += task.effort();
      }
      return n;
    })",
                                   "#include <vector>\n");
  EXPECT_THAT(asksThenTells(program, "Task"), IsEmpty());
}

TEST(Objects, FoundInMapsAreOne) {
  const Program program = withTask(R"(
    void found(std::map<int, Task> &tasks, int id) {
      auto it = tasks.find(id);
      if (it == tasks.end() || it->second.state() != State::Waiting)
        return;
      it->second.setState(State::Running);
    }
    void at(std::map<int, Task> &tasks, int id) {
      if (tasks.at(id).state() == State::Waiting)
        tasks.at(id).setState(State::Running);
    }
    void index(std::map<int, Task> &tasks, int id) {
      if (tasks[id].state() == State::Waiting)
        tasks[id].setState(State::Running);
    }
    void other(std::map<int, Task> &tasks, int id) {
      if (tasks[id].state() == State::Waiting)
        tasks[id + 1].setState(State::Running);
    }
    Task *lookUp(int id);
    void declared(int id) {
      if (Task *task = lookUp(id); task != nullptr && task->state() == State::Waiting)
        task->setState(State::Running);
    }
    void searched(std::vector<Task> &tasks, int effort) {
      auto it = std::find_if(tasks.begin(), tasks.end(), [&](const Task &t) { return t.effort() == effort; });
      if (it != tasks.end() && it->state() == State::Waiting)
        it->setState(State::Running);
    })",
                                   "#include <algorithm>\n#include <map>\n#include <vector>\n");
  std::vector<std::string> expected;
  for (const char *name : {"at", "declared", "found", "index", "searched"})
    expected.push_back(std::string("Task.state_ in ") + name);
  std::vector<std::string> sites;
  for (const std::string &site : asksThenTells(program, "Task"))
    sites.push_back(site.substr(0, site.find(" after")));
  std::ranges::sort(sites);
  EXPECT_EQ(sites, expected);
}

TEST(Objects, ElementsOfTwoLoopsAreOthers) {
  const Program program = withTask(R"(
    void two(std::vector<Task> &tasks) {
      for (const Task &task : tasks)
        if (task.state() == State::Waiting)
          return;
      for (Task &task : tasks)
        task.setState(State::Running);
    }
    void one(std::vector<Task> &tasks) {
      for (Task &task : tasks)
        if (task.state() == State::Waiting)
          task.setState(State::Running);
    })",
                                   "#include <vector>\n");
  EXPECT_THAT(asksThenTells(program, "Task"), ElementsAre("Task.state_ in one after state_ == Waiting"));
}

TEST(Objects, BeingBuiltMayBeFilled) {
  const Program program = withTask(R"(
    Task made(int effort) {
      Task task;
      task.setEffort(effort);
      if (task.effort() > 3)
        task.setState(State::Running);
      return task;
    }
    std::unique_ptr<Task> pointer(int effort) {
      auto task = std::make_unique<Task>();
      task->setEffort(effort);
      return task;
    })",
                                   "#include <memory>\n");
  const ClassUse &use = test::useOf(program, "Task");
  EXPECT_EQ(use.pokes.size(), 0U);
  EXPECT_EQ(use.buildingPokes.size(), 3U);
  EXPECT_EQ(use.askThenTells.size(), 0U);
  ASSERT_EQ(function(program, "made").built.size(), 1U);
  EXPECT_EQ(program.classes()[function(program, "made").built[0].type].name, "Task");
}

TEST(Pokes, StandUnderTheConditionsOfTheirBlock) {
  const Program program = withTask(R"(
    void nested(Task &task) {
      if (task.state() == State::Running) {
        if (task.spent() > task.effort())
          task.setState(State::Done);
      }
      task.setEffort(1);
    }
    void early(Task &task) {
      if (task.state() != State::Running)
        return;
      task.setState(State::Done);
    }
    void refused(Task &task) {
      if (task.state() == State::Done)
        throw 1;
      task.setEffort(1);
    }
    void skipped(std::vector<Task> &tasks) {
      for (Task &task : tasks) {
        if (task.effort() == 0)
          continue;
        task.setState(State::Running);
      }
    }
    void otherwise(Task &task) {
      if (task.effort() == 0)
        task.setEffort(1);
      else
        task.setEffort(2);
      task.setState(State::Done);
    })",
                                   "#include <vector>\n");
  EXPECT_THAT(pokesOf(program, "nested"),
              ElementsAre("sets Task.state_ under [state_ == Running, spent_ > effort_]", "sets Task.effort_"));
  EXPECT_THAT(pokesOf(program, "early"), ElementsAre("sets Task.state_ under [state_ != Running]"));
  EXPECT_THAT(pokesOf(program, "refused"), ElementsAre("sets Task.effort_ under [state_ == Done]"));
  EXPECT_THAT(pokesOf(program, "skipped"), ElementsAre("sets Task.state_ under [effort_ == 0]"));
  EXPECT_THAT(pokesOf(program, "otherwise"), ElementsAre("sets Task.effort_ under [effort_ == 0]",
                                                         "sets Task.effort_ under [effort_ == 0]", "sets Task.state_"));
}

TEST(Pokes, StandUnderTheirSwitch) {
  const Program program = withTask(R"(
    void advance(Task &task) {
      switch (task.state()) {
      case State::Waiting:
        task.setState(State::Running);
        break;
      default:
        break;
      }
      task.setEffort(1);
    })");
  EXPECT_THAT(pokesOf(program, "advance"), ElementsAre("sets Task.state_ under [state_]", "sets Task.effort_"));
}

TEST(Pokes, ThroughALambdaThatAsks) {
  const Program program = withTask(R"(
    void close(Task &task) {
      const auto isOver = [&] { return task.spent() >= task.effort(); };
      if (isOver())
        task.setState(State::Done);
    })");
  EXPECT_THAT(asksThenTells(program, "Task"), ElementsAre("Task.state_ in close after spent_ >= effort_"));
}

TEST(Pokes, ThroughReferencesAndPointersToAField) {
  const Program program = programOf(R"(
    struct Tank { int level = 0; };
    void aliased(Tank &tank) { int &level = tank.level; level = 3; }
    void pointed(Tank &tank) { int *level = &tank.level; *level = 3; })");
  for (const char *name : {"aliased", "pointed"})
    EXPECT_THAT(pokesOf(program, name), ElementsAre("writes Tank.level")) << name;
}

TEST(Pokes, OfFieldsThatAreGivenAway) {
  const Program program = programOf(R"(
    #include <utility>
    struct Tank { int level = 0; };
    void bump(int &n) { ++n; }
    void byReference(Tank &tank) { bump(tank.level); }
    void swapped(Tank &tank, int &n) { std::swap(tank.level, n); }
    int exchanged(Tank &tank) { return std::exchange(tank.level, 0); })");
  for (const char *name : {"byReference", "swapped", "exchanged"})
    EXPECT_THAT(pokesOf(program, name), ElementsAre("writes Tank.level")) << name;
}

TEST(Pokes, ConditionsWorkedOutBeforeCount) {
  const Program program = withTask(R"(
    void close(Task &task) {
      const bool over = task.spent() >= task.effort();
      if (over)
        task.setState(State::Done);
    })");
  EXPECT_THAT(asksThenTells(program, "Task"), ElementsAre("Task.state_ in close after spent_ >= effort_"));
}

TEST(Pokes, CompoundWrites) {
  const Program program = programOf(R"(
    struct Tank { int level = 0; int peak = 0; };
    class Meter {
    public:
      int count() const { return count_; }
      void setCount(int count) { count_ = count; }
    private:
      int count_ = 0;
    };
    void fill(Tank &tank, int by) { tank.level += by; }
    void tick(Tank &tank) { ++tank.level; tank.peak--; }
    void carry(Tank &tank) { tank.peak = tank.level; }
    void step(Meter &meter) { meter.setCount(meter.count() + 1); }
    void reset(Meter &meter) { meter.setCount(0); })");
  EXPECT_THAT(pokesOf(program, "fill"), ElementsAre("writes Tank.level"));
  EXPECT_TRUE(function(program, "fill").pokes[0].readModifyWrite);
  EXPECT_THAT(pokesOf(program, "tick"), ElementsAre("writes Tank.level", "writes Tank.peak"));
  EXPECT_TRUE(function(program, "tick").pokes[1].readModifyWrite);
  EXPECT_FALSE(function(program, "carry").pokes[0].readModifyWrite) << "copying a field is no computation";
  EXPECT_TRUE(function(program, "step").pokes[0].readModifyWrite);
  EXPECT_FALSE(function(program, "reset").pokes[0].readModifyWrite);
  EXPECT_TRUE(function(program, "reset").pokes[0].literal);
  EXPECT_THAT(asksThenTells(program, "Meter"), ElementsAre("Meter.count_ in step after count_ + 1"));
  EXPECT_THAT(asksThenTells(program, "Tank"), IsEmpty()) << "counting a public number up is what it is for";
}

TEST(Pokes, SayWhatIsSet) {
  const Program program = withTask(R"(
    void done(Task &task) { task.setState(State::Done); }
    void chosen(Task &task, bool now) { task.setState(now ? State::Running : State::Waiting); }
    void passed(Task &task, State state) { task.setState(state); })");
  const auto poke = [&](const char *name) { return function(program, name).pokes.at(0); };
  EXPECT_EQ(poke("done").value, "Done");
  EXPECT_TRUE(poke("done").literal);
  EXPECT_FALSE(poke("done").decided);
  EXPECT_TRUE(poke("chosen").decided);
  EXPECT_FALSE(poke("passed").decided);
  EXPECT_FALSE(poke("passed").literal);
}

TEST(Pokes, ThroughHandles) {
  const Program program = programOf(R"(
    #include <vector>
    class Cart {
    public:
      std::vector<int> &items() { return items_; }
      const std::vector<int> &view() const { return items_; }
    private:
      std::vector<int> items_;
    };
    void add(Cart &cart, int item) { cart.items().push_back(item); }
    void local(Cart &cart) { auto &items = cart.items(); items.clear(); }
    void first(Cart &cart) { cart.items()[0] = 3; }
    std::size_t look(Cart &cart) { return cart.items().size(); })");
  EXPECT_THAT(pokesOf(program, "add"), ElementsAre("reaches Cart.items_"));
  EXPECT_EQ(program.functions()[function(program, "add").pokes[0].via].name, "Cart::items");
  EXPECT_THAT(pokesOf(program, "local"), ElementsAre("reaches Cart.items_"));
  EXPECT_THAT(pokesOf(program, "first"), ElementsAre("reaches Cart.items_"));
  EXPECT_THAT(pokesOf(program, "look"), IsEmpty());
}

TEST(Calls, OfBehaviourAreTellings) {
  const Program program = withTask(R"(
    void run(Task &task) { if (task.state() == State::Running) task.finish(); })");
  const FunctionInfo &run = function(program, "run");
  ASSERT_EQ(run.told.size(), 1U);
  EXPECT_EQ(program.functions()[run.told[0].callee].name, "Task::finish");
  EXPECT_FALSE(run.told[0].constant);
  EXPECT_EQ(run.told[0].guards.size(), 1U);
  EXPECT_THAT(pokesOf(program, "run"), IsEmpty());
  EXPECT_EQ(run.told[0].object, run.rules.at(0).reads.at(0).object);
}

} // namespace
} // namespace tell
