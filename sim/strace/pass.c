// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is passed over: calls that the model does not have, and descriptors of files that it
 * does not have. Each of those stands on /dev/null in the model, so that numbers stay right.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "strace/play.h"

static int is_in(const char *name, const char *const *names)
{
	for (; *names; names++) {
		if (!strcmp(name, *names))
			return 1;
	}
	return 0;
}

/** sim_st_pass - count a call that is passed over */
void sim_st_pass(struct st_play *p, const char *name)
{
	struct st_count *more;

	p->out->passed++;
	for (unsigned int i = 0; i < p->nr_counts; i++) {
		if (!strcmp(p->counts[i].name, name)) {
			p->counts[i].nr++;
			return;
		}
	}
	more = realloc(p->counts, (p->nr_counts + 1) * sizeof(*more));
	if (!more)
		return;
	p->counts = more;
	more[p->nr_counts++] = (struct st_count){ name, 1 };
}

/* a descriptor that the model has nothing behind but /dev/null, or a file of /proc to be read */
static int is_opaque(struct st_play *p, unsigned int actor, long fd)
{
	char link[128];

	sim_st_link(p, actor, fd, link, sizeof(link));
	return !strcmp(link, "/dev/null") || !strncmp(link, "/proc/", 6);
}

/** sim_st_is_opaque - a descriptor behind which the model has nothing */
int sim_st_is_opaque(struct st_play *p, unsigned int actor, const struct sim_value *fd)
{
	return fd && fd->kind == SIM_VALUE_NUMBER && fd->num.val >= 0 &&
	       is_opaque(p, actor, fd->num.val);
}

static int arg_opaque(struct st_play *p, unsigned int actor, const struct sim_field *args,
		      unsigned int n)
{
	return sim_st_is_opaque(p, actor, sim_st_arg(args, n));
}

static int poll_opaque(struct st_play *p, unsigned int actor, const struct sim_value *list)
{
	if (!list || list->kind != SIM_VALUE_LIST)
		return 0;
	for (const struct sim_value *v = list->sub.first; v; v = v->next) {
		if (v->kind == SIM_VALUE_STRUCT && arg_opaque(p, actor, v->fields, 0))
			return 1;
	}
	return 0;
}

/* an epoll that watches what the model does not have says what the model can't know */
static int watches_opaque(const struct st_play *p, const struct sim_value *fd)
{
	return fd && fd->kind == SIM_VALUE_NUMBER && fd->num.val >= 0 && fd->num.val < ST_EPOLLS &&
	       p->tainted[fd->num.val];
}

static int is_fcntl_of_table(const struct sim_field *args)
{
	static const char *const names[] = {
		"F_GETFD", "F_SETFD", "F_DUPFD", "F_DUPFD_CLOEXEC", NULL,
	};
	const struct sim_value *v = sim_st_arg(args, 1);

	return v && v->kind == SIM_VALUE_WORD && is_in(v->word, names);
}

/* what of /proc the model has, and gives descriptors that mean something */
static int is_proc_handle(struct st_play *p, unsigned int actor, const struct sim_value *path)
{
	int nr, used = 0;
	const char *s;

	if (!path || path->kind != SIM_VALUE_STRING || strncmp(path->str.bytes, "/proc/", 6))
		return 0;
	s = path->str.bytes + 6;
	if (!strncmp(s, "self", 4))
		s += 4;
	else if (sscanf(s, "%d%n", &nr, &used) == 1 && sim_st_actor(p, actor, nr) != ST_NONE)
		s += used;
	else
		return 0;
	return !*s || !strcmp(s, "/") || !strcmp(s, "/ns/pid") || !strcmp(s, "/ns/user");
}

/* read and its like mean nothing where there is no such file in the model */
static int is_about_opaque(struct st_play *p, unsigned int actor, const struct st_rec *rec,
			   const struct sim_field *args)
{
	static const char *const by_fd[] = {
		"read", "write", "sendmsg", "recvmsg", "shutdown", "setns", "epoll_ctl",
		"pidfd_send_signal", "pidfd_getfd", NULL,
	};
	const char *name = rec->name;
	const struct sim_value *v = sim_st_arg(args, 2);

	if (!strcmp(name, "poll") || !strcmp(name, "ppoll"))
		return poll_opaque(p, actor, sim_st_arg(args, 0));
	if (!strcmp(name, "fcntl"))
		return !is_fcntl_of_table(args) && arg_opaque(p, actor, args, 0);
	if (!strcmp(name, "epoll_ctl") && arg_opaque(p, actor, args, 2)) {
		v = sim_st_arg(args, 0);
		if (v && v->kind == SIM_VALUE_NUMBER && v->num.val >= 0 && v->num.val < ST_EPOLLS)
			p->tainted[v->num.val] = 1;
		return 1;
	}
	if (!strcmp(name, "epoll_wait") || !strcmp(name, "epoll_pwait"))
		return watches_opaque(p, sim_st_arg(args, 0));
	if (!strcmp(name, "waitid") && v && v->kind == SIM_VALUE_STRUCT && v->fields)
		return 0;	/* it says for whom */
	if (!strcmp(name, "waitid"))
		return v && sim_st_arg(args, 0)->kind == SIM_VALUE_WORD &&
		       !strcmp(sim_st_arg(args, 0)->word, "P_PIDFD") &&
		       arg_opaque(p, actor, args, 1);
	return is_in(name, by_fd) && arg_opaque(p, actor, args, 0);
}

