// SPDX-License-Identifier: GPL-2.0-only
/*
 * The constants that a scenario may name. The numbers are those of x86-64 and arm64 Linux;
 * the table is sorted, because it is searched by halves.
 */
#include "script/names.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct constant {
	const char *name;
	long value;
};

static const struct constant constants[] = {
	{ "AF_LOCAL", 1 },
	{ "AF_UNIX", 1 },
	{ "AT_EMPTY_PATH", 0x1000 },
	{ "AT_FDCWD", -100 },
	{ "AT_SYMLINK_NOFOLLOW", 0x100 },
	{ "CAP_CHECKPOINT_RESTORE", 0x28 },
	{ "CAP_CHOWN", 0 },
	{ "CAP_DAC_OVERRIDE", 1 },
	{ "CAP_KILL", 5 },
	{ "CAP_SETGID", 6 },
	{ "CAP_SETPCAP", 8 },
	{ "CAP_SETUID", 7 },
	{ "CAP_SYS_ADMIN", 0x15 },
	{ "CAP_SYS_NICE", 0x17 },
	{ "CAP_SYS_PTRACE", 0x13 },
	{ "CAP_SYS_RESOURCE", 0x18 },
	{ "CLD_CONTINUED", 6 },
	{ "CLD_DUMPED", 3 },
	{ "CLD_EXITED", 1 },
	{ "CLD_KILLED", 2 },
	{ "CLD_STOPPED", 5 },
	{ "CLD_TRAPPED", 4 },
	{ "CLOCK_MONOTONIC", 1 },
	{ "CLOCK_REALTIME", 0 },
	{ "CLONE_AUTOREAP", 0x400000000 },
	{ "CLONE_CHILD_CLEARTID", 0x200000 },
	{ "CLONE_CHILD_SETTID", 0x1000000 },
	{ "CLONE_CLEAR_SIGHAND", 0x100000000 },
	{ "CLONE_DETACHED", 0x400000 },
	{ "CLONE_FILES", 0x400 },
	{ "CLONE_FS", 0x200 },
	{ "CLONE_INTO_CGROUP", 0x200000000 },
	{ "CLONE_IO", 0x80000000 },
	{ "CLONE_NEWCGROUP", 0x2000000 },
	{ "CLONE_NEWIPC", 0x8000000 },
	{ "CLONE_NEWNET", 0x40000000 },
	{ "CLONE_NEWNS", 0x20000 },
	{ "CLONE_NEWPID", 0x20000000 },
	{ "CLONE_NEWTIME", 0x80 },
	{ "CLONE_NEWUSER", 0x10000000 },
	{ "CLONE_NEWUTS", 0x4000000 },
	{ "CLONE_NNP", 0x800000000 },
	{ "CLONE_PARENT", 0x8000 },
	{ "CLONE_PARENT_SETTID", 0x100000 },
	{ "CLONE_PIDFD", 0x1000 },
	{ "CLONE_PIDFD_AUTOKILL", 0x1000000000 },
	{ "CLONE_PTRACE", 0x2000 },
	{ "CLONE_SETTLS", 0x80000 },
	{ "CLONE_SIGHAND", 0x800 },
	{ "CLONE_SYSVSEM", 0x40000 },
	{ "CLONE_THREAD", 0x10000 },
	{ "CLONE_UNTRACED", 0x800000 },
	{ "CLONE_VFORK", 0x4000 },
	{ "CLONE_VM", 0x100 },
	{ "CLOSE_RANGE_CLOEXEC", 4 },
	{ "CLOSE_RANGE_UNSHARE", 2 },
	{ "DEAD", 5 },
	{ "E2BIG", 7 },
	{ "EACCES", 0xd },
	{ "EAFNOSUPPORT", 0x61 },
	{ "EAGAIN", 0xb },
	{ "EBADF", 9 },
	{ "EBUSY", 0x10 },
	{ "ECHILD", 0xa },
	{ "ECONNREFUSED", 0x6f },
	{ "ECONNRESET", 0x68 },
	{ "EDEADLK", 0x23 },
	{ "EDQUOT", 0x7a },
	{ "EEXIST", 0x11 },
	{ "EFAULT", 0xe },
	{ "EFBIG", 0x1b },
	{ "EFD_CLOEXEC", 0x80000 },
	{ "EFD_NONBLOCK", 0x800 },
	{ "EFD_SEMAPHORE", 1 },
	{ "EINPROGRESS", 0x73 },
	{ "EINTR", 4 },
	{ "EINVAL", 0x16 },
	{ "EIO", 5 },
	{ "EISCONN", 0x6a },
	{ "EISDIR", 0x15 },
	{ "ELOOP", 0x28 },
	{ "EMFILE", 0x18 },
	{ "EMLINK", 0x1f },
	{ "EMSGSIZE", 0x5a },
	{ "ENAMETOOLONG", 0x24 },
	{ "ENFILE", 0x17 },
	{ "ENOBUFS", 0x69 },
	{ "ENODATA", 0x3d },
	{ "ENODEV", 0x13 },
	{ "ENOENT", 2 },
	{ "ENOEXEC", 8 },
	{ "ENOMEM", 0xc },
	{ "ENOPROTOOPT", 0x5c },
	{ "ENOSPC", 0x1c },
	{ "ENOSYS", 0x26 },
	{ "ENOTCONN", 0x6b },
	{ "ENOTDIR", 0x14 },
	{ "ENOTEMPTY", 0x27 },
	{ "ENOTSOCK", 0x58 },
	{ "ENOTSUP", 0x5f },
	{ "ENOTTY", 0x19 },
	{ "ENXIO", 6 },
	{ "EOPNOTSUPP", 0x5f },
	{ "EOVERFLOW", 0x4b },
	{ "EPERM", 1 },
	{ "EPIPE", 0x20 },
	{ "EPOLLERR", 8 },
	{ "EPOLLET", 0x80000000 },
	{ "EPOLLEXCLUSIVE", 0x10000000 },
	{ "EPOLLHUP", 0x10 },
	{ "EPOLLIN", 1 },
	{ "EPOLLONESHOT", 0x40000000 },
	{ "EPOLLOUT", 4 },
	{ "EPOLLPRI", 2 },
	{ "EPOLLRDHUP", 0x2000 },
	{ "EPOLLRDNORM", 0x40 },
	{ "EPOLLWRNORM", 0x100 },
	{ "EPOLL_CLOEXEC", 0x80000 },
	{ "EPOLL_CTL_ADD", 1 },
	{ "EPOLL_CTL_DEL", 2 },
	{ "EPOLL_CTL_MOD", 3 },
	{ "EPROTO", 0x47 },
	{ "EPROTONOSUPPORT", 0x5d },
	{ "EPROTOTYPE", 0x5b },
	{ "ERANGE", 0x22 },
	{ "EREMOTE", 0x42 },
	{ "EROFS", 0x1e },
	{ "ESOCKTNOSUPPORT", 0x5e },
	{ "ESPIPE", 0x1d },
	{ "ESRCH", 3 },
	{ "ESTALE", 0x74 },
	{ "ETIMEDOUT", 0x6e },
	{ "ETOOMANYREFS", 0x6d },
	{ "EUSERS", 0x57 },
	{ "EWOULDBLOCK", 0xb },
	{ "EXDEV", 0x12 },
	{ "FD_CLOEXEC", 1 },
	{ "FIOCLEX", 0x5451 },
	{ "FIONBIO", 0x5421 },
	{ "FIONCLEX", 0x5450 },
	{ "FIONREAD", 0x541b },
	{ "F_DUPFD", 0 },
	{ "F_DUPFD_CLOEXEC", 0x406 },
	{ "F_GETFD", 1 },
	{ "F_GETFL", 3 },
	{ "F_GETOWN", 9 },
	{ "F_SETFD", 2 },
	{ "F_SETFL", 4 },
	{ "F_SETOWN", 8 },
	{ "LINUX_REBOOT_CMD_HALT", 0xcdef0123 },
	{ "LINUX_REBOOT_CMD_POWER_OFF", 0x4321fedc },
	{ "LINUX_REBOOT_CMD_RESTART", 0x1234567 },
	{ "LINUX_REBOOT_MAGIC1", 0xfee1dead },
	{ "LINUX_REBOOT_MAGIC2", 0x28121969 },
	{ "MSG_CMSG_CLOEXEC", 0x40000000 },
	{ "MSG_CTRUNC", 8 },
	{ "MSG_DONTWAIT", 0x40 },
	{ "MSG_EOR", 0x80 },
	{ "MSG_NOSIGNAL", 0x4000 },
	{ "MSG_OOB", 1 },
	{ "MSG_PEEK", 2 },
	{ "MSG_TRUNC", 0x20 },
	{ "MSG_WAITALL", 0x100 },
	{ "NS_GET_NSTYPE", 0xb703 },
	{ "NS_GET_OWNER_UID", 0xb704 },
	{ "NS_GET_PARENT", 0xb702 },
	{ "NS_GET_USERNS", 0xb701 },
	{ "O_APPEND", 0x400 },
	{ "O_ASYNC", 0x2000 },
	{ "O_CLOEXEC", 0x80000 },
	{ "O_CREAT", 0x40 },
	{ "O_DIRECT", 0x4000 },
	{ "O_DIRECTORY", 0x10000 },
	{ "O_EXCL", 0x80 },
	{ "O_LARGEFILE", 0x8000 },
	{ "O_NOCTTY", 0x100 },
	{ "O_NOFOLLOW", 0x20000 },
	{ "O_NONBLOCK", 0x800 },
	{ "O_PATH", 0x200000 },
	{ "O_RDONLY", 0 },
	{ "O_RDWR", 2 },
	{ "O_TRUNC", 0x200 },
	{ "O_WRONLY", 1 },
	{ "PIDFD_GET_CGROUP_NAMESPACE", 0xff01 },
	{ "PIDFD_GET_IPC_NAMESPACE", 0xff02 },
	{ "PIDFD_GET_MNT_NAMESPACE", 0xff03 },
	{ "PIDFD_GET_NET_NAMESPACE", 0xff04 },
	{ "PIDFD_GET_PID_FOR_CHILDREN_NAMESPACE", 0xff06 },
	{ "PIDFD_GET_PID_NAMESPACE", 0xff05 },
	{ "PIDFD_GET_TIME_FOR_CHILDREN_NAMESPACE", 0xff08 },
	{ "PIDFD_GET_TIME_NAMESPACE", 0xff07 },
	{ "PIDFD_GET_USER_NAMESPACE", 0xff09 },
	{ "PIDFD_GET_UTS_NAMESPACE", 0xff0a },
	{ "PIDFD_NONBLOCK", 0x800 },
	{ "PIDFD_SIGNAL_PROCESS_GROUP", 4 },
	{ "PIDFD_SIGNAL_THREAD", 1 },
	{ "PIDFD_SIGNAL_THREAD_GROUP", 2 },
	{ "PIDFD_THREAD", 0x80 },
	{ "POLLERR", 8 },
	{ "POLLHUP", 0x10 },
	{ "POLLIN", 1 },
	{ "POLLNVAL", 0x20 },
	{ "POLLOUT", 4 },
	{ "POLLPRI", 2 },
	{ "POLLRDBAND", 0x80 },
	{ "POLLRDHUP", 0x2000 },
	{ "POLLRDNORM", 0x40 },
	{ "POLLWRNORM", 0x100 },
	{ "PROC_FD_SIGNAL", 0x40047001 },
	{ "PR_CAPBSET_DROP", 0x18 },
	{ "PR_CAPBSET_READ", 0x17 },
	{ "PR_GET_CHILD_SUBREAPER", 0x25 },
	{ "PR_GET_DUMPABLE", 3 },
	{ "PR_GET_KEEPCAPS", 7 },
	{ "PR_GET_NO_NEW_PRIVS", 0x27 },
	{ "PR_GET_PDEATHSIG", 2 },
	{ "PR_SET_CHILD_SUBREAPER", 0x24 },
	{ "PR_SET_DUMPABLE", 4 },
	{ "PR_SET_KEEPCAPS", 8 },
	{ "PR_SET_NAME", 0xf },
	{ "PR_SET_NO_NEW_PRIVS", 0x26 },
	{ "PR_SET_PDEATHSIG", 1 },
	{ "PTRACE_ATTACH", 0x10 },
	{ "PTRACE_CONT", 7 },
	{ "PTRACE_DETACH", 0x11 },
	{ "PTRACE_GETEVENTMSG", 0x4201 },
	{ "PTRACE_GETSIGINFO", 0x4202 },
	{ "PTRACE_INTERRUPT", 0x4207 },
	{ "PTRACE_KILL", 8 },
	{ "PTRACE_LISTEN", 0x4208 },
	{ "PTRACE_O_EXITKILL", 0x100000 },
	{ "PTRACE_O_TRACEEXIT", 0x40 },
	{ "PTRACE_O_TRACESYSGOOD", 1 },
	{ "PTRACE_SEIZE", 0x4206 },
	{ "PTRACE_SETOPTIONS", 0x4200 },
	{ "PTRACE_TRACEME", 0 },
	{ "P_ALL", 0 },
	{ "P_PGID", 2 },
	{ "P_PID", 1 },
	{ "P_PIDFD", 3 },
	{ "RLIMIT_CORE", 4 },
	{ "RLIMIT_CPU", 0 },
	{ "RLIMIT_NOFILE", 7 },
	{ "RLIMIT_NPROC", 6 },
	{ "RLIMIT_SIGPENDING", 0xb },
	{ "RLIM_INFINITY", -1 },
	{ "RUNNING", 0 },
	{ "SA_NOCLDSTOP", 1 },
	{ "SA_NOCLDWAIT", 2 },
	{ "SA_NODEFER", 0x40000000 },
	{ "SA_ONSTACK", 0x8000000 },
	{ "SA_RESETHAND", 0x80000000 },
	{ "SA_RESTART", 0x10000000 },
	{ "SA_RESTORER", 0x4000000 },
	{ "SA_SIGINFO", 4 },
	{ "SEEK_CUR", 1 },
	{ "SEEK_END", 2 },
	{ "SEEK_SET", 0 },
	{ "SHUT_RD", 0 },
	{ "SHUT_RDWR", 2 },
	{ "SHUT_WR", 1 },
	{ "SIGABRT", 6 },
	{ "SIGALRM", 0xe },
	{ "SIGBUS", 7 },
	{ "SIGCHLD", 0x11 },
	{ "SIGCONT", 0x12 },
	{ "SIGFPE", 8 },
	{ "SIGHUP", 1 },
	{ "SIGILL", 4 },
	{ "SIGINT", 2 },
	{ "SIGIO", 0x1d },
	{ "SIGKILL", 9 },
	{ "SIGPIPE", 0xd },
	{ "SIGPOLL", 0x1d },
	{ "SIGPROF", 0x1b },
	{ "SIGPWR", 0x1e },
	{ "SIGQUIT", 3 },
	{ "SIGRTMAX", 0x40 },
	{ "SIGRTMIN", 0x20 },
	{ "SIGRT_0", 0x20 },
	{ "SIGRT_1", 0x21 },
	{ "SIGRT_10", 0x2a },
	{ "SIGRT_11", 0x2b },
	{ "SIGRT_12", 0x2c },
	{ "SIGRT_13", 0x2d },
	{ "SIGRT_14", 0x2e },
	{ "SIGRT_15", 0x2f },
	{ "SIGRT_16", 0x30 },
	{ "SIGRT_17", 0x31 },
	{ "SIGRT_18", 0x32 },
	{ "SIGRT_19", 0x33 },
	{ "SIGRT_2", 0x22 },
	{ "SIGRT_20", 0x34 },
	{ "SIGRT_21", 0x35 },
	{ "SIGRT_22", 0x36 },
	{ "SIGRT_23", 0x37 },
	{ "SIGRT_24", 0x38 },
	{ "SIGRT_25", 0x39 },
	{ "SIGRT_26", 0x3a },
	{ "SIGRT_27", 0x3b },
	{ "SIGRT_28", 0x3c },
	{ "SIGRT_29", 0x3d },
	{ "SIGRT_3", 0x23 },
	{ "SIGRT_30", 0x3e },
	{ "SIGRT_31", 0x3f },
	{ "SIGRT_32", 0x40 },
	{ "SIGRT_4", 0x24 },
	{ "SIGRT_5", 0x25 },
	{ "SIGRT_6", 0x26 },
	{ "SIGRT_7", 0x27 },
	{ "SIGRT_8", 0x28 },
	{ "SIGRT_9", 0x29 },
	{ "SIGSEGV", 0xb },
	{ "SIGSTKFLT", 0x10 },
	{ "SIGSTOP", 0x13 },
	{ "SIGSYS", 0x1f },
	{ "SIGTERM", 0xf },
	{ "SIGTRAP", 5 },
	{ "SIGTSTP", 0x14 },
	{ "SIGTTIN", 0x15 },
	{ "SIGTTOU", 0x16 },
	{ "SIGURG", 0x17 },
	{ "SIGUSR1", 0xa },
	{ "SIGUSR2", 0xc },
	{ "SIGVTALRM", 0x1a },
	{ "SIGWINCH", 0x1c },
	{ "SIGXCPU", 0x18 },
	{ "SIGXFSZ", 0x19 },
	{ "SIG_BLOCK", 0 },
	{ "SIG_DFL", 0 },
	{ "SIG_IGN", 1 },
	{ "SIG_SETMASK", 2 },
	{ "SIG_UNBLOCK", 1 },
	{ "SI_ASYNCIO", -4 },
	{ "SI_KERNEL", 0x80 },
	{ "SI_MESGQ", -3 },
	{ "SI_QUEUE", -1 },
	{ "SI_SIGIO", -5 },
	{ "SI_TIMER", -2 },
	{ "SI_TKILL", -6 },
	{ "SI_USER", 0 },
	{ "SLEEPING", 1 },
	{ "SOCK_CLOEXEC", 0x80000 },
	{ "SOCK_DGRAM", 2 },
	{ "SOCK_NONBLOCK", 0x800 },
	{ "SOCK_SEQPACKET", 5 },
	{ "SOCK_STREAM", 1 },
	{ "SOL_SOCKET", 1 },
	{ "SO_DOMAIN", 0x27 },
	{ "SO_ERROR", 4 },
	{ "SO_PASSCRED", 0x10 },
	{ "SO_PEERCRED", 0x11 },
	{ "SO_PROTOCOL", 0x26 },
	{ "SO_RCVBUF", 8 },
	{ "SO_SNDBUF", 7 },
	{ "SO_TYPE", 3 },
	{ "STOPPED", 2 },
	{ "S_IFCHR", 0x2000 },
	{ "S_IFDIR", 0x4000 },
	{ "S_IFIFO", 0x1000 },
	{ "S_IFLNK", 0xa000 },
	{ "S_IFREG", 0x8000 },
	{ "S_IFSOCK", 0xc000 },
	{ "TIMER_ABSTIME", 1 },
	{ "TRACED", 3 },
	{ "WCONTINUED", 8 },
	{ "WEXITED", 4 },
	{ "WNOHANG", 1 },
	{ "WNOWAIT", 0x1000000 },
	{ "WSTOPPED", 2 },
	{ "WUNTRACED", 2 },
	{ "ZOMBIE", 4 },
	{ "__WALL", 0x40000000 },
	{ "__WCLONE", 0x80000000 },
	{ "__WNOTHREAD", 0x20000000 },
	{ "handler", 0x100000 },
};

