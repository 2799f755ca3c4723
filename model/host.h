/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the model needs of its host. Plain C types only: this header is read by
 * the simulator, which knows libc, and by the model, which does not.
 *
 * The host calls the model through model/model.h; the model calls the host
 * through struct host_ops. Nothing else crosses the border.
 */
#ifndef MODEL_HOST_H
#define MODEL_HOST_H

struct task_struct;

/** struct host_site - a place in model or design code */
struct host_site {
	const char *file;	/* as the compiler saw it; #line is honoured */
	const char *func;
	unsigned int line;
};

/** enum host_op - what is about to be done to the object of a scheduling point; UNLOCK: has been */
enum host_op {
	HOST_OP_SYSCALL_ENTER,
	HOST_OP_SYSCALL_EXIT,
	HOST_OP_LOCK,
	HOST_OP_UNLOCK,
	HOST_OP_READ_LOCK,
	HOST_OP_READ_UNLOCK,
	HOST_OP_LOAD,
	HOST_OP_STORE,
	HOST_OP_RMW,
	HOST_OP_REF_GET,
	HOST_OP_REF_PUT,
	HOST_OP_RCU_LOCK,
	HOST_OP_RCU_UNLOCK,
	HOST_OP_RCU_CALL,
	HOST_OP_WAIT,
	HOST_OP_WAKE,
	HOST_OP_COPY,
	HOST_OP_WRITE_LOCK,	/* as LOCK, of what can be read-locked too */
	HOST_OP_REF_READ,
	HOST_OP_TRY_LOCK,	/* as either, but it may end without the lock */
	HOST_OP_NR
};

/** enum host_why - what a choice decides; 0 is always the default */
enum host_why {
	HOST_WHY_SCHEDULE,	/* which task runs next */
	HOST_WHY_FAIL,		/* whether this request is refused */
	HOST_WHY_GRACE,		/* whether a grace period that may end, ends */
	HOST_WHY_THREAD,	/* which thread takes a group signal */
	HOST_WHY_NR
};

/** enum host_fail - what is asked for, when the host may refuse it */
enum host_fail {
	HOST_FAIL_ALLOC,	/* memory */
	HOST_FAIL_FD,		/* a descriptor number */
	HOST_FAIL_NR
};

/** enum host_bug - what kind of fault was found; the judges' names */
enum host_bug {
	HOST_BUG_OOPS,		/* BUG_ON, bad address, division by zero */
	HOST_BUG_WARN,		/* WARN_ON */
	HOST_BUG_SAFETY,	/* use after free, double free, bad count, lock misuse */
	HOST_BUG_BALANCE,	/* an object is left over */
	HOST_BUG_STABILITY,	/* a handle reached another process */
	HOST_BUG_AUTHORITY,	/* a task changed one that it had no right to */
	HOST_BUG_DEADLOCK,
	HOST_BUG_LOOP,		/* does not end */
	HOST_BUG_UNMODELLED,	/* a function that nobody modelled was reached */
	HOST_BUG_NR
};

/** enum host_event_kind - what the trace records */
enum host_event_kind {
	HOST_EV_OBJECT_NEW,	/* obj of cache, nr: its number, if it has one */
	HOST_EV_OBJECT_FREE,
	HOST_EV_REF,		/* obj: count goes from a to b */
	HOST_EV_TASK_NEW,	/* task created by current */
	HOST_EV_TASK_EXIT,	/* a: exit code as wait reports it */
	HOST_EV_TASK_RELEASE,	/* unhashed: reaped */
	HOST_EV_SIGNAL_SENT,	/* task: target, a: signal, b: si_code */
	HOST_EV_SIGNAL_TAKEN,	/* task took signal a; b: handled; obj: siginfo (128 bytes) */
	HOST_EV_PID_NEW,	/* obj: struct pid, a: number in its own namespace */
	HOST_EV_PID_FREE,	/* its numbers are free again */
	HOST_EV_WAKE,		/* task woken by current */
	HOST_EV_SWAP_PID,	/* exec by a thread: task now has the pid of the leader */
	HOST_EV_NR
};

/** struct host_event - one entry of the trace; valid during the call only */
struct host_event {
	enum host_event_kind kind;
	struct task_struct *task;	/* whom it is about, or NULL */
	const void *obj;
	const char *cache;		/* name of the object's slab cache, or NULL */
	long a, b;
	const struct host_site *site;	/* may be NULL */
};

/**
 * struct host_ops - the host, as the model sees it
 *
 * All of them are called on the fiber of the running task, except that @event
 * and @bug may also come while the host inspects or halts the model.
 */
struct host_ops {
	/* A scheduling point (see model_cpu.preempt): another task may run before this returns. */
	void (*point)(enum host_op op, const void *obj, const struct host_site *site);
	/*
	 * The running task can't go on. Returns after wake() of it, or wake_on(@on),
	 * or when virtual time has reached @deadline (in ns; ~0: never).
	 * @on: the lock it waits for, NULL if it waits to be woken by name.
	 */
	void (*block)(const void *on, unsigned long long deadline, const struct host_site *site);
	/*
	 * @task can go on. Also to be called for a task in user mode, or running, that has
	 * got work to do there (a signal): the host then asks has_user_work().
	 */
	void (*wake)(struct task_struct *task);
	void (*wake_on)(const void *on);
	/* One of @n alternatives, 0 being the default. The only door for chance. */
	unsigned int (*choose)(unsigned int n, enum host_why why, const struct host_site *site);
	/* 1: refuse this request (failure injection). */
	int (*fail)(enum host_fail what, const struct host_site *site);
	void (*event)(const struct host_event *ev);
	/* Report a fault. Returns; HOST_BUG_OOPS and HOST_BUG_UNMODELLED do not. */
	void (*bug)(enum host_bug kind, const struct host_site *site, const void *obj,
		    const char *text);
	/* Bytes *not* copied. */
	unsigned long (*copy_from_user)(void *to, unsigned long from, unsigned long n);
	unsigned long (*copy_to_user)(unsigned long to, const void *from, unsigned long n);
	unsigned long long (*now)(void);	/* virtual time, ns */
	/* A task came to be (it is in user mode); a task's memory is about to go. */
	void (*task_new)(struct task_struct *task, struct task_struct *parent);
	void (*task_gone)(struct task_struct *task);
	/* The running task will never run again; does not return. */
	void (*task_dead)(void) __attribute__((noreturn));
};

#endif
