/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the model offers its host, and what a design library exports.
 * Plain C types only; see model/host.h for the other direction.
 */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include "host.h"

#define MODEL_ABI 2

/** LINUX - a kernel release as one number that compares in order */
#define LINUX(major, minor) (((major) << 8) | (minor))

/** struct model_touch - an access to memory; see model_cpu.touch. @write: 0 or 1 (more: host) */
struct model_touch {
	unsigned long addr;
	unsigned int size;
	unsigned int write;
};

/**
 * struct model_cpu - what host and model share on every step
 * @task:	whose call runs: the model's `current`; set by the host at each switch
 * @preempt:	not 0: each scheduling point sets @site, counts @step up, and calls
 *		host_ops.point() if @step has reached @look_at then
 * @trace:	a bit (1U << enum host_event_kind) for each kind of event that the host wants to
 *		hear of
 * @inject:	not 0: host_ops.fail() is asked
 * @base:	first byte of the world's memory
 * @size:	bytes of it
 * @shadow:	one byte for each 16 bytes of it: which cache, live or freed (mm/slab.c)
 * @host:	the host
 * @release:	the kernel release that this world is, LINUX(major, minor)
 * @owner:	the host's own: whose world the library's data is at the moment
 * @touch:	where a library that records its accesses (design.footprints) writes the next
 *		one; it stops at @touch_end
 * @linger:	not 0: a call returns with the signals that have come meanwhile still pending,
 *		unless it ended because of them; user_work takes them
 */
struct model_cpu {
	struct task_struct *task;
	unsigned int preempt;
	unsigned int trace;
	unsigned int inject;
	unsigned int release;
	unsigned long step, look_at;
	const struct host_site *site;
	char *base;
	unsigned long size;
	unsigned char *shadow;
	const struct host_ops *host;
	void *owner;
	struct model_touch *touch, *touch_end;
	unsigned int linger;
};

/**
 * struct model_boot - how a world is booted
 * @release:	kernel release, LINUX(major, minor)
 * @no_procfs:	CONFIG_PROC_FS=n
 * @no_fds:	do not open 0, 1 and 2 on /dev/null
 */
struct model_boot {
	unsigned int release;
	int no_procfs;
	int no_fds;
};

/** struct model_syscall - one system call, made by SYSCALL_DEFINEn */
struct model_syscall {
	const char *name;
	unsigned int nr_args;
	const char *types[6];
	const char *names[6];
	long (*fn)(const long args[6]);
};

/** enum model_state - what state(P) says */
enum model_state {
	MODEL_RUNNING,
	MODEL_SLEEPING,
	MODEL_STOPPED,
	MODEL_TRACED,
	MODEL_ZOMBIE,
	MODEL_DEAD,
};

#define MODEL_MAX_LEVEL 32

/**
 * struct model_pid - a task's identity as the host may keep it
 * @level:	depth of its own pid namespace
 * @nr:		its number at each level, 0..@level
 * @ns:		an identity of the namespace at each level (compare only)
 * @tgid_nr:	number of its thread group's leader in its own namespace
 */
struct model_pid {
	unsigned int level;
	int nr[MODEL_MAX_LEVEL + 1];
	const void *ns[MODEL_MAX_LEVEL + 1];
	int tgid_nr;
	const void *pid;	/* the struct pid (compare, or ask refs of, only) */
	unsigned int process;	/* serial of its process: threads share it */
};

/** struct model_count - objects of one slab cache */
struct model_count {
	const char *cache;
	unsigned long live;
	unsigned long boot;	/* of these, there since boot */
	unsigned long size;	/* bytes of one */
	int judged;		/* counts for balance */
};

/**
 * struct model_object - what is known of an address in the world's memory
 */
struct model_object {
	const char *cache;
	const void *start;
	unsigned long size;
	int freed;
};

