// SPDX-License-Identifier: GPL-2.0-only
/*
 * The namespaces that have nothing in them here: mount, UTS, IPC, cgroup, net
 * and time. They can be made, entered and compared, they are owned by a user
 * namespace, and they are counted: that is all that process identity needs.
 *
 * Stands for kernel/utsname.c, ipc/namespace.c, fs/namespace.c,
 * net/core/net_namespace.c, kernel/cgroup/namespace.c and
 * kernel/time/namespace.c; each has the permission rule of its original.
 */
#include <linux/capability.h>
#include <linux/nsproxy.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/user_namespace.h>

struct plain_namespace init_plain_ns[NR_PLAIN_NS];

static struct kmem_cache *plain_cachep[NR_PLAIN_NS];

static const struct {
	const char *cache;
	const struct proc_ns_operations *ops;
	unsigned int inum;
} plain_kinds[NR_PLAIN_NS] = {
	[PLAIN_MNT] = { "mnt_namespace", &mntns_operations, PROC_MNT_INIT_INO },
	[PLAIN_UTS] = { "uts_namespace", &utsns_operations, PROC_UTS_INIT_INO },
	[PLAIN_IPC] = { "ipc_namespace", &ipcns_operations, PROC_IPC_INIT_INO },
	[PLAIN_CGROUP] = { "cgroup_namespace", &cgroupns_operations, PROC_CGROUP_INIT_INO },
	[PLAIN_NET] = { "net_namespace", &netns_operations, PROC_NET_INIT_INO },
	[PLAIN_TIME] = { "time_namespace", &timens_operations, PROC_TIME_INIT_INO },
};

/** plain_ns_boot - the initial namespaces of these kinds */
int plain_ns_boot(void)
{
	int i;

	for (i = 0; i < NR_PLAIN_NS; i++) {
		struct plain_namespace *ns = &init_plain_ns[i];

		plain_cachep[i] = kmem_cache_create(plain_kinds[i].cache, sizeof(*ns), 8, 0, NULL);
		if (!plain_cachep[i])
			return -ENOMEM;
		refcount_set(&ns->ns.count, 1);
		ns->ns.ops = plain_kinds[i].ops;
		ns->ns.inum = plain_kinds[i].inum;
		ns->user_ns = &init_user_ns;
	}
	return 0;
}

/** copy_plain_ns - a new namespace of @kind, or another reference to @old; -ENOMEM */
struct plain_namespace *copy_plain_ns(enum plain_ns kind, bool new,
				      struct user_namespace *user_ns, struct plain_namespace *old)
{
	struct plain_namespace *ns;

	if (!new)
		return get_plain_ns(old);
	ns = kmem_cache_zalloc(plain_cachep[kind], GFP_KERNEL_ACCOUNT);
	if (!ns)
		return ERR_PTR(-ENOMEM);
	refcount_set(&ns->ns.count, 1);
	ns->ns.ops = plain_kinds[kind].ops;
	ns->ns.inum = ns_alloc_inum();
	ns->user_ns = get_user_ns(user_ns);
	if (kind == PLAIN_MNT)
		mnt_ns_copy_proc(ns, old);
	return ns;
}

struct plain_namespace *get_plain_ns(struct plain_namespace *ns)
{
	refcount_inc(&ns->ns.count);
	return ns;
}

void put_plain_ns(enum plain_ns kind, struct plain_namespace *ns)
{
	if (!ns || !refcount_dec_and_test(&ns->ns.count))
		return;
	if (kind == PLAIN_MNT)
		mnt_ns_drop_proc(ns);
	put_user_ns(ns->user_ns);
	kmem_cache_free(plain_cachep[kind], ns);
}

/** current_is_single_threaded - no other thread, nor a process with the caller's memory */
bool current_is_single_threaded(void)
{
	return atomic_read(&current->signal->live) == 1 &&
	       (!current->mm || refcount_read(&current->mm->mm_users) == 1);
}

static struct plain_namespace *to_plain(struct ns_common *ns)
{
	return container_of(ns, struct plain_namespace, ns);
}

static struct user_namespace *plain_owner(struct ns_common *ns)
{
	return to_plain(ns)->user_ns;
}

/* A reference to the namespace at @offset in the nsproxy of @task; NULL if it has exited. */
static struct ns_common *plain_get(struct task_struct *task, size_t offset)
{
	struct nsproxy *nsproxy = get_task_nsproxy(task);
	struct plain_namespace *ns;

	if (!nsproxy)
		return NULL;
	ns = get_plain_ns(*(struct plain_namespace **)((char *)nsproxy + offset));
	put_nsproxy(nsproxy);
	return &ns->ns;
}

