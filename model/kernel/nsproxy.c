// SPDX-License-Identifier: GPL-2.0-only
/*
 * The namespaces of a task: at fork, unshare(2) and setns(2).
 *
 * Mirrors kernel/nsproxy.c. unshare(2) itself is in kernel/clone.c.
 */
#include <linux/capability.h>
#include <linux/file.h>
#include <linux/nsproxy.h>
#include <linux/pid_namespace.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/syscalls.h>
#include <linux/user_namespace.h>

/* namespaces that an nsproxy holds: all but the user namespace, which is a credential */
#define CLONE_NSPROXY (CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | \
		       CLONE_NEWNET | CLONE_NEWCGROUP | CLONE_NEWTIME)

/* dynamic inode numbers start here */
#define PROC_DYNAMIC_FIRST 0xF0000000U

struct nsproxy init_nsproxy;

static struct kmem_cache *nsproxy_cachep;
static unsigned int next_inum;

/* /proc/<pid>/ns in its order; fs/proc/namespaces.c has this table in the kernel */
const struct proc_ns_operations *const proc_ns_entries[] = {
	&netns_operations,
	&utsns_operations,
	&ipcns_operations,
	&pidns_operations,
	&pidns_for_children_operations,
	&userns_operations,
	&mntns_operations,
	&cgroupns_operations,
	&timens_operations,
	&timens_for_children_operations,
};
unsigned int nr_proc_ns_entries;

/**
 * ns_alloc_inum - the inode number of a new namespace
 *
 * The kernel hands out the lowest free one again (fs/proc/generic.c:
 * proc_alloc_inum). Here none comes twice, so that equal always means same.
 */
unsigned int ns_alloc_inum(void)
{
	return PROC_DYNAMIC_FIRST + next_inum++;
}

/** nsproxy_boot - the namespaces of the first task; after pidns_boot() */
int nsproxy_boot(void)
{
	struct nsproxy *ns = &init_nsproxy;
	int err;

	nsproxy_cachep = KMEM_CACHE(nsproxy, SLAB_ACCOUNT);
	if (!nsproxy_cachep)
		return -ENOMEM;
	err = plain_ns_boot();
	if (err)
		return err;
	next_inum = 0;
	/* the last two are of 5.6 */
	nr_proc_ns_entries = ARRAY_SIZE(proc_ns_entries) - (kernel_release(5, 6) ? 0 : 2);
	refcount_set(&ns->count, 1);
	ns->uts_ns = &init_plain_ns[PLAIN_UTS];
	ns->ipc_ns = &init_plain_ns[PLAIN_IPC];
	ns->mnt_ns = &init_plain_ns[PLAIN_MNT];
	ns->pid_ns_for_children = &init_pid_ns;
	ns->net_ns = &init_plain_ns[PLAIN_NET];
	ns->time_ns = &init_plain_ns[PLAIN_TIME];
	ns->time_ns_for_children = &init_plain_ns[PLAIN_TIME];
	ns->cgroup_ns = &init_plain_ns[PLAIN_CGROUP];
	return nsfs_boot();
}

void get_nsproxy(struct nsproxy *ns)
{
	refcount_inc(&ns->count);
}

/**
 * get_task_nsproxy - the namespaces of another task, counted; NULL once it has exited
 *
 * custom: in the kernel task_lock() keeps @tsk from leaving them in between. Here
 * there is no such lock, because each exit would take it: to look and to count is
 * one step, before which another task may run, but not within.
 */
struct nsproxy *get_task_nsproxy(struct task_struct *tsk)
{
	struct nsproxy *ns;
	int count;

	sim_point(HOST_OP_LOAD, &tsk->nsproxy, SIM_HERE);
	ns = tsk->nsproxy;
	if (!ns)
		return NULL;
	count = ns->count.refs.counter++;
	sim_event(HOST_EV_REF, NULL, &ns->count, NULL, count, count + 1, SIM_HERE);
	return ns;
}

void put_nsproxy(struct nsproxy *ns)
{
	if (refcount_dec_and_test(&ns->count))
		free_nsproxy(ns);
}

