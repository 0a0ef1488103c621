#include "report/excerpts.hpp"
#include "report/format.hpp"
#include "report/html_page.hpp"
#include "report/json_text.hpp"
#include "report/unicode.hpp"

#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/Base64.h>
#include <llvm/Support/Compression.h>
#include <llvm/Support/JSON.h>

#include <cstdint>
#include <string>

namespace tell {
namespace {

/// The source lines by file: runs of lines, each a first line's number and the texts.
void writeSources(const Report &report, llvm::raw_ostream &out) {
  SourceCache sources(report.root);
  const Excerpts excerpts(report, sources);
  llvm::json::OStream json(out);
  json.object([&] {
    for (const auto &[path, runs] : excerpts.byFile())
      json.attributeArray(validUtf8(path), [&] {
        for (const Excerpt &run : runs)
          json.array([&] {
            json.value(run.firstLine);
            for (const std::string_view line : run.lines)
              json.value(validUtf8(line));
          });
      });
  });
}

/// What the checks that ran look for, by id.
void writeChecks(const Report &report, llvm::raw_ostream &out) {
  llvm::json::OStream json(out);
  json.object([&] {
    for (const CheckInfo &check : report.checks)
      writeText(json, check.id, check.summary);
  });
}

} // namespace

std::string_view htmlUnavailable() {
  if (htmlPage().before.empty())
    return "this clang-tell was built without Node.js, which HTML reports are made with";
  if (!llvm::compression::zlib::isAvailable())
    return "this clang-tell was built with an LLVM without zlib, which HTML reports are packed with";
  return {};
}

/// The page holds the JSON report as it is, and the source lines it shows. Packed it takes a fifteenth of the room, and
/// as the packed form has letters and digits only, no name or source text can be taken for a part of the page.
void writeHtml(const Report &report, const Presentation &presentation, llvm::raw_ostream &out) {
  std::string data = "{\"report\":";
  llvm::raw_string_ostream json(data);
  writeJson(report, presentation, json);
  json << ",\"checks\":";
  writeChecks(report, json);
  json << ",\"sources\":";
  writeSources(report, json);
  json << "}";
  llvm::SmallVector<std::uint8_t, 0> packed;
  llvm::compression::zlib::compress(llvm::arrayRefFromStringRef(data), packed,
                                    llvm::compression::zlib::BestSizeCompression);

  const HtmlPage page = htmlPage();
  for (const std::string_view piece : page.before)
    out << piece;
  out << llvm::encodeBase64(packed);
  for (const std::string_view piece : page.after)
    out << piece;
}

} // namespace tell
