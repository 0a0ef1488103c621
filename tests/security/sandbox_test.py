"""What the system sees of clang-tell while it analyses a repository and a compile database that mean harm.

usage: sandbox_test.py CLANG_TELL
"""

import os
import re
import shutil
import subprocess
import unittest

import project

# What changes something outside of a process, or reaches out of it. Reading is not among it.
CALLS = ("execve,execveat,creat,open,openat,openat2,truncate,mkdir,mkdirat,mknod,mknodat,link,linkat,symlink,symlinkat,"
         "rename,renameat,renameat2,unlink,unlinkat,rmdir,chmod,fchmod,fchmodat,chown,fchown,lchown,fchownat,utimensat,"
         "setxattr,lsetxattr,socket,connect,bind,listen,sendto,ptrace,kill,memfd_create")
OPENS_TO_WRITE = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_TMPFILE")
CALL = re.compile(r"^(?:\d+ +)?(\w+)\((.*)$")

# Each stands for a way by which a compiler's command line loads, runs, writes or waits. EVIL: the project's own folder;
# OUT: where nothing may ever stand.
COMMANDS = {
    "output": ["-o", "OUT/o", "-MD", "-MF", "OUT/d", "-MJ", "OUT/j", "--serialize-diagnostics", "OUT/s"],
    "write": ["-save-temps=obj", "-ftime-trace=OUT/trace", "-fcrash-diagnostics-dir=OUT", "-gen-cdb-fragment-path", "OUT",
              "-fproc-stat-report=OUT/stat", "-dumpdir", "OUT/", "-Wp,-MD,OUT/wp", "-fdiagnostics-log-file=OUT/log",
              "-index-store-path", "OUT", "-foptimization-record-file=OUT/y", "-fstack-usage"],
    "profile": ["-fprofile-instr-generate=OUT/p", "-fprofile-generate=OUT", "-fprofile-arcs", "-ftest-coverage",
                "--coverage", "-fcs-profile-generate=OUT", "-fprofile-use=EVIL/evil.so", "-fauto-profile=EVIL/pipe"],
    "plugin": ["-fplugin=EVIL/evil.so", "-fpass-plugin=EVIL/evil.so", "-Xclang", "-load", "-Xclang", "EVIL/evil.so",
               "-Xclang", "-add-plugin", "-Xclang", "evil", "-load", "EVIL/evil.so", "-mllvm", "-load=EVIL/evil.so"],
    "run": ["-wrapper", "EVIL/run.sh", "-B", "EVIL/bin", "-BEVIL/bin", "-fuse-ld=EVIL/run.sh", "-no-integrated-as",
            "-ccc-install-dir", "EVIL/bin", "-fno-integrated-cc1", "-fembed-offload-object=EVIL/run.sh", "-dsym-dir", "OUT"],
    "modules": ["-fmodules", "-fcxx-modules", "-fmodules-cache-path=OUT", "-fimplicit-modules", "-fbuiltin-module-map",
                "-fmodule-map-file=EVIL/module.modulemap", "-fmodule-output=OUT/m", "-fmodule-file=EVIL/pipe",
                "-fprebuilt-module-path=EVIL"],
    "configuration": ["--config", "EVIL/evil.cfg", "--config=EVIL/evil.cfg", "--config-user-dir=EVIL",
                      "--config-system-dir=EVIL", "@../outside.rsp", "@/dev/zero", "@pipe", "@deep.rsp"],
    "folders": ["-ivfsoverlay", "EVIL/overlay.yaml", "-resource-dir=EVIL", "-working-directory=EVIL/bin", "-isysrootEVIL",
                "--sysroot=EVIL", "--gcc-toolchain=EVIL", "-isystem", "/proc/self/fd", "-iquote", "pipe"],
    "forced": ["-include", "/dev/zero", "-include", "pipe", "-imacros", "/dev/tty", "-include-pch", "EVIL/pipe",
               "-include", "/proc/self/mem"],
    "frontend": ["-Xclang", "-ast-dump", "-Xclang", "-emit-pch", "-Xclang", "-o", "-Xclang", "OUT/pch", "-Xclang",
                 "-dependency-file", "-Xclang", "OUT/dep", "-Xclang", "-header-include-file", "-Xclang", "OUT/headers",
                 "-Xclang", "-stats-file=OUT/stats", "-Xclang", "-remap-file", "-Xclang", "a;b"],
    "device": ["--cuda-path=EVIL", "--offload-arch=native", "--rocm-path=EVIL", "-fopenmp",
               "-fopenmp-targets=nvptx64"],
    "darwin": ["--target=arm64-apple-macos13", "-isysroot", "EVIL/sdk"],
    "windows": ["--target=x86_64-pc-windows-msvc", "/winsysroot", "EVIL", "-fms-compatibility", "--driver-mode=cl"],
}

