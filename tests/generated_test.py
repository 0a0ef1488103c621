"""What clang-tell generates, as those who read it do: shells their completions, man its page, a JSON Schema validator the
schema and the reports.

usage: generated_test.py CLANG_TELL
"""

import json
import os
import pathlib
import pty
import select
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
CLANG_TELL = None

try:
    import jsonschema
except ImportError:
    jsonschema = None


def tell(*arguments, cwd=None):
    return subprocess.run([CLANG_TELL, *arguments], cwd=cwd, capture_output=True, text=True, check=False)


class Folder(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)
        (self.folder / "sources").mkdir()
        (self.folder / "sample file.cpp").write_text("int main() {}\n")


class Completion(Folder):
    """Each shell is asked the same."""

    CASES = [
        ("clang-tell che", {"check"}),
        ("clang-tell check --fail-on er", {"error"}),
        ("clang-tell check --bui", {"--build"}),
        ("clang-tell check -o sar", {"sarif"}),
        ("clang-tell check sam", {"sample file.cpp"}),
        ("clang-tell check -p sour", {"sources"}),
        ("clang-tell explain tell-mess", {"tell-message-chain"}),
        ("clang-tell completion fi", {"fish"}),
        ("clang-tell facts du", {"dump"}),
    ]

    def script(self, shell):
        outcome = tell("completion", shell)
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        return outcome.stdout

    def ask(self, complete):
        for line, expected in self.CASES:
            with self.subTest(line=line):
                self.assertEqual(complete(line), expected)

    def bash(self, line):
        words = line.split(" ")
        program = "\n".join([
            self.script("bash"),
            "COMP_WORDS=(" + " ".join(f"'{word}'" for word in words) + ")",
            f"COMP_CWORD={len(words) - 1}",
            "_clang_tell",
            "printf '%s\\n' \"${COMPREPLY[@]}\"",
        ])
        outcome = subprocess.run(["bash", "--norc", "-c", program], cwd=self.folder, capture_output=True, text=True, check=True)
        self.assertEqual(outcome.stderr, "")
        return set(outcome.stdout.split("\n")) - {""}

    def test_bash(self):
        self.ask(self.bash)
        # bash splits at the equals sign
        self.assertEqual(self.bash("clang-tell check --color = al"), {"always"})
        self.assertEqual(self.bash("clang-tell check --color ="), {"auto", "always", "never"})
        self.assertEqual(self.bash("clang-tell check -o sarif = sam"), {"sample file.cpp"})
        self.assertIn("--baseline-strategies", self.bash("clang-tell census -"))
        self.assertNotIn("--baseline-strategies", self.bash("clang-tell check -"))

    @unittest.skipUnless(shutil.which("fish"), "fish is not installed")
    def test_fish(self):
        script = self.folder / "clang-tell.fish"
        script.write_text(self.script("fish"))

        def complete(line):
            program = f"source '{script}'; complete -C '{line}'"
            environment = {**os.environ, "HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder)}
            outcome = subprocess.run(["fish", "--no-config", "-c", program], cwd=self.folder, env=environment,
                                     capture_output=True, text=True, check=True)
            self.assertEqual(outcome.stderr, "")
            return {line.split("\t")[0].rstrip("/") for line in outcome.stdout.splitlines()}

        self.ask(complete)

    @unittest.skipUnless(shutil.which("zsh"), "zsh is not installed")
    def test_zsh(self):
        (self.folder / "_clang-tell").write_text(self.script("zsh"))
        result = self.folder.parent / (self.folder.name + ".buffer")
        self.addCleanup(lambda: result.unlink(missing_ok=True))
        # A key writes down what the line has become.
        setup = f"""
            PS1=; fpath=('{self.folder}' $fpath); autoload -Uz compinit; compinit -u -D
            show() {{ print -rn -- "$BUFFER" > '{result}.new'; mv '{result}.new' '{result}'; BUFFER=; }}
            zle -N show; bindkey '^Xs' show; unsetopt beep; print READY
        """
        process, terminal = pty.fork()
        if process == 0:
            os.chdir(self.folder)
            os.execvpe("zsh", ["zsh", "-f", "-i"], {**os.environ, "TERM": "dumb", "HOME": str(self.folder)})
        self.addCleanup(os.waitpid, process, 0)
        self.addCleanup(os.close, terminal)

        def wait(seen):
            output = b""
            end = time.monotonic() + 60
            while time.monotonic() < end:
                if select.select([terminal], [], [], 0.05)[0]:
                    output += os.read(terminal, 65536)
                if seen(output):
                    return
            self.fail(f"zsh does not answer: {output!r}")

        (self.folder / "setup.zsh").write_text(setup)
        os.write(terminal, b"source ./setup.zsh; rm setup.zsh\n")
        wait(lambda output: b"READY" in output)

        def complete(line):
            result.unlink(missing_ok=True)
            os.write(terminal, line.encode() + b"\t\x18s")
            wait(lambda _: result.exists())
            words = result.read_text().replace("\\ ", "\0").split()
            return {words[-1].replace("\0", " ").rstrip("/=")}

        self.ask(complete)
        os.write(terminal, b"\x15exit\n")


class ManualPage(unittest.TestCase):
    PAGE = ROOT / "docs/man/clang-tell.1"

    @unittest.skipUnless(shutil.which("man"), "man is not installed")
    def test_man_has_nothing_to_warn_of(self):
        outcome = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", str(self.PAGE)], capture_output=True, text=True,
                                 env={**os.environ, "MANWIDTH": "100", "MANROFFOPT": ""}, check=False)
        self.assertEqual((outcome.returncode, outcome.stderr), (0, ""))
        self.assertIn("--fail-on", outcome.stdout)

    @unittest.skipUnless(shutil.which("mandoc"), "mandoc is not installed")
    def test_mandoc_has_nothing_to_warn_of(self):
        outcome = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", str(self.PAGE)], capture_output=True, text=True,
                                 check=False)
        # The page has no date: what is generated must not depend on the day.
        warnings = [line for line in outcome.stdout.splitlines() if "missing date" not in line]
        self.assertEqual(warnings, [])


