// SPDX-License-Identifier: GPL-2.0-only
/* Credentials: the set*id calls, capabilities, execve of set-uid programs, prctl, limits. */
#include <stdio.h>

#include "ids_world.h"

#define NONE -1L

enum {
	PR_SET_PDEATHSIG = 1, PR_GET_PDEATHSIG, PR_GET_DUMPABLE, PR_SET_DUMPABLE,
	PR_GET_KEEPCAPS = 7, PR_SET_KEEPCAPS,
	PR_SET_NAME = 15, PR_GET_NAME,
	PR_CAPBSET_READ = 23, PR_CAPBSET_DROP,
	PR_SET_CHILD_SUBREAPER = 36, PR_GET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS,
	PR_GET_NO_NEW_PRIVS,
};

#define CAP_V1 0x19980330
#define CAP_V3 0x20080522

struct caps {
	uint32_t version;
	int pid;
	uint32_t set[2][3];	/* effective, permitted, inheritable; low and high half */
};

static long prctl2(struct sim_task *t, int option, long arg)
{
	return sim_call(t, "prctl", option, arg, 0, 0, 0);
}

/* real, effective, saved */
static void assert_uids(struct sim_task *t, unsigned int r, unsigned int e, unsigned int s)
{
	unsigned int *id = (unsigned int *)ids_mem(t, NULL, 3 * sizeof(*id));

	assert_int_equal(sim_call(t, "getresuid", (long)id, (long)(id + 1), (long)(id + 2)), 0);
	assert_int_equal(id[0], r);
	assert_int_equal(id[1], e);
	assert_int_equal(id[2], s);
	assert_int_equal(sim_call(t, "getuid"), r);
	assert_int_equal(sim_call(t, "geteuid"), e);
}

static void assert_gids(struct sim_task *t, unsigned int r, unsigned int e, unsigned int s)
{
	unsigned int *id = (unsigned int *)ids_mem(t, NULL, 3 * sizeof(*id));

	assert_int_equal(sim_call(t, "getresgid", (long)id, (long)(id + 1), (long)(id + 2)), 0);
	assert_int_equal(id[0], r);
	assert_int_equal(id[1], e);
	assert_int_equal(id[2], s);
	assert_int_equal(sim_call(t, "getgid"), r);
	assert_int_equal(sim_call(t, "getegid"), e);
}

static long capget(struct sim_task *t, int pid, struct caps *out)
{
	struct caps *c = (struct caps *)ids_mem(t, NULL, sizeof(*c));
	long ret;

	c->version = CAP_V3;
	c->pid = pid;
	ret = sim_call(t, "capget", (long)c, (long)c->set);
	*out = *c;
	return ret;
}

static long capset(struct sim_task *t, const struct caps *in)
{
	struct caps *c = (struct caps *)ids_mem(t, in, sizeof(*in));

	return sim_call(t, "capset", (long)c, (long)c->set);
}

static uint64_t effective(struct sim_task *t)
{
	struct caps c;

	assert_int_equal(capget(t, 0, &c), 0);
	return c.set[0][0] | (uint64_t)c.set[1][0] << 32;
}

static uint64_t permitted(struct sim_task *t)
{
	struct caps c;

	assert_int_equal(capget(t, 0, &c), 0);
	return c.set[0][1] | (uint64_t)c.set[1][1] << 32;
}

#define ALL_CAPS ((1ULL << 41) - 1)

static void test_setuid(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init);

	assert_uids(p, 0, 0, 0);
	assert_int_equal(sim_call(p, "setuid", NONE), -EINVAL);
	assert_int_equal(sim_call(p, "setuid", 1000), 0);
	assert_uids(p, 1000, 1000, 1000);
	assert_true(!effective(p) && !permitted(p));
	assert_int_equal(sim_call(p, "setuid", 0), -EPERM);
	assert_int_equal(sim_call(p, "setuid", 1000), 0);
	assert_uids(ids_fork(p), 1000, 1000, 1000);
	/* the others are not touched */
	assert_uids(w->init, 0, 0, 0);
}

