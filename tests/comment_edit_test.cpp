// What removing a comment that asks for silence leaves of the source.

#include "findings/comment_edit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace tell {
namespace {

/// A comment whose part of the line `line` (from 1) is `part`.
Suppression commentIn(const std::string &text, std::uint32_t line, const std::string &part,
                      SuppressionKind kind = SuppressionKind::Line) {
  std::size_t start = 0;
  for (std::uint32_t i = 1; i < line; ++i)
    start = text.find('\n', start) + 1;
  const std::size_t column = text.find(part, start) - start + 1;
  return {"a.cpp",
          line,
          kind,
          "tell-a",
          "",
          static_cast<std::uint32_t>(column),
          static_cast<std::uint32_t>(column + part.size())};
}

/// The text after the edit; "refused" where there is none.
std::string edited(const std::string &text, const Suppression &comment, std::string_view keep = "") {
  const auto edit = withoutComment(text, comment, keep);
  if (!edit)
    return "refused";
  const auto offset = [&](std::uint32_t line, std::uint32_t column) {
    std::size_t start = 0;
    for (std::uint32_t i = 1; i < line; ++i)
      start = text.find('\n', start) + 1;
    return start + column - 1;
  };
  const std::size_t begin = offset(edit->place.line, edit->place.column);
  const std::size_t end = offset(edit->place.endLine, edit->place.endColumn);
  return text.substr(0, begin) + edit->text + text.substr(end);
}

TEST(CommentEdit, TakesTheCommentAndTheBlanksBeforeIt) {
  const std::string text = "int a;\nint b; // NOLINT(tell-a): why\nint c;\n";
  EXPECT_EQ(edited(text, commentIn(text, 2, "// NOLINT(tell-a): why")), "int a;\nint b;\nint c;\n");
}

TEST(CommentEdit, TakesALineThatHoldsNothingElse) {
  const std::string text = "int a;\n  // NOLINTNEXTLINE(tell-a)\nint c;\n";
  EXPECT_EQ(edited(text, commentIn(text, 2, "// NOLINTNEXTLINE(tell-a)", SuppressionKind::NextLine)),
            "int a;\nint c;\n");
  const std::string last = "int a;\n// NOLINT(tell-a)";
  EXPECT_EQ(edited(last, commentIn(last, 2, "// NOLINT(tell-a)")), "int a;\n");
}

TEST(CommentEdit, LeavesWhatElseTheCommentSays) {
  const std::string text = "int b; // counts; NOLINT(tell-a)\n";
  EXPECT_EQ(edited(text, commentIn(text, 1, "// counts; NOLINT(tell-a)")), "int b; // counts;\n");
  const std::string block = "int b; /* counts NOLINT(tell-a): why */ int c;\n";
  EXPECT_EQ(edited(block, commentIn(block, 1, "/* counts NOLINT(tell-a): why */")), "int b; /* counts */ int c;\n");
  const std::string lines = "/* counts\n   NOLINT(tell-a): why\n   and so on */\n";
  EXPECT_EQ(edited(lines, commentIn(lines, 2, "NOLINT(tell-a): why")), "/* counts\n\n   and so on */\n");
}

TEST(CommentEdit, LeavesTwoTokensTwo) {
  const std::string glued = "int/* NOLINT(tell-a) */b;\n";
  EXPECT_EQ(edited(glued, commentIn(glued, 1, "/* NOLINT(tell-a) */")), "int b;\n");
  const std::string apart = "int /* NOLINT(tell-a) */ b;\n";
  EXPECT_EQ(edited(apart, commentIn(apart, 1, "/* NOLINT(tell-a) */")), "int b;\n");
  const std::string front = "/* NOLINT(tell-a) */ int b;\n";
  EXPECT_EQ(edited(front, commentIn(front, 1, "/* NOLINT(tell-a) */")), "int b;\n");
}

TEST(CommentEdit, LeavesNamesThatStayInTheList) {
  const std::string text = "int b; // NOLINT(misc-x,tell-a): why\n";
  EXPECT_EQ(edited(text, commentIn(text, 1, "// NOLINT(misc-x,tell-a): why"), "misc-x"),
            "int b; // NOLINT(misc-x): why\n");
}

TEST(CommentEdit, DoesNotJoinLines) {
  const std::string macro = "#define A 1 \\\n// NOLINT(tell-a)\nint b;\n";
  EXPECT_EQ(edited(macro, commentIn(macro, 2, "// NOLINT(tell-a)")), "#define A 1 \\\n\nint b;\n");
  const std::string continued = "int a; // NOLINT(tell-a) \\\nstill a comment\n";
  EXPECT_EQ(edited(continued, commentIn(continued, 1, "// NOLINT(tell-a) \\")), "refused");
}

TEST(CommentEdit, RefusesWhatDoesNotStandThere) {
  const std::string text = "int b; // NOLINT(tell-a)\n";
  const Suppression comment = commentIn(text, 1, "// NOLINT(tell-a)");
  EXPECT_EQ(edited("int b; // something else\n", comment), "refused");
  EXPECT_EQ(edited("int b;\n", comment), "refused");
  EXPECT_EQ(edited("", comment), "refused");
  Suppression placeless = comment;
  placeless.column = 0;
  EXPECT_EQ(edited(text, placeless), "refused");
  Suppression farther = comment;
  farther.line = 9;
  EXPECT_EQ(edited(text, farther), "refused");
}

TEST(CommentEdit, KeepsWindowsLineEnds) {
  const std::string text = "int b; // NOLINT(tell-a)\r\n  // NOLINT(tell-a)\r\nint c;\r\n";
  EXPECT_EQ(edited(text, commentIn(text, 1, "// NOLINT(tell-a)")), "int b;\r\n  // NOLINT(tell-a)\r\nint c;\r\n");
  EXPECT_EQ(edited(text, commentIn(text, 2, "// NOLINT(tell-a)")), "int b; // NOLINT(tell-a)\r\nint c;\r\n");
}

} // namespace
} // namespace tell
