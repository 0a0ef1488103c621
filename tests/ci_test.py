"""The GitHub Action's steps and the commands of docs/ci.md, run in repositories that are made here.

usage: ci_test.py CLANG_TELL SOURCE_DIR

A stand-in for the runner evaluates the expressions that action.yml uses, gives each step the files and variables that
GitHub gives it, and runs its shell. Steps that use other actions are checked and not run.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

try:
    import yaml
except ImportError:
    print("skipped: Python's yaml was not found")
    sys.exit(77)

CLANG_TELL = None
SOURCE = None


class Runner:
    """As much of GitHub's runner as a composite action needs."""

    def __init__(self, action, folder, path):
        self.action = action
        self.folder = folder
        self.temp = folder.parent / "runner"
        self.temp.mkdir(exist_ok=True)
        self.path = path
        self.outputs = {}
        self.summary = ""
        self.log = ""
        self.used = []

    def value(self, term, inputs):
        term = term.strip()
        if term.startswith("'"):
            return term[1:-1]
        scope, _, rest = term.partition(".")
        if scope == "inputs":
            return inputs[rest]
        if scope == "steps":
            step, _, name = rest.split(".")
            return self.outputs.get(step, {}).get(name, "")
        return {"github.action_path": str(self.action_path), "github.sha": "0" * 40, "runner.os": "Linux",
                "runner.arch": "X64", "runner.temp": str(self.temp)}[term]

    def holds(self, condition, inputs):
        def one(text):
            left, operator, right = re.fullmatch(r"\s*(\S+)\s*(==|!=)\s*(\S+)\s*", text).groups()
            return (self.value(left, inputs) == self.value(right, inputs)) == (operator == "==")
        return all(one(each) for each in condition.split("&&"))

    def expanded(self, text, inputs):
        return re.sub(r"\$\{\{(.*?)\}\}", lambda match: self.value(match[1], inputs), str(text))

    def run(self, action_path=None, **given):
        """The exit code of the step that failed, else 0."""
        self.action_path = action_path or SOURCE
        inputs = {name: str(each.get("default", "")) for name, each in self.action["inputs"].items()}
        inputs.update({name.replace("_", "-"): value for name, value in given.items()})
        self.summary = self.log = ""
        self.used = []
        for number, step in enumerate(self.action["runs"]["steps"]):
            if "if" in step and not self.holds(step["if"], inputs):
                continue
            if "uses" in step:
                self.used.append((step["uses"], {key: self.expanded(value, inputs) for key, value in step["with"].items()}))
                continue
            output = self.temp / f"output{number}"
            summary = self.temp / f"summary{number}"
            output.write_text("")
            summary.write_text("")
            environment = {"PATH": self.path, "HOME": str(self.temp), "GITHUB_OUTPUT": str(output),
                           "GITHUB_STEP_SUMMARY": str(summary), "GITHUB_WORKSPACE": str(self.folder),
                           "RUNNER_TEMP": str(self.temp), "GITHUB_ACTIONS": "true"}
            environment.update({key: self.expanded(value, inputs) for key, value in step.get("env", {}).items()})
            script = self.temp / f"step{number}.sh"
            script.write_text(step["run"])
            # What GitHub runs for 'shell: bash'.
            done = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", script], cwd=self.folder,
                                  env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            self.log += done.stdout
            self.summary += summary.read_text()
            self.outputs[step.get("id", number)] = dict(
                line.split("=", 1) for line in output.read_text().splitlines())
            if done.returncode != 0:
                return done.returncode
        return 0


