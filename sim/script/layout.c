// SPDX-License-Identifier: GPL-2.0-only
/*
 * See layout.h.
 */
#include "script/layout.h"

#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <time.h>

#define LAYOUT(id, bytes, is_plain, ...)					\
	static const struct sim_member id##_members[] = { __VA_ARGS__, { 0 } }; \
	const struct sim_layout sim_layout_##id = {			\
		.name = #id, .size = bytes, .plain = is_plain, .members = id##_members }

LAYOUT(siginfo, sizeof(siginfo_t), 0,
	{ "si_signo", offsetof(siginfo_t, si_signo), SIM_T_S32, "SIG", 0 },
	{ "si_errno", offsetof(siginfo_t, si_errno), SIM_T_S32, NULL, 0 },
	{ "si_code", offsetof(siginfo_t, si_code), SIM_T_S32, "CLD_", 0 },
	{ "si_pid", offsetof(siginfo_t, si_pid), SIM_T_S32, NULL, 0 },
	{ "si_uid", offsetof(siginfo_t, si_uid), SIM_T_U32, NULL, 0 },
	{ "si_status", offsetof(siginfo_t, si_status), SIM_T_S32, NULL, 0 },
	{ "si_int", offsetof(siginfo_t, si_int), SIM_T_S32, NULL, 0 },
	{ "si_value", offsetof(siginfo_t, si_ptr), SIM_T_U64, NULL, 0 });

/* the kernel's, not libc's */
LAYOUT(sigaction, 32, 0,
	{ "sa_handler", 0, SIM_T_U64, "SIG_", 0 },
	{ "sa_flags", 8, SIM_T_U64, "SA_", 0 },
	{ "sa_mask", 24, SIM_T_SIGSET, NULL, 0 });

LAYOUT(sigset, 8, 1, { "set", 0, SIM_T_SIGSET, NULL, 0 });

LAYOUT(rlimit, 16, 0,
	{ "rlim_cur", 0, SIM_T_U64, "RLIM_", 0 },
	{ "rlim_max", 8, SIM_T_U64, "RLIM_", 0 });

LAYOUT(timespec, sizeof(struct timespec), 0,
	{ "tv_sec", offsetof(struct timespec, tv_sec), SIM_T_S64, NULL, 0 },
	{ "tv_nsec", offsetof(struct timespec, tv_nsec), SIM_T_S64, NULL, 0 });

LAYOUT(rusage, sizeof(struct rusage), 0, { "ru_utime", 0, SIM_T_S64, NULL, 0 });

LAYOUT(status, 4, 0, { "status", 0, SIM_T_STATUS, NULL, 0 });
LAYOUT(int, 4, 1, { "value", 0, SIM_T_S32, NULL, 0 });
LAYOUT(long, 8, 1, { "value", 0, SIM_T_S64, NULL, 0 });

LAYOUT(pair, 8, 0,
	{ "fd0", 0, SIM_T_S32, NULL, 0 },
	{ "fd1", 4, SIM_T_S32, NULL, 0 });

LAYOUT(ids, 12, 0,
	{ "real", 0, SIM_T_U32, NULL, 0 },
	{ "effective", 4, SIM_T_U32, NULL, 0 },
	{ "saved", 8, SIM_T_U32, NULL, 0 });

LAYOUT(pollfd, sizeof(struct pollfd), 0,
	{ "fd", offsetof(struct pollfd, fd), SIM_T_S32, NULL, 0 },
	{ "events", offsetof(struct pollfd, events), SIM_T_S16, "POLL", 0 },
	{ "revents", offsetof(struct pollfd, revents), SIM_T_S16, "POLL", 0 });

LAYOUT(epoll_event, sizeof(struct epoll_event), 0,
	{ "events", offsetof(struct epoll_event, events), SIM_T_U32, "EPOLL", 0 },
	{ "data", offsetof(struct epoll_event, data), SIM_T_U64, NULL, 0 });

LAYOUT(clone_args, 88, 0,
	{ "flags", 0, SIM_T_U64, "CLONE_", 0 },
	{ "pidfd", 8, SIM_T_PTR_OUT, NULL, 0x1000 },
	{ "child_tid", 16, SIM_T_PTR_OUT, NULL, 0x01200000 },
	{ "parent_tid", 24, SIM_T_PTR_OUT, NULL, 0x00100000 },
	{ "exit_signal", 32, SIM_T_U64, "SIG", 0 },
	{ "stack", 40, SIM_T_U64, NULL, 0 },
	{ "stack_size", 48, SIM_T_U64, NULL, 0 },
	{ "tls", 56, SIM_T_U64, NULL, 0 },
	{ "set_tid", 64, SIM_T_PIDS, NULL, 0 },
	{ "set_tid_size", 72, SIM_T_U64, NULL, 0 },
	{ "cgroup", 80, SIM_T_U64, NULL, 0 });

LAYOUT(caphdr, 8, 0,
	{ "version", 0, SIM_T_U32, NULL, 0 },
	{ "pid", 4, SIM_T_S32, NULL, 0 });

LAYOUT(capdata, 24, 0,
	{ "effective", 0, SIM_T_CAPS, "CAP_", 0 },
	{ "permitted", 4, SIM_T_CAPS, "CAP_", 0 },
	{ "inheritable", 8, SIM_T_CAPS, "CAP_", 0 });

LAYOUT(statfs, sizeof(struct statfs), 0,
	{ "f_type", offsetof(struct statfs, f_type), SIM_T_S64, NULL, 0 },
	{ "f_bsize", offsetof(struct statfs, f_bsize), SIM_T_S64, NULL, 0 },
	{ "f_namelen", offsetof(struct statfs, f_namelen), SIM_T_S64, NULL, 0 });

