"""clang-tell at a terminal, and what changes where there is none.

usage: terminal_test.py CLANG_TELL
"""

import fcntl
import os
import pathlib
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
import unittest

CLANG_TELL = None
WIDTH = 60

PROGRAM = """\
class Account {
public:
  long balance() const { return balance_; }
  void setBalance(long balance) { balance_ = balance; }
  bool isClosed() const { return closed_; }
  void setClosed(bool closed) { closed_ = closed; }

private:
  long balance_ = 0;
  bool closed_ = false;
};

void withdraw(Account &account, long cents) { if (account.isClosed() || account.balance() < cents) throw 1; account.setBalance(account.balance() - cents); }

void close(Account &account) {
  if (account.balance() != 0)
    throw 2;
  account.setClosed(true);
}

int main() {
  Account account;
  withdraw(account, 5);
  close(account);
}
"""

LINK = re.compile(r"\x1b\]8;;[^\x1b]*\x1b\\")
COLOR = re.compile(r"\x1b\[[0-9;]*m")


class Terminal(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)
        (self.folder / "main.cpp").write_text(PROGRAM)

    def command(self, *options):
        return [CLANG_TELL, "check", "--no-cache", *options, ".", "--", "-std=c++20"]

    def at_terminal(self, *options, **environment):
        """What reaches standard output and standard error, both of them a terminal."""
        process, terminal = pty.fork()
        if process == 0:
            os.chdir(self.folder)
            fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, WIDTH, 0, 0))
            plain = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
            os.execve(CLANG_TELL, self.command(*options), {**plain, "TERM": "xterm-256color", **environment})
        output = b""
        while True:
            try:
                chunk = os.read(terminal, 65536)
            except OSError:  # the other end is closed
                break
            if not chunk:
                break
            output += chunk
        os.close(terminal)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), 1, output)
        return output.decode().replace("\r\n", "\n")

    def piped(self, *options, **environment):
        outcome = subprocess.run(self.command(*options), cwd=self.folder, env={**os.environ, **environment},
                                 capture_output=True, text=True, check=False)
        self.assertEqual(outcome.returncode, 1, outcome.stderr)
        return outcome.stdout

    def test_a_terminal_gets_colors_links_progress_and_the_time(self):
        shown = self.at_terminal()
        self.assertIn("\x1b[0;1;35mwarning: ", shown)
        uri = "file://[^/]+" + re.escape(str(self.folder)) + "/main.cpp"
        self.assertRegex(shown, r"\x1b\]8;;" + uri + r"\x1b\\main\.cpp:1:7\x1b\]8;;\x1b\\")
        self.assertIn("[1/1] units", shown)
        text = COLOR.sub("", LINK.sub("", shown)).split("\r\x1b[K")[-1]
        self.assertNotIn("\x1b", text)
        self.assertIn("^~~~~~~", text)
        self.assertRegex(text, r"(?s)1 unit,.* \d+\.\d s\b")
        long = [line for line in text.split("\n") if len(line) > WIDTH and " " in line.strip()]
        self.assertEqual(long, [])

    def test_a_pipe_gets_the_same_text_plain_and_unwrapped(self):
        text = self.piped()
        self.assertNotIn("\x1b", text)
        self.assertNotRegex(text, r"\d\.\d s\b")
        self.assertEqual(text, self.piped())
        shown = COLOR.sub("", LINK.sub("", self.at_terminal())).split("\r\x1b[K")[-1]

        def words(lines):
            """Without the source, which is cut at a terminal, and the time."""
            kept = (line for line in lines.split("\n") if " | " not in line[:8])
            return re.sub(r", \d+\.\d s", "", " ".join(kept)).split()

        self.assertEqual(words(shown), words(text))

    def test_colors_can_be_refused_and_asked_for(self):
        for shown in (self.at_terminal("--color=never", "--progress=never"), self.at_terminal("-q", NO_COLOR="1"),
                      self.at_terminal("-q", TERM="dumb")):
            self.assertNotIn("\x1b", shown)
        colored = self.piped("--color=always")
        self.assertIn("\x1b[0;1;35mwarning: ", colored)
        self.assertNotRegex(colored, LINK)

    def test_quiet_and_verbose(self):
        text = self.piped()
        quiet = self.piped("-q")
        self.assertTrue(text.startswith(quiet))
        self.assertEqual(text[len(quiet):].count("\n"), 1, "the summary alone is left out")
        self.assertNotIn("units", self.at_terminal("-q"))
        (self.folder / "main.cpp").write_text(PROGRAM.replace(
            "void close(", "void close( // NOLINT: by decree\n    "))
        self.assertNotIn("by decree", self.piped())
        self.assertIn("because: by decree", self.piped("-v"))


if __name__ == "__main__":
    CLANG_TELL = str(pathlib.Path(sys.argv.pop()).resolve())
    unittest.main()
