#pragma once

#include <sys/types.h>

#include <cstdint>

namespace bench {

/// CPU seconds that a process has used, all its threads, in steps of 10 ms.
/// Zero when there is no such process.
double cpu_of_process(pid_t pid);

/// CPU seconds of a process, all that descend from it, and those of its
/// children that have ended: for a PostgreSQL postmaster and its backends.
double cpu_of_tree(pid_t pid);

/// CPU seconds that all of the machine has been busy since it started, what
/// other guests took of it included.
double cpu_of_machine();

/// Bytes of resident memory; zero when there is no such process.
std::int64_t rss_of_process(pid_t pid);

} // namespace bench
