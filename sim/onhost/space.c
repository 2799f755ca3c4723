// SPDX-License-Identifier: GPL-2.0-only
/*
 * The namespaces of a run. They end with their first process: it is killed when the run is
 * over, and by the kernel if the monitor dies before.
 */
#include "onhost/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int map_slots(struct host *h, unsigned int nr)
{
	size_t size = (size_t)(nr + 1) * SLOT_SIZE;
	char *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	size_t before;

	if (at == MAP_FAILED)
		return -errno;
	before = -(size_t)at & (SLOT_SIZE - 1);
	if (before)
		munmap(at, before);
	munmap(at + before + (size_t)nr * SLOT_SIZE, SLOT_SIZE - before);
	h->space = (struct slot *)(at + before);
	h->nr_slots = nr;
	return 0;
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

static int start(struct host *h)
{
	unsigned long flags = CLONE_NEWPID | CLONE_NEWNS | SIGCHLD;
	struct slot *slot = h->space;
	char path[64];
	int bad = 0;

	if (geteuid())
		flags |= CLONE_NEWUSER;
	h->init = (pid_t)syscall(SYS_clone, flags, NULL, NULL, NULL, NULL);
	if (h->init < 0)
		return -errno;
	if (!h->init)
		sim_agent_init(slot, h->no_fds);
	if (flags & CLONE_NEWUSER)
		bad = write_maps(h->init);
	if (bad)
		return bad;
	__atomic_store_n(&slot->go, 1, __ATOMIC_SEQ_CST);
	syscall(SYS_futex, &slot->go, FUTEX_WAKE, 1);
	while (!__atomic_load_n(&slot->ready, __ATOMIC_SEQ_CST)) {
		siginfo_t info = { 0 };

		waitid(P_PID, (id_t)h->init, &info, WEXITED | WNOHANG | WNOWAIT);
		if (!slot->ready && (sim_host_late(h) || info.si_pid))
			return -ETIMEDOUT;
		sim_host_nap(50);
	}
	if (slot->ready < 0)
		return slot->ready;
	snprintf(path, sizeof(path), "/proc/%d/root/proc", h->init);
	h->proc = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return h->proc < 0 ? -errno : 0;
}

int sim_host_open(struct host *h, unsigned int nr_slots, char *why, size_t n)
{
	int bad;

	h->proc = -1;
	bad = map_slots(h, nr_slots);
	if (!bad)
		bad = start(h);
	if (!bad)
		return 0;
	snprintf(why, n, "this machine does not allow the namespaces of a run: %s", strerror(-bad));
	sim_host_close(h);
	return bad;
}

void sim_host_close(struct host *h)
{
	if (h->init > 0) {
		kill(h->init, SIGKILL);
		while (waitpid(h->init, NULL, 0) < 0 && errno == EINTR)
			;
	}
	h->init = 0;
	if (h->proc >= 0)
		close(h->proc);
	h->proc = -1;
	if (h->space)
		munmap(h->space, (size_t)h->nr_slots * SLOT_SIZE);
	h->space = NULL;
}