/* effective away and back; the saved one decides */
static void test_setreuid(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init);

	assert_int_equal(sim_call(p, "setreuid", NONE, 1000), 0);
	assert_uids(p, 0, 1000, 1000);
	assert_true(!effective(p) && permitted(p) == ALL_CAPS);
	assert_int_equal(sim_call(p, "setreuid", NONE, 1001), -EPERM);
	assert_int_equal(sim_call(p, "setreuid", 1001, NONE), -EPERM);
	assert_int_equal(sim_call(p, "setreuid", NONE, 0), 0);
	assert_true(effective(p) == ALL_CAPS);
	/* the effective one back to the real one leaves the saved one alone */
	assert_uids(p, 0, 0, 1000);
	assert_int_equal(sim_call(p, "setreuid", 1000, NONE), 0);
	assert_uids(p, 1000, 0, 0);
	assert_int_equal(sim_call(p, "setreuid", 1000, 1000), 0);
	assert_uids(p, 1000, 1000, 1000);
	assert_true(!effective(p) && !permitted(p));
	assert_int_equal(sim_call(p, "setreuid", 0, NONE), -EPERM);
}

static void test_setresuid(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init);

	assert_int_equal(sim_call(p, "setresuid", 1, 2, 3), 0);
	assert_uids(p, 1, 2, 3);
	assert_true(!effective(p) && !permitted(p));
	assert_int_equal(sim_call(p, "setresuid", 3, 1, 2), 0);
	assert_uids(p, 3, 1, 2);
	assert_int_equal(sim_call(p, "setresuid", NONE, NONE, NONE), 0);
	assert_int_equal(sim_call(p, "setresuid", NONE, 4, NONE), -EPERM);
	assert_int_equal(sim_call(p, "setresuid", 4, NONE, NONE), -EPERM);
	assert_int_equal(sim_call(p, "setresuid", NONE, NONE, 4), -EPERM);
	assert_uids(p, 3, 1, 2);
	/* setuid() of who has no capability: the effective one only, to the real or saved one */
	assert_int_equal(sim_call(p, "setuid", 2), 0);
	assert_uids(p, 3, 2, 2);
	assert_int_equal(sim_call(p, "setuid", 1), -EPERM);
	assert_int_equal(sim_call(p, "getresuid", 8, 8, 8), -EFAULT);
}

static void test_gids(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init), *q = ids_fork(w->init);
	long list;

	assert_int_equal(sim_call(p, "setgid", 5), 0);
	assert_gids(p, 5, 5, 5);
	assert_int_equal(sim_call(p, "setresgid", 1, 2, 3), 0);
	/* groups are no capabilities */
	assert_true(effective(p) == ALL_CAPS);
	assert_int_equal(sim_call(p, "setgid", NONE), -EINVAL);
	list = ids_mem(p, (gid_t[]){ 7, 8 }, 8);
	assert_int_equal(sim_call(p, "setgroups", 2, list), 0);
	assert_int_equal(sim_call(p, "setgroups", 65537, list), -EINVAL);
	assert_int_equal(sim_call(p, "setgroups", 1, 8), -EFAULT);
	assert_int_equal(sim_call(p, "setgroups", -1, list), -EINVAL);
	assert_int_equal(sim_call(p, "setuid", 1000), 0);
	assert_int_equal(sim_call(p, "setgroups", 0, 0), -EPERM);
	assert_int_equal(sim_call(p, "setgid", 3), 0);
	assert_gids(p, 1, 3, 3);
	assert_int_equal(sim_call(p, "setgid", 2), -EPERM);
	assert_int_equal(sim_call(p, "setregid", 3, 1), 0);
	assert_gids(p, 3, 1, 1);
	assert_int_equal(sim_call(p, "setregid", 9, NONE), -EPERM);
	assert_int_equal(sim_call(p, "setregid", NONE, 9), -EPERM);
	assert_int_equal(sim_call(p, "setresgid", NONE, NONE, 9), -EPERM);
	assert_int_equal(sim_call(p, "setresgid", NONE, 3, NONE), 0);
	assert_gids(p, 3, 3, 1);
	assert_int_equal(sim_call(q, "setregid", 9, NONE), 0);
	assert_gids(q, 9, 0, 0);
}