/** free_nsproxy - drop what @ns holds; fields that are not filled in yet are NULL */
void free_nsproxy(struct nsproxy *ns)
{
	put_plain_ns(PLAIN_MNT, ns->mnt_ns);
	put_plain_ns(PLAIN_UTS, ns->uts_ns);
	put_plain_ns(PLAIN_IPC, ns->ipc_ns);
	put_pid_ns(ns->pid_ns_for_children);
	put_plain_ns(PLAIN_TIME, ns->time_ns);
	put_plain_ns(PLAIN_TIME, ns->time_ns_for_children);
	put_plain_ns(PLAIN_CGROUP, ns->cgroup_ns);
	put_plain_ns(PLAIN_NET, ns->net_ns);
	kmem_cache_free(nsproxy_cachep, ns);
}

/*
 * One namespace of the nsproxy under construction: *@slot stays NULL on error,
 * so that free_nsproxy() can undo what there is.
 */
static int copy_plain(enum plain_ns kind, bool new, struct user_namespace *user_ns,
		      struct plain_namespace *old, struct plain_namespace **slot)
{
	struct plain_namespace *ns = copy_plain_ns(kind, new, user_ns, old);

	if (IS_ERR(ns))
		return PTR_ERR(ns);
	*slot = ns;
	return 0;
}

/*
 * Mirrors kernel/nsproxy.c:create_new_namespaces, in its order: a copy of the
 * nsproxy of @tsk, with new namespaces where @flags say so.
 */
static struct nsproxy *create_new_namespaces(u64 flags, struct task_struct *tsk,
					     struct user_namespace *user_ns)
{
	struct nsproxy *old = tsk->nsproxy, *new;
	struct pid_namespace *pid_ns;
	int err;

	new = kmem_cache_zalloc(nsproxy_cachep, GFP_KERNEL);
	if (!new)
		return ERR_PTR(-ENOMEM);
	refcount_set(&new->count, 1);

	err = copy_plain(PLAIN_MNT, flags & CLONE_NEWNS, user_ns, old->mnt_ns, &new->mnt_ns);
	if (err)
		goto out;
	err = copy_plain(PLAIN_UTS, flags & CLONE_NEWUTS, user_ns, old->uts_ns, &new->uts_ns);
	if (err)
		goto out;
	err = copy_plain(PLAIN_IPC, flags & CLONE_NEWIPC, user_ns, old->ipc_ns, &new->ipc_ns);
	if (err)
		goto out;
	pid_ns = copy_pid_ns(flags, user_ns, old->pid_ns_for_children);
	err = PTR_ERR_OR_ZERO(pid_ns);
	if (err)
		goto out;
	new->pid_ns_for_children = pid_ns;
	err = copy_plain(PLAIN_CGROUP, flags & CLONE_NEWCGROUP, user_ns, old->cgroup_ns,
			 &new->cgroup_ns);
	if (err)
		goto out;
	err = copy_plain(PLAIN_NET, flags & CLONE_NEWNET, user_ns, old->net_ns, &new->net_ns);
	if (err)
		goto out;
	err = copy_plain(PLAIN_TIME, flags & CLONE_NEWTIME, user_ns, old->time_ns_for_children,
			 &new->time_ns_for_children);
	if (err)
		goto out;
	new->time_ns = get_plain_ns(old->time_ns);
	return new;
out:
	free_nsproxy(new);
	return ERR_PTR(err);
}

/* A new process, not a thread or vfork child, is in its time namespace from the start. */
static void timens_on_fork(struct nsproxy *nsproxy)
{
	if (nsproxy->time_ns == nsproxy->time_ns_for_children)
		return;
	put_plain_ns(PLAIN_TIME, nsproxy->time_ns);
	nsproxy->time_ns = get_plain_ns(nsproxy->time_ns_for_children);
}

/**
 * copy_namespaces - the nsproxy of a new task: its parent's, or a new one
 *
 * Mirrors kernel/nsproxy.c:copy_namespaces. @tsk has its credentials already
 * and still the parent's nsproxy, uncounted.
 */
