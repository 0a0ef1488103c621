"""The commands that README.md and docs/command-line.md show, run as they are written in the shop that they speak of.

usage: readme_test.py CLANG_TELL SOURCE_DIR
"""

import pathlib
import re
import subprocess
import sys
import unittest

from shop_copy import ShopCopy

CLANG_TELL = None
SOURCE = None
# What ends with another code than 0: findings, of which the shop is full.
FINDS = ("check", "census")


class Commands(unittest.TestCase):
    def setUp(self):
        copy = ShopCopy(SOURCE, CLANG_TELL)
        self.addCleanup(copy.remove)
        self.home, self.shop, self.environment = copy.home, copy.shop, copy.environment
        self.environment |= {"GIT_CONFIG_NOSYSTEM": "1", "GITHUB_STEP_SUMMARY": str(self.home / "summary.md")}
        for command in ("git init -q -b main", "git add -A",
                        "git -c user.name=n -c user.email=e -c commit.gpgsign=false commit -q -m shop"):
            subprocess.run(command, shell=True, cwd=self.shop, env=self.environment, check=True)

    def run_all(self, commands):
        for command in commands:
            done = subprocess.run(["bash", "-c", command], cwd=self.shop, env=self.environment, text=True,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            may_find = command.split()[1] in FINDS
            self.assertIn(done.returncode, (0, 1) if may_find else (0,), f"{command}: {done.stderr}")
            self.assertNotIn("error:", done.stderr, command)

    def test_readme(self):
        text = (SOURCE / "README.md").read_text()
        table = text[text.index("## Use it"):text.index("## Read on")]
        commands = re.findall(r"`(clang-tell [^`]+)`", table)
        self.assertGreater(len(commands), 12)
        self.run_all(["clang-tell census -o json=OLD", "clang-tell census -o json=NEW"])
        commands = [command for command in commands if command != "clang-tell hook agent"]
        self.run_all(commands)
        self.assertTrue((self.shop / "tell.sarif").exists())
        self.assertTrue((self.shop / "report.html").exists() or "html" not in " ".join(commands))

    def test_command_line_page(self):
        text = (SOURCE / "docs/command-line.md").read_text()
        blocks = re.findall(r"(?ms)^```\n(.*?)^```$", text)
        commands = [line for block in blocks for line in block.splitlines()
                    if line.startswith("clang-tell ") and "completion" not in line and "COMMAND" not in line]
        self.assertGreater(len(commands), 10)
        self.run_all(commands)


if __name__ == "__main__":
    CLANG_TELL = pathlib.Path(sys.argv[1]).resolve()
    SOURCE = pathlib.Path(sys.argv[2]).resolve()
    unittest.main(argv=sys.argv[:1])
