"""Names and links that mean harm, from the files they stand in to every report.

usage: names_test.py CLANG_TELL
"""

import html.parser
import json
import os
import re
import unittest
import urllib.parse

import project

SCRIPT = "</script><script>alert(1)</script>"
FORMATS = ("text", "json", "sarif", "html", "markdown", "github", "gitlab", "agent")

# A folder's and a file's name may hold all but a slash and NUL.
NAMES = {
    "escape": "\x1b[31mred\x1b]0;title\x07\x1b]8;;http:evil\x1b\\.cpp",
    "lines": "two\nlines\r\n::error file=a::injected\n##[error]injected.cpp",
    "script": "><script>alert(1)<img src=x onerror=alert(1)>&amp;\"'.cpp",
    "bidi": "a\u202ebidi\u2066\u200b.cpp",
    "bytes": b"\xff\xfe\x80 not utf-8.cpp",
    "mark": "`code` [link](javascript:evil) <!-- --> *bold* | cell.cpp",
    "percent": "%2e%2e%2f%0a%25%s{}{0}.cpp",
    "dashes": "--output=evil.cpp",
    "c1": "\u009b31m\u0085next.cpp",
}

# What a report may never hold as it is: controls but for the line feed, C1, and what reorders text.
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f\u0080-\u009f\u200b-\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]")


class Tags(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, [name for name, _ in attrs if name.startswith("on")]))


