"""Every format, written of random findings with hostile texts, read back by parsers of others.

usage: random_reports_test.py RANDOM_REPORTS
"""

import base64
import html.parser
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
import unittest
import urllib.parse
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
NUMBER = 24
RANDOM_REPORTS = None

try:
    import jsonschema
except ImportError:
    jsonschema = None


def unhex(word):
    return bytes.fromhex(word[1:])


def utf8(data):
    return data.decode("utf-8", "replace")


class Finding:
    def __init__(self, words):
        self.level, suppressed, line, _ = words[:4]
        self.suppressed, self.line = suppressed == "1", int(line)
        self.check, self.path, self.message, self.hint, self.class_name, self.fingerprint = map(unhex, words[4:])
        self.evidence = []


class Written:
    """One report in all formats, and what it is about."""

    def __init__(self, folder):
        self.folder = folder
        self.findings = []
        for line in (folder / "expected").read_text().splitlines():
            kind, *words = line.split(" ")
            if kind == "finding":
                self.findings.append(Finding(words))
            else:
                self.findings[-1].evidence.append((int(words[0]), unhex(words[1]), unhex(words[2])))

    @property
    def shown(self):
        return [finding for finding in self.findings if not finding.suppressed]

    def text(self, name):
        return (self.folder / name).read_bytes().decode("utf-8")  # strictly: every format is valid UTF-8


def essence(text):
    """The letters and digits of a text: what is left whatever way a format escapes the rest."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "ignore")
    else:
        text = re.sub(r"<U\+[0-9A-F]{4,6}>|<[0-9A-F]{2}>", "", text)
    return "".join(c for c in text if unicodedata.category(c)[0] in "LN")


def is_plain(text):
    """No line ends, and nothing that drives a terminal or writes invisibly."""
    return not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in text)


OWN_ESCAPES = re.compile(r"\x1b\[(?:0|1|0;1;3[0-7])m|\x1b\]8;;(?:file://host/[A-Za-z0-9._~/%:-]*)?\x1b\\")


class Elements(html.parser.HTMLParser):
    """What an HTML parser makes of a page."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.comments, self.texts, self.open = [], [], [], [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        self.open.append(tag)

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_comment(self, data):
        self.comments.append(data)
        self.texts.append(("comment", ""))

    def handle_data(self, data):
        self.texts.append(("code" if "code" in self.open else "text", data))