#define NR_CONSTANTS (sizeof(constants) / sizeof(constants[0]))

static const char *const signal_names[] = {
	NULL,
	"SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE",
	"SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM",
	"SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU",
	"SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR",
	"SIGSYS",
	"SIGRT_0", "SIGRT_1", "SIGRT_2", "SIGRT_3", "SIGRT_4", "SIGRT_5", "SIGRT_6",
	"SIGRT_7", "SIGRT_8", "SIGRT_9", "SIGRT_10", "SIGRT_11", "SIGRT_12", "SIGRT_13",
	"SIGRT_14", "SIGRT_15", "SIGRT_16", "SIGRT_17", "SIGRT_18", "SIGRT_19", "SIGRT_20",
	"SIGRT_21", "SIGRT_22", "SIGRT_23", "SIGRT_24", "SIGRT_25", "SIGRT_26", "SIGRT_27",
	"SIGRT_28", "SIGRT_29", "SIGRT_30", "SIGRT_31", "SIGRT_32",
};

static const struct constant errnos[] = {
	{ "EPERM", 1 },
	{ "ENOENT", 2 },
	{ "ESRCH", 3 },
	{ "EINTR", 4 },
	{ "EIO", 5 },
	{ "ENXIO", 6 },
	{ "E2BIG", 7 },
	{ "ENOEXEC", 8 },
	{ "EBADF", 9 },
	{ "ECHILD", 10 },
	{ "EAGAIN", 11 },
	{ "ENOMEM", 12 },
	{ "EACCES", 13 },
	{ "EFAULT", 14 },
	{ "EBUSY", 16 },
	{ "EEXIST", 17 },
	{ "EXDEV", 18 },
	{ "ENODEV", 19 },
	{ "ENOTDIR", 20 },
	{ "EISDIR", 21 },
	{ "EINVAL", 22 },
	{ "ENFILE", 23 },
	{ "EMFILE", 24 },
	{ "ENOTTY", 25 },
	{ "EFBIG", 27 },
	{ "ENOSPC", 28 },
	{ "ESPIPE", 29 },
	{ "EROFS", 30 },
	{ "EMLINK", 31 },
	{ "EPIPE", 32 },
	{ "ERANGE", 34 },
	{ "EDEADLK", 35 },
	{ "ENAMETOOLONG", 36 },
	{ "ENOSYS", 38 },
	{ "ENOTEMPTY", 39 },
	{ "ELOOP", 40 },
	{ "ENODATA", 61 },
	{ "EREMOTE", 66 },
	{ "EPROTO", 71 },
	{ "EOVERFLOW", 75 },
	{ "EUSERS", 87 },
	{ "ENOTSOCK", 88 },
	{ "EMSGSIZE", 90 },
	{ "EPROTOTYPE", 91 },
	{ "ENOPROTOOPT", 92 },
	{ "EPROTONOSUPPORT", 93 },
	{ "ESOCKTNOSUPPORT", 94 },
	{ "EOPNOTSUPP", 95 },
	{ "EAFNOSUPPORT", 97 },
	{ "ECONNRESET", 104 },
	{ "ENOBUFS", 105 },
	{ "EISCONN", 106 },
	{ "ENOTCONN", 107 },
	{ "ETOOMANYREFS", 109 },
	{ "ETIMEDOUT", 110 },
	{ "ECONNREFUSED", 111 },
	{ "EINPROGRESS", 115 },
	{ "ESTALE", 116 },
	{ "EDQUOT", 122 },
};