/** sim_st_is_modelled - whether the model is asked */
int sim_st_is_modelled(struct st_play *p, unsigned int actor, const struct st_rec *rec,
		       const struct sim_field *args)
{
	/* of files, paths and programs the model has next to nothing; ptrace is strace's own */
	static const char *const never[] = {
		"faccessat", "fstat", "getdents64", "getsockopt", "ioctl", "lseek", "mount",
		"newfstatat", "ptrace", "readlink", "readlinkat", "reboot", "sched_yield",
		"capget", "capset", "nanosleep", "setfsuid", NULL,
	};
	const struct sim_call_desc *desc = sim_call_desc(rec->name);

	if (!desc || is_in(rec->name, never) ||
	    !sim_design_call(p->prog.design, desc->syscall ? desc->syscall : rec->name))
		return 0;
	if (rec->err && !strcmp(rec->err, "ENOSYS"))
		return 0;
	if (!strcmp(rec->name, "execve"))
		return !rec->err && rec->end == ST_RETURNED;
	if (!strcmp(rec->name, "open"))
		return is_proc_handle(p, actor, sim_st_arg(args, 0));
	if (!strcmp(rec->name, "openat"))
		return is_proc_handle(p, actor, sim_st_arg(args, 1));
	return !is_about_opaque(p, actor, rec, args);
}

/* ------------------------------------------------------------ stand-ins */

/** sim_st_gives_fd - whether the result is a descriptor; also of calls that are not modelled */
int sim_st_gives_fd(const char *name)
{
	static const char *const names[] = {
		"open", "openat", "openat2", "creat", "socket", "accept", "accept4", "signalfd",
		"signalfd4", "inotify_init", "inotify_init1", "timerfd_create", "memfd_create",
		"memfd_secret", "userfaultfd", "perf_event_open", "bpf", "io_uring_setup",
		"fanotify_init", "open_tree", "fsopen", "fsmount", "fspick",
		"open_by_handle_at", "pidfd_open", "pidfd_getfd", "epoll_create", "eventfd",
		"eventfd2", "epoll_create1", "dup",
		"landlock_create_ruleset", "seccomp", "mq_open", NULL,
	};

	return is_in(name, names);
}

static void stand_in_for(struct st_play *p, unsigned int actor, const struct st_rec *rec,
			 long fd, int cloexec)
{
	long got = sim_st_do(p, actor, "open(\"/dev/null\", O_RDWR%s)",
			     cloexec ? "|O_CLOEXEC" : "");
	char model[32], log[32];

	if (got == fd || got < 0)
		return;
	snprintf(model, sizeof(model), "%ld", got);
	snprintf(log, sizeof(log), "%ld", fd);
	if (!sim_st_learn(p, actor, rec, NULL, got))
		sim_st_differ(p, rec, model, log);
	sim_st_do(p, actor, "dup3(%ld, %ld, %s)", got, fd, cloexec ? "O_CLOEXEC" : "0");
	sim_st_do(p, actor, "close(%ld)", got);
}

/** sim_st_stand_in - a call that is passed over has made descriptors */
void sim_st_stand_in(struct st_play *p, unsigned int actor, const struct st_rec *rec,
		     const struct sim_field *args)
{
	const struct sim_value *v = sim_st_arg(args, 3);
	int cloexec = strstr(rec->args, "CLOEXEC") != NULL;

	if (rec->end != ST_RETURNED || rec->err || rec->ret < 0)
		return;
	if (!strcmp(rec->name, "socketpair") && v && v->kind == SIM_VALUE_LIST) {
		for (v = v->sub.first; v; v = v->next) {
			if (v->kind == SIM_VALUE_NUMBER)
				stand_in_for(p, actor, rec, v->num.val, cloexec);
		}
	} else if (sim_st_gives_fd(rec->name) && strcmp(rec->name, "dup") && rec->ret < 1 << 20) {
		stand_in_for(p, actor, rec, rec->ret, cloexec || !strcmp(rec->name, "pidfd_open"));
	}
}