class Repository(unittest.TestCase):
    """A git repository with the shop in it, in the folder `shop`."""

    def setUp(self):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="ci-"))
        self.root = self.home / "work"
        shutil.copytree(SOURCE / "fixtures/_programs/shop", self.root / "shop")
        self.shop = self.root / "shop"
        (self.shop / ".clang-tell").write_text("")
        self.git("init", "-q", "-b", "main")
        self.commit("start")
        self.git("update-ref", "refs/remotes/origin/main", "HEAD")
        programs = self.home / "programs"
        programs.mkdir()
        (programs / "clang-tell").symlink_to(CLANG_TELL)
        self.bare = os.environ["PATH"]
        self.path = f"{programs}:{self.bare}"

    def tearDown(self):
        shutil.rmtree(self.home)

    def git(self, *arguments):
        return subprocess.run(["git", "-c", "user.name=n", "-c", "user.email=e", "-c", "commit.gpgsign=false", *arguments],
                              cwd=self.root, check=True, stdout=subprocess.PIPE, text=True,
                              env={"PATH": os.environ["PATH"], "HOME": str(self.home)}).stdout.strip()

    def commit(self, message):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def add_bad_code(self):
        """A rule about a class of its own, so that it is new in any program."""
        (self.shop / "src/cart.cpp").write_text("""class Cart {
public:
  int count() const { return count_; }
  void setCount(int count) { count_ = count; }
  bool isOpen() const { return open_; }
  void setOpen(bool open) { open_ = open; }

private:
  int count_ = 0;
  bool open_ = true;
};
bool close(Cart &cart) {
  if (!cart.isOpen() || cart.count() == 0)
    return false;
  cart.setOpen(false);
  return true;
}
""")


