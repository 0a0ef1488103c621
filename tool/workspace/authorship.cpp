#include "workspace/authorship.hpp"

#include "support/glob.hpp"
#include "support/path.hpp"
#include "workspace/libgit2.hpp"
#include "workspace/repository.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <utility>

namespace tell {
namespace {

using Blame = git::Handle<git_blame, git_blame_free>;
using Commit = git::Handle<git_commit, git_commit_free>;
using Note = git::Handle<git_note, git_note_free>;

constexpr const char *kNotes = "refs/notes/ai";
constexpr std::string_view kCoAuthor = "co-authored-by";

// Addresses where there is one, as people bear the names of tools.
constexpr AiAuthor kKnown[] = {
    {kCoAuthor, "*<noreply@anthropic.com>"},
    {kCoAuthor, "*claude[bot]@users.noreply.github.com>"},
    {kCoAuthor, "*copilot@users.noreply.github.com>"},
    {kCoAuthor, "*copilot-swe-agent[bot]@users.noreply.github.com>"},
    {kCoAuthor, "*github-copilot[bot]@users.noreply.github.com>"},
    {kCoAuthor, "*<cursoragent@cursor.com>"},
    {kCoAuthor, "*cursor[bot]@users.noreply.github.com>"},
    {kCoAuthor, "*@aider.chat>"},
    {kCoAuthor, "*<noreply@openai.com>"},
    {kCoAuthor, "*<codex@openai.com>"},
    {kCoAuthor, "*devin-ai-integration[bot]@users.noreply.github.com>"},
    {kCoAuthor, "*google-labs-jules[bot]@users.noreply.github.com>"},
    {kCoAuthor, "*gemini-code-assist[bot]@users.noreply.github.com>"},
    {kCoAuthor, "*amazon-q-developer[bot]@users.noreply.github.com>"},
    {kCoAuthor, "*factory-droid[bot]@users.noreply.github.com>"},
    {kCoAuthor, "*sweep-ai[bot]@users.noreply.github.com>"},
    {kCoAuthor, "*<amp@ampcode.com>"},
    {kCoAuthor, "*<openhands@all-hands.dev>"},
    {kCoAuthor, "*<noreply@opencode.ai>"},
    {kCoAuthor, "*<junie@jetbrains.com>"},
    {kCoAuthor, "*<crush@charm.land>"},
    {kCoAuthor, "*<agent@warp.dev>"},
    {kCoAuthor, "*<qwen-coder@alibabacloud.com>"},
    // The Linux kernel's form is TOOL:MODEL; other projects name the tool.
    {"assisted-by", "*:*"},
    {"assisted-by", "chatgpt*"},
    {"assisted-by", "claude*"},
    {"assisted-by", "codex*"},
    {"assisted-by", "*copilot*"},
    {"assisted-by", "cursor*"},
    {"assisted-by", "gemini*"},
    {"ai-assisted-by", "*"},
};

/// In lower case, and with nothing that a glob takes for the end of a component: models are called "vendor/model".
std::string folded(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](char c) {
    return c == '/' ? '|' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return result;
}

std::uint32_t numberIn(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : 0;
}

/// "6-8,16": lines [first, last]; nothing where it is no such list.
std::optional<std::vector<LineRange>> rangesIn(std::string_view list) {
  std::vector<LineRange> ranges;
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    const std::string_view item = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    const std::size_t dash = std::min(item.find('-'), item.size());
    const std::uint32_t first = numberIn(item.substr(0, dash));
    const std::uint32_t last = dash == item.size() ? first : numberIn(item.substr(dash + 1));
    if (first == 0 || last < first)
      return std::nullopt;
    ranges.push_back({first, last});
  }
  return ranges;
}

/// The lines that a note of the Git AI Standard attests, by path in the repository; nothing where it has another form.
std::optional<std::map<std::string, std::vector<LineRange>>> attested(std::string_view note) {
  std::map<std::string, std::vector<LineRange>> lines;
  std::string path;
  while (!note.empty()) {
    const std::size_t end = std::min(note.find('\n'), note.size());
    std::string_view line = note.substr(0, end);
    note.remove_prefix(std::min(end + 1, note.size()));
    if (line == "---")
      return lines;
    if (line.starts_with("  ")) {
      const std::size_t space = line.rfind(' ');
      const auto ranges = rangesIn(line.substr(space + 1));
      if (path.empty() || !ranges)
        return std::nullopt;
      const bool person = line.substr(2).starts_with("h_");
      if (!person)
        lines[path].insert(lines[path].end(), ranges->begin(), ranges->end());
    } else if (line.size() > 2 && line.starts_with('"') && line.ends_with('"')) {
      path = line.substr(1, line.size() - 2);
    } else {
      path = line;
    }
  }
  return std::nullopt;
}

/// What is known of one commit.
struct Origin {
  bool ai = false;                                                       ///< all of its lines
  std::optional<std::map<std::string, std::vector<LineRange>>> attested; ///< else these
};

} // namespace

std::span<const AiAuthor> knownAiAuthors() { return kKnown; }

struct Authorship::State {
  git::Library library;
  git::Repository repository;
  std::filesystem::path tree; ///< real
  std::vector<std::pair<std::string, Glob>> globs;
  std::map<std::string, Origin> origins; ///< by commit id

