// SPDX-License-Identifier: GPL-2.0-only
/*
 * Credentials: shared, counted, never changed in place.
 *
 * Mirrors kernel/cred.c, and of security/commoncap.c what execve() and the
 * set*id calls do to capabilities.
 */
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/pidfd.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/stat.h>
#include <linux/user_namespace.h>

struct cred *init_cred;
unsigned int cred_clock;

static struct kmem_cache *cred_jar;

/* fs.suid_dumpable as it is by default */
#define suid_dumpable SUID_DUMP_DISABLE

/** cred_boot - caches, and the credentials of the first task: uid 0, all capabilities */
int cred_boot(void)
{
	struct cred *new;
	int err;

	err = userns_boot();
	if (!err)
		err = ucounts_boot();
	if (err)
		return err;
	cred_jar = kmem_cache_create("cred", sizeof(struct cred), 8,
				     SLAB_HWCACHE_ALIGN | SLAB_ACCOUNT, NULL);
	if (!cred_jar)
		return -ENOMEM;
	new = kmem_cache_zalloc(cred_jar, GFP_KERNEL);
	if (!new)
		return -ENOMEM;
	refcount_set(&new->usage, 1);
	new->cap_permitted = CAP_FULL_SET;
	new->cap_effective = CAP_FULL_SET;
	new->cap_bset = CAP_FULL_SET;
	new->user_ns = &init_user_ns;
	new->ucounts = alloc_ucounts(&init_user_ns, GLOBAL_ROOT_UID);
	init_cred = new;
	return new->ucounts ? 0 : -ENOMEM;
}

const struct cred *get_cred(const struct cred *cred)
{
	if (cred)
		refcount_inc(&((struct cred *)cred)->usage);
	return cred;
}

/* Nobody may look at it any more: the grace period is over. */
static void put_cred_rcu(struct rcu_head *rcu)
{
	struct cred *cred = container_of(rcu, struct cred, rcu);

	if (cred->ucounts)
		put_ucounts(cred->ucounts);
	put_user_ns(cred->user_ns);
	kmem_cache_free(cred_jar, cred);
}

/** put_cred - the last reference frees @cred after a grace period. Mirrors __put_cred */
void put_cred(const struct cred *_cred)
{
	struct cred *cred = (struct cred *)_cred;

	if (cred && refcount_dec_and_test(&cred->usage))
		call_rcu(&cred->rcu, put_cred_rcu);
}

/**
 * prepare_creds - a copy of the caller's credentials, to be changed
 *
 * Mirrors kernel/cred.c:prepare_creds. NULL: no memory. Ends in
 * commit_creds() or abort_creds().
 */
struct cred *prepare_creds(void)
{
	const struct cred *old = current->cred;
	struct cred *new = kmem_cache_alloc(cred_jar, GFP_KERNEL);

	if (!new)
		return NULL;
	*new = *old;
	refcount_set(&new->usage, 1);
	get_user_ns(new->user_ns);
	get_ucounts(new->ucounts);
	return new;
}

/** prepare_exec_creds - the same for execve(): saved ids become the effective ones */
struct cred *prepare_exec_creds(void)
{
	struct cred *new = prepare_creds();

	if (!new)
		return NULL;
	new->suid = new->fsuid = new->euid;
	new->sgid = new->fsgid = new->egid;
	return new;
}

/** abort_creds - @new was not wanted after all */
void abort_creds(struct cred *new)
{
	BUG_ON(refcount_read(&new->usage) < 1);
	put_cred(new);
}

/*
 * Whether @subset can do nothing that @set can't. Mirrors kernel/cred.c:
 * cred_cap_issubset: somebody in a user namespace below can do less than the
 * one who owns it.
 */
static bool cred_cap_issubset(const struct cred *set, const struct cred *subset)
{
	const struct user_namespace *set_ns = set->user_ns;
	const struct user_namespace *subset_ns = subset->user_ns;

	if (set_ns == subset_ns)
		return cap_issubset(subset->cap_permitted, set->cap_permitted);
	for (; subset_ns != &init_user_ns; subset_ns = subset_ns->parent)
		if (set_ns == subset_ns->parent && uid_eq(subset_ns->owner, set->euid))
			return true;
	return false;
}

/**
 * commit_creds - the caller is @new from now on; takes the reference
 *
 * Mirrors kernel/cred.c:commit_creds: who changes its effective or filesystem
 * ids, or gains capabilities, is not dumpable any more and forgets its
 * pdeath_signal. Always 0.
 */
int commit_creds(struct cred *new)
{
	struct task_struct *task = current;
	const struct cred *old = task->real_cred;
	bool moved = new->ucounts != old->ucounts;

	BUG_ON(task->cred != old);
	BUG_ON(refcount_read(&new->usage) < 1);
	handle_creds(task, new);
	get_cred(new);		/* one for each of the two pointers */

	if (!uid_eq(old->euid, new->euid) || !gid_eq(old->egid, new->egid) ||
	    !uid_eq(old->fsuid, new->fsuid) || !gid_eq(old->fsgid, new->fsgid) ||
	    !cred_cap_issubset(old, new)) {
		if (task->mm)
			set_dumpable(task->mm, suid_dumpable);
		task->pdeath_signal = 0;
	}
	new->stamp = ++cred_clock;
	/* RLIMIT_NPROC was looked at before; here the task only moves */
	if (moved)
		inc_rlimit_ucounts(new->ucounts, UCOUNT_RLIMIT_NPROC, 1);
	rcu_assign_pointer(task->real_cred, new);
	rcu_assign_pointer(task->cred, new);
	if (moved)
		dec_rlimit_ucounts(old->ucounts, UCOUNT_RLIMIT_NPROC, 1);
	put_cred(old);
	put_cred(old);
	return 0;
}