/* the filesystem ids follow the effective ones; the calls give back the old one always */
static void test_fsids(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init);

	assert_int_equal(sim_call(p, "setfsuid", 1000), 0);
	assert_int_equal(sim_call(p, "setfsuid", NONE), 1000);
	/* without CAP_DAC_OVERRIDE and its kind, until it is 0 again */
	assert_true(effective(p) == (ALL_CAPS & ~0x10800021fULL));
	assert_int_equal(sim_call(p, "setfsuid", 0), 1000);
	assert_true(effective(p) == ALL_CAPS);
	assert_int_equal(sim_call(p, "setfsgid", 1000), 0);
	assert_int_equal(sim_call(p, "setfsgid", NONE), 1000);
	assert_int_equal(sim_call(p, "setresuid", 1, 2, 3), 0);
	assert_int_equal(sim_call(p, "setfsuid", 9), 2);
	assert_int_equal(sim_call(p, "setfsuid", 3), 2);
	assert_int_equal(sim_call(p, "setfsuid", NONE), 3);
	assert_int_equal(sim_call(p, "setfsgid", 77), 1000);
	assert_int_equal(sim_call(p, "setfsgid", NONE), 1000);
}

static void test_keepcaps(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init);

	assert_int_equal(prctl2(p, PR_GET_KEEPCAPS, 0), 0);
	assert_int_equal(prctl2(p, PR_SET_KEEPCAPS, 2), -EINVAL);
	assert_int_equal(prctl2(p, PR_SET_KEEPCAPS, 1), 0);
	assert_int_equal(prctl2(p, PR_GET_KEEPCAPS, 0), 1);
	assert_int_equal(sim_call(p, "setuid", 1000), 0);
	assert_true(permitted(p) == ALL_CAPS);
	assert_true(!effective(p));
	/* execve() ends it */
	assert_int_equal(sim_call(p, "execve", ids_str(p, "/bin/true"), 0, 0), 0);
	assert_int_equal(prctl2(p, PR_GET_KEEPCAPS, 0), 0);
	assert_true(!permitted(p));
}

static void test_capget(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init);
	struct caps c, *m;

	assert_int_equal(capget(w->init, 2, &c), 0);
	assert_int_equal(c.set[1][0], 0x1ff);
	assert_int_equal(capget(w->init, 99, &c), -ESRCH);
	assert_int_equal(capget(w->init, -1, &c), -EINVAL);
	m = (struct caps *)ids_mem(p, NULL, sizeof(*m));
	m->version = 5;
	assert_int_equal(sim_call(p, "capget", (long)m, (long)m->set), -EINVAL);
	assert_int_equal(m->version, CAP_V3);
	m->version = 5;
	assert_int_equal(sim_call(p, "capget", (long)m, 0), 0);
	m->version = CAP_V1;
	memset(m->set, 0xee, sizeof(m->set));
	assert_int_equal(sim_call(p, "capget", (long)m, (long)m->set), 0);
	assert_int_equal(m->set[0][0], 0xffffffffu);
	assert_int_equal(m->set[1][0], 0xeeeeeeeeu);
	assert_int_equal(sim_call(p, "capget", 8, 0), -EFAULT);
	m->version = CAP_V3;
	assert_int_equal(sim_call(p, "capget", (long)m, 8), -EFAULT);
}

static void test_capset(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init);
	struct caps c;

	assert_int_equal(capget(p, 0, &c), 0);
	c.pid = 1;
	assert_int_equal(capset(p, &c), -EPERM);
	c.pid = 0;
	/* what is in force lies within what may be */
	c.set[0][1] = 1 << K_CAP_KILL;
	assert_int_equal(capset(p, &c), -EPERM);
	c.set[0][0] = 0;
	c.set[1][0] = c.set[1][1] = 0;
	assert_int_equal(capset(p, &c), 0);
	assert_true(permitted(p) == 1 << K_CAP_KILL);
	/* back up is no way */
	c.set[0][1] |= 1 << K_CAP_SETUID;
	assert_int_equal(capset(p, &c), -EPERM);
	c.set[0][1] = c.set[0][0] = 1 << K_CAP_KILL;
	assert_int_equal(capset(p, &c), 0);
	assert_true(effective(p) == 1 << K_CAP_KILL);
	/* without CAP_SETPCAP inheritable is what it was, or is permitted */
	c.set[0][2] = 1 << K_CAP_SETUID;
	assert_int_equal(capset(p, &c), -EPERM);
	c.set[0][2] = 1 << K_CAP_KILL;
	assert_int_equal(capset(p, &c), 0);
	c.version = 1;
	assert_int_equal(capset(p, &c), -EINVAL);
	/* uid 0 without capabilities is nobody in particular */
	assert_int_equal(sim_call(p, "setuid", 1000), -EPERM);
	assert_int_equal(sim_call(p, "setuid", 0), 0);
	assert_true(effective(p) == 1 << K_CAP_KILL);
}

