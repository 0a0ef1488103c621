// facts_seeds FOLDER: leaves encoded facts there, as seeds for the fuzz targets that read such.

#include "facts/codec.hpp"
#include "facts_support.hpp"

#include <filesystem>
#include <fstream>

int main(int argc, char **argv) {
  using namespace tell::facts;
  if (argc != 2)
    return 2;
  const std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder);
  TuFacts smallest;
  smallest.strings = {""};
  TuFacts character = sample(); // whose code is no number
  character.strings.emplace_back("xx");
  TuFacts global = sample(); // that is a field
  const auto replace = [](TuFacts &facts, Op op, std::uint32_t ref) {
    for (Node &node : facts.nodes)
      if (node.op == Op::EnumConstant) {
        node.op = op;
        node.ref = ref;
      }
  };
  replace(character, Op::CharLiteral, static_cast<std::uint32_t>(character.strings.size() - 1));
  replace(global, Op::GlobalRef, kStatusField);
  const std::pair<const char *, TuFacts> seeds[] = {{"sample", sample()},
                                                    {"smallest", smallest},
                                                    {"nested", nested(50)},
                                                    {"character", character},
                                                    {"global", global}};
  for (const auto &[name, facts] : seeds)
    if (!(std::ofstream(folder / name, std::ios::binary) << encode(facts)))
      return 1;
  return 0;
}