int copy_namespaces(u64 flags, struct task_struct *tsk)
{
	struct nsproxy *old_ns = tsk->nsproxy, *new_ns;
	struct user_namespace *user_ns = task_cred_xxx(tsk, user_ns);

	if (likely(!(flags & CLONE_NSPROXY))) {
		if ((flags & CLONE_VM) ||
		    likely(old_ns->time_ns_for_children == old_ns->time_ns)) {
			get_nsproxy(old_ns);
			return 0;
		}
	} else if (!ns_capable(user_ns, CAP_SYS_ADMIN)) {
		return -EPERM;
	}
	/* undo lists of semaphores belong to one IPC namespace */
	if ((flags & (CLONE_NEWIPC | CLONE_SYSVSEM)) == (CLONE_NEWIPC | CLONE_SYSVSEM))
		return -EINVAL;

	new_ns = create_new_namespaces(flags, tsk, user_ns);
	if (IS_ERR(new_ns))
		return PTR_ERR(new_ns);
	if (!(flags & CLONE_VM))
		timens_on_fork(new_ns);
	tsk->nsproxy = new_ns;
	return 0;
}

/**
 * unshare_nsproxy_namespaces - new namespaces for the caller, not yet in force
 *
 * Mirrors kernel/nsproxy.c:unshare_nsproxy_namespaces. @new_cred: what the
 * caller will be, or NULL. *@new_nsp stays as it is on error.
 */
int unshare_nsproxy_namespaces(unsigned long unshare_flags, struct nsproxy **new_nsp,
			       struct cred *new_cred)
{
	struct user_namespace *user_ns;
	struct nsproxy *new;

	if (!(unshare_flags & CLONE_NSPROXY))
		return 0;
	user_ns = new_cred ? new_cred->user_ns : current_user_ns();
	if (!ns_capable(user_ns, CAP_SYS_ADMIN))
		return -EPERM;
	new = create_new_namespaces(unshare_flags, current, user_ns);
	if (IS_ERR(new))
		return PTR_ERR(new);
	*new_nsp = new;
	return 0;
}

/** switch_task_namespaces - @p gets @new, whose reference it takes; NULL at its exit */
void switch_task_namespaces(struct task_struct *p, struct nsproxy *new)
{
	struct nsproxy *ns;

	sim_point(HOST_OP_STORE, &p->nsproxy, SIM_HERE);
	ns = p->nsproxy;
	p->nsproxy = new;
	if (ns)
		put_nsproxy(ns);
}

void exit_task_namespaces(struct task_struct *p)
{
	switch_task_namespaces(p, NULL);
}

/*
 * The struct pid behind a handle, for setns(). A design whose handles setns()
 * takes (5.8) defines it; here, no file is one.
 */
__weak struct pid *pidfd_pid(const struct file *file)
{
	return ERR_PTR(-EBADF);
}

static int check_setns_flags(unsigned long flags)
{
	if (!flags || (flags & ~(CLONE_NSPROXY | CLONE_NEWUSER)))
		return -EINVAL;
	return 0;
}

static void put_nsset(struct nsset *nsset)
{
	if (nsset->flags & CLONE_NEWUSER && nsset->cred)
		put_cred(nsset->cred);
	if (nsset->nsproxy)
		free_nsproxy(nsset->nsproxy);
}

/* Copies of what will change. Mirrors kernel/nsproxy.c:prepare_nsset. */
static int prepare_nsset(unsigned int flags, struct nsset *nsset)
{
	nsset->nsproxy = create_new_namespaces(0, current, current_user_ns());
	if (IS_ERR(nsset->nsproxy))
		return PTR_ERR(nsset->nsproxy);
	nsset->flags = flags;
	nsset->cred = flags & CLONE_NEWUSER ? prepare_creds() : current_cred();
	if (!nsset->cred) {
		put_nsset(nsset);
		return -ENOMEM;
	}
	return 0;
}

static inline int validate_ns(struct nsset *nsset, struct ns_common *ns)
{
	return ns->ops->install(nsset, ns);
}

/*
 * Enter those namespaces of @nsp, @pid_ns and @user_ns that @nsset asks for. The
 * user namespace comes first: it gives the rights to the others.
 */