class Action(Repository):
    def setUp(self):
        super().setUp()
        self.action = yaml.safe_load((SOURCE / "action.yml").read_text())
        self.runner = Runner(self.action, self.root, self.path)

    def run_action(self, **inputs):
        inputs.setdefault("working_directory", "shop")
        return self.runner.run(**inputs)

    def test_is_well_formed(self):
        self.assertLessEqual(len(self.action["description"]), 125, "the marketplace cuts off the rest")
        text = (SOURCE / "action.yml").read_text()
        for name in self.action["inputs"]:
            self.assertIn(f"inputs.{name}", text, f"nothing uses '{name}'")
        seen = set()
        for step in self.action["runs"]["steps"]:
            uses = re.findall(r"inputs\.([a-z-]+)", str(step))
            self.assertLessEqual(set(uses), set(self.action["inputs"]), step["name"])
            self.assertLessEqual(set(re.findall(r"steps\.([a-z]+)", str(step))), seen, step["name"])
            seen.add(step.get("id"))
            if "run" in step:
                self.assertEqual(step["shell"], "bash")
                self.assertNotIn("${{", step["run"], "what others wrote must not become a script")
            else:
                self.assertRegex(step["uses"], r"^[a-z-]+/[a-z-]+(/[a-z-]+)?@v\d+$")
        for output in self.action["outputs"].values():
            self.assertIn("steps.analyze.outputs.", output["value"])

    def test_reports_and_fails_at_the_end(self):
        self.assertEqual(self.run_action(), 1)
        outputs = self.runner.outputs["analyze"]
        self.assertEqual(outputs["exit-code"], "1")
        log = json.loads(pathlib.Path(outputs["sarif"]).read_text())
        self.assertEqual(log["runs"][0]["tool"]["driver"]["name"], "clang-tell")
        places = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
                  for result in log["runs"][0]["results"]]
        self.assertIn("shop/include/shop/order.h", places)
        self.assertRegex(self.runner.log, r"(?m)^::warning file=shop/include/shop/order\.h,line=\d+")
        self.assertTrue(self.runner.summary.startswith("### clang-tell: "))
        uploads = [given for name, given in self.runner.used if name.startswith("github/codeql-action/upload-sarif@")]
        self.assertEqual(uploads, [{"sarif_file": outputs["sarif"], "category": "clang-tell"}])

    def test_passes_where_nothing_is_new(self):
        self.assertEqual(self.run_action(since="main", annotations="false", summary="false"), 0, self.runner.log)
        self.assertNotIn("::warning", self.runner.log)
        self.assertEqual(self.runner.summary, "")
        self.add_bad_code()
        self.assertEqual(self.run_action(since="main"), 1)
        self.assertIn("file=shop/src/cart.cpp", self.runner.log)
        self.assertNotIn("order.h,", self.runner.log)

    def test_takes_the_gate_from_its_inputs(self):
        self.assertEqual(self.run_action(fail_on="never"), 0)
        self.assertEqual(self.run_action(max_findings="1000"), 0)
        self.assertEqual(self.run_action(options="--checks=tell-type-switch\n--exit-zero\n", paths="src\n"), 0)
        self.assertEqual(self.run_action(paths="src/payment.cpp\n\n", upload="false"), 1, self.runner.log)
        self.assertEqual([name for name, _ in self.runner.used if "upload" in name], [])

    def test_a_baseline_and_the_trend(self):
        self.assertEqual(self.run_action(), 1)
        before = self.home / "before"
        before.mkdir()
        outputs = self.runner.outputs["analyze"]
        for name in ("sarif", "json"):
            shutil.copy(outputs[name], before)
        self.add_bad_code()
        self.assertEqual(self.run_action(baseline=str(before / "clang-tell.sarif"),
                                         compare_with=str(before / "clang-tell.json")), 1)
        self.assertIn("Cart", self.runner.summary)
        self.assertIn("13 classes (were 12)", self.runner.summary)
        self.assertIn("new classes:\n  Cart", self.runner.summary)

    def test_mistakes_are_told(self):
        (self.shop / ".clang-tell").write_text("Cheks: '*'\n")
        self.assertEqual(self.run_action(), 2)
        self.assertIn("did you mean 'Checks'?", self.runner.log)
        self.assertIn("::error title=clang-tell::", self.runner.log)
        self.assertEqual(self.runner.outputs["analyze"], {"exit-code": "2"})
        self.assertEqual([name for name, _ in self.runner.used if "upload" in name], [])
        self.assertEqual(self.run_action(working_directory="missing"), 2)
        self.assertNotEqual(self.run_action(binary="missing"), 0)

    def test_inputs_are_no_scripts(self):
        for hostile in ("$(touch owned)", "`touch owned`", "x; touch owned", "' ; touch owned '", '"; touch owned; "'):
            self.run_action(since=hostile, paths=hostile, baseline=hostile)
            self.assertFalse((self.shop / "owned").exists() or (self.root / "owned").exists(), hostile)

    def test_builds_where_there_is_no_program(self):
        sources = self.home / "sources"
        (sources / "tool").mkdir(parents=True)
        (sources / "checks").mkdir()
        for name in ("CMakeLists.txt", "CMakePresets.json"):
            (sources / name).write_text("")
        (sources / "tool/setup").write_text(f"""
setUp() {{ :; }}
buildPreset() {{
  echo "built $*"
  mkdir -p "$SOURCES/build/release"
  ln -s '{CLANG_TELL}' "$SOURCES/build/release/clang-tell"
}}
""")
        self.runner.path = self.bare
        self.assertEqual(self.run_action(action_path=sources), 1, self.runner.log)
        self.assertIn("built release clang-tell", self.runner.log)
        caches = [given for name, given in self.runner.used if name.startswith("actions/cache@")]
        self.assertRegex(caches[0]["key"], r"^clang-tell-program-Linux-X64-[0-9a-f]{64}$")
        self.assertEqual(self.run_action(action_path=sources, cache="false"), 1)
        self.assertNotIn("built", self.runner.log, "what was restored is not built again")
        self.assertEqual(len([name for name, _ in self.runner.used if name.startswith("actions/cache@")]), 1)

    def test_takes_the_program_it_is_given(self):
        self.runner.path = self.bare
        self.assertEqual(self.run_action(binary=str(CLANG_TELL), fail_on="never"), 0, self.runner.log)


def blocks(page, language):
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", (SOURCE / page).read_text())


