// SPDX-License-Identifier: GPL-2.0-only
/*
 * The namespaces of a run, and the memory that all in it share. They end with their first process:
 * it is killed when the run is over, or by the keeper if the monitor dies before.
 */
#include "onhost/inside.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* where nothing else is, neither here nor in the small program that actors execute */
#define SPACE_FIRST 0x200000000000UL
#define SPACE_STEP  0x000100000000UL
#define SPACE_TRIES 64

#define LEAVE_MS 10000	/* that a first process has for leaving, twice */

/*
 * Memory that a program finds again by its number after execve, with no descriptor and no path.
 * Marked for removal at once, it is gone with the last who has it.
 */
static int map_slots(struct host *h, unsigned int nr)
{
	size_t size = (size_t)nr * SLOT_SIZE;
	int bad = -ENOMEM;

	h->shm = shmget(IPC_PRIVATE, size, IPC_CREAT | SHM_NORESERVE | 0666);
	if (h->shm < 0)
		return -errno;
	for (unsigned long i = 0; i < SPACE_TRIES && !h->space; i++) {
		void *want = (void *)(SPACE_FIRST + i * SPACE_STEP);
		void *at = shmat(h->shm, want, 0);

		if (at == want)
			h->space = at;
		else if (at == (void *)-1)
			bad = -errno;
	}
	shmctl(h->shm, IPC_RMID, NULL);
	h->nr_slots = nr;
	return h->space ? 0 : bad;
}

static int write_map(pid_t pid, const char *file, const char *text)
{
	char path[64];
	int fd, bad;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, file);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	bad = write(fd, text, strlen(text)) < 0 ? -errno : 0;
	close(fd);
	return bad;
}

static int write_maps(pid_t pid)
{
	char text[64];
	int bad;

	snprintf(text, sizeof(text), "0 %u 1", geteuid());
	bad = write_map(pid, "uid_map", text);
	if (!bad)
		bad = write_map(pid, "setgroups", "deny");
	snprintf(text, sizeof(text), "0 %u 1", getegid());
	return bad ? bad : write_map(pid, "gid_map", text);
}

static int await_init(struct host *h)
{
	struct slot *slot = h->space;

	__atomic_store_n(&slot->go, 1, __ATOMIC_SEQ_CST);
	syscall(SYS_futex, &slot->go, FUTEX_WAKE, 1);
	while (!__atomic_load_n(&slot->ready, __ATOMIC_SEQ_CST)) {
		siginfo_t info = { 0 };

		waitid(P_PID, (id_t)h->init, &info, WEXITED | WNOHANG | WNOWAIT);
		if (!slot->ready && (sim_host_late(h) || info.si_pid))
			return -ETIMEDOUT;
		sim_host_nap(50);
	}
	h->proc = (int)slot->calls[0].ret;
	return slot->ready < 0 ? slot->ready : 0;
}

static int start(struct host *h)
{
	unsigned long flags = CLONE_NEWPID | CLONE_NEWNS | CLONE_FILES | SIGCHLD;
	int bad = 0;

	if (geteuid())
		flags |= CLONE_NEWUSER;
	h->space->calls[0].ret = -1;
	h->init = (pid_t)syscall(SYS_clone, flags, NULL, NULL, NULL, NULL);
	if (h->init < 0)
		return -errno;
	if (!h->init)
		sim_agent_init(h->space, h->no_fds);
	if (flags & CLONE_NEWUSER)
		bad = write_maps(h->init);
	if (!bad)
		bad = sim_host_keep(h);
	return bad ? bad : await_init(h);
}

int sim_host_open(struct host *h, unsigned int nr_slots, char *why, size_t n)
{
	int bad;

	h->proc = h->pipe = -1;
	bad = map_slots(h, nr_slots);
	if (!bad)
		bad = start(h);
	if (!bad)
		return 0;
	snprintf(why, n, "this machine does not allow the namespaces of a run: %s", strerror(-bad));
	sim_host_close(h);
	return bad;
}

/*
 * 1: @pid is dead and reaped. A first process can't leave before all in its namespace have, and
 * some of them can be kept by others from outside of it.
 */
static int leaves(pid_t pid)
{
	long until = sim_host_now() + LEAVE_MS, left;
	struct pollfd p = { .fd = (int)syscall(SYS_pidfd_open, pid, 0U), .events = POLLIN };
	int got = 0;

	while (p.fd >= 0 && (left = until - sim_host_now()) > 0) {
		got = poll(&p, 1, (int)left);
		if (got >= 0 || errno != EINTR)
			break;
	}
	if (p.fd >= 0)
		close(p.fd);
	/* with no descriptor to be had there is no waiting either */
	while (p.fd < 0 && !(got = waitpid(pid, NULL, WNOHANG)) && sim_host_now() < until)
		sim_host_nap(1000);
	if (p.fd >= 0 && got > 0)
		got = waitpid(pid, NULL, WNOHANG);
	return got == pid || (got < 0 && errno == ECHILD);
}

/* all that its /proc still shows, by what no other process can be mistaken for */
static void kill_all(const struct host *h)
{
	int dir = h->proc < 0 ? -1 : openat(h->proc, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *all = dir < 0 ? NULL : fdopendir(dir);
	const struct dirent *one;

	while (all && (one = readdir(all))) {
		int fd = one->d_name[0] < '0' || one->d_name[0] > '9' ? -1 :
			openat(h->proc, one->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

		if (fd < 0)
			continue;
		syscall(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0U);
		close(fd);
	}
	if (all)
		closedir(all);
	else if (dir >= 0)
		close(dir);
}

int sim_host_close(struct host *h)
{
	int gone = 1;

	if (h->init > 0) {
		kill(h->init, SIGKILL);
		gone = leaves(h->init);
		if (!gone) {
			kill_all(h);
			gone = leaves(h->init);
		}
	}
	h->init = 0;
	sim_host_let_go(h);
	if (h->proc >= 0)
		close(h->proc);
	h->proc = -1;
	if (h->space)
		shmdt(h->space);
	h->space = NULL;
	return gone ? 0 : -ETIMEDOUT;
}
