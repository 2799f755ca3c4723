/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: the namespaces of a task. stub: of the eight only pid_ns_for_children does anything; the
 * others are counted objects that can be made, entered and compared. */
#ifndef _LINUX_NSPROXY_H
#define _LINUX_NSPROXY_H

#include <linux/cleanup.h>
#include <linux/refcount.h>
#include <linux/ns_common.h>

struct pid_namespace;
struct cred;
struct nsset;
struct task_struct;
struct user_namespace;

struct super_block;

/* stub: a namespace without contents, but for what a mount namespace has at /proc */
struct plain_namespace {
	struct ns_common ns;
	struct user_namespace *user_ns;
	struct super_block *proc_sb;	/* mnt: the procfs instance mounted there, or NULL */
};
#define uts_namespace		plain_namespace
#define ipc_namespace		plain_namespace
#define mnt_namespace		plain_namespace
#define net			plain_namespace
#define time_namespace		plain_namespace
#define cgroup_namespace	plain_namespace

struct nsproxy {
	refcount_t count;
	struct uts_namespace *uts_ns;
	struct ipc_namespace *ipc_ns;
	struct mnt_namespace *mnt_ns;
	struct pid_namespace *pid_ns_for_children;
	struct net *net_ns;
	struct time_namespace *time_ns;
	struct time_namespace *time_ns_for_children;
	struct cgroup_namespace *cgroup_ns;
};

struct proc_ns_operations {
	const char *name;
	const char *real_ns_name;
	int type;
	struct ns_common *(*get)(struct task_struct *task);
	void (*put)(struct ns_common *ns);
	int (*install)(struct nsset *nsset, struct ns_common *ns);
	struct user_namespace *(*owner)(struct ns_common *ns);
	struct ns_common *(*get_parent)(struct ns_common *ns);
};

/* setns(2): what the caller will be in, if all of it works. flags: CLONE_NEW*; CLONE_NEWUSER: cred
 * is new */
struct nsset {
	unsigned int flags;
	struct nsproxy *nsproxy;
	const struct cred *cred;
};

/* kernel/plain_namespace.c */
enum plain_ns {
	PLAIN_MNT,
	PLAIN_UTS,
	PLAIN_IPC,
	PLAIN_CGROUP,
	PLAIN_NET,
	PLAIN_TIME,
	NR_PLAIN_NS,
};
extern struct plain_namespace init_plain_ns[NR_PLAIN_NS];
extern const struct proc_ns_operations netns_operations, utsns_operations, ipcns_operations;
extern const struct proc_ns_operations mntns_operations, cgroupns_operations, timens_operations;
extern const struct proc_ns_operations timens_for_children_operations;
struct plain_namespace *copy_plain_ns(enum plain_ns kind, bool new,
				      struct user_namespace *user_ns, struct plain_namespace *old);
struct plain_namespace *get_plain_ns(struct plain_namespace *ns);
void put_plain_ns(enum plain_ns kind, struct plain_namespace *ns);

/* each under the name that it has in the kernel, and with what it returns there */
static inline void get_uts_ns(struct uts_namespace *ns)
{
	get_plain_ns(ns);
}

static inline struct ipc_namespace *get_ipc_ns(struct ipc_namespace *ns)
{
	return ns ? get_plain_ns(ns) : NULL;
}

static inline void get_mnt_ns(struct mnt_namespace *ns)
{
	get_plain_ns(ns);
}

static inline struct ns_common *get_net_ns(struct ns_common *ns)
{
	return &get_plain_ns(container_of(ns, struct net, ns))->ns;
}

static inline struct time_namespace *get_time_ns(struct time_namespace *ns)
{
	return get_plain_ns(ns);
}

static inline void get_cgroup_ns(struct cgroup_namespace *ns)
{
	get_plain_ns(ns);
}

int plain_ns_boot(void);
bool current_is_single_threaded(void);

/* inode numbers of the initial namespaces */
#define PROC_IPC_INIT_INO	0xEFFFFFFFU
#define PROC_UTS_INIT_INO	0xEFFFFFFEU
#define PROC_USER_INIT_INO	0xEFFFFFFDU
#define PROC_PID_INIT_INO	0xEFFFFFFCU
#define PROC_CGROUP_INIT_INO	0xEFFFFFFBU
#define PROC_TIME_INIT_INO	0xEFFFFFFAU
#define PROC_NET_INIT_INO	0xEFFFFFF9U
#define PROC_MNT_INIT_INO	0xEFFFFFF8U
unsigned int ns_alloc_inum(void);
struct ns_common *ns_get_owner(struct ns_common *ns);

extern struct nsproxy init_nsproxy;
extern const struct proc_ns_operations *const proc_ns_entries[];
extern unsigned int nr_proc_ns_entries;	/* fewer in old worlds */

int copy_namespaces(u64 flags, struct task_struct *tsk);
void exit_task_namespaces(struct task_struct *tsk);
void switch_task_namespaces(struct task_struct *tsk, struct nsproxy *new);
int unshare_nsproxy_namespaces(unsigned long flags, struct nsproxy **new_nsp,
			       struct cred *new_cred);
void free_nsproxy(struct nsproxy *ns);
void get_nsproxy(struct nsproxy *ns);
struct nsproxy *get_task_nsproxy(struct task_struct *tsk);	/* counted; NULL: it has exited */
void put_nsproxy(struct nsproxy *ns);
DEFINE_FREE(put_nsproxy, struct nsproxy *, if (_T) put_nsproxy(_T))
int nsproxy_boot(void);

/* fs/nsfs.c: files of namespaces. open_namespace consumes the reference. */
struct file;
int open_namespace(struct ns_common *ns);
struct file *nsfs_open(struct ns_common *ns, unsigned int f_flags);	/* consumes it too */
struct ns_common *nsfs_file_ns(const struct file *file);	/* NULL: not a file of nsfs */
int nsfs_boot(void);
#define to_ns_common(p) (&(p)->ns)

#endif
