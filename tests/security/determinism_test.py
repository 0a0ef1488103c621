"""The same program gives the same bytes, whatever the machine, the order and the past.

usage: determinism_test.py CLANG_TELL
"""

import json
import os
import random
import shutil
import unittest

import project

REPORTS = [("check", form) for form in ("text", "json", "sarif", "html", "markdown", "github", "gitlab", "agent")]
REPORTS += [("census", "text"), ("census", "json"), ("census", "html")]

HEADERS = "#include <cstddef>\n#include <cstdint>\n#include <initializer_list>\n"


class Determinism(project.Project):
    """Each way to run the program is compared with one worker, no cache and no shared headers."""

    def setUp(self):
        super().setUp()
        for name in ("Bill", "Cart"):  # units that share headers, in other folders
            renamed = lambda text, name=name: text.replace("Order", name).replace("order", name.lower())
            self.write(f"{name}/{name.lower()}.h", renamed(project.ORDER))
            for part, text in (("cancel", project.CANCEL), ("ship", project.SHIP)):
                self.unit(f"{name}/{part}.cpp", HEADERS + renamed(text))
        self.unit("broken.cpp", '#include "order.h"\n#include "nowhere.h"\nint broken(Order &order) { return order.; }\n')
        self.unit("crashed.cpp", "#pragma clang __debug crash\n")
        self.unit("conflicting.cpp", "class Order { int other_ = 0; public: int other() const { return other_; } };\n")
        self.unit("suppressed.cpp", project.SHIP.replace("ship(Order &order)", "kept(Order &order) // NOLINT(tell-*): by decree\n"))
        # A unit of two commands, one of which gives another program.
        self.units["again"] = {**self.units["ship.cpp"], "arguments": ["g++", "-DWIDE", "-std=c++17", "-c", "ship.cpp"]}
        self.database(self.units.values())

    def reports(self, *arguments, commands=("check",), **more):
        """Every report, by command and format, and what was said on standard error."""
        all_reports = {}
        for command in commands:
            outputs = []
            for of, form in REPORTS:
                if of == command and form not in self.unavailable:
                    outputs += ["-o", f"{form}={self.outside}/{command}.{form}"]
            outcome = self.tell(command, *outputs, *arguments, **more)
            if "this build" in outcome.error and "html" not in self.unavailable:
                self.unavailable.add("html")
                return self.reports(*arguments, commands=commands, **more)
            self.assertIn(outcome.code, (1, 3), outcome)
            all_reports[command, "error"] = outcome.error.encode()
            for of, form in REPORTS:
                if of == command and form not in self.unavailable:
                    all_reports[command, form] = (self.outside / f"{command}.{form}").read_bytes()
        return all_reports

    unavailable = set()

    def expect_same(self, expected, *arguments, **more):
        seen = self.reports(*arguments, commands=sorted({command for command, _ in expected}), **more)
        self.assertEqual(set(seen), set(expected))
        for report, text in expected.items():
            self.assertEqual(seen[report], text, report)

    def shuffled(self, seed):
        entries = list(self.units.values())
        random.Random(seed).shuffle(entries)
        self.database([*entries, *entries[:3]])  # some of them twice

    def test_jobs_headers_orders_and_caches(self):
        expected = self.reports("-j1", "--no-snapshot", commands=("check", "census"))
        self.assertGreaterEqual(len(json.loads(expected["check", "json"])["findings"]), 10)
        self.assertIn(b"unit-crashed", expected["check", "json"])
        self.expect_same(expected, "-j2")
        for seed, jobs in enumerate(("-j2", "-j5")):
            self.shuffled(seed)
            self.expect_same(expected, jobs)
        cache = ("--cache-dir", str(self.outside / "cache"))
        self.expect_same(expected, "-j2", *cache)
        self.shuffled(3)
        self.expect_same(expected, "-j2", *cache)
        for entry in list((self.outside / "cache").glob("llvmcache-*"))[::2]:
            entry.unlink()
        self.expect_same(expected, "-j1", "--no-snapshot", *cache)

    def test_places_locales_and_times(self):
        expected = self.reports("-j2")
        for environment in ({"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati"},
                            {"LC_ALL": "de_DE.UTF-8", "LC_NUMERIC": "de_DE.UTF-8", "TZ": "America/St_Johns"},
                            {"LC_ALL": "C", "LANG": "C", "TZ": ":nonsense", "COLUMNS": "20", "TERM": "dumb"},
                            {"LC_ALL": "nonsense", "HOME": "/nowhere", "USER": "other", "TMPDIR": "/nowhere"}):
            self.expect_same(expected, env=environment)
        for path in self.root.rglob("*"):
            os.utime(path, (1, 1), follow_symlinks=False)
        self.expect_same(expected, "-j2")

    def test_another_folder_of_the_same_names(self):
        """A checkout elsewhere: nothing in a report tells where it stands."""
        del self.units["crashed.cpp"]
        self.database(self.units.values())
        expected = self.reports()
        elsewhere = self.outside / "elsewhere/deep/project"
        shutil.copytree(self.root, elsewhere)
        text = (elsewhere / "compile_commands.json").read_text().replace(str(self.root), str(elsewhere))
        (elsewhere / "compile_commands.json").write_text(text)
        shutil.rmtree(self.root)
        self.root = elsewhere
        for report, text in self.reports().items():
            self.assertEqual(text, expected[report], report)
            self.assertNotIn(str(self.outside).encode(), text)

    def test_from_a_folder_below(self):
        """Where it is called from changes paths in the text alone."""
        expected = self.reports()
        seen = self.reports("-p", str(self.root), cwd=self.root / "Cart")
        for form in ("json", "sarif", "gitlab"):
            whole, part = (json.loads(reports["check", form]) for reports in (expected, seen))
            self.assertEqual(whole, part, form)


if __name__ == "__main__":
    project.main()
