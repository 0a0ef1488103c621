// Which loops and algorithms work out an answer over one object's collection, and what goes into it.

#include "model_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tell {
namespace {

using test::classNamed;
using test::function;
using test::programOf;
using test::useOf;

using testing::ElementsAre;
using testing::IsEmpty;

/// A cart of lines, for snippets that go over them.
const std::string kCart = R"(
  #include <algorithm>
  #include <numeric>
  #include <map>
  #include <string>
  #include <vector>
  struct Line { std::string sku; int count = 0; double price = 0; };
  class Cart {
  public:
    const std::vector<Line> &lines() const { return lines_; }
    const std::vector<int> &scores() const { return scores_; }
    double discount() const { return discount_; }
    double own() const { double sum = 0; for (const Line &line : lines_) sum += line.price; return sum; }
  private:
    std::vector<Line> lines_;
    std::vector<int> scores_;
    double discount_ = 0;
  };
)";

Program withCart(const std::string &code) { return programOf(kCart + code); }

std::string textOf(const Program &program, const Sweep &sweep) {
  static constexpr std::string_view kGoals[] = {"sum", "count", "test", "find", "filter"};
  return std::string(kGoals[static_cast<std::size_t>(sweep.goal)]) + " of " + program.classes()[sweep.owner].simple +
         '.' + program.fields()[sweep.field].name + " by " + sweep.text + (sweep.many ? " (many)" : "") +
         (sweep.keyed ? " (keyed)" : "") + (sweep.maps ? " (maps)" : "");
}

std::vector<std::string> sweepsOf(const Program &program, std::string_view qualified) {
  std::vector<std::string> out;
  for (const Sweep &sweep : function(program, qualified).sweeps)
    out.push_back(textOf(program, sweep));
  return out;
}

TEST(Sweeps, TellWhatALoopIsFor) {
  const Program program = withCart(R"(
    double total(const Cart &cart) {
      double total = 0;
      for (const Line &line : cart.lines()) total += line.price * line.count;
      return total;
    }
    int many(const Cart &cart) {
      int many = 0;
      for (const Line &line : cart.lines()) if (line.count > 10) ++many;
      return many;
    }
    bool anyFree(const Cart &cart) {
      for (const Line &line : cart.lines()) if (line.price <= 0) return true;
      return false;
    }
    double dearest(const Cart &cart) {
      double dearest = 0;
      for (const Line &line : cart.lines()) dearest = std::max(dearest, line.price);
      return dearest;
    }
    std::vector<Line> cheap(const Cart &cart) {
      std::vector<Line> cheap;
      for (const Line &line : cart.lines()) { if (line.price > 2) continue; cheap.push_back(line); }
      return cheap;
    })");
  EXPECT_THAT(sweepsOf(program, "total"), ElementsAre("sum of Cart.lines_ by price * count"));
  EXPECT_THAT(sweepsOf(program, "many"), ElementsAre("count of Cart.lines_ by count > 10"));
  EXPECT_THAT(sweepsOf(program, "anyFree"), ElementsAre("test of Cart.lines_ by price <= 0"));
  EXPECT_THAT(sweepsOf(program, "dearest"), ElementsAre("find of Cart.lines_ by price"));
  EXPECT_THAT(sweepsOf(program, "cheap"), ElementsAre("filter of Cart.lines_ by price > 2"));
  EXPECT_EQ(function(program, "total").sweeps[0].result, "total");
  EXPECT_THAT(test::fieldNames(program, function(program, "total").sweeps[0].reads), ElementsAre("price", "count"));
  EXPECT_THAT(sweepsOf(program, "Cart::own"), IsEmpty()) << "its own collection";
  EXPECT_EQ(useOf(program, "Cart").sweeps.size(), 5U);
}

