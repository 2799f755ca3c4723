// SPDX-License-Identifier: GPL-2.0-only
/*
 * A random call of the table of calls, with arguments that mean something: what an argument may
 * be is known by its name, and by what its constants begin with.
 */
#include "fuzz/fuzz.h"

#include <string.h>

#include "choice.h"
#include "onhost/inside.h"
#include "script/names.h"

/** struct maker - a call in the making */
struct maker {
	const struct fuzz_model *m;
	unsigned int actor;
	uint64_t *random;
	struct sim_buf *out;
	const struct sim_call_desc *desc;
};

static unsigned int below(struct maker *k, unsigned int n)
{
	return sim_below(k->random, n);
}

static int one_in(struct maker *k, unsigned int n)
{
	return !below(k, n);
}

#define PICK(k, list) ((list)[below(k, sizeof(list) / sizeof((list)[0]))])

/* ------------------------------------------------------------ whom */

/* the young are more interesting than the old, the living more than the dead */
static unsigned int some_actor(struct maker *k)
{
	unsigned int n = k->m->program->nr_actors, i = 0;

	for (unsigned int tries = 0; tries < 4; tries++) {
		i = one_in(k, 2) || n < 4 ? below(k, n) : n - 1 - below(k, 4);
		if (k->m->actors[i].task && k->m->state[i] != 'X')
			return i;
	}
	return k->m->actors[i].task ? i : k->actor;
}

static void put_pid(struct maker *k, int negative)
{
	static const char *const odd[] = { "0", "1", "9999", "-1", "2", "3", "5" };

	if (one_in(k, 8))
		sim_buf_puts(k->out, odd[below(k, negative ? 4 : 7)]);
	else if (one_in(k, 6))
		sim_buf_puts(k->out, fuzz_actor_name(k->actor));
	else
		sim_buf_printf(k->out, "%s%s", negative && one_in(k, 5) ? "-" : "",
			       fuzz_actor_name(some_actor(k)));
}

/* ------------------------------------------------------------ constants */

static const char *const signals[] = {
	"SIGUSR1", "SIGUSR2", "SIGCHLD", "SIGTERM", "SIGCONT", "SIGHUP",  "SIGTSTP", "SIGTTIN",
	"SIGURG",  "SIGRT_2", "SIGRT_3", "SIGQUIT", "SIGINT",  "SIGPIPE", "SIGABRT", "SIGWINCH",
};

static void put_signal(struct maker *k)
{
	static const char *const rare[] = { "SIGKILL", "SIGSTOP", "0", "65", "SIGKILL", "SIGSTOP" };

	sim_buf_puts(k->out, one_in(k, 6) ? PICK(k, rare) : PICK(k, signals));
}

static void put_set(struct maker *k)
{
	unsigned int n = below(k, 5);

	if (one_in(k, 10)) {
		sim_buf_puts(k->out, "0xffffffffffffffff");
		return;
	}
	sim_buf_putc(k->out, '[');
	for (unsigned int i = 0; i < n; i++)
		sim_buf_printf(k->out, "%s%s", i ? ", " : "", PICK(k, signals));
	sim_buf_putc(k->out, ']');
}

#define MAX_WORDS 64

struct words {
	const char *prefix;
	const char *at[MAX_WORDS];
	unsigned int nr;
};

static void collect(void *ctx, const char *name, long value)
{
	struct words *w = ctx;

	(void)value;
	if (w->nr < MAX_WORDS && !strncmp(name, w->prefix, strlen(w->prefix)) &&
	    !fuzz_limit(FUZZ_NO_WORD, name))
		w->at[w->nr++] = name;
}

/* up to @most of the constants that begin so, or-ed */
static void put_words(struct maker *k, const char *prefix, unsigned int most)
{
	struct words w = { .prefix = prefix };
	unsigned int n = most == 1 ? 1 : below(k, most + 1);

	sim_names_each(collect, &w);
	/* of later designs */
	if (!strcmp(prefix, "PIDFD_") && !sim_design_call(k->m->program->prog.design, "pidfd_open"))
		w.nr = 0;
	if (!n || !w.nr || one_in(k, 40)) {
		sim_buf_puts(k->out, one_in(k, 40) ? "0x40000000" : "0");
		return;
	}
	for (unsigned int i = 0; i < n; i++)
		sim_buf_printf(k->out, "%s%s", i ? "|" : "", w.at[below(k, w.nr)]);
}