/**
 * struct model_ops - the model core
 *
 * @boot:	makes the first task (pid 1, uid 0, all capabilities) in fresh memory
 *		(cpu->base, cpu->size, cpu->shadow and cpu->host are set); NULL if it is
 *		too small
 * @syscall:	one call of cpu->task, on a fiber: entry work, the call, return to user mode
 *		with signals taken. Returns what user space sees (-errno), or not at all
 * @user_work:	what cpu->task has to do in user mode: take signals, stop, die; on a fiber
 * @has_user_work: 1 if user_work would do something
 * @grace:	end the grace period if no reader is left: callbacks run on the caller's stack,
 *		cpu->task being any task or NULL. Returns 1 if there was something to do
 * @grace_pending: callbacks wait for a grace period and no reader stands in the way
 * @halt:	the end of a run: every task dies, reaps, closes; must run on a fiber of init;
 *		returns with init alone alive and without descriptors: counts compare with boot's
 * @interrupt:	may be NULL. A call in which @task sleeps ends as if a signal with a handler had
 *		come (EINTR); asked for init, before @halt, when it is still asleep
 * @set_reuse:	sim_reuse(): next pid in @caller's active namespace is @nr. -errno if it can't be
 * @fill_pids:	makes @n struct pids in the initial namespace that no task has, for measuring;
 *		returns how many
 * @seen_pid:	may be NULL. The number of @task in the namespace of @viewer; 0: it has none there
 * @counts:	fills up to @n entries; returns how many caches there are
 * @balanced:	may be NULL. 1: no cache that is judged has other counts than at boot
 * @would_block: may be NULL. 1: @task, which stands before operation @op on the lock @obj, would
 *	have to wait for somebody else; not asked for HOST_OP_TRY_LOCK
 * @lock_held: may be NULL. Where @task, which is in a call, took @lock; NULL: it does not hold it
 * @nudge:	may be NULL. @task, which sleeps and not for a lock, wakes up for no reason
 * @refs_pid, @refs_file: reference counts, -1 if there is no such object
 */
struct model_ops {
	struct task_struct *(*boot)(const struct model_boot *how);
	long (*syscall)(const struct model_syscall *call, const long args[6]);
	void (*user_work)(void);
	int (*has_user_work)(struct task_struct *task);
	int (*grace)(void);
	int (*grace_pending)(void);
	void (*halt)(void);

	enum model_state (*state)(struct task_struct *task);
	void (*identity)(struct task_struct *task, struct model_pid *id);
	int (*seen_pid)(struct task_struct *task, struct task_struct *viewer);
	unsigned long long (*pending)(struct task_struct *task);
	int (*set_reuse)(struct task_struct *caller, int nr);
	long (*refs_pid)(const void *pid);
	long (*refs_file)(struct task_struct *task, int fd);
	int (*pid_has_task)(const void *pid);
	/* process serial that the handle behind @fd was opened on; 0: none */
	unsigned int (*handle_target)(struct task_struct *task, int fd);
	int (*set_handle_target)(struct task_struct *task, int fd, unsigned int process);
	struct task_struct *(*find_task)(struct task_struct *viewer, int nr);
	unsigned int (*counts)(struct model_count *out, unsigned int n);
	int (*object)(const void *addr, struct model_object *out);
	unsigned int (*locks_held)(struct task_struct *task);
	unsigned long (*memory_used)(void);
	long (*fill_pids)(long n);
	void (*interrupt)(struct task_struct *task);
	int (*balanced)(void);
	int (*would_block)(struct task_struct *task, enum host_op op, const void *obj);
	const struct host_site *(*lock_held)(struct task_struct *task, const void *lock);
	void (*nudge)(struct task_struct *task);
};

/** struct design_habit - how a design does what sim_open() and its kind ask; $1, $2: arguments */
struct design_habit {
	const char *name;	/* "sim_open" */
	const char *text;	/* "open(\"/proc/$1\", O_RDONLY|O_DIRECTORY|O_CLOEXEC)" */
};

/** struct design_constant - a word that scripts may use with this design, as PROC_FD_SIGNAL */
struct design_constant {
	const char *name;
	long value;
};

/** struct design_range - the kernel releases that a design's world may be */
struct design_range {
	unsigned int first, last;	/* inclusive; the default is @last */
};

/** enum design_footprints - how the host learns what a step of this library touches */
enum design_footprints {
	DESIGN_UNKNOWN,		/* it does not */
	DESIGN_DECLARED,	/* each step touches only what its scheduling points name */
	DESIGN_RECORDED,	/* from model_cpu.touch, and from the scheduling points */
};

/**
 * struct design - what a design library exports, as the object `pid_design`
 * @abi:	MODEL_ABI
 * @name:	as in "--design NAME"
 * @origin:	mail or commit
 * @summary:	one line
 * @features:	words that a scenario may require, NULL at the end; system calls need not be named
 * @habits:	ends with a NULL name; may be NULL
 * @constants:	ends with a NULL name; may be NULL
 * @syscalls, @syscalls_end: filled in by SYSCALL_DEFINEn; a later entry of the same name wins
 * @footprints: enum design_footprints
 * @image, @image_end: the library's own data: saved after boot, copied back for a fresh world
 */
struct design {
	unsigned int abi;
	const char *name;
	const char *origin;
	const char *summary;
	struct design_range releases;
	unsigned int footprints;
	const char *const *features;
	const struct design_habit *habits;
	const struct design_constant *constants;
	const struct model_syscall *const *syscalls;
	const struct model_syscall *const *syscalls_end;
	char *image;
	char *image_end;
	struct model_cpu *cpu;
	const struct model_ops *ops;
};

#endif