# What the analysed code itself may ask for.
SOURCES = {
    "devices.cpp": '#include "/dev/zero"\n#include "/dev/tty"\n#include "/dev/stdin"\n#include "/proc/self/fd/1"\n'
                   '#include "/proc/self/mem"\n#if __has_include("/dev/zero")\n#endif\n',
    "pipes.cpp": '#include "pipe"\n#import "pipe"\n#include_next "pipe"\n#pragma GCC dependency "pipe"\n'
                 '#if __has_include("pipe")\n#endif\n',
    "embeds.cpp": 'unsigned char a[] = {\n#embed "/dev/zero" limit(4)\n};\nunsigned char b[] = {\n#embed "pipe"\n};\n'
                  '#if __has_embed("/dev/zero")\n#endif\n',
    "folders.cpp": '#include "."\n#include "/"\n#include "../../../../../../../etc"\n',
    "modules.cpp": "#pragma clang module build evil\nmodule evil {}\n#pragma clang module endbuild\n"
                   "#pragma clang module import evil\n#pragma clang module load evil\nimport <evil>;\nimport evil;\n",
    "pragmas.cpp": '#pragma comment(lib, "OUT/evil")\n#pragma comment(linker, "/out:OUT/evil")\n'
                   '#pragma clang system_header\n#pragma include_alias("order.h", "pipe")\n#ident "OUT"\n'
                   '#line 1 "OUT/line"\nint x = ;\n',
    "assembly.cpp": 'asm(".incbin \\"/dev/zero\\"");\nint f() { asm volatile(".include \\"pipe\\""); return 1; }\n',
    "kernel.cu": "__global__ void kernel() {}\n",
    "kernel.hip": "__global__ void kernel() {}\n",
    "shader.hlsl": "float4 main() : SV_Target { return 1; }\n",
}

ENVIRONMENT = {
    "CCC_OVERRIDE_OPTIONS": "+-fplugin=EVIL/evil.so +-oOUT/override", "QA_OVERRIDE_GCC3_OPTIONS": "+-save-temps",
    "CLANG_CONFIG_FILE_USER_DIR": "EVIL", "CLANG_CONFIG_FILE_SYSTEM_DIR": "EVIL", "DEPENDENCIES_OUTPUT": "OUT/deps",
    "SUNPRO_DEPENDENCIES": "OUT/deps", "CC_PRINT_OPTIONS": "1", "CC_PRINT_OPTIONS_FILE": "OUT/options",
    "CC_PRINT_HEADERS": "1", "CC_PRINT_HEADERS_FILE": "OUT/headers", "CC_LOG_DIAGNOSTICS": "1",
    "CC_LOG_DIAGNOSTICS_FILE": "OUT/log", "CC_PRINT_PROC_STAT": "1", "CC_PRINT_PROC_STAT_FILE": "OUT/proc",
    "CLANG_CRASH_DIAGNOSTICS_DIR": "OUT", "LIBCLANG_LOGGING": "1", "TMPDIR": "OUT", "CLANG_MODULE_CACHE_PATH": "OUT",
    "CPATH": "EVIL/pipe", "CPLUS_INCLUDE_PATH": "EVIL", "COMPILER_PATH": "EVIL/bin", "GCC_EXEC_PREFIX": "EVIL/bin/",
    "RC_DEBUG_OPTIONS": "1", "GIT_SSH_COMMAND": "EVIL/run.sh", "GIT_EXTERNAL_DIFF": "EVIL/run.sh", "PAGER": "EVIL/run.sh",
}