static void put_wait(struct maker *k)
{
	static const char *const waits[] = {
		"WNOHANG", "WUNTRACED", "WCONTINUED", "__WALL", "__WCLONE", "__WNOTHREAD",
	};
	static const char *const ids[] = { "WEXITED", "WSTOPPED", "WCONTINUED", "WNOWAIT" };
	int id = !strcmp(k->desc->name, "waitid");

	/* the first process must not sleep: nobody could wake it */
	sim_buf_puts(k->out, !k->actor || !one_in(k, 6) ? "WNOHANG" : "0");
	if (id && !one_in(k, 4))
		sim_buf_puts(k->out, "|WEXITED");
	for (unsigned int n = below(k, 3); n; n--)
		sim_buf_printf(k->out, "|%s", id && one_in(k, 2) ? PICK(k, ids) : PICK(k, waits));
}

static const char thread[] = "CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD";

static void put_clone(struct maker *k)
{
	static const char *const flags[] = {
		"CLONE_NEWPID", "CLONE_NEWPID", "CLONE_PARENT", "CLONE_FILES", "CLONE_FS",
		"CLONE_VM",	"CLONE_NEWUSER", "CLONE_VM|CLONE_SIGHAND", "CLONE_PARENT_SETTID",
		"CLONE_CHILD_CLEARTID", "CLONE_NEWUTS", "CLONE_NEWPID|CLONE_NEWUSER",
	};
	int is_clone = !strcmp(k->desc->name, "clone");
	const char *bar = "";

	if (is_clone && k->actor && one_in(k, 4)) {
		sim_buf_puts(k->out, thread);
		return;
	}
	if (is_clone) {
		sim_buf_puts(k->out, one_in(k, 8) ? PICK(k, signals) : "SIGCHLD");
		bar = "|";
	}
	for (unsigned int n = below(k, 3) + !is_clone; n; n--, bar = "|")
		sim_buf_printf(k->out, "%s%s", bar, PICK(k, flags));
}

/* ------------------------------------------------------------ numbers */

static void put_fd(struct maker *k)
{
	static const char *const odd[] = { "-1", "0", "1", "63", "1000", "2" };

	if (one_in(k, 12))
		sim_buf_puts(k->out, PICK(k, odd));
	else
		sim_buf_printf(k->out, "%u", 3 + below(k, one_in(k, 3) ? 12 : 4));
}

static void put_uid(struct maker *k)
{
	static const char *const uids[] = { "0", "-1", "1000", "1000", "1001", "1002", "-1" };

	sim_buf_puts(k->out, PICK(k, uids));
}

static void put_number(struct maker *k)
{
	static const char *const numbers[] = {
		"0", "1", "1", "2", "-1", "7", "4096", "0x7fffffff",
	};

	sim_buf_puts(k->out, PICK(k, numbers));
}

static int is_named(const char *name, const char *list)
{
	size_t n = strlen(name);

	for (const char *at = strstr(list, name); at; at = strstr(at + 1, name)) {
		if (at[-1] == ' ' && at[n] == ' ')
			return 1;
	}
	return 0;
}

static void put_idtype(struct maker *k)
{
	static const char *const types[] = { "P_PID", "P_ALL", "P_PID", "P_PGID", "P_PIDFD" };
	int handles = sim_design_call(k->m->program->prog.design, "pidfd_open") != NULL;

	sim_buf_puts(k->out, types[below(k, handles ? 5 : 4)]);
}

static void put_prefixed(struct maker *k, const struct sim_param *p)
{
	if (!strcmp(p->words, "P_"))
		put_idtype(k);
	else if (!strcmp(p->words, "SIG"))
		put_signal(k);
	else if (!strcmp(p->words, "W"))
		put_wait(k);
	else if (!strcmp(p->words, "CLONE_") && k->desc->flags & SIM_CALL_CREATES)
		put_clone(k);
	else if (is_named(p->words, " O_ EFD_ MSG_ CLOSE_RANGE_ AT_ PIDFD_ "))
		put_words(k, p->words, 2);
	else
		put_words(k, p->words, 1);
}

