// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of calls, sorted by name. A row is the call's arguments in the order in
 * which the kernel takes them; see struct sim_param.
 */
#include "script/calls.h"

#include <string.h>

static const struct sim_call_desc calls[] = {
	{ "capget", NULL, "capget(2)", 0, {
		{ "header", SIM_P_IN, &sim_layout_caphdr, NULL, 0, 0, 1 },
		{ "data", SIM_P_OUT, &sim_layout_capdata, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "capset", NULL, "capget(2)", 0, {
		{ "header", SIM_P_IN, &sim_layout_caphdr, NULL, 0, 0, 0 },
		{ "data", SIM_P_IN, &sim_layout_capdata, NULL, 0, 0, 0 },
		{ 0 } } },
	{ "clone", NULL, "clone(2)", SIM_CALL_CREATES, {
		{ "flags", SIM_P_INT, NULL, "CLONE_", 0, 0, 0 },
		{ "stack", SIM_P_FIXED, NULL, NULL, 0, 0, 1 },
		{ "parent_tid", SIM_P_OUT, &sim_layout_int, NULL, 0, 0, 1 },
		{ "child_tid", SIM_P_OUT, &sim_layout_int, NULL, 0, 0, 1 },
		{ "tls", SIM_P_FIXED, NULL, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "clone3", NULL, "clone(2)", SIM_CALL_CREATES, {
		{ "args", SIM_P_IN, &sim_layout_clone_args, NULL, 0, 0, 0 },
		{ "size", SIM_P_INT, NULL, NULL, 88, 0, 1 },
		{ 0 } } },
	{ "close", NULL, "close(2)", 0, {
		{ "fd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ 0 } } },
	{ "close_range", NULL, "close_range(2)", 0, {
		{ "first", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "last", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "flags", SIM_P_INT, NULL, "CLOSE_RANGE_", 0, 0, 1 },
		{ 0 } } },
	{ "dup", NULL, "dup(2)", 0, {
		{ "fd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ 0 } } },
	{ "dup2", NULL, "dup(2)", 0, {
		{ "oldfd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "newfd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ 0 } } },
	{ "dup3", NULL, "dup(2)", 0, {
		{ "oldfd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "newfd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "flags", SIM_P_INT, NULL, "O_", 0, 0, 0 },
		{ 0 } } },
	{ "epoll_create1", NULL, "epoll_create(2)", 0, {
		{ "flags", SIM_P_INT, NULL, "EPOLL_", 0, 0, 1 },
		{ 0 } } },
	{ "epoll_ctl", NULL, "epoll_ctl(2)", 0, {
		{ "epfd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "op", SIM_P_INT, NULL, "EPOLL_CTL_", 0, 0, 0 },
		{ "fd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "event", SIM_P_IN, &sim_layout_epoll_event, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "epoll_pwait", NULL, "epoll_wait(2)", 0, {
		{ "epfd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "events", SIM_P_OUT_LIST, &sim_layout_epoll_event, NULL, 0, 2, 1 },
		{ "maxevents", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "timeout", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "sigmask", SIM_P_IN, &sim_layout_sigset, NULL, 0, 0, 1 },
		{ "sigsetsize", SIM_P_FIXED, NULL, NULL, 8, 0, 1 },
		{ 0 } } },
	{ "epoll_wait", NULL, "epoll_wait(2)", 0, {
		{ "epfd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "events", SIM_P_OUT_LIST, &sim_layout_epoll_event, NULL, 0, 2, 1 },
		{ "maxevents", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "timeout", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ 0 } } },
	{ "eventfd", "eventfd2", "eventfd(2)", 0, {
		{ "initval", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "flags", SIM_P_INT, NULL, "EFD_", 0, 0, 1 },
		{ 0 } } },
	{ "eventfd2", NULL, "eventfd(2)", 0, {
		{ "initval", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "flags", SIM_P_INT, NULL, "EFD_", 0, 0, 1 },
		{ 0 } } },
	{ "execve", NULL, "execve(2)", 0, {
		{ "path", SIM_P_STRING, NULL, NULL, 0, 0, 0 },
		{ "argv", SIM_P_FIXED, NULL, NULL, 0, 0, 1 },
		{ "envp", SIM_P_FIXED, NULL, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "exit", NULL, "_exit(2)", 0, {
		{ "status", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ 0 } } },
	{ "exit_group", NULL, "exit_group(2)", 0, {
		{ "status", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ 0 } } },
	{ "faccessat", NULL, "access(2)", 0, {
		{ "dirfd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "path", SIM_P_STRING, NULL, NULL, 0, 0, 0 },
		{ "mode", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ 0 } } },
	{ "fchmod", NULL, "chmod(2)", 0, {
		{ "fd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "mode", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ 0 } } },
	{ "fcntl", NULL, "fcntl(2)", 0, {
		{ "fd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "cmd", SIM_P_INT, NULL, "F_", 0, 0, 0 },
		{ "arg", SIM_P_INT, NULL, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "fork", NULL, "fork(2)", SIM_CALL_CREATES, {
		{ 0 } } },
	{ "fstat", NULL, "stat(2)", 0, {
		{ "fd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "st", SIM_P_OUT, &sim_layout_stat, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "fstatfs", NULL, "statfs(2)", 0, {
		{ "fd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "st", SIM_P_OUT, &sim_layout_statfs, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "ftruncate", NULL, "truncate(2)", 0, {
		{ "fd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "length", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ 0 } } },
	{ "getdents64", NULL, "getdents(2)", 0, {
		{ "fd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "buf", SIM_P_OUT_DATA, &sim_layout_bytes, NULL, 0, 2, 1 },
		{ "count", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ 0 } } },
	{ "getegid", NULL, "getegid(2)", 0, {
		{ 0 } } },
	{ "geteuid", NULL, "geteuid(2)", 0, {
		{ 0 } } },
	{ "getgid", NULL, "getgid(2)", 0, {
		{ 0 } } },
	{ "getpgid", NULL, "getpgid(2)", 0, {
		{ "pid", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ 0 } } },
	{ "getpgrp", NULL, "getpgrp(2)", 0, {
		{ 0 } } },
	{ "getpid", NULL, "getpid(2)", 0, {
		{ 0 } } },
	{ "getppid", NULL, "getppid(2)", 0, {
		{ 0 } } },
	{ "getresgid", NULL, "getresuid(2)", 0, {
		{ "rgid", SIM_P_OUT, &sim_layout_int, NULL, 0, 0, 1 },
		{ "egid", SIM_P_OUT, &sim_layout_int, NULL, 0, 0, 1 },
		{ "sgid", SIM_P_OUT, &sim_layout_int, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "getresuid", NULL, "getresuid(2)", 0, {
		{ "ruid", SIM_P_OUT, &sim_layout_int, NULL, 0, 0, 1 },
		{ "euid", SIM_P_OUT, &sim_layout_int, NULL, 0, 0, 1 },
		{ "suid", SIM_P_OUT, &sim_layout_int, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "getrlimit", NULL, "getrlimit(2)", 0, {
		{ "resource", SIM_P_INT, NULL, "RLIMIT_", 0, 0, 0 },
		{ "limit", SIM_P_OUT, &sim_layout_rlimit, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "getsid", NULL, "getsid(2)", 0, {
		{ "pid", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ 0 } } },
	{ "getsockopt", NULL, "getsockopt(2)", 0, {
		{ "fd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "level", SIM_P_INT, NULL, "SOL_", 0, 0, 0 },
		{ "optname", SIM_P_INT, NULL, "SO_", 0, 0, 0 },
		{ "value", SIM_P_OUT, &sim_layout_ucred, NULL, 0, 0, 1 },
		{ "optlen", SIM_P_FIXED, &sim_layout_int, NULL, 12, 0, 1 },
		{ 0 } } },
	{ "gettid", NULL, "gettid(2)", 0, {
		{ 0 } } },
	{ "getuid", NULL, "getuid(2)", 0, {
		{ 0 } } },
	{ "ioctl", NULL, "ioctl(2)", 0, {
		{ "fd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "request", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "arg", SIM_P_INT, NULL, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "kill", NULL, "kill(2)", 0, {
		{ "pid", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "sig", SIM_P_INT, NULL, "SIG", 0, 0, 0 },
		{ 0 } } },
	{ "lseek", NULL, "lseek(2)", 0, {
		{ "fd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "offset", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "whence", SIM_P_INT, NULL, "SEEK_", 0, 0, 0 },
		{ 0 } } },
	{ "mount", NULL, "mount(2)", 0, {
		{ "source", SIM_P_STRING, NULL, NULL, 0, 0, 0 },
		{ "target", SIM_P_STRING, NULL, NULL, 0, 0, 0 },
		{ "fstype", SIM_P_STRING, NULL, NULL, 0, 0, 0 },
		{ "flags", SIM_P_INT, NULL, NULL, 0, 0, 1 },
		{ "data", SIM_P_FIXED, NULL, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "nanosleep", NULL, "nanosleep(2)", 0, {
		{ "req", SIM_P_IN, &sim_layout_timespec, NULL, 0, 0, 0 },
		{ "rem", SIM_P_OUT, &sim_layout_timespec, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "newfstatat", NULL, "stat(2)", 0, {
		{ "dirfd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "path", SIM_P_STRING, NULL, NULL, 0, 0, 0 },
		{ "st", SIM_P_OUT, &sim_layout_stat, NULL, 0, 0, 1 },
		{ "flags", SIM_P_INT, NULL, "AT_", 0, 0, 1 },
		{ 0 } } },
	{ "open", NULL, "open(2)", 0, {
		{ "path", SIM_P_STRING, NULL, NULL, 0, 0, 0 },
		{ "flags", SIM_P_INT, NULL, "O_", 0, 0, 1 },
		{ "mode", SIM_P_INT, NULL, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "openat", NULL, "open(2)", 0, {
		{ "dirfd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "path", SIM_P_STRING, NULL, NULL, 0, 0, 0 },
		{ "flags", SIM_P_INT, NULL, "O_", 0, 0, 1 },
		{ "mode", SIM_P_INT, NULL, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "pause", NULL, "pause(2)", 0, {
		{ 0 } } },
	{ "pidfd_getfd", NULL, "pidfd_getfd(2)", 0, {
		{ "pidfd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "targetfd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "flags", SIM_P_INT, NULL, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "pidfd_open", NULL, "pidfd_open(2)", 0, {
		{ "pid", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "flags", SIM_P_INT, NULL, "PIDFD_", 0, 0, 1 },
		{ 0 } } },
	{ "pidfd_send_signal", NULL, "pidfd_send_signal(2)", 0, {
		{ "pidfd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "sig", SIM_P_INT, NULL, "SIG", 0, 0, 0 },
		{ "info", SIM_P_IN, &sim_layout_siginfo, NULL, 0, 0, 1 },
		{ "flags", SIM_P_INT, NULL, "PIDFD_", 0, 0, 1 },
		{ 0 } } },
	{ "pipe", NULL, "pipe(2)", 0, {
		{ "fds", SIM_P_OUT, &sim_layout_pair, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "pipe2", NULL, "pipe(2)", 0, {
		{ "fds", SIM_P_OUT, &sim_layout_pair, NULL, 0, 0, 1 },
		{ "flags", SIM_P_INT, NULL, "O_", 0, 0, 1 },
		{ 0 } } },
	{ "poll", NULL, "poll(2)", 0, {
		{ "fds", SIM_P_INOUT_LIST, &sim_layout_pollfd, NULL, 0, 0, 0 },
		{ "nfds", SIM_P_COUNT, NULL, NULL, 0, 0, 1 },
		{ "timeout", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ 0 } } },
	{ "ppoll", NULL, "poll(2)", 0, {
		{ "fds", SIM_P_INOUT_LIST, &sim_layout_pollfd, NULL, 0, 0, 0 },
		{ "nfds", SIM_P_COUNT, NULL, NULL, 0, 0, 1 },
		{ "timeout", SIM_P_IN, &sim_layout_timespec, NULL, 0, 0, 1 },
		{ "sigmask", SIM_P_IN, &sim_layout_sigset, NULL, 0, 0, 1 },
		{ "sigsetsize", SIM_P_FIXED, NULL, NULL, 8, 0, 1 },
		{ 0 } } },
	{ "prctl", NULL, "prctl(2)", 0, {
		{ "option", SIM_P_INT, NULL, "PR_", 0, 0, 0 },
		{ "arg2", SIM_P_INT, NULL, NULL, 0, 0, 1 },
		{ "arg3", SIM_P_INT, NULL, NULL, 0, 0, 1 },
		{ "arg4", SIM_P_INT, NULL, NULL, 0, 0, 1 },
		{ "arg5", SIM_P_INT, NULL, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "prctl_get", "prctl", "prctl(2)", 0, {
		{ "option", SIM_P_INT, NULL, "PR_", 0, 0, 0 },
		{ "value", SIM_P_OUT, &sim_layout_int, NULL, 0, 0, 1 },
		{ "arg3", SIM_P_FIXED, NULL, NULL, 0, 0, 1 },
		{ "arg4", SIM_P_FIXED, NULL, NULL, 0, 0, 1 },
		{ "arg5", SIM_P_FIXED, NULL, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "prlimit", "prlimit64", "getrlimit(2)", 0, {
		{ "pid", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "resource", SIM_P_INT, NULL, "RLIMIT_", 0, 0, 0 },
		{ "new_limit", SIM_P_IN, &sim_layout_rlimit, NULL, 0, 0, 1 },
		{ "old_limit", SIM_P_OUT, &sim_layout_rlimit, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "prlimit64", NULL, "getrlimit(2)", 0, {
		{ "pid", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "resource", SIM_P_INT, NULL, "RLIMIT_", 0, 0, 0 },
		{ "new_limit", SIM_P_IN, &sim_layout_rlimit, NULL, 0, 0, 1 },
		{ "old_limit", SIM_P_OUT, &sim_layout_rlimit, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "process_config", NULL, "docs/designs/process-api.md", 0, {
		{ "fd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "cmd", SIM_P_INT, NULL, "PROC_", 0, 0, 0 },
		{ "arg", SIM_P_INT, NULL, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "process_info", NULL, "docs/designs/process-api.md", 0, {
		{ "fd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "cmd", SIM_P_INT, NULL, "PROC_", 0, 0, 0 },
		{ "info", SIM_P_OUT, &sim_layout_process_info, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "process_manage", NULL, "docs/designs/process-api.md", 0, {
		{ "fd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "cmd", SIM_P_INT, NULL, "PROC_", 0, 0, 0 },
		{ "arg", SIM_P_INT, NULL, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "process_mrelease", NULL, "process_mrelease(2)", 0, {
		{ "pidfd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "flags", SIM_P_INT, NULL, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "process_open", NULL, "docs/designs/process-api.md", 0, {
		{ "flags", SIM_P_INT, NULL, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "ptrace", NULL, "ptrace(2)", 0, {
		{ "request", SIM_P_INT, NULL, "PTRACE_", 0, 0, 0 },
		{ "pid", SIM_P_INT, NULL, NULL, 0, 0, 1 },
		{ "addr", SIM_P_INT, NULL, NULL, 0, 0, 1 },
		{ "data", SIM_P_INT, NULL, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "read", NULL, "read(2)", 0, {
		{ "fd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "buf", SIM_P_OUT_DATA, &sim_layout_bytes, NULL, 0, 2, 1 },
		{ "count", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ 0 } } },
	{ "readlink", NULL, "readlink(2)", 0, {
		{ "path", SIM_P_STRING, NULL, NULL, 0, 0, 0 },
		{ "buf", SIM_P_OUT_DATA, &sim_layout_bytes, NULL, 0, 2, 1 },
		{ "bufsiz", SIM_P_INT, NULL, NULL, 128, 0, 1 },
		{ 0 } } },
	{ "readlinkat", NULL, "readlink(2)", 0, {
		{ "dirfd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "path", SIM_P_STRING, NULL, NULL, 0, 0, 0 },
		{ "buf", SIM_P_OUT_DATA, &sim_layout_bytes, NULL, 0, 3, 1 },
		{ "bufsiz", SIM_P_INT, NULL, NULL, 128, 0, 1 },
		{ 0 } } },
	{ "reboot", NULL, "reboot(2)", 0, {
		{ "magic", SIM_P_INT, NULL, "LINUX_REBOOT_", 0, 0, 0 },
		{ "magic2", SIM_P_INT, NULL, "LINUX_REBOOT_", 0, 0, 0 },
		{ "cmd", SIM_P_INT, NULL, "LINUX_REBOOT_", 0, 0, 0 },
		{ "arg", SIM_P_FIXED, NULL, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "recvmsg", NULL, "recv(2)", 0, {
		{ "fd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "msg", SIM_P_MSG_OUT, NULL, NULL, 0, 0, 0 },
		{ "flags", SIM_P_INT, NULL, "MSG_", 0, 0, 1 },
		{ 0 } } },
	{ "rt_sigaction", NULL, "sigaction(2)", 0, {
		{ "sig", SIM_P_INT, NULL, "SIG", 0, 0, 0 },
		{ "act", SIM_P_IN, &sim_layout_sigaction, NULL, 0, 0, 1 },
		{ "oldact", SIM_P_OUT, &sim_layout_sigaction, NULL, 0, 0, 1 },
		{ "sigsetsize", SIM_P_FIXED, NULL, NULL, 8, 0, 1 },
		{ 0 } } },
	{ "rt_sigpending", NULL, "sigpending(2)", 0, {
		{ "set", SIM_P_OUT, &sim_layout_sigset, NULL, 0, 0, 1 },
		{ "sigsetsize", SIM_P_FIXED, NULL, NULL, 8, 0, 1 },
		{ 0 } } },
	{ "rt_sigprocmask", NULL, "sigprocmask(2)", 0, {
		{ "how", SIM_P_INT, NULL, "SIG_", 0, 0, 0 },
		{ "set", SIM_P_IN, &sim_layout_sigset, NULL, 0, 0, 1 },
		{ "oldset", SIM_P_OUT, &sim_layout_sigset, NULL, 0, 0, 1 },
		{ "sigsetsize", SIM_P_FIXED, NULL, NULL, 8, 0, 1 },
		{ 0 } } },
	{ "rt_sigqueueinfo", NULL, "rt_sigqueueinfo(2)", 0, {
		{ "pid", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "sig", SIM_P_INT, NULL, "SIG", 0, 0, 0 },
		{ "info", SIM_P_IN, &sim_layout_siginfo, NULL, 0, 0, 0 },
		{ 0 } } },
	{ "rt_sigsuspend", NULL, "sigsuspend(2)", 0, {
		{ "mask", SIM_P_IN, &sim_layout_sigset, NULL, 0, 0, 0 },
		{ "sigsetsize", SIM_P_FIXED, NULL, NULL, 8, 0, 1 },
		{ 0 } } },
	{ "rt_sigtimedwait", NULL, "sigtimedwait(2)", 0, {
		{ "set", SIM_P_IN, &sim_layout_sigset, NULL, 0, 0, 0 },
		{ "info", SIM_P_OUT, &sim_layout_siginfo, NULL, 0, 0, 1 },
		{ "timeout", SIM_P_IN, &sim_layout_timespec, NULL, 0, 0, 1 },
		{ "sigsetsize", SIM_P_FIXED, NULL, NULL, 8, 0, 1 },
		{ 0 } } },
	{ "rt_tgsigqueueinfo", NULL, "rt_sigqueueinfo(2)", 0, {
		{ "tgid", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "tid", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "sig", SIM_P_INT, NULL, "SIG", 0, 0, 0 },
		{ "info", SIM_P_IN, &sim_layout_siginfo, NULL, 0, 0, 0 },
		{ 0 } } },
	{ "sched_yield", NULL, "sched_yield(2)", 0, {
		{ 0 } } },
	{ "sendmsg", NULL, "send(2)", 0, {
		{ "fd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "msg", SIM_P_MSG_IN, NULL, NULL, 0, 0, 0 },
		{ "flags", SIM_P_INT, NULL, "MSG_", 0, 0, 1 },
		{ 0 } } },
	{ "setfsuid", NULL, "setfsuid(2)", 0, {
		{ "id", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ 0 } } },
	{ "setgid", NULL, "setgid(2)", 0, {
		{ "id", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ 0 } } },
	{ "setns", NULL, "setns(2)", 0, {
		{ "fd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "nstype", SIM_P_INT, NULL, "CLONE_", 0, 0, 0 },
		{ 0 } } },
	{ "setpgid", NULL, "setpgid(2)", 0, {
		{ "pid", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "pgid", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ 0 } } },
	{ "setregid", NULL, "setreuid(2)", 0, {
		{ "rgid", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "egid", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ 0 } } },
	{ "setresgid", NULL, "setresuid(2)", 0, {
		{ "rgid", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "egid", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "sgid", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ 0 } } },
	{ "setresuid", NULL, "setresuid(2)", 0, {
		{ "ruid", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "euid", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "suid", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ 0 } } },
	{ "setreuid", NULL, "setreuid(2)", 0, {
		{ "ruid", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "euid", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ 0 } } },
	{ "setrlimit", NULL, "getrlimit(2)", 0, {
		{ "resource", SIM_P_INT, NULL, "RLIMIT_", 0, 0, 0 },
		{ "limit", SIM_P_IN, &sim_layout_rlimit, NULL, 0, 0, 0 },
		{ 0 } } },
	{ "setsid", NULL, "setsid(2)", 0, {
		{ 0 } } },
	{ "setuid", NULL, "setuid(2)", 0, {
		{ "id", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ 0 } } },
	{ "shutdown", NULL, "shutdown(2)", 0, {
		{ "fd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "how", SIM_P_INT, NULL, "SHUT_", 0, 0, 0 },
		{ 0 } } },
	{ "sigaction", "rt_sigaction", "sigaction(2)", 0, {
		{ "sig", SIM_P_INT, NULL, "SIG", 0, 0, 0 },
		{ "act", SIM_P_IN, &sim_layout_sigaction, NULL, 0, 0, 1 },
		{ "oldact", SIM_P_OUT, &sim_layout_sigaction, NULL, 0, 0, 1 },
		{ "sigsetsize", SIM_P_FIXED, NULL, NULL, 8, 0, 1 },
		{ 0 } } },
	{ "sigpending", "rt_sigpending", "sigpending(2)", 0, {
		{ "set", SIM_P_OUT, &sim_layout_sigset, NULL, 0, 0, 1 },
		{ "sigsetsize", SIM_P_FIXED, NULL, NULL, 8, 0, 1 },
		{ 0 } } },
	{ "sigprocmask", "rt_sigprocmask", "sigprocmask(2)", 0, {
		{ "how", SIM_P_INT, NULL, "SIG_", 0, 0, 0 },
		{ "set", SIM_P_IN, &sim_layout_sigset, NULL, 0, 0, 1 },
		{ "oldset", SIM_P_OUT, &sim_layout_sigset, NULL, 0, 0, 1 },
		{ "sigsetsize", SIM_P_FIXED, NULL, NULL, 8, 0, 1 },
		{ 0 } } },
	{ "sigsuspend", "rt_sigsuspend", "sigsuspend(2)", 0, {
		{ "mask", SIM_P_IN, &sim_layout_sigset, NULL, 0, 0, 0 },
		{ "sigsetsize", SIM_P_FIXED, NULL, NULL, 8, 0, 1 },
		{ 0 } } },
	{ "sigtimedwait", "rt_sigtimedwait", "sigtimedwait(2)", 0, {
		{ "set", SIM_P_IN, &sim_layout_sigset, NULL, 0, 0, 0 },
		{ "info", SIM_P_OUT, &sim_layout_siginfo, NULL, 0, 0, 1 },
		{ "timeout", SIM_P_IN, &sim_layout_timespec, NULL, 0, 0, 1 },
		{ "sigsetsize", SIM_P_FIXED, NULL, NULL, 8, 0, 1 },
		{ 0 } } },
	{ "socketpair", NULL, "socketpair(2)", 0, {
		{ "domain", SIM_P_INT, NULL, "AF_", 0, 0, 0 },
		{ "type", SIM_P_INT, NULL, "SOCK_", 0, 0, 0 },
		{ "protocol", SIM_P_INT, NULL, NULL, 0, 0, 1 },
		{ "fds", SIM_P_OUT, &sim_layout_pair, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "tgkill", NULL, "tkill(2)", 0, {
		{ "tgid", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "tid", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "sig", SIM_P_INT, NULL, "SIG", 0, 0, 0 },
		{ 0 } } },
	{ "tkill", NULL, "tkill(2)", 0, {
		{ "tid", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "sig", SIM_P_INT, NULL, "SIG", 0, 0, 0 },
		{ 0 } } },
	{ "unshare", NULL, "unshare(2)", 0, {
		{ "flags", SIM_P_INT, NULL, "CLONE_", 0, 0, 0 },
		{ 0 } } },
	{ "vfork", NULL, "vfork(2)", SIM_CALL_CREATES, {
		{ 0 } } },
	{ "wait4", NULL, "wait4(2)", 0, {
		{ "pid", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "status", SIM_P_OUT, &sim_layout_status, NULL, 0, 0, 1 },
		{ "options", SIM_P_INT, NULL, "W", 0, 0, 1 },
		{ "rusage", SIM_P_OUT, &sim_layout_rusage, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "waitid", NULL, "wait(2)", 0, {
		{ "idtype", SIM_P_INT, NULL, "P_", 0, 0, 0 },
		{ "id", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "infop", SIM_P_OUT, &sim_layout_siginfo, NULL, 0, 0, 1 },
		{ "options", SIM_P_INT, NULL, "W", 0, 0, 0 },
		{ "rusage", SIM_P_OUT, &sim_layout_rusage, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "waitpid", "wait4", "wait(2)", 0, {
		{ "pid", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "status", SIM_P_OUT, &sim_layout_status, NULL, 0, 0, 1 },
		{ "options", SIM_P_INT, NULL, "W", 0, 0, 1 },
		{ "rusage", SIM_P_OUT, &sim_layout_rusage, NULL, 0, 0, 1 },
		{ 0 } } },
	{ "write", NULL, "write(2)", 0, {
		{ "fd", SIM_P_INT, NULL, NULL, 0, 0, 0 },
		{ "buf", SIM_P_DATA, &sim_layout_bytes, NULL, 0, 0, 0 },
		{ "count", SIM_P_COUNT, NULL, NULL, 0, 1, 1 },
		{ 0 } } },
};

#define NR_CALLS (sizeof(calls) / sizeof(calls[0]))

const struct sim_call_desc *sim_call_desc_at(unsigned int i)
{
	return i < NR_CALLS ? &calls[i] : NULL;
}

const struct sim_call_desc *sim_call_desc(const char *name)
{
	size_t low = 0, high = NR_CALLS;

	while (low < high) {
		size_t mid = (low + high) / 2;
		int order = strcmp(name, calls[mid].name);

		if (!order)
			return &calls[mid];
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

/* how many letters two names share at the beginning and at the end */
static size_t likeness(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b), head = 0, tail = 0;

	while (head < la && head < lb && a[head] == b[head])
		head++;
	while (tail < la - head && tail < lb - head && a[la - 1 - tail] == b[lb - 1 - tail])
		tail++;
	return head + tail;
}

const char *sim_call_near(const char *name)
{
	const char *near = NULL;
	size_t best = strlen(name) / 2;

	for (size_t i = 0; i < NR_CALLS; i++) {
		size_t like = likeness(name, calls[i].name);

		if (like > best && strlen(calls[i].name) <= like + 2) {
			best = like;
			near = calls[i].name;
		}
	}
	return near;
}
