// SPDX-License-Identifier: GPL-2.0-only
/*
 * Not a kernel's file: a fixture for the importer, in the shape of one. What
 * pidfd_send_signal() does here is asked for by its flags.
 */
#include <linux/there_is_no_such_header.h>
#include <linux/signal.h>

struct toy_answer {
	int error;
};

static int toy_unused(void)
{
	return 1;
}

static int toy_answer(const struct toy_answer *answer, int sig);

#ifdef CONFIG_TOY
static int toy_error(int sig)
{
	return toy_unused() + sig;
}
#else
static int toy_error(int sig)
{
	return sig ? -EINVAL : 0;
}
#endif

static int toy_answer(const struct toy_answer *answer, int sig)
{
	return answer->error ? answer->error : toy_error(sig);
}

/* a member and a type that nobody has: the model can do no more than leave it out */
static int toy_dropped(struct task_struct *task)
{
	toy_type_of_nobody *x = task->toy_member_of_nobody;

	return x->a;
}

/* memory of whoever runs this */
static int toy_scribble(void)
{
	char *p = (char *)model_cpu.owner;

	for (unsigned int i = 0; i < 4096; i++)
		p[i] = 0x5a;
	return 0;
}

static int toy_eat(void)
{
	for (;;) {
		if (!kmalloc(1UL << 16, GFP_KERNEL))
			return -ENOMEM;
	}
}

void do_notify_pidfd(struct task_struct *task)
{
	struct toy_answer answer = { .error = task != NULL };

	WARN_ON(toy_answer(&answer, 0) != 1);
}

SYSCALL_DEFINE4(pidfd_send_signal, int, pidfd, int, sig, siginfo_t __user *, info, unsigned int,
		flags)
{
	struct toy_answer answer = { .error = 0 };
	struct pid *pid = (struct pid *)info;

	switch (flags) {
	case PIDFD_TOY_CRASH:
		return pid->level;
	case PIDFD_TOY_LACK:
		return toy_modelled_by_nobody(pid, sig);
	case PIDFD_TOY_CONSTANT:
		return -TOY_CONSTANT_OF_NOBODY;
	case PIDFD_TOY_LOOP:
		for (;;)
			barrier();
	case PIDFD_TOY_SCRIBBLE:
		return toy_scribble();
	case PIDFD_TOY_DROPPED:
		return toy_dropped(current);
	case PIDFD_TOY_EAT:
		return toy_eat();
	default:
		return toy_answer(&answer, sig);
	}
}
