// SPDX-License-Identifier: GPL-2.0-only
/*
 * What random programs leave out, each with its reason. `pidfdsim fuzz --limits` prints the table,
 * docs/host.md shows it.
 */
#include "fuzz/fuzz.h"

#include <string.h>

static const struct fuzz_limit limits[] = {
	{ FUZZ_NO_CALL, "execve", "the actor would not be steered any more" },
	{ FUZZ_NO_CALL, "fchmod", "/dev/null is the machine's" },
	{ FUZZ_NO_CALL, "fstatfs", "file systems differ by machine" },
	{ FUZZ_NO_CALL, "ftruncate", "/dev/null is the machine's" },
	{ FUZZ_NO_CALL, "getdents64", "the host's directories have more entries" },
	{ FUZZ_NO_CALL, "mount", "only proc can be mounted in the model" },
	{ FUZZ_NO_CALL, "nanosleep", "time passes on the host, but not in the model" },
	{ FUZZ_NO_CALL, "ptrace", "a tracer sees the steering of an actor" },
	{ FUZZ_NO_CALL, "process_mrelease", "what it finds hangs on how far the death is" },
	{ FUZZ_NO_CALL, "reboot", "ends the namespace of the run" },
	{ FUZZ_NO_WORD, "CLONE_FS", "who shares directories is not modelled; setns() asks" },
	{ FUZZ_NO_WORD, "CLONE_NEWNS", "mounts are not modelled, and paths hang on them" },
	{ FUZZ_NO_WORD, "CLONE_VFORK", "its child is to be the next to act" },
	{ FUZZ_NO_WORD, "CLONE_SETTLS", "registers are not modelled" },
	{ FUZZ_NO_WORD, "MSG_OOB", "out-of-band data is not modelled" },
	{ FUZZ_NO_WORD, "O_EXCL", "means a watch queue to pipe2(), which is not modelled" },
	{ FUZZ_NO_WORD, "RLIMIT_NPROC", "is counted for all processes of a user" },
	{ FUZZ_NO_WORD, "RLIMIT_SIGPENDING", "is counted for all processes of a user" },
	{ FUZZ_NO_WORD, "SEEK_CUR", "files of /proc are longer on the host" },
	{ FUZZ_NO_WORD, "SEEK_END", "files of /proc are longer on the host" },
	{ FUZZ_NO_FIELD, "pos", "files of /proc are longer on the host" },
	{ FUZZ_NO_FIELD, "rusage", "times are not modelled" },
	{ FUZZ_NO_FIELD, "st_size", "sizes of directories are the file system's" },
	{ FUZZ_NO_FIELD, "st_ino", "inodes are numbered per machine" },
	{ FUZZ_NO_FIELD, "State", "an actor that waits to be steered sleeps on the host" },
	{ FUZZ_NO_FIELD, "SigQ", "is counted for all processes of a user" },
	{ FUZZ_NO_STATE, "calls that sim/fuzz/args.c does not name",
	  "a call is made as root, and must be known to stay within the run" },
	{ FUZZ_NO_STATE, "other lines of /proc/PID/status", "memory, scheduling and security "
							    "modules are not modelled" },
	{ FUZZ_NO_FIELD, "FDSize", "the first process has the table of whoever started it" },
	{ FUZZ_NO_STATE, "domains other than AF_UNIX", "other sockets are not modelled" },
	{ FUZZ_NO_STATE, "RLIMIT_NOFILE below 24",
	  "descriptors on their way are counted for all processes of a user" },
	{ FUZZ_NO_STATE, "/proc/PID/task/TID/children",
	  "who reads on in it goes on behind the last child, in the model behind the last byte" },
	{ FUZZ_NO_STATE, "O_NOATIME", "whoever looks a file of /proc up finds out whose it is" },
	{ FUZZ_NO_STATE, "socket options without a name here", "are not modelled" },
	{ FUZZ_NO_STATE, "locks, leases and other commands of fcntl", "are not modelled" },
	{ FUZZ_NO_STATE, "columns of /proc/PID/stat behind the session", "as those lines" },
	{ FUZZ_NO_STATE, "inodes in the texts of links", "inodes are numbered per machine" },
	{ FUZZ_NO_STATE, "files outside of /proc but /dev/null", "they are the machine's" },
	{ FUZZ_NO_STATE, "/proc/sys/kernel/pid_max before 6.14", "it is the machine's" },
	{ FUZZ_NO_STATE, "set_tid on more levels than the model has",
	  "the model's first process is on level 0" },
	{ FUZZ_NO_STATE, "the first process of a namespace in a group of another's",
	  "the kernel could not end the namespace, nor the run" },
	{ FUZZ_NO_STATE, "sleeps and exits of the first process", "nobody could go on" },
	{ FUZZ_NO_STATE, "times other than 0 and for ever", "time passes on the host" },
	{ FUZZ_NO_STATE, "what hangs on who is first when several can go on",
	  "found by running each program on the model in other orders" },
};

#define NR_LIMITS (sizeof(limits) / sizeof(limits[0]))

const struct fuzz_limit *fuzz_limit_at(unsigned int i)
{
	return i < NR_LIMITS ? &limits[i] : NULL;
}

const char *fuzz_limit(enum fuzz_limit_kind kind, const char *what)
{
	for (size_t i = 0; i < NR_LIMITS; i++) {
		if (limits[i].kind == kind && !strcmp(limits[i].what, what))
			return limits[i].why;
	}
	return NULL;
}

void fuzz_strip(struct sim_buf *out, size_t from)
{
	const struct fuzz_limit *limit;

	for (unsigned int i = 0; out->s && (limit = fuzz_limit_at(i)); i++) {
		size_t n = strlen(limit->what);
		char *at = out->s + from;

		while (limit->kind == FUZZ_NO_FIELD && (at = strstr(at, limit->what))) {
			size_t len = n + strcspn(at + n, ",}");

			if (at[n] == '=' && (at[-1] == ' ' || at[-1] == '{')) {
				len += at[len] == ',' ? 2 : 0;
				memmove(at, at + len, strlen(at + len) + 1);
				out->len -= len;
			} else {
				at += n;
			}
		}
	}
}