static void test_bounding_set(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init);

	assert_int_equal(prctl2(p, PR_CAPBSET_READ, K_CAP_KILL), 1);
	assert_int_equal(prctl2(p, PR_CAPBSET_READ, 41), -EINVAL);
	assert_int_equal(prctl2(p, PR_CAPBSET_DROP, 41), -EINVAL);
	assert_int_equal(prctl2(p, PR_CAPBSET_DROP, K_CAP_KILL), 0);
	assert_int_equal(prctl2(p, PR_CAPBSET_READ, K_CAP_KILL), 0);
	/* what is there stays, until execve() */
	assert_true(effective(p) == ALL_CAPS);
	assert_int_equal(sim_call(p, "execve", ids_str(p, "/bin/true"), 0, 0), 0);
	assert_true(effective(p) == (ALL_CAPS & ~(1ULL << K_CAP_KILL)));
	assert_int_equal(sim_call(p, "setuid", 1000), 0);
	assert_int_equal(prctl2(p, PR_CAPBSET_DROP, 41), -EPERM);
	assert_int_equal(prctl2(p, PR_CAPBSET_DROP, 0), -EPERM);
}

/* there were fewer once */
static void test_old_capabilities(void **state)
{
	struct ids *w = *state;

	ids_boot(w, LINUX(5, 1));
	assert_true(effective(w->init) == (1ULL << 38) - 1);
	assert_int_equal(prctl2(w->init, PR_CAPBSET_READ, 37), 1);
	assert_int_equal(prctl2(w->init, PR_CAPBSET_READ, 38), -EINVAL);
	assert_int_equal(ids_write(w->init, LAST_PID, "5"), 1);
	ids_boot(w, LINUX(5, 8));
	assert_true(effective(w->init) == (1ULL << 40) - 1);
	ids_boot(w, LINUX(5, 9));
	assert_true(effective(w->init) == ALL_CAPS);
}

/* a change of effective ids makes undumpable, and forgets the signal at the parent's death */
static void test_commit_effects(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init);
	int *sig;

	assert_int_equal(prctl2(p, PR_SET_PDEATHSIG, 65), -EINVAL);
	assert_int_equal(prctl2(p, PR_SET_PDEATHSIG, -1L), -EINVAL);
	assert_int_equal(prctl2(p, PR_SET_PDEATHSIG, K_TERM), 0);
	assert_int_equal(prctl2(p, PR_GET_PDEATHSIG, 8), -EFAULT);
	sig = (int *)ids_mem(p, NULL, sizeof(*sig));
	assert_int_equal(prctl2(p, PR_GET_PDEATHSIG, (long)sig), 0);
	assert_int_equal(*sig, K_TERM);
	assert_int_equal(prctl2(p, PR_GET_DUMPABLE, 0), 1);
	/* the saved id alone does nothing */
	assert_int_equal(sim_call(p, "setresuid", NONE, NONE, 5), 0);
	assert_int_equal(prctl2(p, PR_GET_PDEATHSIG, (long)sig), 0);
	assert_int_equal(*sig, K_TERM);
	assert_int_equal(prctl2(p, PR_GET_DUMPABLE, 0), 1);
	assert_int_equal(sim_call(p, "setresuid", NONE, 5, NONE), 0);
	assert_int_equal(prctl2(p, PR_GET_PDEATHSIG, (long)sig), 0);
	assert_int_equal(*sig, 0);
	assert_int_equal(prctl2(p, PR_GET_DUMPABLE, 0), 0);
	assert_int_equal(prctl2(p, PR_SET_DUMPABLE, 2), -EINVAL);
	assert_int_equal(prctl2(p, PR_SET_DUMPABLE, 1), 0);
	assert_int_equal(prctl2(p, PR_GET_DUMPABLE, 0), 1);
	/* a child has none of its own */
	p = ids_fork(w->init);
	assert_int_equal(prctl2(p, PR_SET_PDEATHSIG, K_TERM), 0);
	p = ids_fork(p);
	sig = (int *)ids_mem(p, NULL, sizeof(*sig));
	assert_int_equal(prctl2(p, PR_GET_PDEATHSIG, (long)sig), 0);
	assert_int_equal(*sig, 0);
}