class Sandbox(project.Project):
    def setUp(self):
        if project.SANITIZED:
            self.skipTest("sanitizers watch and run programs themselves")
        super().setUp()
        self.out = self.outside / "out"
        self.out.mkdir()
        self.cache = self.outside / "cache"
        self.write("evil.so", "not a library\n")
        for program in ("run.sh", "bin/clang", "bin/ld", "bin/as", "bin/gcc", "bin/nvptx-arch", "bin/ptxas"):
            self.write(program, f"#!/bin/sh\ntouch {self.out}/ran\n").chmod(0o755)
        self.write("evil.cfg", f"-o {self.out}/configured -fplugin={self.root}/evil.so\n")
        self.write("deep.rsp", f"-o {self.out}/response @deep.rsp @evil.cfg -fplugin={self.root}/evil.so\n")
        self.write("overlay.yaml", "{version: 0, roots: []}\n")
        self.write("module.modulemap", 'module evil { header "order.h" export * }\n')
        self.write("sdk/usr/include/none.h", "")
        (self.outside / "outside.rsp").write_text("-DOUTSIDE\n")
        os.mkfifo(self.root / "pipe")
        os.mkfifo(self.root / "sdk/SDKSettings.json")

    def placed(self, text):
        return text.replace("EVIL", str(self.root)).replace("OUT", str(self.out))

    def environment(self):
        return {name: self.placed(value) for name, value in ENVIRONMENT.items()}

    def watch(self, *arguments, **more):
        """Runs the program under strace: what it did, and each call that changes or reaches something."""
        if not self.can_trace():
            self.skipTest("strace cannot watch a process here")
        log = self.outside / "log"
        outcome = self.tell(*arguments, under=("strace", "-f", "-qq", "-s", "300", "-e", f"trace={CALLS}", "-e", "signal=none",
                                               "-o", str(log)), **more)
        seen = []
        for line in log.read_text(errors="replace").splitlines():
            call = CALL.match(line)
            if call and (not call[1].startswith("open") or OPENS_TO_WRITE.search(call[2])):
                seen.append(f"{call[1]}({call[2]}")
        log.unlink()
        return outcome, seen

    @staticmethod
    def can_trace():
        return shutil.which("strace") is not None and subprocess.run(
            ["strace", "-qq", "-e", "trace=none", "true"], capture_output=True, check=False).returncode == 0

    def judge(self, seen, allowed=()):
        """All that may be seen: the program itself, /dev/null, facts kept in memory, git's clock, and what is allowed."""
        own = [f'execve("{project.CLANG_TELL}"', 'openat(AT_FDCWD, "/dev/null"', 'memfd_create("facts"', *allowed]
        self.assertEqual([call for call in seen if not any(call.startswith(start) for start in own)], [])
        self.assertEqual(sum(call.startswith("execve") for call in seen), 1)
        self.assertEqual(list(self.out.iterdir()), [])

    def add_commands(self):
        for name, flags in COMMANDS.items():
            self.unit(f"{name}.cpp", project.CANCEL.replace("cancel", name), *map(self.placed, flags))

    def test_commands_load_run_and_write_nothing(self):
        self.add_commands()
        before = self.files_but_pipes()
        outcome, seen = self.watch("check", "-q", "-o", "json", env=self.environment())
        self.judge(seen)
        self.assertEqual(self.files_but_pipes(), before)
        self.assertEqual(outcome.code, 1, outcome)
        found = {finding["subject"]["name"] for finding in outcome.json()["findings"]}
        self.assertLessEqual({"cancel", *COMMANDS} - {"darwin", "windows"}, found, "harmful words cost a unit nothing")

    def test_wrappers_are_not_run(self):
        run = str(self.root / "run.sh")
        for name, words in {"ccache": ["ccache", "clang++"], "distcc": [run, "g++"], "env": ["env", "PATH=EVIL/bin", "g++"],
                            "shell": ["sh", "-c", run], "hidden": ["ccache", "sh", "-c", run],
                            "nothing": [""], "cc1": ["clang", "-cc1", "-load", run]}.items():
            arguments = [self.placed(word) for word in words] + ["-c", f"{name}.cpp"]
            self.unit(f"{name}.cpp", project.CANCEL.replace("cancel", name), arguments=arguments)
        self.unit("command.cpp", project.SHIP.replace("ship", "command"))
        del self.units["command.cpp"]["arguments"]
        self.units["command.cpp"]["command"] = f"g++ -c command.cpp; {run} && `{run}` $({run}) | {run} > {self.out}/piped"
        self.database(self.units.values())
        outcome, seen = self.watch("check", "-q", "-o", "json", env={"PATH": f"{self.root}/bin:{os.environ['PATH']}"})
        self.judge(seen)
        self.assertEqual(outcome.code, 1, outcome)

    def test_sources_load_run_and_write_nothing(self):
        for name, text in SOURCES.items():
            self.unit(name, self.placed(text))
        outcome, seen = self.watch("check", "-q", "-o", "json", env=self.environment())
        self.judge(seen)
        self.assertIn("cancel", {finding["subject"]["name"] for finding in outcome.json()["findings"]})

    def test_files_that_are_none_are_not_waited_for(self):
        for place in ("/dev/zero", "/dev/tty", "pipe", "/proc/self/fd/0", ".", "/", "missing.cpp"):
            self.unit(place, None, file=place, arguments=["g++", "-c", place])
        for number, directory in enumerate(("/proc/self/cwd", "/dev", "pipe", "../..", "/dev/fd/0", "missing")):
            name = f"tricked{number}.cpp"
            self.unit(name, project.SHIP, directory=directory, file=str(self.root / name))
        outcome, seen = self.watch("check", "-q", "-o", "json")
        self.judge(seen)
        self.assertEqual(outcome.code, 1, outcome)

    def test_only_the_cache_and_the_reports_are_written(self):
        self.add_commands()
        reports = self.outside / "reports"
        reports.mkdir()
        _, seen = self.watch("check", "-q", "--cache-dir", str(self.cache), "-o", f"{reports}/a.sarif", "-o",
                             f"{reports}/a.json", env=self.environment())
        places = [f'{call}("{place}' for call in ("rename", "unlink", "mkdir", "chmod") for place in (self.cache, reports)]
        places += [f'openat(AT_FDCWD, "{place}/' for place in (self.cache, reports)]
        self.judge(seen, places)
        self.assertEqual({path.name for path in reports.iterdir()}, {"a.sarif", "a.json"})

    def test_responses_outside_of_the_build_are_not_read(self):
        (self.outside / "secret").write_text("-DOF_ANOTHER_PLACE=1\n")
        text = "#ifdef OF_ANOTHER_PLACE\nint broken = ;\n#endif\n" + project.SHIP
        for number, (directory, word) in enumerate(((str(self.outside), "@secret"), ("/", f"@{self.outside}/secret"),
                                                    ("..", "@secret"), (str(self.root), "@../secret"))):
            name = f"responding{number}.cpp"
            self.unit(name, text, directory=directory, file=str(self.root / name),
                      arguments=["clang++", word, "-c", str(self.root / name)])
        self.assertEqual(self.tell("check", "-q", "-o", "json").json()["notifications"], [])
        self.write("inside", "-DOF_ANOTHER_PLACE=1\n")
        self.unit("responding.cpp", text, "@inside")
        self.assertEqual([entry["id"] for entry in self.tell("check", "-q", "-o", "json").json()["notifications"]],
                         ["unit-incomplete"], "those of the build are read")

    def test_pipes_in_a_repository_are_not_waited_for(self):
        git = ["git", "-c", "user.name=n", "-c", "user.email=e", "-c", "init.defaultBranch=main"]
        shutil.rmtree(self.root / ".git")
        for command in (["init", "-q"], ["add", "order.h", "cancel.cpp"], ["commit", "-q", "-m", "start"]):
            subprocess.run([*git, *command], cwd=self.root, check=True, capture_output=True)
        for name in ("config", "HEAD", "index", "info/exclude", "objects/info/alternates", "refs/heads/main", "gitdir"):
            place = self.root / ".git" / name
            kept = place.read_bytes() if place.exists() else None
            place.unlink(missing_ok=True)
            os.mkfifo(place)
            for arguments in (("-o", "sarif"), ("--since", "HEAD"), ("--staged",)):
                outcome = self.tell("check", "-q", *arguments)
                self.assertIn(outcome.code, (0, 1, 2), (name, arguments, outcome))
            place.unlink()
            if kept is not None:
                place.write_bytes(kept)

    def test_a_repository_runs_nothing(self):
        git = ["git", "-c", "user.name=n", "-c", "user.email=e", "-c", "init.defaultBranch=main"]
        shutil.rmtree(self.root / ".git")
        for command in (["init", "-q"], ["add", "order.h", "cancel.cpp"], ["commit", "-q", "-m", "start"]):
            subprocess.run([*git, *command], cwd=self.root, check=True, capture_output=True)
        run = self.root / "run.sh"
        with open(self.root / ".git/config", "a", encoding="utf-8") as config:
            config.write(f'[core]\n fsmonitor = {run}\n sshCommand = {run}\n hooksPath = {self.root}\n pager = {run}\n'
                         f'[diff]\n external = {run}\n[diff "evil"]\n textconv = {run}\n command = {run}\n'
                         f'[filter "evil"]\n clean = {run}\n smudge = {run}\n process = {run}\n required = true\n'
                         f'[remote "origin"]\n url = ext::{run}\n[include]\n path = {self.root}/pipe\n')
        self.write(".gitattributes", "* filter=evil diff=evil\n")
        for hook in ("post-checkout", "pre-commit", "fsmonitor-watchman"):
            self.write(f".git/hooks/{hook}", run.read_bytes()).chmod(0o755)
        with open(self.root / "cancel.cpp", "a", encoding="utf-8") as source:
            source.write("int later() { return 1; }\n")
        for arguments in (("-o", "sarif"), ("--since", "HEAD"), ("--staged",)):
            outcome, seen = self.watch("check", "-q", *arguments)
            self.judge(seen)
            self.assertIn(outcome.code, (0, 1, 2), outcome)

    def files_but_pipes(self):
        return {path: path.read_bytes() for path in self.outside.rglob("*") if path.is_file()}


if __name__ == "__main__":
    project.main()
