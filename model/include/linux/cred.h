/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: credentials, shared and never changed in place. */
#ifndef _LINUX_CRED_H
#define _LINUX_CRED_H

#include <linux/capability.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/uidgid.h>

struct task_struct;
struct user_namespace;

/* counted queued signals and processes of one uid in one user namespace (kernel/ucount.c) */
struct ucounts {
	struct list_head node;
	struct user_namespace *ns;
	kuid_t uid;
	refcount_t count;
	unsigned int unix_inflight;	/* descriptors in flight; the kernel's user_struct has it */
	union {
		int rlimit[2];	/* enum rlimit_type */
		struct {
			int nproc;
			int sigpending;
		};
	};
};

struct cred {
	refcount_t usage;
	struct rcu_head rcu;	/* empty, so not at the end: its address is looked at */
	kuid_t uid, suid, euid, fsuid;
	kgid_t gid, sgid, egid, fsgid;
	unsigned int securebits;
	unsigned int stamp;	/* custom: cred_clock when a task got them */
	kernel_cap_t cap_inheritable;
	kernel_cap_t cap_permitted;
	kernel_cap_t cap_effective;
	kernel_cap_t cap_bset;
	struct user_namespace *user_ns;
	struct ucounts *ucounts;
};
#define SECURE_KEEP_CAPS	0x10

extern struct cred *init_cred;	/* made when the world boots */
extern unsigned int cred_clock;	/* custom: changes so far, for the judges */

struct cred *prepare_creds(void);
int commit_creds(struct cred *new);
void abort_creds(struct cred *new);
const struct cred *get_cred(const struct cred *cred);
void put_cred(const struct cred *cred);
struct cred *prepare_exec_creds(void);
/*
 * execve: gives @new, from prepare_exec_creds(), the ids and capabilities of a program of this mode
 * and owner. 1: it is privileged (set dumpable off, clear pdeath_signal), 0: it is not, or -errno.
 */
int cred_exec(struct cred *new, umode_t mode, kuid_t uid, kgid_t gid);
int copy_creds(struct task_struct *p, u64 clone_flags);
void exit_creds(struct task_struct *p);
int set_cred_ucounts(struct cred *new);
/* limits that are counted for a uid in its user namespace and in all above (kernel/ucount.c) */
enum rlimit_type {
	UCOUNT_RLIMIT_NPROC,
	UCOUNT_RLIMIT_SIGPENDING,
	UCOUNT_RLIMIT_COUNTS,
};
long inc_rlimit_ucounts(struct ucounts *u, enum rlimit_type type, long v);
bool dec_rlimit_ucounts(struct ucounts *u, enum rlimit_type type, long v);
/* one more, and if it is the first a reference to @u with it: the new count; 0: over the limit */
long inc_rlimit_get_ucounts(struct ucounts *u, enum rlimit_type type, bool override_rlimit);
void dec_rlimit_put_ucounts(struct ucounts *u, enum rlimit_type type);
bool is_rlimit_overlimit(struct ucounts *u, enum rlimit_type type, unsigned long rlimit);
struct ucounts *alloc_ucounts(struct user_namespace *ns, kuid_t uid);
struct ucounts *get_ucounts(struct ucounts *u);
void put_ucounts(struct ucounts *u);
int ucounts_boot(void);
int cred_boot(void);

#define current_cred()		(current->cred)
#define __task_cred(t)		((t)->real_cred)
#define current_uid()		(current_cred()->uid)
#define current_euid()		(current_cred()->euid)
#define current_gid()		(current_cred()->gid)
#define current_fsuid()		(current_cred()->fsuid)
#define current_user_ns()	(current_cred()->user_ns)
#define task_cred_xxx(t, xxx)	(__task_cred(t)->xxx)
#define task_uid(t)		(task_cred_xxx(t, uid))
#define task_euid(t)		(task_cred_xxx(t, euid))
#define task_ucounts(t)		(task_cred_xxx(t, ucounts))

#endif