static void test_prctl(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init), *q;
	char *name;

	assert_int_equal(prctl2(p, PR_SET_NAME, ids_str(p, "a-name-that-is-too-long")), 0);
	name = (char *)ids_mem(p, NULL, 16);
	assert_int_equal(prctl2(p, PR_GET_NAME, (long)name), 0);
	assert_string_equal(name, "a-name-that-is-");
	assert_int_equal(prctl2(p, PR_SET_NAME, 8), -EFAULT);
	assert_int_equal(prctl2(p, PR_GET_NAME, 8), -EFAULT);
	assert_int_equal(prctl2(p, 12345, 0), -EINVAL);
	assert_int_equal(prctl2(p, PR_GET_CHILD_SUBREAPER, 8), -EFAULT);
	/* one way only, and inherited */
	assert_int_equal(prctl2(p, PR_SET_NO_NEW_PRIVS, 0), -EINVAL);
	assert_int_equal(sim_call(p, "prctl", PR_SET_NO_NEW_PRIVS, 1, 1, 0, 0), -EINVAL);
	assert_int_equal(prctl2(p, PR_GET_NO_NEW_PRIVS, 1), -EINVAL);
	assert_int_equal(prctl2(p, PR_GET_NO_NEW_PRIVS, 0), 0);
	assert_int_equal(prctl2(p, PR_SET_NO_NEW_PRIVS, 1), 0);
	assert_int_equal(prctl2(p, PR_GET_NO_NEW_PRIVS, 0), 1);
	q = ids_fork(p);
	assert_int_equal(prctl2(q, PR_GET_NO_NEW_PRIVS, 0), 1);
	assert_int_equal(sim_call(q, "execve", ids_str(q, "/bin/true"), 0, 0), 0);
	assert_int_equal(prctl2(q, PR_GET_NO_NEW_PRIVS, 0), 1);
}

static long prlimit(struct sim_task *t, int pid, int what, const uint64_t *new, uint64_t *old)
{
	uint64_t *m = (uint64_t *)ids_mem(t, NULL, 32);
	long ret;

	if (new)
		memcpy(m, new, 16);
	ret = sim_call(t, "prlimit64", pid, what, new ? (long)m : 0, old ? (long)(m + 2) : 0);
	if (old)
		memcpy(old, m + 2, 16);
	return ret;
}

static void test_limits(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init), *q;
	uint64_t old[2], *m;

	assert_int_equal(prlimit(p, 0, 16, NULL, old), -EINVAL);
	assert_int_equal(prlimit(p, 0, K_RLIMIT_NOFILE, (uint64_t[]){ 9, 8 }, NULL), -EINVAL);
	assert_int_equal(prlimit(p, 0, K_RLIMIT_NOFILE, (uint64_t[]){ 9, 1048577 }, NULL), -EPERM);
	assert_int_equal(prlimit(p, 0, K_RLIMIT_NOFILE, (uint64_t[]){ 9, 10 }, NULL), 0);
	assert_int_equal(prlimit(w->init, 2, K_RLIMIT_NOFILE, (uint64_t[]){ 7, 20 }, old), 0);
	assert_true(old[0] == 9 && old[1] == 10);
	assert_int_equal(prlimit(p, 999, K_RLIMIT_NOFILE, NULL, old), -ESRCH);
	assert_int_equal(sim_call(p, "prlimit64", 999, 7, 8, 0), -EFAULT);
	assert_int_equal(sim_call(p, "setuid", 1000), 0);
	/* nobody else's without the right, even to look */
	assert_int_equal(prlimit(p, 1, K_RLIMIT_NOFILE, NULL, old), -EPERM);
	assert_int_equal(prlimit(p, 0, K_RLIMIT_NOFILE, (uint64_t[]){ 7, 21 }, NULL), -EPERM);
	assert_int_equal(prlimit(p, 0, K_RLIMIT_NOFILE, (uint64_t[]){ 20, 20 }, NULL), 0);
	q = ids_fork(p);
	assert_int_equal(prlimit(q, 2, K_RLIMIT_NOFILE, NULL, old), 0);
	assert_true(old[0] == 20 && old[1] == 20);
	/* all six ids must agree, those of groups too */
	q = ids_fork(w->init);
	assert_int_equal(sim_call(q, "setresgid", 0, 5, 0), 0);
	assert_int_equal(sim_call(q, "setuid", 1000), 0);
	assert_int_equal(prlimit(p, sim_pid(q, p), K_RLIMIT_NOFILE, NULL, old), -EPERM);
	assert_int_equal(prlimit(q, sim_pid(p, q), K_RLIMIT_NOFILE, NULL, old), 0);
	m = (uint64_t *)ids_mem(p, NULL, 16);
	assert_int_equal(sim_call(p, "getrlimit", K_RLIMIT_NOFILE, (long)m), 0);
	assert_true(m[0] == 20 && m[1] == 20);
	m[0] = 5;
	assert_int_equal(sim_call(p, "setrlimit", K_RLIMIT_NOFILE, (long)m), 0);
	assert_int_equal(sim_call(p, "getrlimit", 16, (long)m), -EINVAL);
	assert_int_equal(sim_call(p, "getrlimit", 1, 8), -EFAULT);
	assert_int_equal(sim_call(p, "setrlimit", 1, 8), -EFAULT);
}