static int install_all(struct nsset *nsset, struct nsproxy *nsp, struct pid_namespace *pid_ns,
		       struct user_namespace *user_ns)
{
	struct {
		unsigned long flag;
		struct ns_common *ns;
	} const order[] = {
		{ CLONE_NEWUSER, user_ns ? &user_ns->ns : NULL },
		{ CLONE_NEWNS, &nsp->mnt_ns->ns },
		{ CLONE_NEWUTS, &nsp->uts_ns->ns },
		{ CLONE_NEWIPC, &nsp->ipc_ns->ns },
		{ CLONE_NEWPID, pid_ns ? &pid_ns->ns : NULL },
		{ CLONE_NEWCGROUP, &nsp->cgroup_ns->ns },
		{ CLONE_NEWNET, &nsp->net_ns->ns },
		{ CLONE_NEWTIME, &nsp->time_ns->ns },
	};
	unsigned int i;
	int err = 0;

	for (i = 0; i < ARRAY_SIZE(order) && !err; i++)
		if (nsset->flags & order[i].flag)
			err = validate_ns(nsset, order[i].ns);
	return err;
}

/* What the process behind a handle is in: all or nothing. Mirrors validate_nsset. */
static int validate_nsset(struct nsset *nsset, struct pid *pid)
{
	struct user_namespace *user_ns = NULL;
	struct pid_namespace *pid_ns = NULL;
	struct nsproxy *nsp = NULL;
	struct task_struct *tsk;
	int err = -ESRCH;

	rcu_read_lock();
	tsk = pid_task(pid, PIDTYPE_PID);
	if (!tsk)
		goto out_unlock;
	err = -EPERM;
	if (!ptrace_may_access(tsk, PTRACE_MODE_READ_REALCREDS))
		goto out_unlock;
	err = -ESRCH;
	nsp = get_task_nsproxy(tsk);
	if (!nsp)
		goto out_unlock;
	if (nsset->flags & CLONE_NEWPID) {
		/* where it is, not where its children will be */
		pid_ns = task_active_pid_ns(tsk);
		if (!pid_ns)
			goto out_unlock;
		get_pid_ns(pid_ns);
	}
	if (nsset->flags & CLONE_NEWUSER)
		user_ns = get_user_ns(__task_cred(tsk)->user_ns);
	err = 0;
out_unlock:
	rcu_read_unlock();
	if (!err)
		err = install_all(nsset, nsp, pid_ns, user_ns);
	if (pid_ns)
		put_pid_ns(pid_ns);
	if (nsp)
		put_nsproxy(nsp);
	if (user_ns)
		put_user_ns(user_ns);
	return err;
}

/* Nothing can fail any more. Mirrors kernel/nsproxy.c:commit_nsset. */
static void commit_nsset(struct nsset *nsset)
{
	if (nsset->flags & CLONE_NEWUSER) {
		commit_creds((struct cred *)nsset->cred);
		nsset->cred = NULL;
	}
	if (nsset->flags & CLONE_NEWTIME)
		timens_on_fork(nsset->nsproxy);
	switch_task_namespaces(current, nsset->nsproxy);
	nsset->nsproxy = NULL;
}

/**
 * setns(2) - enter a namespace by its file, or several by a process's handle
 *
 * Mirrors kernel/nsproxy.c:setns. Handles since 5.8; before, the file of a
 * namespace is the only kind, and everything else is -EINVAL.
 */
SYSCALL_DEFINE2(setns, int, fd, int, flags)
{
	struct fd f = fdget(fd);
	struct nsset nsset = { 0 };
	struct ns_common *ns;
	struct pid *pid = NULL;
	int err = 0;

	if (fd_empty(f))
		return -EBADF;
	ns = nsfs_file_ns(fd_file(f));
	if (ns) {
		if (flags && ns->ops->type != flags)
			err = -EINVAL;
		flags = ns->ops->type;
	} else {
		pid = pidfd_pid(fd_file(f));
		err = IS_ERR(pid) ? -EINVAL : check_setns_flags(flags);
	}
	if (err)
		goto out;

	err = prepare_nsset(flags, &nsset);
	if (err)
		goto out;
	if (ns)
		err = validate_ns(&nsset, ns);
	else
		err = validate_nsset(&nsset, pid);
	if (!err)
		commit_nsset(&nsset);
	put_nsset(&nsset);
out:
	fdput(f);
	return err;
}