class RandomReports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.holder.cleanup)
        folder = pathlib.Path(cls.holder.name)
        subprocess.run([RANDOM_REPORTS, str(folder), str(NUMBER)], check=True)
        cls.reports = [Written(folder / str(seed)) for seed in range(NUMBER)]
        cls.empty = Written(folder / "empty")

    def each(self):
        for self.current in self.reports:
            yield self.current
        self.current = None

    current = None

    def _formatMessage(self, msg, standardMsg):
        seed = f"report {self.current.folder.name}: " if self.current else ""
        return seed + super()._formatMessage(msg, standardMsg)

    def test_there_is_something_to_see(self):
        self.assertGreater(sum(len(report.shown) for report in self.reports), 200)
        self.assertTrue(any(finding.suppressed for report in self.reports for finding in report.findings))
        self.assertTrue(any(b"\x1b" in finding.message for report in self.reports for finding in report.findings))

    def test_text(self):
        for report in self.each():
            lines = report.text("text").split("\n")
            for line in lines:
                self.assertTrue(is_plain(line), repr(line))
            heads = [line for line in lines if re.search(r": (note|warning|error): .*\[tell-(one|two)\]$", line)]
            self.assertEqual(len(heads), len(report.shown))
            for head, finding in zip(heads, report.shown):
                self.assertIn(f"{finding.level}: ", head)
                self.assertTrue(essence(head).endswith(essence(finding.level.encode() + finding.message + finding.check)))
            self.assertTrue(all(is_plain(line) for line in report.text("text-census").split("\n")))

    def test_terminal_gets_no_escapes_but_ours(self):
        for report in self.each():
            for name in ("terminal", "terminal-census", "terminal-notifications"):
                for line in OWN_ESCAPES.sub("", report.text(name)).split("\n"):
                    self.assertTrue(is_plain(line), repr(line))

    def test_agent(self):
        for report in self.each():
            lines = report.text("agent").split("\n")
            self.assertEqual(lines.pop(), "")
            self.assertEqual(len(lines), len(report.shown))
            for line, finding in zip(lines, report.shown):
                self.assertTrue(is_plain(line))
                self.assertIn(f": {finding.level} {finding.check.decode()}: ", line)
                self.assertIn(essence(finding.message), essence(line))

    def test_json(self):
        schema = json.loads((ROOT / "docs/schema/report-1.json").read_text())
        for report in self.each():
            read = json.loads(report.text("json"))
            if jsonschema:
                jsonschema.Draft202012Validator(schema).validate(read)
            self.assertEqual(len(read["findings"]), len(report.findings))
            for got, finding in zip(read["findings"], report.findings):
                self.assertEqual(got["message"], utf8(finding.message))
                self.assertEqual(got["class"], utf8(finding.class_name))
                self.assertEqual(got["place"]["path"], utf8(finding.path))
                self.assertEqual(got["place"]["line"], finding.line)
                self.assertEqual(got["advice"]["hint"], utf8(finding.hint))
                self.assertEqual(got["fingerprint"], finding.fingerprint.decode())
                self.assertEqual("suppression" in got, finding.suppressed)
                self.assertEqual([(place["place"]["line"], place["message"]) for place in got["evidence"]],
                                 [(line, utf8(message)) for line, _, message in finding.evidence])

    def test_sarif(self):
        for report in self.each():
            run, = json.loads(report.text("sarif"))["runs"]
            self.assertEqual(len(run["results"]), len(report.findings))
            for result, finding in zip(run["results"], report.findings):
                self.assertEqual(result["ruleId"], finding.check.decode())
                self.assertEqual(result["partialFingerprints"]["symbol/v1"], finding.fingerprint.decode())
                self.assertIn(essence(finding.message), essence(result["message"]["text"]))
                location = result["locations"][0]["physicalLocation"]
                uri = location["artifactLocation"]["uri"]
                self.assertRegex(uri, r"^[A-Za-z0-9._~/%:-]+$")
                self.assertEqual(urllib.parse.unquote_to_bytes(uri.removeprefix("file://")), finding.path)
                if "region" in location:
                    region = location["region"]
                    self.assertLess((region["startLine"], region["startColumn"]), (region["endLine"], region["endColumn"]))
                self.assertEqual(bool(result.get("suppressions")), finding.suppressed)

    def test_gitlab(self):
        # https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
        schema = {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["description", "check_name", "fingerprint", "severity", "location"],
                "properties": {
                    "description": {"type": "string"},
                    "check_name": {"type": "string"},
                    "fingerprint": {"type": "string", "minLength": 1},
                    "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                    "location": {
                        "type": "object",
                        "required": ["path", "lines"],
                        "properties": {
                            "path": {"type": "string", "minLength": 1},
                            "lines": {"type": "object", "required": ["begin"],
                                      "properties": {"begin": {"type": "integer", "minimum": 1}}},
                        },
                    },
                },
            },
        }
        for report in self.each():
            read = json.loads(report.text("gitlab"))
            if jsonschema:
                jsonschema.validate(read, schema)
            self.assertEqual([(got["fingerprint"], got["location"]["path"], got["check_name"]) for got in read],
                             [(finding.fingerprint.decode(), utf8(finding.path), finding.check.decode())
                              for finding in report.shown])
            self.assertEqual(len({got["fingerprint"] for got in read}), len(read))
            for got, finding in zip(read, report.shown):
                self.assertTrue(got["description"].startswith(utf8(finding.message)))

    def test_github(self):
        def unescape(text, also=()):
            for code, char in (*also, ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
                text = text.replace(code, char)
            return text

        def commands(text):
            """As the runner reads a log."""
            for line in text.split("\n"):
                if line.lstrip().startswith("::"):
                    head, _, data = line.lstrip()[2:].partition("::")
                    command, _, properties = head.partition(" ")
                    pairs = [pair.partition("=") for pair in properties.split(",") if pair]
                    yield command, {key: unescape(value, (("%3A", ":"), ("%2C", ","))) for key, _, value in pairs}, unescape(data)
                else:
                    self.assertNotIn("##[", line)
                    self.assertTrue(is_plain(line))

        words = {"note": "notice", "warning": "warning", "error": "error"}
        for report in self.each():
            text = report.text("github")
            self.assertTrue(all(is_plain(line) for line in text.split("\n")))
            read = list(commands(text))
            self.assertLessEqual({command for command, _, _ in read}, {*words.values(), "group", "endgroup"})
            for level, word in words.items():
                of_level = [finding for finding in report.shown if finding.level == level]
                annotations = [(properties, data) for command, properties, data in read if command == word]
                self.assertEqual(len(annotations), min(10, len(of_level)))
                known = {(essence(finding.path), finding.check.decode()) for finding in of_level}
                messages = {essence(finding.message) for finding in of_level}
                for properties, data in annotations:
                    self.assertIn((essence(properties["file"]), properties["title"]), known)
                    self.assertTrue(len(data) > 900 or essence(data.split("\n")[0]) in messages)
                    if "line" in properties:
                        self.assertLessEqual(int(properties["line"]), int(properties["endLine"]))

    @unittest.skipUnless(shutil.which("cmark"), "cmark is not installed")
    def test_markdown(self):
        for report in self.each():
            text = report.text("markdown")
            self.assertLess(len(text), 65536)
            page = subprocess.run(["cmark", "--unsafe"], input=text.encode(), capture_output=True, check=True).stdout.decode()
            read = Elements(page)
            self.assertLessEqual(set(read.tags), {"h3", "p", "strong", "code", "details", "summary", "ul", "li"})
            self.assertEqual(read.attributes, [])
            self.assertLessEqual({comment.strip() for comment in read.comments}, {""})
            findings = read.tags.count("strong")
            self.assertLessEqual(findings, 10)
            if all(len(finding.message) + len(finding.hint) < 1000 for finding in report.shown):
                self.assertEqual(findings > 0, bool(report.shown))
            for kind, part in read.texts:
                self.assertTrue(is_plain(part.replace("\n", "")), repr(part))
                if kind == "text":
                    self.assertIsNone(re.search(r"@\w|#\d|:\w+:|\$.+\$|www\.\w", part), repr(part))
            everything = essence("".join(part for _, part in read.texts))
            shown = [essence(finding.message) for finding in report.shown if essence(finding.message) in everything]
            self.assertGreaterEqual(len(shown), findings - sum(len(finding.message) > 900 for finding in report.shown))

    def test_html(self):
        if not (self.empty.folder / "html").exists():
            self.skipTest("built without the HTML page")
        active = {"script", "style", "iframe", "object", "embed", "link", "base", "form", "meta"}
        plain = [tag for tag in Elements(self.empty.text("html")).tags if tag in active]
        for report in self.each():
            read = Elements(report.text("html"))
            self.assertEqual([tag for tag in read.tags if tag in active], plain)
            self.assertEqual([name for name in read.attributes if name.startswith("on")], [])
            packed, = re.findall(r'<script type="[a-z/-]+" id="data">([A-Za-z0-9+/=]*)</script>', report.text("html"))
            data = json.loads(zlib.decompress(base64.b64decode(packed, validate=True)))
            self.assertEqual(data["report"], json.loads(report.text("json")))

    def test_empty_reports_are_reports(self):
        self.assertEqual(self.empty.text("agent"), "")
        self.assertEqual(json.loads(self.empty.text("gitlab")), [])
        self.assertEqual(json.loads(self.empty.text("json"))["findings"], [])
        self.assertEqual(json.loads(self.empty.text("sarif"))["runs"][0]["results"], [])


if __name__ == "__main__":
    RANDOM_REPORTS = str(pathlib.Path(sys.argv.pop()).resolve())
    unittest.main()