/* processes count for their real uid; root does not mind */
static void test_nproc(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init), *q, *r = ids_fork(w->init);

	assert_int_equal(sim_call(p, "setuid", 1000), 0);
	assert_int_equal(prlimit(p, 0, K_RLIMIT_NPROC, (uint64_t[]){ 2, 2 }, NULL), 0);
	q = ids_fork(p);
	assert_int_equal(sim_call(p, "fork"), -EAGAIN);
	assert_int_equal(sim_call(q, "clone", K_VM | K_SIGHAND | K_THREAD), -EAGAIN);
	ids_reap(p, q, 0);
	q = ids_fork(p);
	sim_call(q, "exit_group", 0);
	/* a zombie counts until it is waited for */
	assert_int_equal(sim_call(p, "fork"), -EAGAIN);
	ids_reap(p, q, 0);
	q = ids_fork(p);
	/* root may become that user, but then not execute anything */
	assert_int_equal(prlimit(r, 0, K_RLIMIT_NPROC, (uint64_t[]){ 1, 9 }, NULL), 0);
	assert_int_equal(sim_call(r, "setuid", 1000), 0);
	assert_int_equal(sim_call(r, "execve", ids_str(r, "/bin/true"), 0, 0), -EAGAIN);
	ids_reap(p, q, 0);
	assert_int_equal(prlimit(r, 0, K_RLIMIT_NPROC, (uint64_t[]){ 2, 9 }, NULL), 0);
	assert_int_equal(sim_call(r, "execve", ids_str(r, "/bin/true"), 0, 0), 0);
	assert_int_equal(prlimit(w->init, 0, K_RLIMIT_NPROC, (uint64_t[]){ 1, 1 }, NULL), 0);
	assert_true(sim_call(w->init, "fork") > 0);
}

static int pdeath(struct sim_task *t)
{
	int *sig = (int *)ids_mem(t, NULL, sizeof(*sig));

	assert_int_equal(prctl2(t, PR_GET_PDEATHSIG, (long)sig), 0);
	return *sig;
}

static long run(struct sim_task *t, const char *program)
{
	return sim_call(t, "execve", ids_str(t, program), 0, 0);
}

/* a program of root's that gives its rights away */
static void test_set_uid_program(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init);

	assert_int_equal(sim_call(p, "setuid", 1000), 0);
	assert_int_equal(prctl2(p, PR_SET_PDEATHSIG, K_TERM), 0);
	assert_int_equal(run(p, "/bin/sim"), 0);
	assert_int_equal(pdeath(p), K_TERM);
	assert_int_equal(prctl2(p, PR_GET_DUMPABLE, 0), 1);
	assert_true(!permitted(p));
	assert_int_equal(run(p, "/bin/sim-suid"), 0);
	assert_uids(p, 1000, 0, 0);
	assert_true(effective(p) == ALL_CAPS);
	assert_int_equal(pdeath(p), 0);
	assert_int_equal(prctl2(p, PR_GET_DUMPABLE, 0), 0);
	/* it runs an ordinary one: root still, by its effective id */
	assert_int_equal(run(p, "/bin/sim"), 0);
	assert_uids(p, 1000, 0, 0);
	assert_true(permitted(p) == ALL_CAPS);
	assert_int_equal(sim_call(p, "setreuid", NONE, 1000), 0);
	assert_int_equal(run(p, "/bin/sim"), 0);
	assert_uids(p, 1000, 1000, 1000);
	assert_true(!permitted(p));
}

