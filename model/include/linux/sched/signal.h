/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: what kernel/signal.c offers the rest. */
#ifndef _LINUX_SCHED_SIGNAL_H
#define _LINUX_SCHED_SIGNAL_H

#include <linux/sched.h>

/* instead of a siginfo: made by the kernel, or without any */
#define SEND_SIG_NOINFO	((struct kernel_siginfo *)0)
#define SEND_SIG_PRIV	((struct kernel_siginfo *)1)
static inline bool is_si_special(const struct kernel_siginfo *info)
{
	return info <= SEND_SIG_PRIV;
}

extern struct sigaction_table default_actions;

/* all: 0 or -errno; who must hold what is said at the definition */
int send_signal_locked(int sig, struct kernel_siginfo *info, struct task_struct *t,
		       enum pid_type type);
int __send_signal_locked(int sig, struct kernel_siginfo *info, struct task_struct *t,
			 enum pid_type type, bool force);
int do_send_sig_info(int sig, struct kernel_siginfo *info, struct task_struct *p,
		     enum pid_type type);
int send_sig_info(int sig, struct kernel_siginfo *info, struct task_struct *p);
int send_sig(int sig, struct task_struct *p, int priv);
int group_send_sig_info(int sig, struct kernel_siginfo *info, struct task_struct *p,
			enum pid_type type);
int __kill_pgrp_info(int sig, struct kernel_siginfo *info, struct pid *pgrp);
int kill_pgrp_info(int sig, struct kernel_siginfo *info, struct pid *pgrp);
int kill_pid_info_type(int sig, struct kernel_siginfo *info, struct pid *pid,
		       enum pid_type type);
int kill_pid_info(int sig, struct kernel_siginfo *info, struct pid *pid);
int kill_proc_info(int sig, struct kernel_siginfo *info, pid_t pid);
int kill_something_info(int sig, struct kernel_siginfo *info, pid_t pid);
int kill_pgrp(struct pid *pid, int sig, int priv);
int kill_pid(struct pid *pid, int sig, int priv);
void prepare_kill_siginfo(int sig, struct kernel_siginfo *info, enum pid_type type);
int check_kill_permission(int sig, struct kernel_siginfo *info, struct task_struct *t);
bool kill_ok_by_cred(struct task_struct *t);
void force_sig(int sig);
void force_fatal_sig(int sig);
int zap_other_threads(struct task_struct *p);
void do_notify_parent_cldstop(struct task_struct *tsk, bool for_ptracer, int why);
bool do_notify_parent(struct task_struct *tsk, int sig);	/* true: release it at once */
void do_notify_pidfd(struct task_struct *task);
void __wake_up_parent(struct task_struct *p, struct task_struct *parent);	/* kernel/exit.c */
bool get_signal(struct ksignal *ksig);
void exit_signals(struct task_struct *tsk);
void signal_wake_up_state(struct task_struct *t, unsigned int state);
void recalc_sigpending(void);
void recalc_sigpending_and_wake(struct task_struct *t);
bool recalc_sigpending_tsk(struct task_struct *t);
void calculate_sigpending(void);
int dequeue_signal(sigset_t *mask, kernel_siginfo_t *info, enum pid_type *type);
void flush_signals(struct task_struct *t);
void flush_sigqueue(struct sigpending *queue);
void flush_sigqueue_mask(sigset_t *mask, struct sigpending *s);
void flush_signal_handlers(struct task_struct *t, int force_default);
void __set_current_blocked(const sigset_t *newset);
void set_current_blocked(sigset_t *newset);
#define sigprocmask	model_sigprocmask	/* custom: libc has this name */
int sigprocmask(int how, sigset_t *set, sigset_t *oldset);
bool task_set_jobctl_pending(struct task_struct *task, unsigned long mask);
void task_clear_jobctl_pending(struct task_struct *task, unsigned long mask);
void task_clear_jobctl_trapping(struct task_struct *task);
bool task_participate_group_stop(struct task_struct *task);
void task_join_group_stop(struct task_struct *task);
void ptrace_notify(int exit_code, unsigned long message);
int ptrace_stop(int exit_code, int why, unsigned long message, kernel_siginfo_t *info);
bool sig_ignored(struct task_struct *t, int sig, bool force);
int sighand_unshare_actions(struct sighand_struct *sighand);	/* before a write: 0, -ENOMEM */
void put_sigaction_table(struct k_sigaction *action);
int signal_boot(void);
/* the end of every call and of user_work: take signals; @ret as left by the call. What user space
 * sees */
long exit_to_user_mode(long ret);

int set_user_sigmask(const sigset_t __user *umask, size_t sigsetsize);
/* custom: one more user of the table; no scheduling point, the kernel has no such count */
struct k_sigaction *get_sigaction_table(struct k_sigaction *action);
void force_exit_sig(int sig);
void ptrace_trap_notify(struct task_struct *t);

static inline void signal_wake_up(struct task_struct *t, bool fatal)
{
	unsigned int state = 0;

	if (fatal && !(t->jobctl & JOBCTL_PTRACE_FROZEN)) {
		t->jobctl &= ~(JOBCTL_STOPPED | JOBCTL_TRACED);
		state = TASK_WAKEKILL | __TASK_TRACED;
	}
	signal_wake_up_state(t, state);
}

static inline void ptrace_signal_wake_up(struct task_struct *t, bool resume)
{
	unsigned int state = 0;

	if (resume) {
		t->jobctl &= ~JOBCTL_TRACED;
		state = __TASK_TRACED;
	}
	signal_wake_up_state(t, state);
}

#define signal_group_exit(s)	(((s)->flags & SIGNAL_GROUP_EXIT) || (s)->group_exec_task)
static inline void signal_set_stop_flags(struct signal_struct *sig, unsigned int flags)
{
	sig->flags = (sig->flags & ~SIGNAL_STOP_MASK) | flags;
}

/* after a call that ran with a mask of its own (set_user_sigmask(), sigsuspend) */
static inline void restore_saved_sigmask(void)
{
	if (current->restore_sigmask) {
		current->restore_sigmask = false;
		__set_current_blocked(&current->saved_sigmask);
	}
}

/* @interrupted: a signal came; the mask goes back once its handler has run */
static inline void restore_saved_sigmask_unless(bool interrupted)
{
	if (!interrupted)
		restore_saved_sigmask();
}

/* the threads of the group of @p other than @p */
#define for_other_threads(p, t)	for (t = p; (t = next_thread(t)) != p; )

static inline struct sighand_struct *lock_task_sighand_at(struct task_struct *t,
							   const struct host_site *site)
{
	struct sighand_struct *s;

	for (;;) {
		sim_point(HOST_OP_LOAD, &t->sighand, site);
		s = t->sighand;
		if (!s)
			return NULL;
		__spin_lock(&s->siglock, site);
		if (likely(s == t->sighand))
			return s;
		__spin_unlock(&s->siglock, site);
	}
}
#define lock_task_sighand(t, flags) ({ (void)(flags); lock_task_sighand_at(t, SIM_HERE); })
#define unlock_task_sighand(t, flags)                                                              \
	do {                                                                                       \
		(void)(flags);                                                                     \
		spin_unlock(&(t)->sighand->siglock);                                               \
	} while (0)

#endif
