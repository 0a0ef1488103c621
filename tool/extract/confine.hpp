#pragma once

namespace tell {

/// From now on this process and those that it forks can read files and talk to those who hold the other ends of their
/// pipes, and nothing else: no file is opened for writing, made, moved or removed, no program is run, no socket is
/// opened, no other process is touched; such a call fails (EPERM). For processes that hand code of strangers to a
/// compiler: what they should not do anyway they then cannot do. Best effort: a kernel without seccomp goes without.
void confine();

} // namespace tell