LAYOUT(stat, sizeof(struct stat), 0,
	{ "st_ino", offsetof(struct stat, st_ino), SIM_T_U64, NULL, 0 },
	{ "st_mode", offsetof(struct stat, st_mode), SIM_T_U32, NULL, 0 },
	{ "st_uid", offsetof(struct stat, st_uid), SIM_T_U32, NULL, 0 },
	{ "st_gid", offsetof(struct stat, st_gid), SIM_T_U32, NULL, 0 },
	{ "st_size", offsetof(struct stat, st_size), SIM_T_S64, NULL, 0 });

LAYOUT(ucred, 12, 0,
	{ "pid", 0, SIM_T_S32, NULL, 0 },
	{ "uid", 4, SIM_T_U32, NULL, 0 },
	{ "gid", 8, SIM_T_U32, NULL, 0 });

/* of the design process-api: its process.h */
#define WAIT_INFO(member) (8 + offsetof(siginfo_t, member))
LAYOUT(process_wait, 8 + sizeof(siginfo_t), 0,
	{ "timeout", 0, SIM_T_S64, NULL, 0 },
	{ "si_signo", WAIT_INFO(si_signo), SIM_T_S32, "SIG", 0 },
	{ "si_code", WAIT_INFO(si_code), SIM_T_S32, "CLD_", 0 },
	{ "si_pid", WAIT_INFO(si_pid), SIM_T_S32, NULL, 0 },
	{ "si_uid", WAIT_INFO(si_uid), SIM_T_U32, NULL, 0 },
	{ "si_status", WAIT_INFO(si_status), SIM_T_S32, NULL, 0 });

LAYOUT(process_info, 144, 0,
	{ "pid", 0, SIM_T_S32, NULL, 0 },
	{ "ppid", 4, SIM_T_S32, NULL, 0 },
	{ "pgid", 8, SIM_T_S32, NULL, 0 },
	{ "sid", 12, SIM_T_S32, NULL, 0 },
	{ "uid", 16, SIM_T_U32, NULL, 0 },
	{ "euid", 20, SIM_T_U32, NULL, 0 },
	{ "suid", 24, SIM_T_U32, NULL, 0 },
	{ "gid", 28, SIM_T_U32, NULL, 0 },
	{ "egid", 32, SIM_T_U32, NULL, 0 },
	{ "sgid", 36, SIM_T_U32, NULL, 0 },
	{ "state", 40, SIM_T_U32, NULL, 0 },
	{ "status", 44, SIM_T_STATUS, NULL, 0 },
	{ "threads", 48, SIM_T_U32, NULL, 0 },
	{ "mnt_ns", 52, SIM_T_U32, NULL, 0 },
	{ "uts_ns", 56, SIM_T_U32, NULL, 0 },
	{ "ipc_ns", 60, SIM_T_U32, NULL, 0 },
	{ "net_ns", 64, SIM_T_U32, NULL, 0 },
	{ "cgroup_ns", 68, SIM_T_U32, NULL, 0 },
	{ "pid_ns", 72, SIM_T_U32, NULL, 0 },
	{ "user_ns", 76, SIM_T_U32, NULL, 0 },
	{ "blocked", 80, SIM_T_SIGSET, NULL, 0 },
	{ "pending", 88, SIM_T_SIGSET, NULL, 0 },
	{ "ignored", 96, SIM_T_SIGSET, NULL, 0 },
	{ "caught", 104, SIM_T_SIGSET, NULL, 0 },
	{ "start_time", 112, SIM_T_U64, NULL, 0 },
	{ "utime", 120, SIM_T_U64, NULL, 0 },
	{ "stime", 128, SIM_T_U64, NULL, 0 },
	{ "close_signal", 136, SIM_T_S32, "SIG", 0 });

LAYOUT(bytes, 0, 1, { "data", 0, SIM_T_TEXT, NULL, 0 });

const struct sim_member *sim_layout_member(const struct sim_layout *layout, const char *name)
{
	const struct sim_member *m;

	for (m = layout->members; m->name; m++) {
		if (!strcmp(m->name, name))
			return m;
	}
	return NULL;
}

unsigned int sim_type_size(enum sim_type type)
{
	switch (type) {
	case SIM_T_S16:
		return 2;
	case SIM_T_S32:
	case SIM_T_U32:
	case SIM_T_STATUS:
		return 4;
	case SIM_T_CAPS:
		return 16;
	case SIM_T_TEXT:
		return 0;
	default:
		return 8;
	}
}

long sim_type_load(enum sim_type type, const void *at)
{
	union {
		int16_t s16;
		int32_t s32;
		uint32_t u32;
		int64_t s64;
	} v = { .s64 = 0 };
	uint32_t high;

	switch (type) {
	case SIM_T_CAPS:
		memcpy(&v.u32, at, 4);
		memcpy(&high, (const char *)at + 12, 4);
		return (long)(v.u32 | (uint64_t)high << 32);
	case SIM_T_TEXT:
		return 0;
	default:
		memcpy(&v, at, sim_type_size(type));
	}
	switch (type) {
	case SIM_T_S16:
		return v.s16;
	case SIM_T_S32:
	case SIM_T_STATUS:
		return v.s32;
	case SIM_T_U32:
		return v.u32;
	default:
		return v.s64;
	}
}

void sim_type_store(enum sim_type type, void *at, long value)
{
	uint32_t high = (uint32_t)((uint64_t)value >> 32);

	switch (type) {
	case SIM_T_CAPS:
		memcpy(at, &value, 4);
		memcpy((char *)at + 12, &high, 4);
		break;
	case SIM_T_TEXT:
		break;
	default:
		/* little endian: the low bytes come first */
		memcpy(at, &value, sim_type_size(type));
	}
}
