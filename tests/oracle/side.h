/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One of two sides that make the same steps: the kernel's own pid.c and pid_namespace.c, and the
 * model's. Plain C: read by the driver, by the model's side and by the kernel's side.
 */
#ifndef ORACLE_SIDE_H
#define ORACLE_SIDE_H

#define SIDE_PIDS	700	/* more than the least pid_max, so that numbers run out */
#define SIDE_TASKS	400
#define SIDE_NS		10
#define SIDE_LEVELS	3
#define SIDE_OUT	16	/* what a step answers */
#define SIDE_LOOK	(8 + SIDE_NS * 6 + SIDE_PIDS * 14 + SIDE_TASKS * 7)

/* name, and how often among 128 steps */
#define SIDE_STEPS(X)							\
	X(ALLOC, 18) X(ALLOC_TID, 6) X(FREE, 3) X(FORK, 16) X(THREAD, 5)	\
	X(EXIT, 9)							\
	X(CHANGE, 4) X(EXCHANGE, 3) X(EXEC, 3) X(FIND, 6) X(FIND_GE, 5) X(FIND_HERE, 5)	\
	X(TASK_PID, 4) X(PID_TASK, 3) X(NR, 5) X(TASK_NR, 4) X(PUT, 9) X(GET, 3)	\
	X(NEW_NS, 2) X(PUT_NS, 2) X(NS_GET, 1) X(NS_ENTER, 1) X(NS_PARENT, 1) X(GRACE, 5)	\
	X(DISABLE, 1) X(ZAP, 1) X(PID_MAX, 1) X(LAST_PID, 1) X(REBOOT, 1)

enum side_op {
#define X(name, weight) STEP_##name,
	SIDE_STEPS(X)
#undef X
	STEP_NR_OPS
};

/* what is wanted, and three numbers from which each side works out the same objects */
struct side_step {
	unsigned int op;
	unsigned int a, b, c;
};

struct pid;
struct task_struct;
struct pid_namespace;
struct signal_struct;

/* the objects of a side; an index means the same on both. All zero at the beginning */
struct side {
	struct pid *pid[SIDE_PIDS];
	struct task_struct *task[SIDE_TASKS];		/* made once, then reused */
	struct signal_struct *signal[SIDE_TASKS];
	struct pid_namespace *ns[SIDE_NS];
	unsigned short by_nr[32768];			/* number at level 0: index + 1 */
	int held[SIDE_PIDS];				/* references of our own */
	int ns_held[SIDE_NS];
	char hashed[SIDE_PIDS];				/* it has its numbers */
	char used[SIDE_TASKS];
	char leader[SIDE_TASKS];
	short group[SIDE_TASKS];			/* which signal */
	short users[SIDE_TASKS];			/* of a signal */
	int faults;					/* warnings, wrong counts */
	int fail;					/* refuse the next object */
	int plant;					/* the error of a model that has some */
	unsigned int killed;				/* whom a zap killed, in order */
	struct pid_namespace *zapped;
};

/* what a side does: the functions of side.c, and where it is different on both */
struct side_ops {
	int (*begin)(struct side *side);		/* 0; world as after boot */
	void (*step)(struct side *side, const struct side_step *step, long out[SIDE_OUT]);
	unsigned int (*look)(struct side *side, long *out);	/* everything; how many numbers */
};

#endif