  [[nodiscard]] bool isAi(std::string_view trailer, std::string_view value) const {
    const std::string key = folded(trailer);
    const std::string text = folded(value);
    return std::ranges::any_of(globs, [&](const auto &each) { return each.first == key && each.second.matches(text); });
  }

  Origin read(const git_oid &id) const {
    Origin origin;
    git_commit *raw = nullptr;
    if (git_commit_lookup(&raw, repository.get(), &id) != 0)
      return origin;
    const Commit commit(raw);
    const git_signature *author = git_commit_author(raw);
    origin.ai = author != nullptr && isAi(kCoAuthor, fmt::format("{} <{}>", author->name, author->email));
    git_message_trailer_array trailers{};
    if (git_message_trailers(&trailers, git_commit_message(raw)) == 0) {
      for (std::size_t i = 0; i < trailers.count; ++i)
        origin.ai = origin.ai || isAi(trailers.trailers[i].key, trailers.trailers[i].value);
      git_message_trailer_array_free(&trailers);
    }
    git_note *rawNote = nullptr;
    if (git_note_read(&rawNote, repository.get(), kNotes, &id) == 0) {
      const Note note(rawNote);
      origin.attested = attested(git_note_message(rawNote));
      origin.ai = origin.ai || !origin.attested;
    }
    return origin;
  }

  const Origin &originOf(const git_oid &id) {
    const auto [known, added] = origins.try_emplace(std::string(reinterpret_cast<const char *>(id.id), sizeof(id.id)));
    if (added)
      known->second = read(id);
    return known->second;
  }
};

Authorship::Authorship(std::unique_ptr<State> state) : state_(std::move(state)) {}
Authorship::Authorship(Authorship &&other) noexcept = default;
Authorship &Authorship::operator=(Authorship &&other) noexcept = default;
Authorship::~Authorship() = default;

Result<Authorship> Authorship::open(const std::string &folder, std::span<const std::string> more) {
  auto state = std::make_unique<State>();
  auto repository = git::openRepository(folder);
  if (!repository)
    return repository.error();
  state->repository = std::move(*repository);
  std::error_code failed;
  state->tree = std::filesystem::canonical(git_repository_workdir(state->repository.get()), failed);
  if (failed)
    return Error(fmt::format("can't read the work tree around '{}': {}", folder, failed.message()));
  for (const AiAuthor &known : kKnown)
    state->globs.emplace_back(known.trailer, Glob(folded(known.glob)));
  for (const std::string &glob : more)
    state->globs.emplace_back(kCoAuthor, Glob(folded(glob)));
  return Authorship(std::move(state));
}

Result<std::vector<LineRange>> Authorship::linesByAi(const std::string &file, std::string_view contents) {
  std::error_code failed;
  const std::filesystem::path real = std::filesystem::canonical(file, failed);
  const std::string path = real.lexically_relative(state_->tree).generic_string();
  if (failed || path.empty() || path.starts_with(".."))
    return std::vector<LineRange>();
  git_blame_options options;
  git_blame_options_init(&options, GIT_BLAME_OPTIONS_VERSION);
  git_blame *raw = nullptr;
  const int code = git_blame_file(&raw, state_->repository.get(), path.c_str(), &options);
  if (code == GIT_ENOTFOUND && git_repository_is_shallow(state_->repository.get()) == 0)
    return std::vector<LineRange>(); // not committed yet
  if (code != 0)
    return Error(fmt::format("can't tell who wrote '{}': {}{}", path, git::lastError(),
                             git_repository_is_shallow(state_->repository.get()) == 1
                                 ? "; this is a shallow clone: fetch all of its history (git fetch --unshallow)"
                                 : ""));
  const Blame committed(raw);
  if (git_blame_buffer(&raw, committed.get(), contents.data(), contents.size()) != 0)
    return Error(fmt::format("can't tell who wrote '{}': {}", path, git::lastError()));
  const Blame present(raw);
  std::vector<LineRange> lines;
  for (std::uint32_t i = 0; i < git_blame_get_hunk_count(present.get()); ++i) {
    const git_blame_hunk *hunk = git_blame_get_hunk_byindex(present.get(), i);
    if (hunk == nullptr || hunk->lines_in_hunk == 0 || git_oid_is_zero(&hunk->final_commit_id) == 1)
      continue;
    const Origin &origin = state_->originOf(hunk->final_commit_id);
    const auto first = static_cast<std::uint32_t>(hunk->final_start_line_number);
    const auto last = static_cast<std::uint32_t>(first + hunk->lines_in_hunk - 1);
    if (origin.ai) {
      lines.push_back({first, last});
      continue;
    }
    if (!origin.attested)
      continue;
    const auto attested = origin.attested->find(hunk->orig_path == nullptr ? path : hunk->orig_path);
    if (attested == origin.attested->end())
      continue;
    // The note counts lines as the commit left them.
    const auto begin = static_cast<std::uint32_t>(hunk->orig_start_line_number);
    const auto end = static_cast<std::uint32_t>(begin + hunk->lines_in_hunk - 1);
    for (const LineRange &range : attested->second)
      if (range.first <= end && range.last >= begin)
        lines.push_back({first + std::max(range.first, begin) - begin, first + std::min(range.last, end) - begin});
  }
  std::ranges::sort(lines);
  return lines;
}

} // namespace tell
