#include "extract/confine.hpp"

#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <seccomp.h>

namespace tell {
namespace {

/// What is refused whatever its arguments are.
constexpr int kRefused[] = {
    // running programs
    SCMP_SYS(execve), SCMP_SYS(execveat),
    // making, changing, moving and removing files
    SCMP_SYS(creat), SCMP_SYS(openat2), SCMP_SYS(truncate), SCMP_SYS(ftruncate), SCMP_SYS(mkdir), SCMP_SYS(mkdirat),
    SCMP_SYS(mknod), SCMP_SYS(mknodat), SCMP_SYS(link), SCMP_SYS(linkat), SCMP_SYS(symlink), SCMP_SYS(symlinkat),
    SCMP_SYS(rename), SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rmdir),
    SCMP_SYS(chmod), SCMP_SYS(fchmod), SCMP_SYS(fchmodat), SCMP_SYS(chown), SCMP_SYS(fchown), SCMP_SYS(lchown),
    SCMP_SYS(fchownat), SCMP_SYS(utime), SCMP_SYS(utimes), SCMP_SYS(futimesat), SCMP_SYS(utimensat), SCMP_SYS(setxattr),
    SCMP_SYS(lsetxattr), SCMP_SYS(fsetxattr), SCMP_SYS(removexattr), SCMP_SYS(lremovexattr), SCMP_SYS(fremovexattr),
    SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(open_by_handle_at),
    // reaching others
    SCMP_SYS(socket), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen), SCMP_SYS(kill), SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(pidfd_open), SCMP_SYS(shmget), SCMP_SYS(mq_open),
    // ways around this
    SCMP_SYS(io_uring_setup), SCMP_SYS(bpf), SCMP_SYS(keyctl), SCMP_SYS(userfaultfd)};

/// Refuses the call where its argument number `place` has one of the flags by which a file is opened to be changed.
void refuseToOpen(scmp_filter_ctx filter, int call, unsigned place) {
  const auto refuse = [&](std::uint64_t mask, std::uint64_t value) {
    const scmp_arg_cmp flags = {.arg = place, .op = SCMP_CMP_MASKED_EQ, .datum_a = mask, .datum_b = value};
    (void)seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), call, 1, &flags);
  };
  refuse(O_ACCMODE, O_WRONLY);
  refuse(O_ACCMODE, O_RDWR);
  refuse(O_CREAT, O_CREAT);
  refuse(O_TRUNC, O_TRUNC);
}

} // namespace

void confine() {
  const std::unique_ptr<void, decltype(&seccomp_release)> filter(seccomp_init(SCMP_ACT_ALLOW), &seccomp_release);
  if (!filter)
    return;
  for (const int call : kRefused) // one that this machine does not have is refused anyway
    (void)seccomp_rule_add_array(filter.get(), SCMP_ACT_ERRNO(EPERM), call, 0, nullptr);
  refuseToOpen(filter.get(), SCMP_SYS(open), 1);
  refuseToOpen(filter.get(), SCMP_SYS(openat), 2);
  (void)seccomp_load(filter.get());
}

} // namespace tell