class Page(Repository):
    """The commands of docs/ci.md as a CI runs them."""

    def shell(self, command, **environment):
        done = subprocess.run(["sh", "-ec", command], cwd=self.shop, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              env={"PATH": self.path, "HOME": str(self.home), **environment})
        return done

    def test_github(self):
        workflow = yaml.safe_load(blocks("docs/ci.md", "yaml")[0])
        action = yaml.safe_load((SOURCE / "action.yml").read_text())
        step = workflow["jobs"]["clang-tell"]["steps"][-1]
        self.assertLessEqual(set(step["with"]), set(action["inputs"]))
        done = self.shell(blocks("docs/ci.md", "sh")[0], GITHUB_STEP_SUMMARY=str(self.home / "summary"))
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("::warning file=shop/", done.stdout)
        self.assertIn("### clang-tell", (self.home / "summary").read_text())
        self.assertTrue((self.shop / "clang-tell.sarif").exists())

    def test_gitlab(self):
        job = yaml.safe_load(blocks("docs/ci.md", "yaml")[1])["clang-tell"]
        origin = self.home / "origin.git"
        self.git("clone", "-q", "--bare", ".", str(origin))
        self.git("remote", "add", "origin", str(origin))
        cache = job["variables"]["XDG_CACHE_HOME"].replace("$CI_PROJECT_DIR", str(self.shop))
        script = "\n".join(job["script"])
        report = self.shop / job["artifacts"]["reports"]["codequality"]
        done = self.shell(script, CI_DEFAULT_BRANCH="main", XDG_CACHE_HOME=cache)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(report.read_text()), [])
        self.assertTrue((self.shop / job["cache"]["paths"][0]).is_dir())
        self.add_bad_code()
        done = self.shell(script, CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main", XDG_CACHE_HOME=cache)
        self.assertEqual(done.returncode, 1, done.stderr)
        entries = json.loads(report.read_text())
        self.assertEqual({entry["location"]["path"] for entry in entries}, {"shop/src/cart.cpp"})
        self.assertEqual(len({entry["fingerprint"] for entry in entries}), len(entries))

    def test_jenkins(self):
        commands = re.findall(r"sh '([^']+)'", blocks("docs/ci.md", "groovy")[0])
        self.assertEqual(len(commands), 1)
        self.assertEqual(self.shell(commands[0]).returncode, 0)
        self.assertIn(f"pattern: '{self.sarif()}'", blocks("docs/ci.md", "groovy")[0])

    def test_azure(self):
        steps = yaml.safe_load(blocks("docs/ci.md", "yaml")[2])["steps"]
        done = self.shell(steps[1]["script"])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(steps[2]["inputs"]["PathtoPublish"], self.sarif())

    def test_any_other(self):
        self.assertEqual(self.shell("clang-tell baseline").returncode, 0)
        done = self.shell(blocks("docs/ci.md", "sh")[1])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.sarif()

    def test_the_trend(self):
        census, compare = blocks("docs/ci.md", "sh")[2].splitlines()
        self.assertEqual(self.shell(census.replace("census.json", "census-before.json")).returncode, 0)
        self.add_bad_code()
        self.assertEqual(self.shell(census).returncode, 0)
        done = self.shell(compare)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("new classes:\n  Cart", done.stdout)
        # The sample in the page has the form of what is printed.
        sample = blocks("docs/ci.md", "text")[0].splitlines()[0]
        self.assertEqual(re.sub(r"[\d.]+", "N", sample), re.sub(r"[\d.]+", "N", done.stdout.splitlines()[0]))

    def sarif(self):
        logs = list(self.shop.glob("*.sarif"))
        self.assertEqual(len(logs), 1)
        self.assertEqual(json.loads(logs[0].read_text())["version"], "2.1.0")
        return logs[0].name


if __name__ == "__main__":
    CLANG_TELL = pathlib.Path(sys.argv[1]).resolve()
    SOURCE = pathlib.Path(sys.argv[2]).resolve()
    unittest.main(argv=sys.argv[:1])