TEST(Sweeps, AreFoundByIndexByIteratorAndInAlgorithms) {
  const Program program = withCart(R"(
    double byIndex(const Cart &cart) {
      double sum = 0;
      for (std::size_t i = 0; i < cart.lines().size(); ++i) sum += cart.lines()[i].price;
      return sum;
    }
    double byIterator(const Cart &cart) {
      double sum = 0;
      for (auto it = cart.lines().begin(); it != cart.lines().end(); ++it) sum += it->price;
      return sum;
    }
    double accumulated(const Cart &cart) {
      return std::accumulate(cart.lines().begin(), cart.lines().end(), 0.0,
                             [](double sum, const Line &line) { return sum + line.price; });
    }
    long counted(const Cart &cart) {
      const auto bulk = std::ranges::count_if(cart.lines(), [](const Line &line) { return line.count > 9; });
      return bulk;
    }
    const int *best(const Cart &cart) { return &*std::ranges::max_element(cart.scores()); }
    void sorted(std::vector<Line> &lines) {
      std::sort(lines.begin(), lines.end(), [](const Line &a, const Line &b) { return a.price < b.price; });
    })");
  EXPECT_THAT(sweepsOf(program, "byIndex"), ElementsAre("sum of Cart.lines_ by price"));
  EXPECT_THAT(sweepsOf(program, "byIterator"), ElementsAre("sum of Cart.lines_ by price"));
  EXPECT_THAT(sweepsOf(program, "accumulated"), ElementsAre("sum of Cart.lines_ by price"));
  EXPECT_THAT(sweepsOf(program, "counted"), ElementsAre("count of Cart.lines_ by count > 9"));
  EXPECT_EQ(function(program, "counted").sweeps[0].result, "bulk");
  EXPECT_THAT(sweepsOf(program, "best"), ElementsAre("find of Cart.scores_ by "));
  EXPECT_THAT(sweepsOf(program, "sorted"), IsEmpty());
}

TEST(Sweeps, ThatDoAnythingElseAreNone) {
  const Program program = withCart(R"(
    #include <iostream>
    struct Counter { int n = 0; void add(int by) { n += by; } };
    void tells(const Cart &cart, Counter &counter) { for (const Line &line : cart.lines()) counter.add(line.count); }
    void writes(const Cart &cart, Counter &counter) { for (const Line &line : cart.lines()) counter.n += line.count; }
    int throws(const Cart &cart) {
      int n = 0;
      for (const Line &line : cart.lines()) { if (line.count < 0) throw 1; n += line.count; }
      return n;
    }
    void shows(const Cart &cart) { for (const Line &line : cart.lines()) std::cout << line.sku; }
    std::string joins(const Cart &cart) { std::string s; for (const Line &line : cart.lines()) s += line.sku; return s; }
    int size(const Cart &cart) { int n = 0; for (const Line &line : cart.lines()) { (void)line; ++n; } return n; }
    double groups(const Cart &cart) {
      std::map<std::string, int> bySku;
      for (const Line &line : cart.lines()) bySku[line.sku] += line.count;
      return bySku.size();
    })");
  for (const char *name : {"tells", "writes", "throws", "shows", "joins", "size", "groups"})
    EXPECT_THAT(sweepsOf(program, name), IsEmpty()) << name;
}

TEST(Sweeps, KnowWhatElseGoesIntoTheAnswer) {
  const Program program = withCart(R"(
    struct Rates { double of(int n) const { return rate * n; } double rate = 1; };
    double above(const Cart &cart, double limit) {
      double sum = 0;
      for (const Line &line : cart.lines()) if (line.price > limit) sum += line.price * (1 - cart.discount());
      return sum;
    }
    double rated(const Cart &cart, const Rates &rates) {
      double sum = 0;
      for (const Line &line : cart.lines()) sum += rates.of(line.count);
      return sum;
    }
    const Line *bySku(const Cart &cart, const std::string &sku) {
      for (const Line &line : cart.lines()) if (line.sku == sku) return &line;
      return nullptr;
    }
    std::vector<std::string> skus(const Cart &cart) {
      std::vector<std::string> skus;
      for (const Line &line : cart.lines()) if (line.count > 0) skus.push_back(line.sku);
      return skus;
    })");
  const Sweep &above = function(program, "above").sweeps.at(0);
  EXPECT_THAT(above.parameters, ElementsAre(1U));
  EXPECT_EQ(above.foreign, 0U);
  EXPECT_FALSE(above.keyed);
  EXPECT_EQ(function(program, "rated").sweeps.at(0).foreign, 1U);
  EXPECT_TRUE(function(program, "bySku").sweeps.at(0).keyed);
  EXPECT_TRUE(function(program, "skus").sweeps.at(0).maps);
}