static void put_int(struct maker *k, const struct sim_param *p)
{
	const char *name = p->name;
	int set = !strncmp(k->desc->name, "set", 3);

	/* other numbers are flags of designs to come */
	if (p->words && (!one_in(k, 60) || is_named(p->words, " PIDFD_ AF_ F_ SO_ SOL_ ") ||
			 k->desc->flags & SIM_CALL_CREATES))
		put_prefixed(k, p);
	else if (is_named(name, " pid tid tgid pgid ") || (!strcmp(name, "id") && !set))
		put_pid(k, is_named(k->desc->name, " kill wait4 waitpid "));
	else if (is_named(name, " fd oldfd newfd epfd pidfd targetfd first last "))
		put_fd(k);
	else if (!strcmp(name, "dirfd"))
		sim_buf_puts(k->out, one_in(k, 5) ? "3" : "AT_FDCWD");
	else if (is_named(name, " ruid euid suid rgid egid sgid id "))
		put_uid(k);
	else if (!strcmp(name, "request"))
		put_words(k, one_in(k, 2) ? "FIO" : "NS_GET_", 1);
	else if (!strcmp(name, "arg") && one_in(k, 2))
		put_words(k, "O_", 2);
	else if (!strcmp(name, "arg"))
		put_fd(k);
	else if (!strcmp(name, "size"))
		sim_buf_puts(k->out, one_in(k, 3) ? "88" : one_in(k, 2) ? "64" : "63");
	else if (!strcmp(name, "arg2") && one_in(k, 3))
		put_signal(k);
	else if (!strcmp(name, "timeout"))
		sim_buf_puts(k->out, k->actor && one_in(k, 6) ? "-1" : "0");
	else if (is_named(name, " bufsiz maxevents "))
		sim_buf_puts(k->out, one_in(k, 4) ? "3" : name[0] == 'm' ? "4" : "128");
	else if (!strcmp(name, "count"))
		sim_buf_puts(k->out, one_in(k, 12) ? "0" : "4000");
	else
		put_number(k);
}

/* ------------------------------------------------------------ texts */

static void put_path(struct maker *k)
{
	static const char *const of_pid[] = {
		"", "/status", "/stat", "/ns/pid", "/ns/user", "/ns/pid_for_children", "/fd/3",
		"/fdinfo/3", "/comm", "/task", "/fd", "/ns", "/task/%d/status", "/task/%d/stat",
		"/task/%d", "/fdinfo/4", "/fd/0", "/uid_map", "/gid_map", "/setgroups", "/ns/pid",
	};
	static const char *const plain[] = {
		"/dev/null", "/proc", "/proc/self/status", "/proc/sys/kernel/ns_last_pid",
		"/proc/self/ns/pid", "/proc/thread-self/status", "/proc/self/fd/3", "/proc/nowhere",
		"/proc/self", "/proc/thread-self", "/proc/self/exe/x",
		"/proc/sys/kernel/pid_max",
	};
	const char *of, *at;

	if (one_in(k, 4)) {
		do
			of = PICK(k, plain);
		while (strstr(of, "pid_max") && sim_release(k->m->sim) < LINUX(6, 14));
		sim_buf_printf(k->out, "\"%s\"", of);
		return;
	}
	of = PICK(k, of_pid);
	sim_buf_printf(k->out, "\"/proc/<%s>", fuzz_actor_name(some_actor(k)));
	at = strstr(of, "%d");
	if (at)
		sim_buf_printf(k->out, "%.*s<%s>%s", (int)(at - of), of,
			       fuzz_actor_name(some_actor(k)), at + 2);
	else
		sim_buf_puts(k->out, of);
	sim_buf_puts(k->out, "\"");
}

static void put_data(struct maker *k)
{
	static const char *const data[] = {
		"\"x\"", "\"abcd\"", "\"\"", "\"12\"", "\"deny\"", "\"0 0 1\"", "\"0 1000 1\"",
		"\"\\x01\\0\\0\\0\\0\\0\\0\\0\"", "\"8\"",
	};

	sim_buf_puts(k->out, PICK(k, data));
}

