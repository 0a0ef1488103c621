"""What docs/ide.md says, with the editors themselves: Vim's quickfix list, Emacs's compilation mode, the expression of
VS Code's problem matcher, and a reader of the SARIF log while it is written.

usage: ide_test.py CLANG_TELL SOURCE_DIR
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import threading
import unittest

from shop_copy import ShopCopy

CLANG_TELL = None
SOURCE = None


def block(language):
    return re.search(rf"(?ms)^```{language}\n(.*?)^```$", (SOURCE / "docs/ide.md").read_text())[1]


class Editor(unittest.TestCase):
    def setUp(self):
        copy = ShopCopy(SOURCE, CLANG_TELL)
        self.addCleanup(copy.remove)
        self.home, self.shop, self.environment = copy.home, copy.shop, copy.environment

    def run_in_shop(self, *command):
        return subprocess.run(command, cwd=self.shop, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True)

    def diagnostics(self):
        """Path, line, column, level, and message of each line of the text report that has them, by hand."""
        text = self.run_in_shop("clang-tell", "check", "--color", "never").stdout
        lines = []
        for line in text.splitlines():
            if line.startswith(" ") or line.count(": ") < 2:
                continue
            place, level, message = line.split(": ", 2)
            path, number, column = place.split(":")
            lines.append((path, int(number), int(column), level, message))
        self.assertGreater(len(lines), 30)
        self.assertEqual({level for _, _, _, level, _ in lines}, {"warning", "note"})
        return lines


class Vim(Editor):
    def test_quickfix(self):
        if shutil.which("vim") is None or "+quickfix" not in self.run_in_shop("vim", "--version").stdout:
            self.skipTest("there is no Vim with quickfix lists")
        script = self.home / "script.vim"
        listed = self.home / "listed.json"
        script.write_text(block("vim") + f"""
silent make!
call map(getqflist(), {{_, entry -> extend(entry, {{'name': bufname(entry.bufnr)}})}})
call writefile([json_encode(map(getqflist(), {{_, e -> [bufname(e.bufnr), e.lnum, e.col, e.type, e.text]}}))], '{listed}')
qall!
""")
        done = self.run_in_shop("vim", "-N", "-u", "NONE", "-i", "NONE", "-es", "-S", str(script))
        self.assertTrue(listed.exists(), done.stdout + done.stderr)
        wanted = [[path, line, column, level[0], message] for path, line, column, level, message in self.diagnostics()]
        self.assertEqual(json.loads(listed.read_text()), wanted)


class Emacs(Editor):
    def listed(self, setup):
        if shutil.which("emacs") is None:
            self.skipTest("there is no Emacs")
        script = self.home / "script.el"
        script.write_text(f"""
(require 'compile)
(require 'json)
{setup}
(setq-default default-directory "{self.shop}/")
(with-temp-buffer
  (setq default-directory "{self.shop}/")
  (call-process "clang-tell" nil '(t nil) nil "check" "--color" "never")
  (compilation-mode)
  (compilation--ensure-parse (point-max))
  (goto-char (point-min))
  (let (found)
    (while (not (eobp))
      (let ((message (get-text-property (point) 'compilation-message)))
        (when message
          (let* ((place (compilation--message->loc message))
                 (file (compilation--loc->file-struct place)))
            (push (list (caar file) (compilation--loc->line place) (compilation--loc->col place)
                        (compilation--message->type message))
                  found))))
      (forward-line))
    (princ (json-encode (vconcat (nreverse found))))))
""")
        done = self.run_in_shop("emacs", "-Q", "--batch", "-l", str(script))
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def wanted(self):
        types = {"error": 2, "warning": 1, "note": 0}
        return [[path, line, column, types[level]] for path, line, column, level, _ in self.diagnostics()]

    def test_as_it_comes(self):
        found = self.listed("")
        self.assertEqual([entry[:3] for entry in found], [entry[:3] for entry in self.wanted()])

    def test_the_expression_alone(self):
        setup = "(setq compilation-error-regexp-alist nil)\n" + block("elisp")
        self.assertEqual(self.listed(setup), self.wanted())


class VsCode(Editor):
    def test_problem_matcher(self):
        matcher = json.loads(block("json"))["tasks"][0]["problemMatcher"]["pattern"]
        text = self.run_in_shop("clang-tell", "check", "--color", "never").stdout
        wanted = []
        for path, line, column, level, message in self.diagnostics():
            code = re.search(r" \[(tell-[a-z-]+)\]$", message)
            wanted.append([path, str(line), str(column), level, message[:code.start()] if code else message,
                           code[1] if code else None])
        keys = ("file", "line", "column", "severity", "message", "code")
        found = []
        for line in text.splitlines():
            if match := re.search(matcher["regexp"], line):
                found.append([match[matcher[key]] for key in keys])
        self.assertEqual(found, wanted)
        if shutil.which("node"):
            program = ("const [regexp, groups] = JSON.parse(process.argv[1]);"
                       "const lines = require('fs').readFileSync(0, 'utf8').split('\\n');"
                       "console.log(JSON.stringify(lines.map(line => line.match(new RegExp(regexp))).filter(Boolean)"
                       ".map(match => groups.map(group => match[group] ?? null))))")
            done = subprocess.run(["node", "-e", program, json.dumps([matcher["regexp"], [matcher[key] for key in keys]])],
                                  input=text, stdout=subprocess.PIPE, text=True, check=True)
            self.assertEqual(json.loads(done.stdout), wanted, "as JavaScript reads it")

    def test_the_task_runs(self):
        task = json.loads(block("json"))["tasks"][0]
        self.assertEqual(self.run_in_shop("sh", "-c", task["command"]).returncode, 1)


class Live(Editor):
    def test_a_reader_sees_whole_logs(self):
        command = block("sh")
        self.assertEqual(self.run_in_shop("sh", "-ec", command).returncode, 0)
        folder = self.shop / ".sarif"
        log = folder / "clang-tell.sarif"
        small = len(json.loads(log.read_text())["runs"][0]["results"])
        stop = threading.Event()
        counts, troubles = set(), []

        def read():
            while not stop.is_set():
                try:
                    counts.add(len(json.loads(log.read_text())["runs"][0]["results"]))
                    for name in os.listdir(folder):
                        if name.endswith(".sarif") and name != log.name:
                            troubles.append(f"a viewer would open {name}")
                except (OSError, ValueError) as error:
                    troubles.append(str(error))

        reader = threading.Thread(target=read)
        reader.start()
        try:
            # Each run replaces the log by another one.
            for number in range(8):
                globs = "*" if number % 2 else "tell-anemic-class"
                done = self.run_in_shop("clang-tell", "check", "--exit-zero", "--checks", globs, "-o",
                                        ".sarif/clang-tell.sarif")
                self.assertEqual(done.returncode, 0, done.stderr)
        finally:
            stop.set()
            reader.join()
        self.assertEqual(troubles, [])
        self.assertIn(small, counts)
        self.assertGreater(len(counts), 1, "it saw the log change")
        self.assertEqual(os.listdir(folder), [log.name])


if __name__ == "__main__":
    CLANG_TELL = pathlib.Path(sys.argv[1]).resolve()
    SOURCE = pathlib.Path(sys.argv[2]).resolve()
    unittest.main(argv=sys.argv[:1])