/* Who enters @ns must be its administrator, and that of the user namespace it will be in. */
static int plain_may_install(struct nsset *nsset, struct plain_namespace *ns)
{
	if (!ns_capable(ns->user_ns, CAP_SYS_ADMIN) ||
	    !ns_capable(nsset->cred->user_ns, CAP_SYS_ADMIN))
		return -EPERM;
	return 0;
}

static void plain_replace(enum plain_ns kind, struct plain_namespace **slot,
			  struct plain_namespace *ns)
{
	get_plain_ns(ns);
	put_plain_ns(kind, *slot);
	*slot = ns;
}

/* What all kinds but mnt and time have in common. */
#define PLAIN_NS_OPERATIONS(kind, tag, field, ns_name, flag)			\
static struct ns_common *tag##_get(struct task_struct *task)			\
{										\
	return plain_get(task, offsetof(struct nsproxy, field));		\
}										\
static void tag##_put(struct ns_common *ns)					\
{										\
	put_plain_ns(kind, to_plain(ns));					\
}										\
static int tag##_install(struct nsset *nsset, struct ns_common *ns)		\
{										\
	int err = tag##_may_install(nsset, to_plain(ns));			\
										\
	if (!err)								\
		plain_replace(kind, &nsset->nsproxy->field, to_plain(ns));	\
	return err;								\
}										\
const struct proc_ns_operations tag##_operations = {				\
	.name = ns_name,							\
	.type = flag,								\
	.get = tag##_get,							\
	.put = tag##_put,							\
	.install = tag##_install,						\
	.owner = plain_owner,							\
}

/* Mirrors fs/namespace.c:mntns_install; that the caller shares its fs_struct is not known here. */
static int mntns_may_install(struct nsset *nsset, struct plain_namespace *ns)
{
	if (!ns_capable(ns->user_ns, CAP_SYS_ADMIN) ||
	    !ns_capable(nsset->cred->user_ns, CAP_SYS_CHROOT) ||
	    !ns_capable(nsset->cred->user_ns, CAP_SYS_ADMIN))
		return -EPERM;
	return 0;
}

#define utsns_may_install	plain_may_install
#define ipcns_may_install	plain_may_install
#define cgroupns_may_install	plain_may_install
#define netns_may_install	plain_may_install

PLAIN_NS_OPERATIONS(PLAIN_MNT, mntns, mnt_ns, "mnt", CLONE_NEWNS);
PLAIN_NS_OPERATIONS(PLAIN_UTS, utsns, uts_ns, "uts", CLONE_NEWUTS);
PLAIN_NS_OPERATIONS(PLAIN_IPC, ipcns, ipc_ns, "ipc", CLONE_NEWIPC);
PLAIN_NS_OPERATIONS(PLAIN_CGROUP, cgroupns, cgroup_ns, "cgroup", CLONE_NEWCGROUP);
PLAIN_NS_OPERATIONS(PLAIN_NET, netns, net_ns, "net", CLONE_NEWNET);

static struct ns_common *timens_get(struct task_struct *task)
{
	return plain_get(task, offsetof(struct nsproxy, time_ns));
}

static struct ns_common *timens_for_children_get(struct task_struct *task)
{
	return plain_get(task, offsetof(struct nsproxy, time_ns_for_children));
}

static void timens_put(struct ns_common *ns)
{
	put_plain_ns(PLAIN_TIME, to_plain(ns));
}

/* Mirrors kernel/time/namespace.c:timens_install: the clocks of threads can't differ. */
static int timens_install(struct nsset *nsset, struct ns_common *ns)
{
	int err;

	if (!current_is_single_threaded())
		return -EUSERS;
	err = plain_may_install(nsset, to_plain(ns));
	if (err)
		return err;
	plain_replace(PLAIN_TIME, &nsset->nsproxy->time_ns, to_plain(ns));
	plain_replace(PLAIN_TIME, &nsset->nsproxy->time_ns_for_children, to_plain(ns));
	return 0;
}

const struct proc_ns_operations timens_operations = {
	.name = "time",
	.type = CLONE_NEWTIME,
	.get = timens_get,
	.put = timens_put,
	.install = timens_install,
	.owner = plain_owner,
};

const struct proc_ns_operations timens_for_children_operations = {
	.name = "time_for_children",
	.real_ns_name = "time",
	.type = CLONE_NEWTIME,
	.get = timens_for_children_get,
	.put = timens_put,
	.install = timens_install,
	.owner = plain_owner,
};