class Names(project.Project):
    def report(self, form, *arguments):
        outcome = self.tell("check", "-o", form, *arguments)
        if form == "html" and outcome.code == 2 and "html" in outcome.error:
            return None, outcome
        return outcome.output.decode(), outcome

    def place(self, name, text):
        """A file of that name in a folder of that name: a path of it ends a script, too."""
        stem = name if isinstance(name, bytes) else name.encode()
        folder = os.fsencode(self.root) + b"/in " + stem + b"<"
        os.makedirs(folder, exist_ok=True)
        with open(folder + b"/script>" + stem, "wb") as file:
            file.write(text.encode())
        return b"in " + stem + b"</script>" + stem

    def expect_plain(self, text, form):
        for line in text.split("\n"):
            self.assertIsNone(RAW.search(line), f"{form}: {line!r}")

    def add_all(self):
        entries = list(self.units.values())
        for key, name in NAMES.items():
            path = self.place(name, '#include "../order.h"\n' + project.SHIP.split("\n", 1)[1].replace("ship", key))
            try:
                path = path.decode()
            except UnicodeDecodeError:
                self.write("of_bytes.cpp", '#include "bytes/unit.cpp"\n')
                os.symlink(os.fsencode(self.root) + b"/" + os.path.dirname(path), self.root / "bytes")
                with open(os.path.join(os.fsencode(self.root), os.path.dirname(path), b"unit.cpp"), "wb") as unit:
                    unit.write(project.SHIP.replace("order.h", "../order.h").replace("ship", key).encode())
                path = "of_bytes.cpp"
            entries.append({"directory": str(self.root), "file": path, "arguments": ["clang++", "-I.", "-c", path]})
        self.database(entries)

    def test_names_of_files_in_every_report(self):
        self.add_all()
        plain = None
        for form in FORMATS:
            with self.subTest(form):
                text, outcome = self.report(form)
                if text is None:
                    continue
                self.assertEqual(outcome.code, 1, outcome)
                self.expect_plain(text, form)
                self.expect_plain(outcome.error, form)
                if form == "json":
                    found = {finding["subject"]["name"] for finding in json.loads(text)["findings"]}
                    self.assertLessEqual(set(NAMES) - {"bytes"}, found)
                elif form == "sarif":
                    for result in json.loads(text)["runs"][0]["results"]:
                        for location in result["locations"]:
                            uri = location["physicalLocation"]["artifactLocation"]["uri"]
                            self.assertRegex(uri, r"^[A-Za-z0-9._~/%-]+$")
                            self.assertTrue(os.path.exists(self.root / os.fsdecode(urllib.parse.unquote_to_bytes(uri))), uri)
                elif form == "html":
                    self.assertNotIn(SCRIPT, text)
                    plain = Tags(text)
                    self.assertEqual([tag for tag in plain.tags if tag[1] or tag[0] == "img"], [])
                elif form == "github":
                    for line in text.split("\n"):
                        self.assertNotIn("injected", re.sub(r"%0[AD]", " ", line) if line.startswith("::error file=a") else "")
                        self.assertFalse(line.lstrip().startswith(("::error file=a", "##[")), line)

    def test_names_of_files_in_the_census(self):
        self.write("in.h", "")
        for key, name in NAMES.items():
            path = self.place(name, project.ORDER.replace("Order", key.capitalize()))
            self.write(f"{key}.cpp", "")
            with open(self.root / f"{key}.cpp", "wb") as unit:
                quoted = path.replace(b"\n", b"").replace(b"\r", b"")
                unit.write(b'#include "' + quoted + b'"\n')
            self.unit(f"{key}.cpp", None)
        for form in ("text", "json"):
            outcome = self.tell("census", "-o", form)
            self.expect_plain(outcome.output.decode(), form)
            self.expect_plain(outcome.error, form)

    def test_names_that_cannot_be_read(self):
        """What is said of units without facts, and where commands stand."""
        entries = list(self.units.values())
        for name in (*NAMES.values(), "../../../../etc/passwd", "/etc/passwd", "a/../../b.cpp", "x" * 5000 + ".cpp",
                     "nul\\u0000.cpp"):
            if isinstance(name, str):
                entries.append({"directory": str(self.root), "file": f"gone {name}", "arguments": ["clang++", name]})
        self.database(entries[:-1])
        for form in FORMATS:
            text, outcome = self.report(form, "-v")
            if text is not None:
                self.expect_plain(text, form)
                self.expect_plain(outcome.error, form)
        self.database(entries + [{"directory": "\x1b[31m", "file": "a\nb.cpp", "arguments": []}])
        outcome = self.tell("check")
        self.assertEqual(outcome.code, 2)
        self.expect_plain(outcome.error, "error")
        self.assertEqual(outcome.error.count("\n"), 1)

    def test_names_in_the_code(self):
        evil = "</script>\x1b[31m\u202e"
        self.unit("strings.cpp", f'#include "order.h"\n#line 3 "{evil}"\n' + project.SHIP.split("\n", 1)[1].replace(
            "int ship(", f'[[deprecated("{evil}")]] int strings(') + f"// NOLINT(tell-{evil}): {evil}\nint \u4e2d\u6587;\n"
            f"#error {evil}\n#include <{evil}>\n")
        for form in FORMATS:
            text, outcome = self.report(form, "-v")
            if text is not None:
                self.expect_plain(text, form)
                self.expect_plain(outcome.error, form)
                if form == "html":
                    self.assertEqual(text.count("</script"), text.count("<script"), "none but the page's own")

    def test_links_that_leave_the_tree(self):
        secret = self.outside / "secret.txt"
        secret.write_text("the words of a secret\n")
        (self.root / "leak.cpp").symlink_to(secret)
        (self.root / "leak.h").symlink_to(secret)
        (self.root / "above").symlink_to(self.outside)
        (self.root / "loop").symlink_to(self.root / "loop")
        self.unit("leak.cpp", None)
        self.unit("reader.cpp", '#include "leak.h"\n#include "above/secret.txt"\n' + project.SHIP.replace("ship", "reader"))
        self.unit("loop.cpp", None, file="loop")
        for form in FORMATS:
            text, outcome = self.report(form)
            if text is not None:
                self.assertNotIn("words of a secret", text + outcome.error, form)

    def test_written_files_stay_in_the_tree(self):
        victim = self.outside / "victim"
        victim.write_text("mine\n")
        for name in ("report.sarif", "clang-tell-baseline.txt", ".clang-tell"):
            (self.root / name).symlink_to(victim)
        outcome = self.tell("check", "-q", "-o", "report.sarif", "--no-config")
        self.assertEqual(outcome.code, 2, outcome)
        self.assertIn("leads out of", outcome.error)
        for arguments in (("baseline", "--no-config"), ("init",)):
            self.assertEqual(self.tell(*arguments).code, 2)
        self.assertEqual(victim.read_text(), "mine\n")
        (self.root / "inside.sarif").symlink_to(self.root / "real.sarif")
        self.write("real.sarif", "")
        self.assertEqual(self.tell("check", "-q", "-o", "inside.sarif", "--no-config").code, 1)
        self.assertGreater((self.root / "real.sarif").stat().st_size, 100)
        elsewhere = self.outside / "link.json"
        elsewhere.symlink_to(victim)
        self.assertEqual(self.tell("check", "-q", "-o", str(elsewhere), "--no-config").code, 1, "the user's own link")
        self.assertNotEqual(victim.read_text(), "mine\n")


if __name__ == "__main__":
    project.main()