/* ------------------------------------------------------------ structures */

static void put_sigaction(struct maker *k)
{
	static const char *const flags[] = {
		"SA_RESTART", "SA_NOCLDWAIT", "SA_NOCLDSTOP", "SA_RESETHAND", "SA_NODEFER",
	};
	static const char *const how[] = { "SIG_IGN", "SIG_DFL", "handler", "handler" };
	const char *handler = PICK(k, how);
	const char *bar = "";

	sim_buf_printf(k->out, "{sa_handler=%s", handler);
	if (one_in(k, 2)) {
		sim_buf_puts(k->out, ", sa_flags=");
		for (unsigned int n = 1 + below(k, 2); n; n--, bar = "|")
			sim_buf_printf(k->out, "%s%s", bar, PICK(k, flags));
	}
	/* so that handlers run one after the other, in the order in which they are taken */
	sim_buf_printf(k->out, "%s}", *handler == 'h' ? ", sa_mask=0xffffffffffffffff" : "");
}

static void put_clone_args(struct maker *k)
{
	sim_buf_puts(k->out, "{flags=");
	if (k->actor && one_in(k, 6))
		sim_buf_puts(k->out, thread);
	else if (one_in(k, 2))
		put_clone(k);
	else
		sim_buf_puts(k->out, one_in(k, 8) ? "CLONE_CLEAR_SIGHAND" : "0");
	if (!one_in(k, 6)) {
		sim_buf_puts(k->out, ", exit_signal=");
		sim_buf_puts(k->out, one_in(k, 6) ? PICK(k, signals) : "SIGCHLD");
	}
	if (one_in(k, 3)) {
		sim_buf_printf(k->out, ", set_tid=[%u", below(k, 14));
		/* the first process of the model is on level 0, that of the host is not */
		if (one_in(k, 2) && sim_identity(k->m->actors[k->actor].task)->level)
			sim_buf_printf(k->out, ", %u", below(k, 14));
		sim_buf_putc(k->out, ']');
	}
	sim_buf_putc(k->out, '}');
}

static void put_fields(struct maker *k, const struct sim_layout *layout)
{
	if (layout == &sim_layout_sigaction) {
		put_sigaction(k);
	} else if (layout == &sim_layout_sigset) {
		put_set(k);
	} else if (layout == &sim_layout_timespec) {
		sim_buf_puts(k->out, one_in(k, 20) ? "{tv_sec=-1}" : "{tv_sec=0}");
	} else if (layout == &sim_layout_clone_args) {
		put_clone_args(k);
	} else if (layout == &sim_layout_rlimit) {
		sim_buf_printf(k->out, "{rlim_cur=%u, rlim_max=%u}", 24 + below(k, 3) * 8,
			       one_in(k, 4) ? 32 : 64);
	} else if (layout == &sim_layout_siginfo) {
		sim_buf_puts(k->out, "{si_code=");
		sim_buf_puts(k->out, one_in(k, 3) ? "SI_TKILL" : one_in(k, 6) ? "SI_USER" :
			     one_in(k, 8) ? "-60" : "SI_QUEUE");
		sim_buf_printf(k->out, ", si_pid=%u, si_uid=%u, si_int=%u}", below(k, 9),
			       below(k, 3), below(k, 9));
	} else if (layout == &sim_layout_epoll_event) {
		sim_buf_puts(k->out, "{events=EPOLLIN");
		if (one_in(k, 3))
			sim_buf_puts(k->out, one_in(k, 2) ? "|EPOLLOUT" : "|EPOLLONESHOT");
		sim_buf_printf(k->out, "%s, data=%u}", one_in(k, 5) ? "|EPOLLET" : "", below(k, 9));
	} else if (layout == &sim_layout_pollfd) {
		sim_buf_puts(k->out, "{fd=");
		put_fd(k);
		sim_buf_printf(k->out, ", events=%s}", one_in(k, 3) ? "POLLIN|POLLOUT" : "POLLIN");
	} else if (layout == &sim_layout_caphdr) {
		sim_buf_puts(k->out, "{version=0x20080522, pid=0}");
	} else {
		sim_buf_puts(k->out, "NULL");
	}
}

