"""Small programs to analyse, for the tests beside this file, each of which is called with the path of clang-tell."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

CLANG_TELL = ""
SANITIZED = "TELL_SANITIZED" in os.environ  # the program is built with sanitizers

ORDER = """\
#pragma once
class Order {
public:
  bool paid() const { return paid_; }
  void setPaid(bool paid) { paid_ = paid; }
  int total() const { return total_; }
  void setTotal(int total) { total_ = total; }

private:
  bool paid_ = false;
  int total_ = 0;
};
"""

CANCEL = """\
#include "order.h"
bool cancel(Order &order) {
  if (order.paid() || order.total() > 100)
    return false;
  order.setTotal(0);
  return true;
}
"""

SHIP = """\
#include "order.h"
int ship(Order &order) {
  if (!order.paid())
    return -1;
  if (order.total() < 10)
    order.setTotal(10);
  return order.total();
}
"""

MAIN = """\
#include "order.h"
bool cancel(Order &order);
int ship(Order &order);
int main() {
  Order order;
  order.setPaid(true);
  return cancel(order) ? ship(order) : 1;
}
"""


class Project(unittest.TestCase):
    """A program in a folder of its own, in which something is found; what else is made for a test is gone with it."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory(prefix="tell-")
        self.addCleanup(holder.cleanup)
        self.outside = pathlib.Path(holder.name).resolve()
        self.root = self.outside / "project"
        self.write(".git/HEAD", "ref: refs/heads/main\n")
        self.units = {}
        for name, text in (("cancel.cpp", CANCEL), ("ship.cpp", SHIP), ("main.cpp", MAIN)):
            self.unit(name, text)
        self.write("order.h", ORDER)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def unit(self, name, text, *flags, **entry):
        """One more entry of the compile database; `entry` takes the place of what it says by itself."""
        if text is not None:
            self.write(name, text)
        self.units[name] = {"directory": str(self.root), "file": name,
                            "arguments": ["clang++", "-std=c++20", *flags, "-c", name], **entry}
        self.database(self.units.values())

    def database(self, entries):
        self.write("compile_commands.json", json.dumps(list(entries)))

    def start(self, *arguments, **more):
        """The program as a process; by itself it uses no cache."""
        cache = () if any("cache" in argument for argument in arguments) else ("--no-cache",)
        settings = {"cwd": self.root, "stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
                    **more}
        settings["env"] = {**os.environ, **more.get("env", {})}
        command = [*more.get("under", ()), CLANG_TELL, *arguments, *cache]
        settings.pop("under", None)
        return subprocess.Popen(command, **settings)

    def tell(self, *arguments, **more):
        """Runs the program: its exit code, standard output and standard error. Nothing may hang."""
        process = self.start(*arguments, **more)
        try:
            output, error = process.communicate(timeout=120)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            self.fail(f"{' '.join(arguments)} hangs")
        return Outcome(process.returncode, output, error)

    def files(self):
        """What stands in the project and beside it, with contents."""
        return {str(path.relative_to(self.outside)): path.read_bytes() if path.is_file() else None
                for path in sorted(self.outside.rglob("*"))}


class Outcome:
    def __init__(self, code, output, error):
        self.code, self.output, self.error = code, output or b"", (error or b"").decode(errors="replace")

    def json(self):
        return json.loads(self.output)

    def __repr__(self):
        return f"exit code {self.code}\n{self.output.decode(errors='replace')[-2000:]}\n{self.error[-2000:]}"


def main():
    globals()["CLANG_TELL"] = str(pathlib.Path(sys.argv.pop()).resolve())
    unittest.main(module="__main__")