TEST(Sweeps, TellOneOwnerFromMany) {
  const Program program = withCart(R"(
    double all(const std::vector<Cart> &carts) {
      double sum = 0;
      for (const Cart &cart : carts) for (const Line &line : cart.lines()) sum += line.price;
      return sum;
    }
    int large(const std::vector<Cart> &carts) {
      int large = 0;
      for (const Cart &cart : carts) {
        double sum = 0;
        for (const Line &line : cart.lines()) sum += line.price;
        if (sum > 100) ++large;
      }
      return large;
    }
    bool anyFree(const std::vector<Cart> &carts) {
      return std::any_of(carts.begin(), carts.end(), [](const Cart &cart) {
        for (const Line &line : cart.lines()) if (line.price <= 0) return true;
        return false;
      });
    })");
  EXPECT_TRUE(function(program, "all").sweeps.at(0).many);
  EXPECT_FALSE(function(program, "large").sweeps.at(0).many);
  EXPECT_FALSE(function(program, "anyFree").sweeps.at(0).many);
}

TEST(Sweeps, LeaveTheDeclarationAroundThemAsItIs) {
  const Program program = withCart(R"(
    int left(const Cart &cart, const std::string &sku, int count) {
      auto line = std::find_if(cart.lines().begin(), cart.lines().end(), [=](const Line &l) { return l.sku == sku; });
      if (line == cart.lines().end()) return 0;
      if (count > line->count) return 1;
      const bool heavy = std::any_of(cart.lines().begin(), cart.lines().end(), [](const Line &l) { return l.count > 3; });
      return heavy ? 2 : 3;
    })");
  EXPECT_THAT(test::rulesOf(program, "left"), testing::IsSupersetOf({"decides count > count", "decides count > 3"}));
  EXPECT_THAT(test::readsOf(program, function(program, "left").rules.back()), ElementsAre("Cart.lines_", "Line.count"));
  EXPECT_EQ(function(program, "left").sweeps.size(), 2U);
}

TEST(Stores, OnlyKeepObjectsForOthers) {
  const Program program = programOf(R"(
    #include <map>
    #include <vector>
    struct Item { int id = 0; int count = 0; };
    class ItemRepository {
    public:
      const Item *find(int id) const { auto at = items_.find(id); return at == items_.end() ? nullptr : &at->second; }
    private:
      std::map<int, Item> items_;
      int next_ = 0;
    };
    struct Tables { std::vector<Item> items; };
    class Cart { public: void add(const Item &item) { items_.push_back(item); } private: std::vector<Item> items_; };
    struct Box { int size = 0; std::vector<Item> items; };
    class Grades { std::vector<int> grades_; };)");
  EXPECT_TRUE(program.isStore(classNamed(program, "ItemRepository")));
  EXPECT_TRUE(program.isStore(classNamed(program, "Tables")));
  EXPECT_FALSE(program.isStore(classNamed(program, "Cart")));
  EXPECT_FALSE(program.isStore(classNamed(program, "Box")));
  EXPECT_FALSE(program.isStore(classNamed(program, "Grades")));
}

TEST(Parts, AreKeptAndNotReferredTo) {
  const Program program = programOf(R"(
    #include <memory>
    #include <vector>
    struct Wheel { int size = 0; };
    struct Axle { std::vector<std::unique_ptr<Wheel>> wheels; };
    struct Driver { int age = 0; };
    struct Car { Axle axle; const Driver *driver = nullptr; };)");
  const ClassId car = classNamed(program, "Car");
  EXPECT_TRUE(program.isPart(classNamed(program, "Axle"), car));
  EXPECT_TRUE(program.isPart(classNamed(program, "Wheel"), car));
  EXPECT_FALSE(program.isPart(classNamed(program, "Driver"), car));
  EXPECT_FALSE(program.isPart(car, classNamed(program, "Wheel")));
}

} // namespace
} // namespace tell
