// SPDX-License-Identifier: GPL-2.0-only
/*
 * What can be seen of an actor from outside: the /proc of its namespace.
 */
#include "onhost/inside.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* how long a new actor may take to wait for its first call */
#define BEGIN_MS 3000

/* of /proc/TID/NAME, terminated; -1: there is no such task */
static ssize_t read_of(const struct host *h, int tid, const char *name, char *to, size_t n)
{
	char path[64];
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), "%d/%s", tid, name);
	fd = openat(h->proc, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	len = read(fd, to, n - 1);
	close(fd);
	if (len < 0)
		return -1;
	to[len] = '\0';
	return len;
}

static const char *status_line(const struct host *h, int tid, const char *name, char *text,
			       size_t n)
{
	const char *at;

	if (read_of(h, tid, "status", text, n) < 0)
		return NULL;
	at = strstr(text, name);
	return at ? at + strlen(name) : NULL;
}

static void note_end(struct host_task *t, int code)
{
	t->fatal = code & 0x7f;
}

/* the call that it is in, or was in last */
static long last_call(const struct host_task *t)
{
	int at = t->slot->at < t->slot->nr ? t->slot->at : t->slot->nr - 1;

	return at < 0 ? SLOT_NOTHING : t->slot->calls[at].nr;
}

static int leaves(const struct host_task *t)
{
	return last_call(t) == SYS_exit || last_call(t) == SYS_exit_group;
}

static const char *number_line(const struct host_task *t, char *text, size_t n)
{
	return t->tid ? status_line(t->host, t->tid, "\nNSpid:", text, n) : NULL;
}

/* its numbers, from the namespace of the run down to its own */
static int read_numbers(struct host_task *t)
{
	char text[4096];
	const char *at = number_line(t, text, sizeof(text));

	t->depth = 0;
	while (at && t->depth < HOST_DEPTH && (*at == '\t' || *at == ' '))
		t->numbers[t->depth++] = (int)strtol(at, (char **)&at, 10);
	at = at ? strstr(text, "\nTgid:") : NULL;
	t->tgid = at ? atoi(at + 6) : t->tid;
	return t->depth != 0;
}

/* A thread that executes a program has the number of its process then, and is the only one. */
static void take_over(struct host_task *t)
{
	struct host *h = t->host;

	for (unsigned int i = 0; i < h->nr_tasks; i++) {
		struct host_task *u = h->tasks[i];

		if (u && u != t && u->tgid == t->tgid && u->tid) {
			u->tid = u->state = u->busy = 0;
			u->blind = 1;
		}
	}
	t->tid = t->tgid;
	read_numbers(t);
}

/* of /proc/TID/stat, with its state or 0 */
static int read_state(const struct host_task *t, int tid, char *text, size_t n)
{
	const char *at = tid && read_of(t->host, tid, "stat", text, n) > 0 ? strrchr(text, ')')
									    : NULL;

	return at && at[1] ? at[2] : 0;
}

static int is_over(int state)
{
	return !state || state == 'X' || state == 'Z';
}

/*
 * A thread in execve, whose number is nobody's now, or that of the old leader: it has the number of
 * its process, and soon the name of the program; or else all were killed.
 */
static int state_in_exec(struct host_task *t, char *text, size_t n)
{
	int state = read_state(t, t->tgid, text, n);

	if (is_over(state))
		return 0;
	if (!strstr(text, "(sim"))
		return 'R';
	take_over(t);
	return state;
}

/* its state now; remembers what can't be seen later */
int sim_host_look(struct host_task *t)
{
	char text[1024] = "";
	int was = t->state;

	if (!t->state)
		return 0;
	t->state = read_state(t, t->tid, text, sizeof(text));
	if (is_over(t->state) && last_call(t) == SYS_execve && t->tid != t->tgid)
		t->state = state_in_exec(t, text, sizeof(text));
	t->leaving = t->state == 'X';
	if (t->leaving)
		t->state = 0;
	if (t->state == 'Z')
		note_end(t, atoi(strrchr(text, ' ')));
	if (t->state == 'T')
		t->blind = 1;
	if (!t->state && was != 'Z' && !leaves(t))
		t->blind = 1;
	return t->state;
}

/* number of the call that it is in; -1: none, or not known */
long sim_host_call_of(const struct host_task *t)
{
	char text[256];

	if (read_of(t->host, t->tid, "syscall", text, sizeof(text)) <= 0 ||
	    !isdigit((unsigned char)text[0]))
		return -1;
	return strtol(text, NULL, 10);
}

/* ------------------------------------------------------------ who it is */

/* does it wait on this slot, or is it in a call of it? */
int sim_host_waits(const struct host *h, int tid, const struct slot *slot)
{
	char text[256], *end;
	unsigned long value;

	if (read_of(h, tid, "syscall", text, sizeof(text)) <= 0)
		return 0;
	strtol(text, &end, 10);
	value = strtoul(end, NULL, 16);
	return value == (unsigned long)&slot->go;
}

