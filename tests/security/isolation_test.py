"""A unit that ends Clang, never ends or eats memory costs that unit only.

usage: isolation_test.py CLANG_TELL
"""

import os
import unittest

import project

CRASH = "#pragma clang __debug crash\n"
ENDLESS = """\
constexpr int f() { int s = 0; for (unsigned long i = 0; i < 1ul << 60; ++i) s ^= 1; return s; }
constexpr int endless = f();
"""
LIMITS = {"unit-timeout": ("--unit-timeout=4",), "unit-memory": ("--unit-memory=700",)}

# By what becomes of a unit: its text and its flags.
ENDINGS = {
    "unit-crashed": [
        ("a trap in the frontend", CRASH, ()),
        ("a fatal error of LLVM", "#pragma clang __debug llvm_fatal_error\n", ()),
        ("parentheses without end", "int deep = " + "(" * 60000 + "1" + ")" * 60000 + ";\n", ("-fbracket-depth=1000000",)),
        ("namespaces without end", "namespace n {" * 100000 + "}" * 100000 + "\n", ("-fbracket-depth=1000000",)),
    ],
    "unit-timeout": [
        ("a loop in a constant", ENDLESS, ("-fconstexpr-steps=4294967295",)),
        ("templates that double", "template <int N, long M> struct F { using A = typename F<N - 1, 2 * M>::T;\n"
                                  "using B = typename F<N - 1, 2 * M + 1>::T; using T = int; };\n"
                                  "template <long M> struct F<0, M> { using T = int; };\nF<62, 0>::T endless;\n", ()),
        ("macros that multiply", "#define A0 x x x x x x x x x x\n" +
         "".join(f"#define A{i} " + f"A{i - 1} " * 10 + "\n" for i in range(1, 14)) + "A13\n", ()),
    ],
    "unit-memory": [
        ("a pack of types", "template <class T, T... I> struct S {};\n" +
         "".join(f"__make_integer_seq<S, int, {90000000 + i}> v{i};\n" for i in range(20)), ()),
        ("types that double", "template <class... T> struct L { using D = L<T..., T...>; };\nL<int>" + "::D" * 40 + " huge;\n",
         ()),
    ],
}