/**
 * set_cred_ucounts - @new, whose uid or user namespace changed, counts there: 0 or -EAGAIN
 *
 * Mirrors kernel/cred.c:set_cred_ucounts.
 */
int set_cred_ucounts(struct cred *new)
{
	struct ucounts *u, *old = new->ucounts;

	if (old->ns == new->user_ns && uid_eq(old->uid, new->uid))
		return 0;
	u = alloc_ucounts(new->user_ns, new->uid);
	if (!u)
		return -EAGAIN;
	new->ucounts = u;
	put_ucounts(old);
	return 0;
}

/**
 * copy_creds - the credentials of a new task, which has a copy of the parent's pointers
 *
 * Mirrors kernel/cred.c:copy_creds. There each process gets a copy (only threads
 * share); here all share until somebody changes, as nothing shows a difference
 * and forks are what a world is made of. On error the pointers are NULL.
 */
int copy_creds(struct task_struct *p, u64 clone_flags)
{
	struct cred *new;
	int ret;

	if (!(clone_flags & CLONE_NEWUSER)) {
		get_cred(p->cred);
		p->real_cred = get_cred(p->cred);
		inc_rlimit_ucounts(task_ucounts(p), UCOUNT_RLIMIT_NPROC, 1);
		return 0;
	}
	p->cred = p->real_cred = NULL;
	new = prepare_creds();
	if (!new)
		return -ENOMEM;
	ret = create_user_ns(new);
	if (!ret)
		ret = set_cred_ucounts(new);
	if (ret) {
		put_cred(new);
		return ret;
	}
	p->cred = new;
	p->real_cred = get_cred(new);
	inc_rlimit_ucounts(task_ucounts(p), UCOUNT_RLIMIT_NPROC, 1);
	return 0;
}

/** exit_creds - the memory of @tsk is about to go. Mirrors kernel/cred.c:exit_creds */
void exit_creds(struct task_struct *tsk)
{
	const struct cred *real_cred = tsk->real_cred, *cred = tsk->cred;

	tsk->real_cred = tsk->cred = NULL;
	put_cred(real_cred);
	put_cred(cred);
}

/* What a set-uid or set-gid program asks for. Mirrors fs/exec.c:bprm_fill_uid. */
static void exec_fill_uid(struct cred *new, umode_t mode, kuid_t uid, kgid_t gid)
{
	if (current->no_new_privs || !(mode & (S_ISUID | S_ISGID)))
		return;
	/* ids that have no name in the caller's user namespace are not given */
	if (from_kuid(new->user_ns, uid) == (uid_t)-1 || from_kgid(new->user_ns, gid) == (gid_t)-1)
		return;
	if (mode & S_ISUID)
		new->euid = uid;
	if ((mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP))
		new->egid = gid;
}

/**
 * cred_exec - what execve() of a program with this mode and owner makes of the caller
 *
 * Mirrors security/commoncap.c:cap_bprm_creds_from_file without file
 * capabilities and ambient sets. A tracer that could not trace the result, and
 * no_new_privs, take the gain away. Returns 1 if the program is privileged
 * (AT_SECURE), 0 if not.
 */
int cred_exec(struct cred *new, umode_t mode, kuid_t uid, kgid_t gid)
{
	const struct cred *old = current_cred();
	kuid_t root_uid = make_kuid(new->user_ns, 0);
	bool effective = false, id_changed;

	exec_fill_uid(new, mode, uid, gid);

	/* root gets all that is left in the bounding set; with the real uid alone, not in force */
	new->cap_permitted = CAP_EMPTY_SET;
	if (uid_eq(new->euid, root_uid) || uid_eq(new->uid, root_uid))
		new->cap_permitted = cap_combine(old->cap_bset, old->cap_inheritable);
	if (uid_eq(new->euid, root_uid))
		effective = true;

	id_changed = !uid_eq(new->euid, old->euid) || !gid_eq(new->egid, old->egid);
	if ((id_changed || !cap_issubset(new->cap_permitted, old->cap_permitted)) &&
	    (current->no_new_privs || !ptracer_capable(current, new->user_ns))) {
		if (!ns_capable(new->user_ns, CAP_SETUID) || current->no_new_privs) {
			new->euid = new->uid;
			new->egid = new->gid;
		}
		new->cap_permitted = cap_intersect(new->cap_permitted, old->cap_permitted);
	}
	new->suid = new->fsuid = new->euid;
	new->sgid = new->fsgid = new->egid;
	new->cap_effective = effective ? new->cap_permitted : CAP_EMPTY_SET;
	new->securebits &= ~SECURE_KEEP_CAPS;

	return id_changed || !uid_eq(new->euid, old->uid) || !gid_eq(new->egid, old->gid) ||
	       (!uid_eq(new->uid, root_uid) && (effective || new->cap_permitted.val));
}