def strict(schema):
    """The schema as one that refuses keys that it does not name."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: strict(value) for key, value in schema.items()}
    if "properties" in schema and "required" in schema:
        result["additionalProperties"] = False
    return result


@unittest.skipUnless(jsonschema, "python3-jsonschema is not installed")
class Reports(Folder):
    SHOP = ROOT / "fixtures/_programs/shop"

    def setUp(self):
        super().setUp()
        self.schema = json.loads((ROOT / "docs/schema/report-1.json").read_text())

    def validate(self, *arguments, cwd):
        outcome = tell(*arguments, cwd=cwd)
        report = json.loads(outcome.stdout)
        jsonschema.Draft202012Validator(strict(self.schema)).validate(report)
        return report

    def test_the_schema_is_one(self):
        jsonschema.Draft202012Validator.check_schema(self.schema)
        self.assertEqual(self.schema["$schema"], "https://json-schema.org/draft/2020-12/schema")

    def test_reports_follow_the_schema(self):
        shop = self.folder / "shop"
        shutil.copytree(self.SHOP, shop)
        # A unit that can't be analyzed in full, and a comment that silences.
        (shop / "src/broken.cpp").write_text('#include "shop/nowhere.h"\nclass Half : public Missing {};\n')
        order = shop / "include/shop/order.h"
        order.write_text(order.read_text().replace("class Order {", "class Order { // NOLINT(tell-anemic-class): wire format"))
        report = self.validate("check", "-o", "json", "--explain-exemptions", cwd=shop)
        self.assertTrue(report["findings"] and report["census"] and report["exemptions"] and report["notifications"])
        self.assertIn("wire format", [finding.get("suppression", {}).get("reason") for finding in report["findings"]])
        self.assertEqual(report["counts"]["incompleteUnits"], 1)
        census = self.validate("census", "-o", "json", "--baseline-strategies", cwd=shop)
        self.assertTrue(census["census"] and census["functions"])
        self.assertFalse(census["findings"])

    def test_the_schema_refuses_what_is_wrong(self):
        validator = jsonschema.Draft202012Validator(self.schema)
        self.assertTrue(list(validator.iter_errors({"version": 1})))
        self.assertTrue(list(validator.iter_errors({"version": 2})))

    def test_the_page_names_every_key(self):
        page = (ROOT / "docs/json-output.md").read_text()

        def keys(schema):
            for name, part in schema.get("properties", {}).items():
                yield name
            for part in schema.get("$defs", {}).values():
                yield from keys(part)

        self.assertEqual([key for key in keys(self.schema) if f"`{key}`" not in page], [])


if __name__ == "__main__":
    CLANG_TELL = str(pathlib.Path(sys.argv.pop()).resolve())
    unittest.main()