class Isolation(project.Project):
    def others(self, *arguments):
        """The report without what it says of units that could not be analysed."""
        report = self.tell("check", "-q", "-o", "json", *arguments).json()
        named = [(each["id"], each["place"]["path"]) for each in report["notifications"] if each["id"].startswith("unit-")]
        del report["notifications"]
        return report, sorted(named)

    def expect_contained(self, bad, identity, *arguments):
        """All is as if the unit were not there to be read, but for the reason."""
        kept = {name: (self.root / name).read_bytes() for name in bad}
        report, named = self.others(*arguments)
        self.assertEqual(named, sorted((identity, name) for name in bad))
        for name in bad:
            (self.root / name).unlink()
        missing, unread = self.others(*arguments)
        self.assertEqual(unread, sorted(("unit-failed", name) for name in bad))
        self.assertEqual(report, missing)
        for name, text in kept.items():
            self.write(name, text)

    def test_each_end_is_named_and_costs_that_unit_only(self):
        healthy = {finding["fingerprint"] for finding in self.tell("check", "-o", "json").json()["findings"]}
        for identity, cases in ENDINGS.items():
            if identity == "unit-memory" and project.SANITIZED:
                continue  # there memory is not limited
            bad = []
            for number, (_, text, flags) in enumerate(cases):
                bad.append(f"bad{number}.cpp")
                self.unit(bad[-1], project.SHIP.replace("ship", f"bad{number}") + text, *flags)
            report, named = self.others("--no-snapshot", "-j4", *LIMITS.get(identity, ()))
            self.assertEqual(named, [(identity, name) for name in bad])
            found = {finding["fingerprint"] for finding in report["findings"]}
            self.assertLessEqual(found, healthy)
            self.assertIn("cancel", {finding["subject"]["name"] for finding in report["findings"]})
            for name in bad:
                del self.units[name]
            self.database(self.units.values())

    def test_other_results_are_the_same_bytes(self):
        for name in ("bad.cpp", "worse.cpp"):
            self.unit(name, project.SHIP.replace("ship", "bad") + CRASH)
        for arguments in (("-j1",), ("-j2",), ("-j4", "--no-snapshot")):
            self.expect_contained(("bad.cpp", "worse.cpp"), "unit-crashed", *arguments)

    def test_every_report_names_it(self):
        self.unit("bad.cpp", CRASH)
        outcome = self.tell("check", "--fail-on=never")
        self.assertEqual(outcome.code, 3, outcome)
        self.assertIn("bad.cpp: error: 'bad.cpp' could not be analyzed: ", outcome.error)
        self.assertIn("[unit-crashed]", outcome.error)
        self.assertIn(b"1 unit incomplete", outcome.output)
        self.assertEqual(self.tell("check", "--fail-on=never", "--allow-incomplete").code, 0)
        self.assertEqual(self.tell("index", "--cache-dir", str(self.outside / "cache")).code, 3)
        invocation, = self.tell("check", "-o", "sarif", "--fail-on=never").json()["runs"][0]["invocations"]
        self.assertEqual(invocation["exitCode"], 3)
        told, = (each for each in invocation["toolExecutionNotifications"] if each["descriptor"]["id"] == "unit-crashed")
        self.assertEqual(told["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "bad.cpp")
        self.assertEqual(told["level"], "error")
        self.assertNotIn(str(os.getpid()), told["message"]["text"])

    def test_units_that_share_headers_with_it_keep_theirs(self):
        for name in ("cancel", "ship", "main", "bad"):
            text = (self.root / f"{name}.cpp").read_text() if name != "bad" else project.SHIP.replace("ship", "bad") + CRASH
            self.unit(f"{name}.cpp", "#include <cstddef>\n#include <cstdint>\n" + text)
        for jobs in ("-j1", "-j2"):
            self.expect_contained(("bad.cpp",), "unit-crashed", jobs)
        shared = self.tell("check", "--stats", "-v")
        self.assertIn("'cancel.cpp' shared 2 standard headers", shared.error)

    def test_a_shared_header_that_ends_the_process_of_all(self):
        for trap, flags, identity in ((CRASH, (), "unit-crashed"),
                                      (ENDLESS, ("-fconstexpr-steps=4294967295",), "unit-timeout")):
            with self.subTest(identity):
                self.write("evil/cstddef", trap)
                for name in ("first.cpp", "second.cpp"):
                    self.unit(name, "#include <cstddef>\n#include <cstdint>\nint x;\n", "-isystem", "evil", *flags)
                report, named = self.others(*LIMITS["unit-timeout"], "-j2")
                self.assertEqual(named, [(identity, "first.cpp"), (identity, "second.cpp")])
                if identity == "unit-crashed":
                    self.assertEqual((report, named), self.others("-j2", "--no-snapshot"))
                self.assertIn("cancel", {finding["subject"]["name"] for finding in report["findings"]})

    def test_a_header_that_plays_the_stop_between_headers_and_units(self):
        self.write("evil/cstddef", "#pragma clang_tell_go_on\n#include_next <cstddef>\nstruct Late { int late; };\n")
        self.write("evil/cstdint", '#define PLAY _Pragma("clang_tell_go_on")\nPLAY\n#include_next <cstdint>\n')
        for name in ("first", "second"):
            self.unit(f"{name}.cpp", "#include <cstdint>\n#include <cstddef>\n" + project.SHIP.replace("ship", name),
                      "-isystem", "evil")
        report, named = self.others("-j2")
        self.assertEqual(named, [])
        self.assertEqual(report, self.others("-j2", "--no-snapshot")[0])

    def test_with_a_cache(self):
        self.unit("bad.cpp", CRASH)
        cache = ("--cache-dir", str(self.outside / "cache"), "--stats")
        cold = self.tell("check", "-o", "json", *cache)
        warm = self.tell("check", "-o", "json", *cache)
        self.assertEqual(cold.output, warm.output)
        self.assertEqual(cold.output, self.tell("check", "-o", "json").output)
        self.assertIn("3 from the cache", warm.error)
        self.write("bad.cpp", "int good;\n")
        self.assertEqual(self.tell("check", "-q", "-o", "json", *cache).json()["notifications"], [])

    def test_programs_that_are_deep_or_wide(self):
        """What Clang gets through must be linked and checked in time, too; what it does not costs the unit."""
        of = "struct G { int v_ = 0; int g0() const { return v_; } void set(int v) { v_ = v; }\n"
        many = range(1, 800)
        for name, text in {
                "getters": of + "".join(f"int g{i}() const {{ return g{i - 1}(); }}\n" for i in many) + "};\nint f(G &g) { return g.g799() > 3; }\n",
                "calls": of + "};\nint f0(const G &g) { return g.g0() > 3; }\n" + "".join(f"int f{i}(const G &g) {{ return f{i - 1}(g); }}\n" for i in many),
                "bases": of + "};\nstruct B0 : G {};\n" + "".join(f"struct B{i} : B{i - 1} {{ int b{i}() const {{ return g0(); }} }};\n" for i in range(1, 200)),
                "conditions": of + "};\nbool f(const G &g) { return " + " && ".join(f"g.g0() != {i}" for i in many) + "; }\n",
                "branches": of + "};\nint f(const G &g) { " + "else ".join(f"if (g.g0() == {i}) return {i}; " for i in many) + "return 0; }\n",
                "sum": of + "};\nint f(const G &g) { return " + " + ".join("g.g0()" for _ in many) + "; }\n",
                "cases": of + "};\nint f(const G &g) { switch (g.g0()) { " + "".join(f"case {i}: return {i}; " for i in many) + "} return 0; }\n",
                "chain": "struct L { L *n_; L *n() const { return n_; } };\nL *f(const L &l) { return l.n()" + "->n()" * 700 + "; }\n",
                "blocks": of + "};\nint f(G &g) { " + "if (g.g0()) { " * 200 + "g.set(1);" + "}" * 200 + " return 0; }\n",
                "nested": "namespace n { " * 500 + "int x; " + "}" * 500}.items():
            self.unit(f"{name}.cpp", f"namespace {{\n{text}}}\n", "-fbracket-depth=100000")
        outcome = self.tell("check", "-q", "-o", "json", "--unit-timeout=60")
        self.assertEqual(outcome.code, 1, outcome)
        self.assertEqual({note["id"] for note in outcome.json()["notifications"]} - {"unit-crashed"}, set())

    def test_flags_that_no_compiler_would_take(self):
        for number, flags in enumerate((["--target=" + "x" * 100000], ["-target"], ["-march=" + "-" * 5000], ["-std="],
                                        ["-ftemplate-depth=99999999999999999999"], ["-D"] * 5000, ["-x"], ["-I"],
                                        ["--target=nvptx64-nvidia-cuda", "-march=sm_0"], ["--target=spirv64"],
                                        ["--target=dxil-unknown-shadermodel9.9-nothing"], ["--target=amdgcn-amd-amdhsa"],
                                        ["-fmsc-version=x"], ["-stdlib=x"], ["--sysroot="], ["-mcpu="], ["-D", "\n"],
                                        ["--target=x86_64-mti-linux"])):
            self.unit(f"odd{number}.cpp", "int x;\n", *flags)
        for arguments in ((), ("--cache-dir", str(self.outside / "cache"))):
            outcome = self.tell("check", "-q", "-o", "json", *arguments)
            self.assertEqual(outcome.code, 1, outcome)
            self.assertIn("cancel", {finding["subject"]["name"] for finding in outcome.json()["findings"]})


if __name__ == "__main__":
    project.main()
