// What the sanitizers' runtimes ask a program that was built with them; other builds do without this file.
// https://github.com/google/sanitizers/wiki/AddressSanitizerLeakSanitizer#suppressions

// An exit code that no command of ours has, so that no test takes a report for findings.
extern "C" const char *__asan_default_options() { return "exitcode=99"; }
extern "C" const char *__ubsan_default_options() { return "print_stacktrace=1"; }
extern "C" const char *__tsan_default_options() { return "exitcode=99"; }

// libgit2 1.5 keeps a match of its regular expressions for each thread, and drops what it read of a commit that is not
// there: neither is given back when it shuts down.
extern "C" const char *__lsan_default_suppressions() { return "leak:libgit2.so\nleak:libpcre2-8.so\n"; }