#define NR_ERRNOS (sizeof(errnos) / sizeof(errnos[0]))

int sim_name_value(const char *name, long *value)
{
	size_t low = 0, high = NR_CONSTANTS;

	while (low < high) {
		size_t mid = (low + high) / 2;
		int order = strcmp(name, constants[mid].name);

		if (!order) {
			*value = constants[mid].value;
			return 1;
		}
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return 0;
}

/* Levenshtein's distance, but never more than @most + 1 */
static unsigned int distance(const char *a, const char *b, unsigned int most)
{
	unsigned int row[64], la = (unsigned int)strlen(a), lb = (unsigned int)strlen(b);

	if (lb >= 64 || la > lb + most || lb > la + most)
		return most + 1;
	for (unsigned int j = 0; j <= lb; j++)
		row[j] = j;
	for (unsigned int i = 1; i <= la; i++) {
		unsigned int diagonal = row[0];

		row[0] = i;
		for (unsigned int j = 1; j <= lb; j++) {
			unsigned int best = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[lb] <= most ? row[lb] : most + 1;
}

const char *sim_name_near(const char *name)
{
	unsigned int best = strlen(name) > 4 ? 3 : 2;
	const char *near = NULL;

	for (size_t i = 0; i < NR_CONSTANTS; i++) {
		unsigned int d = distance(name, constants[i].name, best - 1);

		if (d < best) {
			best = d;
			near = constants[i].name;
			if (!best)
				break;
		}
	}
	return near;
}

const char *sim_errno_name(int err)
{
	for (size_t i = 0; i < NR_ERRNOS; i++) {
		if (errnos[i].value == err)
			return errnos[i].name;
	}
	return NULL;
}

int sim_errno_value(const char *name)
{
	for (size_t i = 0; i < NR_ERRNOS; i++) {
		if (!strcmp(errnos[i].name, name))
			return (int)errnos[i].value;
	}
	return 0;
}

const char *sim_signal_name(int sig)
{
	if (sig < 1 || sig > 64)
		return NULL;
	return signal_names[sig];
}

const char *sim_state_name(int state)
{
	static const char *const names[] = {
		"RUNNING", "SLEEPING", "STOPPED", "TRACED", "ZOMBIE", "DEAD",
	};

	return state >= 0 && state < 6 ? names[state] : "?";
}

void sim_names_each(void (*fn)(void *ctx, const char *name, long value), void *ctx)
{
	for (size_t i = 0; i < NR_CONSTANTS; i++)
		fn(ctx, constants[i].name, constants[i].value);
}

size_t sim_flags_text(const char *prefix, unsigned long value, char *buf, size_t n)
{
	size_t len = 0, plen = strlen(prefix);
	const char *bar = "";

	buf[0] = '\0';
	for (size_t i = 0; i < NR_CONSTANTS; i++) {
		unsigned long bit = (unsigned long)constants[i].value;

		if (strncmp(constants[i].name, prefix, plen) || !bit || (bit & (bit - 1)) ||
		    !(value & bit))
			continue;
		value &= ~bit;
		len += (size_t)snprintf(buf + len, len < n ? n - len : 0, "%s%s", bar,
					constants[i].name);
		bar = "|";
		if (len >= n)
			return len;
	}
	if (value || !*bar)
		len += (size_t)snprintf(buf + len, len < n ? n - len : 0,
					value > 9 ? "%s0x%lx" : "%s%lu", bar, value);
	return len;
}
