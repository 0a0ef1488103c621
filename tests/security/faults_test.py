"""A system that fails while clang-tell works: nothing is lost, damaged or left behind.

usage: faults_test.py CLANG_TELL
"""

import contextlib
import os
import random
import resource
import shutil
import signal
import subprocess
import threading
import time
import unittest

import project

SLOW = """\
constexpr int slow(int n) { int s = 0; for (int i = 0; i < n; ++i) s ^= i; return s; }
static_assert(slow(60000) >= 0);
"""


def can_mount():
    """Whether a process here may have file systems of its own."""
    return shutil.which("unshare") is not None and subprocess.run(
        ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False).returncode == 0


def gone(group):
    """Whether no process of the group is left, after a moment to end."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


class Faults(project.Project):
    def setUp(self):
        super().setUp()
        self.cache = self.outside / "cache"
        self.with_cache = ("--cache-dir", str(self.cache))
        self.reports = self.outside / "reports"
        self.reports.mkdir()

    def clean(self, *arguments):
        return self.tell("check", "-o", "json", *arguments).output

    def slow_down(self):
        """Units that take a while, so that something can happen meanwhile."""
        for number in range(3):
            self.unit(f"slow{number}.cpp", project.SHIP.replace("ship", f"slow{number}") + SLOW, "-fconstexpr-steps=100000000")

    def mounted(self, mount, after=""):
        """What to run a program under, with a file system of its own at the cache or the reports."""
        if not can_mount():
            self.skipTest("file systems cannot be mounted here")
        return ("unshare", "-rm", "sh", "-c", f'{mount} && "$@"; code=$?; {after or ":"}; exit $code', "sh")

    def expect_no_leftovers(self):
        left = [path for path in self.outside.rglob("*") if path.name.endswith(".tmp")]
        self.assertEqual(left, [])

    # --- disks

    def test_a_full_disk_below_the_cache(self):
        clean = self.clean()
        self.cache.mkdir()
        under = self.mounted(f"mount -t tmpfs -o size=4k none {self.cache}")
        outcome = self.tell("check", "-o", "json", *self.with_cache, under=under)
        self.assertEqual(outcome.output, clean)
        self.assertIn("the cache can't be filled", outcome.error)
        self.assertIn("No space left on device", outcome.error)

    def test_a_full_disk_below_the_reports(self):
        under = self.mounted(f"mount -t tmpfs -o size=8k none {self.reports}", f"ls -A {self.reports}")
        outcome = self.tell("check", "-q", "-o", f"{self.reports}/a.json", "-o", "agent", under=under)
        self.assertEqual(outcome.code, 2, outcome)
        self.assertIn("a.json': No space left on device", outcome.error)
        self.assertEqual(outcome.output, b"", "nothing is left behind, and no report looks whole")

    def test_a_cache_that_cannot_be_written(self):
        clean = self.clean()
        self.clean(*self.with_cache)
        entries = sorted(path.name for path in self.cache.iterdir())
        self.write("main.cpp", project.MAIN + "int more() { return 2; }\n")
        changed = self.clean()
        self.assertNotEqual(clean, changed)
        under = self.mounted(f"mount --bind {self.cache} {self.cache} && mount -o remount,ro,bind {self.cache}")
        outcome = self.tell("check", "-o", "json", "--stats", *self.with_cache, under=under)
        self.assertEqual(outcome.output, changed)
        self.assertIn("2 from the cache", outcome.error)
        self.assertIn("Read-only file system", outcome.error)
        self.assertEqual(sorted(path.name for path in self.cache.iterdir()), entries)

    def test_files_may_not_grow(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        outcome = self.tell("check", "-q", "-o", f"{self.reports}/a.json", *self.with_cache, preexec_fn=limit)
        self.assertEqual(outcome.code, 2, outcome)
        self.assertIn("File too large", outcome.error)
        self.assertEqual(list(self.reports.iterdir()), [])
        self.expect_no_leftovers()

    # --- processes

    def test_kills_at_any_moment(self):
        """After every kill no process and after all of them nothing wrong is left."""
        self.slow_down()
        clean = self.clean()
        moment = random.Random(7)
        kept = self.reports / "kept.json"
        kept.write_text("from before\n")
        for _ in range(6):
            process = self.start("check", "-q", "-j2", "-o", str(kept), *self.with_cache, start_new_session=True)
            time.sleep(moment.uniform(0, 0.4))
            process.kill()
            process.communicate()
            self.assertTrue(gone(process.pid), "a worker outlives the program")
            self.assertIn(kept.read_bytes(), (b"from before\n", clean))
        self.assertEqual(self.clean(*self.with_cache), clean)
        self.assertEqual(self.clean(*self.with_cache), clean)

    def test_interruptions_at_any_moment(self):
        self.slow_down()
        clean = self.clean()
        moment = random.Random(8)
        for number, stop in enumerate((signal.SIGINT, signal.SIGTERM, signal.SIGHUP) * 2):
            report = self.reports / f"{number}.json"
            process = self.start("check", "-q", "-j2", "-o", str(report), *self.with_cache, start_new_session=True)
            time.sleep(0.05 + moment.uniform(0, 0.4))
            if number % 2:
                os.killpg(process.pid, stop)  # as a terminal does
            else:
                process.send_signal(stop)
            _, error = process.communicate(timeout=60)
            self.assertTrue(gone(process.pid), "a worker outlives the program")
            self.assertIn(process.returncode, (128 + stop, 1, -stop), error)
            if report.exists():
                self.assertEqual(report.read_bytes(), clean)
            elif process.returncode == 128 + stop:
                self.assertEqual(error, b"clang-tell: interrupted\n")
        self.expect_no_leftovers()
        self.assertEqual(self.clean(*self.with_cache), clean)

    def test_workers_that_somebody_kills(self):
        """The system takes processes when memory runs out: those units are told, the others are whole."""
        self.slow_down()
        process = self.start("check", "-q", "-j2", "-o", "json", start_new_session=True)
        children = f"/proc/{process.pid}/task/{process.pid}/children"
        killed = 0
        while process.poll() is None and killed < 2:
            with contextlib.suppress(FileNotFoundError, ProcessLookupError), open(children, encoding="ascii") as names:
                for child in names.read().split()[-1:]:
                    os.kill(int(child), signal.SIGKILL)
                    killed += 1
            time.sleep(0.05)
        output, error = process.communicate(timeout=60)
        self.assertIn(process.returncode, (1, 3), error)
        report = project.Outcome(process.returncode, output, error).json()
        self.assertLessEqual({note["id"] for note in report["notifications"]}, {"unit-memory", "unit-failed"})

    def test_one_cache_for_many_at_once(self):
        clean = self.clean()
        for _ in range(2):
            running = [self.start("check", "-o", "json", *self.with_cache) for _ in range(4)]
            running.append(self.start("cache", "clean", *self.with_cache))
            outputs = [process.communicate(timeout=100)[0] for process in running]
            self.assertEqual(outputs[:4], [clean] * 4)
        self.assertEqual(self.clean(*self.with_cache), clean)

    def test_descriptors_run_out(self):
        clean = self.clean("-j4")
                # The undefined-behaviour sanitizer asks through a pipe of its own whether an address is there, and takes having no
        # descriptor for a no.
        few = () if project.SANITIZED else (8, 10, 12, 14, 20)
        for most in (*few, 40):
            def limit(most=most):
                resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
            outcome = self.tell("check", "-o", "json", "-j4", preexec_fn=limit)
            if outcome.code == 1:
                report = outcome.json()
                if not report["notifications"]:
                    self.assertEqual(outcome.output, clean, most)
            else:
                self.assertIn(outcome.code, (2, 3), (most, outcome))
                self.assertNotEqual(outcome.error, "")
        self.assertEqual(outcome.output, clean)

    def test_descriptors_that_are_closed(self):
        clean = self.clean()
        for closed in ("<&-", ">&-", "2>&-", "<&- >&-", "<&- 2>&-", ">&- 2>&-", "<&- >&- 2>&-"):
            report = self.reports / "closed.json"
            under = ("sh", "-c", f'exec "$@" {closed}', "sh")
            outcome = self.tell("check", "-o", "json", "-o", str(report), *self.with_cache, under=under)
            self.assertIn(outcome.code, (1, 2), (closed, outcome))
            self.assertEqual(report.read_bytes(), clean, closed)
            report.unlink()
            self.assertIn("3 from the cache", self.tell("check", "--stats", *self.with_cache).error)
            shutil.rmtree(self.cache)
        self.expect_no_leftovers()

    # --- what changes meanwhile

    def test_sources_that_change_while_they_are_read(self):
        """Facts are never kept under the contents that a file has got since."""
        versions = [project.ORDER.replace("bool paid_ = false;", f"bool paid_ = false;\n  int more{i}_ = {i};\n" + "// pad\n" * 4000 * i)
                    for i in range(3)]
        stop = threading.Event()

        def change():
            number = 0
            while not stop.is_set():
                number += 1
                (self.root / "order.h").write_text(versions[number % 3])  # in place, as many editors do
                time.sleep(0.003)

        changing = threading.Thread(target=change)
        changing.start()
        try:
            for _ in range(6):
                self.assertIn(self.tell("check", "-q", "-j2", *self.with_cache).code, (0, 1, 3))
        finally:
            stop.set()
            changing.join()
        for text in versions:
            self.write("order.h", text)
            self.assertEqual(self.clean(*self.with_cache), self.clean())

    def test_sources_that_are_cut_off_while_they_are_read(self):
        self.write("long.h", "#pragma once\n" + "inline int f(int a) { return a; }\n".replace("f", "f%d") % 0 + "// pad\n" * 300000)
        for name in ("cancel.cpp", "ship.cpp"):
            self.write(name, '#include "long.h"\n' + (self.root / name).read_text())
        stop = threading.Event()

        def cut():
            while not stop.is_set():
                os.truncate(self.root / "long.h", 20)
                os.truncate(self.root / "long.h", 2000000)

        cutting = threading.Thread(target=cut)
        cutting.start()
        try:
            for _ in range(4):
                outcome = self.tell("check", "-q", "-o", "json", "-j2", *self.with_cache)
                self.assertNotIn("unit-crashed", {note["id"] for note in outcome.json()["notifications"]})
        finally:
            stop.set()
            cutting.join()

    def test_a_clock_that_goes_back(self):
        clean = self.clean(*self.with_cache)
        for moment in (0, 4e9):
            for path in (*self.cache.iterdir(), *self.root.glob("*.*")):
                os.utime(path, (moment, moment))
            outcome = self.tell("check", "-o", "json", "--stats", *self.with_cache)
            self.assertEqual(outcome.output, clean)
            self.assertIn("3 from the cache", outcome.error)

    def test_a_compile_database_that_is_gone(self):
        self.clean(*self.with_cache)
        database = self.root / "compile_commands.json"
        kept = database.read_bytes()
        database.unlink()
        inferred = self.tell("check", "-o", "json", *self.with_cache)
        self.assertEqual(inferred.code, 1, inferred)
        self.assertIn("compile_commands.json", inferred.error)
        database.symlink_to("nowhere.json")
        self.assertEqual(self.tell("check", "-o", "json", *self.with_cache).output, inferred.output)
        self.assertEqual(self.tell("check", "-p", ".").code, 2)
        database.unlink()
        database.write_bytes(kept)
        self.assertEqual(self.clean(*self.with_cache), self.clean())

    def test_a_working_directory_that_is_gone(self):
        folder = self.outside / "gone"
        folder.mkdir()
        outcome = self.tell("check", cwd="/", under=("sh", "-c", f'cd {folder} && rmdir {folder} && exec "$@"', "sh"))
        self.assertEqual(outcome.code, 2)
        self.assertIn("the working directory: ", outcome.error)

    def test_caches_of_other_versions(self):
        """Whatever stands in the cache's folder by the right name: it is read as if it were not there."""
        clean = self.clean(*self.with_cache)
        entries = list(self.cache.glob("llvmcache-*"))
        self.assertEqual(len(entries), 5)  # of three units, what two of them say of a header, and what was found
        for spoil in (lambda bytes: b"tell-ca0" + bytes[8:], lambda bytes: bytes + b"more", lambda bytes: b"",
                      lambda bytes: bytes[::-1], lambda bytes: bytes[:40] + b"\xff" * 64 + bytes[104:]):
            for entry in entries:
                entry.write_bytes(spoil(entry.read_bytes()))
            self.assertEqual(self.clean(*self.with_cache), clean)
        for entry in entries:
            entry.unlink()
            entry.mkdir()
        self.assertEqual(self.clean(*self.with_cache), clean)


if __name__ == "__main__":
    project.main()