static void test_set_gid_program(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init);

	assert_int_equal(sim_call(p, "setgid", 1000), 0);
	assert_int_equal(sim_call(p, "setuid", 1000), 0);
	assert_int_equal(run(p, "/bin/sim-sgid"), 0);
	assert_gids(p, 1000, 0, 0);
	assert_uids(p, 1000, 1000, 1000);
	assert_true(!permitted(p));
	assert_int_equal(prctl2(p, PR_GET_DUMPABLE, 0), 0);
}

/* nothing is given to who said so, nor under the eyes of who could not have it */
static void test_no_gain(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init), *q, *tracer;

	assert_int_equal(sim_call(p, "setuid", 1000), 0);
	q = ids_fork(p);
	assert_int_equal(prctl2(q, PR_SET_NO_NEW_PRIVS, 1), 0);
	assert_int_equal(run(q, "/bin/sim-suid"), 0);
	assert_uids(q, 1000, 1000, 1000);
	assert_true(!permitted(q));
	assert_int_equal(run(q, "/bin/sim-sgid"), 0);
	assert_gids(q, 0, 0, 0);

	/* PTRACE_SEIZE: it runs on */
	q = ids_fork(p);
	tracer = ids_fork(p);
	assert_int_equal(prctl2(q, PR_SET_DUMPABLE, 1), 0);
	assert_int_equal(sim_call(tracer, "ptrace", 0x4206, sim_pid(q, tracer), 0, 0), 0);
	assert_int_equal(run(q, "/bin/sim-suid"), 0);
	assert_uids(q, 1000, 1000, 1000);
	assert_true(!permitted(q));
	q = ids_fork(p);
	assert_int_equal(sim_call(w->init, "ptrace", 0x4206, sim_pid(q, w->init), 0, 0), 0);
	assert_int_equal(run(q, "/bin/sim-suid"), 0);
	assert_uids(q, 1000, 0, 0);
	assert_true(permitted(q) == ALL_CAPS);
}

/* each allocation of a change refused in turn: all as before */
static void test_nomem(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init);
	unsigned int n;
	long ret = -1;

	for (n = 1; n < 20 && ret < 0; n++) {
		sim_inject(w->sim, n);
		ret = sim_call(p, "setresuid", 1, 2, 3);
		sim_inject(w->sim, 0);
		assert_true(!ret || ret == -ENOMEM || ret == -EAGAIN);
		if (ret)
			assert_uids(p, 0, 0, 0);
	}
	assert_int_equal(ret, 0);
	assert_true(n > 2);
	sim_inject(w->sim, 1);
	assert_int_equal(sim_call(p, "setuid", 2), -ENOMEM);
	sim_inject(w->sim, 1);
	assert_int_equal(prctl2(p, PR_SET_KEEPCAPS, 1), -ENOMEM);
	sim_inject(w->sim, 1);
	assert_int_equal(sim_call(p, "setgid", 0), -ENOMEM);
	sim_inject(w->sim, 1);
	assert_int_equal(sim_call(p, "setfsuid", 1), 2);
	assert_int_equal(sim_call(p, "setfsuid", NONE), 2);
	sim_inject(w->sim, 0);
	assert_uids(p, 1, 2, 3);
}

/* a thread changes itself only, as the bare system call does */
static void test_threads(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init), *t = ids_thread(p);

	assert_int_equal(sim_call(t, "setuid", 1000), 0);
	assert_uids(t, 1000, 1000, 1000);
	assert_uids(p, 0, 0, 0);
	ids_reap(w->init, p, 0);
	sim_settle(w->sim);
	assert_int_equal(sim_live(w->sim, "cred"), 1);
	assert_int_equal(sim_live(w->sim, "ucounts"), 1);
}

#define IDS_TEST(f) cmocka_unit_test_setup_teardown(f, ids_setup, ids_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IDS_TEST(test_setuid),
		IDS_TEST(test_setreuid),
		IDS_TEST(test_setresuid),
		IDS_TEST(test_gids),
		IDS_TEST(test_fsids),
		IDS_TEST(test_keepcaps),
		IDS_TEST(test_capget),
		IDS_TEST(test_capset),
		IDS_TEST(test_bounding_set),
		IDS_TEST(test_old_capabilities),
		IDS_TEST(test_commit_effects),
		IDS_TEST(test_prctl),
		IDS_TEST(test_limits),
		IDS_TEST(test_nproc),
		IDS_TEST(test_set_uid_program),
		IDS_TEST(test_set_gid_program),
		IDS_TEST(test_no_gain),
		IDS_TEST(test_nomem),
		IDS_TEST(test_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
