// SPDX-License-Identifier: GPL-2.0-only
/*
 * Numbers of the system calls that a scenario may make on the host.
 */
#include "onhost/inside.h"

#include <string.h>
#include <sys/syscall.h>

#define CALL(name) { #name, SYS_##name }

static const struct {
	const char *name;
	long nr;
} calls[] = {
	CALL(accept4), CALL(bind), CALL(capget), CALL(capset), CALL(chdir), CALL(clone),
	CALL(clone3), CALL(close), CALL(close_range), CALL(connect), CALL(dup), CALL(dup2),
	CALL(dup3), CALL(epoll_create), CALL(epoll_create1), CALL(epoll_ctl),
	CALL(epoll_pwait), CALL(epoll_wait), CALL(eventfd2), CALL(execve), CALL(exit),
	CALL(exit_group), CALL(faccessat), CALL(fchdir), CALL(fchmod), CALL(fcntl), CALL(fork),
	CALL(fstat), CALL(fstatfs), CALL(ftruncate), CALL(getcwd), CALL(getdents64),
	CALL(getegid), CALL(geteuid), CALL(getgid), CALL(getpgid), CALL(getpgrp), CALL(getpid),
	CALL(getppid), CALL(getresgid), CALL(getresuid), CALL(getrlimit), CALL(getsid),
	CALL(getsockopt), CALL(gettid), CALL(getuid), CALL(ioctl), CALL(kcmp), CALL(kill),
	CALL(lseek), CALL(mount), CALL(nanosleep), CALL(newfstatat), CALL(open), CALL(openat),
	CALL(pause), CALL(pidfd_getfd), CALL(pidfd_open), CALL(pidfd_send_signal), CALL(pipe),
	CALL(pipe2), CALL(poll), CALL(ppoll), CALL(prctl), CALL(prlimit64),
	CALL(process_madvise), CALL(process_mrelease), CALL(ptrace), CALL(read), CALL(readlink),
	CALL(readlinkat), CALL(recvmsg),
	CALL(rt_sigaction), CALL(rt_sigpending), CALL(rt_sigprocmask),
	CALL(rt_sigqueueinfo), CALL(rt_sigsuspend), CALL(rt_sigtimedwait),
	CALL(rt_tgsigqueueinfo), CALL(sched_yield), CALL(sendmsg), CALL(setfsuid),
	CALL(setgid), CALL(setns), CALL(setpgid), CALL(setregid), CALL(setresgid),
	CALL(setresuid), CALL(setreuid), CALL(setrlimit), CALL(setsid), CALL(setsockopt),
	CALL(setuid), CALL(shutdown), CALL(socket), CALL(socketpair), CALL(stat), CALL(tgkill),
	CALL(tkill), CALL(umount2), CALL(unshare), CALL(vfork), CALL(wait4), CALL(waitid),
	CALL(write),
};

long sim_host_number(const char *name)
{
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		if (!strcmp(calls[i].name, name))
			return calls[i].nr;
	}
	return -1;
}