static void put_message(struct maker *k, int in)
{
	if (!in) {
		sim_buf_printf(k->out, "{len=%u, fds=%u}", one_in(k, 4) ? 1 : 16, below(k, 3));
		return;
	}
	sim_buf_puts(k->out, "{data=");
	sim_buf_puts(k->out, one_in(k, 2) ? "\"m\"" : "\"abc\"");
	if (one_in(k, 2)) {
		sim_buf_puts(k->out, ", rights=[");
		put_fd(k);
		sim_buf_putc(k->out, ']');
	}
	sim_buf_putc(k->out, '}');
}

static void put_param(struct maker *k, const struct sim_param *p)
{
	switch (p->kind) {
	case SIM_P_STRING:
		put_path(k);
		break;
	case SIM_P_DATA:
		put_data(k);
		break;
	case SIM_P_IN:
	case SIM_P_INOUT:
		if (one_in(k, 80) && (k->actor || p->layout != &sim_layout_timespec))
			sim_buf_puts(k->out, one_in(k, 2) ? "NULL" : "0x8");
		else
			put_fields(k, p->layout);
		break;
	case SIM_P_IN_LIST:
	case SIM_P_INOUT_LIST:
		sim_buf_putc(k->out, '[');
		put_fields(k, p->layout);
		sim_buf_putc(k->out, ']');
		break;
	case SIM_P_MSG_IN:
	case SIM_P_MSG_OUT:
		put_message(k, p->kind == SIM_P_MSG_IN);
		break;
	default:
		put_int(k, p);
	}
}

/*
 * The first process of a namespace that is in the group of one that it made there can't end: its
 * own namespace waits for the number of that group to be free (zap_pid_ns_processes()).
 */
static void put_setpgid(struct maker *k)
{
	unsigned int who = one_in(k, 2) ? k->actor : some_actor(k);
	const struct sim_task *me = k->m->actors[k->actor].task, *task = k->m->actors[who].task;

	/* whom the caller does not see is number 0: his own process, of which he may be a thread */
	if (task && !sim_pid(task, me))
		task = NULL;
	sim_buf_printf(k->out, "setpgid(%s, ", fuzz_actor_name(who));
	if (!task || sim_pid(task, NULL) == 1)
		sim_buf_puts(k->out, one_in(k, 2) ? "0" : fuzz_actor_name(who));
	else
		put_pid(k, 0);
	sim_buf_putc(k->out, ')');
}

/* ------------------------------------------------------------ which call */

/* those that can do no harm to the machine: what is not here is not called */
static const struct {
	const char *name;
	unsigned int weight;
} weights[] = {
	{ "clone", 22 }, { "clone3", 14 }, { "fork", 16 }, { "exit", 8 }, { "exit_group", 6 },
	{ "kill", 30 }, { "tkill", 8 }, { "tgkill", 8 }, { "rt_sigqueueinfo", 10 },
	{ "rt_tgsigqueueinfo", 5 }, { "sigaction", 14 }, { "rt_sigaction", 6 },
	{ "sigprocmask", 10 }, { "sigtimedwait", 8 }, { "sigpending", 5 }, { "sigsuspend", 3 },
	{ "wait4", 12 }, { "waitpid", 4 }, { "waitid", 16 }, { "setpgid", 10 }, { "setsid", 4 },
	{ "prctl", 12 }, { "open", 12 }, { "openat", 10 }, { "read", 14 }, { "setns", 8 },
	{ "unshare", 6 }, { "setresuid", 3 }, { "pipe2", 4 }, { "socketpair", 3 },
	{ "eventfd", 3 }, { "sendmsg", 6 }, { "recvmsg", 4 }, { "epoll_ctl", 6 },
	{ "epoll_wait", 4 }, { "poll", 5 }, { "fcntl", 6 }, { "dup", 2 }, { "dup2", 2 },
	{ "pidfd_send_signal", 10 }, { "pidfd_open", 10 }, { "readlink", 5 }, { "pause", 2 },
	{ "sched_yield", 1 }, { "setuid", 1 }, { "close", 4 }, { "vfork", 3 }, { "capget", 2 },
	{ "capset", 1 }, { "close_range", 2 }, { "dup3", 2 }, { "epoll_create1", 3 },
	{ "epoll_pwait", 2 }, { "eventfd2", 2 }, { "faccessat", 2 }, { "fstat", 2 },
	{ "getegid", 1 }, { "geteuid", 1 }, { "getgid", 1 }, { "getpgid", 3 }, { "getpgrp", 2 },
	{ "getpid", 2 }, { "getppid", 2 }, { "getresgid", 1 }, { "getresuid", 1 },
	{ "getrlimit", 1 }, { "getsid", 3 }, { "getsockopt", 2 }, { "gettid", 2 },
	{ "getuid", 1 }, { "ioctl", 3 }, { "lseek", 2 }, { "newfstatat", 2 }, { "pidfd_getfd", 6 },
	{ "pipe", 2 }, { "ppoll", 2 }, { "prctl_get", 2 }, { "prlimit", 1 }, { "prlimit64", 1 },
	{ "readlinkat", 2 }, { "rt_sigpending", 2 }, { "rt_sigprocmask", 3 },
	{ "rt_sigsuspend", 1 }, { "rt_sigtimedwait", 2 }, { "setfsuid", 1 }, { "setgid", 1 },
	{ "setregid", 1 }, { "setresgid", 1 }, { "setreuid", 1 }, { "setrlimit", 1 },
	{ "shutdown", 1 }, { "write", 8 },
};