static int find_in(const struct host *h, const struct slot *slot, int pid)
{
	char path[64];
	struct dirent *e;
	int fd, found = 0;
	DIR *d;

	snprintf(path, sizeof(path), "%d/task", pid);
	fd = openat(h->proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	d = fd < 0 ? NULL : fdopendir(fd);
	if (!d)
		return 0;
	while (!found && (e = readdir(d))) {
		if (atoi(e->d_name) && sim_host_waits(h, atoi(e->d_name), slot))
			found = atoi(e->d_name);
	}
	closedir(d);
	return found;
}

static int find_slot(const struct host *h, const struct slot *slot)
{
	int fd = openat(h->proc, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), found = 0;
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;

	if (!d)
		return 0;
	while (!found && (e = readdir(d))) {
		if (atoi(e->d_name))
			found = find_in(h, slot, atoi(e->d_name));
	}
	closedir(d);
	return found;
}

static void read_spaces(struct host_task *t)
{
	char path[64];
	struct stat st;
	int fd, up;

	snprintf(path, sizeof(path), "%d/ns/pid", t->tid);
	fd = openat(t->host->proc, path, O_RDONLY | O_CLOEXEC);
	for (unsigned int i = t->depth; fd >= 0 && i-- > 0;) {
		if (!fstat(fd, &st))
			t->spaces[i] = st.st_ino;
		up = i ? ioctl(fd, NS_GET_PARENT) : -1;
		close(fd);
		fd = up;
	}
	if (fd >= 0)
		close(fd);
}

/* it came to its loop, or it will not */
static int has_begun(const struct host_task *t)
{
	char text[1024];
	const char *at;

	if (__atomic_load_n(&t->slot->ready, __ATOMIC_SEQ_CST))
		return 1;
	if (!t->tid)
		return 0;
	at = read_of(t->host, t->tid, "stat", text, sizeof(text)) > 0 ? strrchr(text, ')') : NULL;
	return !at || !at[1] || strchr("TtZX", at[2]);
}

/* after it was made; @hint: its number in the namespace of the run, 0: not known */
int sim_host_find(struct host_task *t, long hint)
{
	long until = sim_host_now() + BEGIN_MS;

	t->state = 'R';
	t->tid = (int)hint;
	while (!has_begun(t) && sim_host_now() < until)
		sim_host_nap(100);
	while (!t->tid && sim_host_now() < until) {
		t->tid = find_slot(t->host, t->slot);
		if (!t->tid)
			sim_host_nap(100);
	}
	if (!read_numbers(t)) {
		/* gone already; its number is known, if its maker sees it as the run does */
		t->state = 0;
		t->depth = hint > 0 && t->host->tasks[0];
		t->numbers[0] = (int)hint;
		t->spaces[0] = t->depth ? t->host->tasks[0]->spaces[0] : 0;
		return 0;
	}
	read_spaces(t);
	return 1;
}

/* ------------------------------------------------------------ eyes */

static const struct host_task *host_task(const struct sim_task *task)
{
	return (const struct host_task *)task;
}

static int eye_pid(const struct sim_task *task, const struct sim_task *viewer)
{
	const struct host_task *t = host_task(task), *v = viewer ? host_task(viewer) : t;
	unsigned int level = v->depth - 1;

	if (!v->depth || level >= t->depth || t->spaces[level] != v->spaces[level])
		return 0;
	return t->numbers[level];
}

static unsigned int eye_index(const struct sim_task *task)
{
	return host_task(task)->index;
}

static const struct sim_signal *eye_signals(const struct sim_task *task, unsigned int *nr)
{
	struct host_task *t = (struct host_task *)task;
	unsigned int n = __atomic_load_n(&t->slot->nr_sigs, __ATOMIC_SEQ_CST);

	memcpy(t->sigs, t->slot->sigs, n * sizeof(t->sigs[0]));
	if (t->fatal)
		t->sigs[n++].sig = t->fatal;
	*nr = n;
	return t->sigs;
}

static unsigned long long eye_pending(const struct sim_task *task)
{
	const struct host_task *t = host_task(task);
	unsigned long long own = 0, all = 0;
	char text[4096];
	const char *at;

	if (!t->state)
		return 0;
	at = status_line(t->host, t->tid, "\nSigPnd:", text, sizeof(text));
	if (at)
		own = strtoull(at, NULL, 16);
	at = status_line(t->host, t->tid, "\nShdPnd:", text, sizeof(text));
	if (at)
		all = strtoull(at, NULL, 16);
	return own | all;
}

static int eye_state(const struct sim_task *task)
{
	const struct host_task *t = host_task(task);

	switch (t->state) {
	case 0:
		return MODEL_DEAD;
	case 'Z':
		return MODEL_ZOMBIE;
	case 'T':
		return MODEL_STOPPED;
	case 't':
		return MODEL_TRACED;
	default:
		return t->busy ? MODEL_SLEEPING : MODEL_RUNNING;
	}
}

static int eye_alive(const struct sim_task *task)
{
	return host_task(task)->state != 0;
}

const struct sim_eyes sim_host_eyes = {
	.pid = eye_pid,
	.index = eye_index,
	.signals = eye_signals,
	.pending = eye_pending,
	.state = eye_state,
	.alive = eye_alive,
};
