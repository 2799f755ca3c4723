/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: pid namespaces.
 * custom: the numbers are in a radix tree with bitmaps (lib/pidmap.c) instead of an idr. */
#ifndef _LINUX_PID_NAMESPACE_H
#define _LINUX_PID_NAMESPACE_H

#include <linux/ns_common.h>
#include <linux/pid.h>
#include <linux/pidmap.h>

struct user_namespace;

struct pid_namespace {
	struct pidmap map;		/* number -> struct pid; pidmap_lock */
	struct rcu_head rcu;
	unsigned int pid_allocated;	/* PIDNS_ADDING | numbers in use; pidmap_lock */
	int pid_max;			/* used where the release has one per namespace */
	struct task_struct *child_reaper;
	struct kmem_cache *pid_cachep;
	unsigned int level;
	struct pid_namespace *parent;
	struct user_namespace *user_ns;
	int reboot;			/* group exit code if reboot() was called inside */
	struct ns_common ns;
};

#define PIDNS_ADDING (1U << 31)

extern struct pid_namespace init_pid_ns;
extern spinlock_t pidmap_lock;
extern int pid_max;			/* the global limit of releases before 6.14 */

struct pid_namespace *get_pid_ns(struct pid_namespace *ns);
void put_pid_ns(struct pid_namespace *ns);
struct pid_namespace *copy_pid_ns(u64 flags, struct user_namespace *user_ns,
				  struct pid_namespace *ns);
void zap_pid_ns_processes(struct pid_namespace *ns);
int reboot_pid_ns(struct pid_namespace *ns, int cmd);
int *pid_ns_max(struct pid_namespace *ns);	/* the limit in force in @ns */
int pid_ns_set_last_pid(struct pid_namespace *ns, int nr);
int pid_ns_last_pid(struct pid_namespace *ns);
int pid_ns_set_max(struct pid_namespace *ns, int max);
extern const struct proc_ns_operations pidns_operations;
extern const struct proc_ns_operations pidns_for_children_operations;
struct ns_common *pidns_get(struct task_struct *task);
struct ns_common *pidns_for_children_get(struct task_struct *task);
bool pid_ns_may_set_last_pid(struct pid_namespace *ns);	/* may current write these? */
bool pid_ns_may_set_max(struct pid_namespace *ns);
bool pidns_is_ancestor(struct pid_namespace *child, struct pid_namespace *ancestor);
struct kmem_cache *create_pid_cachep(unsigned int level);
int pidns_boot(void);

#endif
