#pragma once

#include "facts/tu_facts.hpp"

#include <cstdint>
#include <vector>

namespace tell::model {

/// Walks the pre-order node trees of one unit.
class Tree {
public:
  explicit Tree(const facts::TuFacts &facts) : facts_(facts) {}

  [[nodiscard]] const facts::Node &operator[](facts::NodeId id) const { return facts_.nodes[id]; }

  class Children {
  public:
    class Iterator {
    public:
      Iterator(const facts::TuFacts &facts, facts::NodeId at) : facts_(&facts), at_(at) {}
      facts::NodeId operator*() const { return at_; }
      Iterator &operator++() {
        at_ += facts_->nodes[at_].size;
        return *this;
      }
      bool operator==(const Iterator &other) const { return at_ == other.at_; }

    private:
      const facts::TuFacts *facts_;
      facts::NodeId at_;
    };

    Children(const facts::TuFacts &facts, facts::NodeId parent) : facts_(facts), parent_(parent) {}
    [[nodiscard]] Iterator begin() const { return {facts_, parent_ + 1}; }
    [[nodiscard]] Iterator end() const { return {facts_, parent_ + facts_.nodes[parent_].size}; }
    [[nodiscard]] bool empty() const { return facts_.nodes[parent_].size == 1; }

  private:
    const facts::TuFacts &facts_;
    facts::NodeId parent_;
  };

  [[nodiscard]] Children children(facts::NodeId id) const { return {facts_, id}; }

  [[nodiscard]] std::vector<facts::NodeId> list(facts::NodeId id) const {
    std::vector<facts::NodeId> out;
    for (const auto child : children(id))
      out.push_back(child);
    return out;
  }

private:
  const facts::TuFacts &facts_;
};

} // namespace tell::model
