// Runs a fuzz target where there is no libFuzzer: on each of its seeds, and on a fixed number of mutations of them that
// are the same everywhere. Takes the arguments that the tests also give to libFuzzer: [-runs=N] [FOLDER…].

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);
extern "C" [[gnu::weak]] std::size_t LLVMFuzzerCustomMutator(std::uint8_t *data, std::size_t size, std::size_t most,
                                                             unsigned seed);
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t *data, std::size_t size, std::size_t most);

namespace {

constexpr std::size_t kGrowth = 256; ///< by how much a mutation may be longer than its seed

std::mt19937 random_; // its sequence is the standard's, with this seed the same on every machine

std::size_t below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }

void mutate(std::string &input) {
  constexpr std::string_view kCharacters = "\0\x01\x1b\x7f\xff\xc3 \n\r\t'\"\\/:,.*?!#&%@-+{}[]()<>0123456789aeiou";
  const std::size_t at = below(input.size() + 1);
  const std::size_t length = below(std::min<std::size_t>(input.size() - at, 32) + 1);
  switch (below(5)) {
  case 0:
    input.erase(at, length);
    break;
  case 1:
    input.insert(at, input.substr(below(input.size() + 1), 1 + length));
    break;
  case 2:
    if (at < input.size())
      input[at] = static_cast<char>(random_());
    break;
  case 3:
    input.resize(at);
    break;
  default:
    input.insert(at, 1 + below(3), kCharacters[below(kCharacters.size())]);
    break;
  }
}

void run(const std::string &input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t *>(input.data()), input.size());
}

std::string mutated(const std::string &seed) {
  std::string input = seed;
  input.resize(seed.size() + kGrowth);
  auto *const data = reinterpret_cast<std::uint8_t *>(input.data());
  for (std::size_t steps = 1 + below(4), size = seed.size();; --steps) {
    if (steps == 0) {
      input.resize(size);
      return input;
    }
    size = LLVMFuzzerCustomMutator ? LLVMFuzzerCustomMutator(data, size, input.size(), static_cast<unsigned>(random_()))
                                   : LLVMFuzzerMutate(data, size, input.size());
  }
}

} // namespace

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t *data, std::size_t size, std::size_t most) {
  std::string input(reinterpret_cast<const char *>(data), size);
  mutate(input);
  input.resize(std::min(input.size(), most));
  std::ranges::copy(input, reinterpret_cast<char *>(data));
  return input.size();
}

int main(int argc, char **argv) {
  std::size_t runs = 0;
  std::vector<std::filesystem::path> files;
  for (const std::string_view argument : std::vector<std::string_view>(argv + 1, argv + argc)) {
    if (argument.starts_with("-runs="))
      runs = std::stoul(std::string(argument.substr(6)));
    else if (std::filesystem::is_directory(argument))
      std::ranges::copy(std::filesystem::directory_iterator(argument), std::back_inserter(files));
  }
  std::ranges::sort(files);
  std::vector<std::string> seeds;
  for (const std::filesystem::path &file : files) {
    std::ifstream in(file, std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  if (seeds.empty()) {
    std::fputs("no seeds\n", stderr);
    return 1;
  }
  std::ranges::for_each(seeds, run);
  for (std::size_t i = 0; i < runs; ++i)
    run(mutated(seeds[i % seeds.size()]));
  std::printf("%zu seeds, %zu mutations\n", seeds.size(), runs);
  return 0;
}