static unsigned int weight_of(const struct sim_design *design, const struct sim_call_desc *desc,
			      int first)
{
	const char *name = desc->syscall ? desc->syscall : desc->name;

	if (fuzz_limit(FUZZ_NO_CALL, desc->name) || sim_host_number(name) < 0 ||
	    !sim_design_call(design, name))
		return 0;
	/* the first process stays, and never sleeps */
	if (first && is_named(desc->name, " exit exit_group pause sigsuspend rt_sigsuspend "
					  "read recvmsg vfork write sendmsg "))
		return 0;
	for (size_t i = 0; i < sizeof(weights) / sizeof(weights[0]); i++) {
		if (!strcmp(weights[i].name, desc->name))
			return weights[i].weight;
	}
	return 0;
}

void fuzz_chances(struct fuzz_chances *c, const struct sim_design *design)
{
	const struct sim_call_desc *d;

	memset(c, 0, sizeof(*c));
	for (unsigned int i = 0; i < FUZZ_CALLS && (d = sim_call_desc_at(i)); i++) {
		for (int other = 0; other < 2; other++) {
			c->of[other][i] = weight_of(design, d, !other);
			c->all[other] += c->of[other][i];
		}
	}
}

static const struct sim_call_desc *some_call(struct maker *k, const struct fuzz_chances *chances)
{
	const unsigned int *of = chances->of[k->actor != 0];
	const struct sim_call_desc *d;
	unsigned int at, i;

	do {
		at = below(k, chances->all[k->actor != 0]);
		for (i = 0; at >= of[i]; i++)
			at -= of[i];
		d = sim_call_desc_at(i);
	} while (d->flags & SIM_CALL_CREATES && k->m->program->nr_actors == FUZZ_ACTORS);
	return d;
}

void fuzz_call(const struct fuzz_model *m, const struct fuzz_chances *chances, unsigned int actor,
	       uint64_t *random, struct sim_buf *out)
{
	struct maker k = { .m = m, .actor = actor, .random = random, .out = out };
	const char *comma = "";

	k.desc = some_call(&k, chances);
	if (!strcmp(k.desc->name, "setpgid")) {
		put_setpgid(&k);
		return;
	}
	sim_buf_printf(out, "%s(", k.desc->name);
	for (const struct sim_param *p = k.desc->params; p->kind != SIM_P_END; p++) {
		if (p->kind >= SIM_P_OUT && p->kind < SIM_P_MSG_IN)
			continue;
		/* without options, or a time, it may sleep */
		if (p->optional && one_in(&k, 3) &&
		    !is_named(p->name, actor ? " options " : " options timeout "))
			break;
		sim_buf_puts(out, comma);
		put_param(&k, p);
		comma = ", ";
	}
	sim_buf_putc(out, ')');
}
