// SPDX-License-Identifier: GPL-2.0-only
/*
 * The standing judges that need to know what the model knows: authority,
 * stability, and what must hold at the return to user mode. They look and
 * report; what happens does not depend on them. No kernel counterpart.
 *
 * The rules are written down a second time here, not taken from where the
 * calls check them: a call that forgets to check is what they are for.
 */
#include <linux/file.h>
#include <linux/judge.h>
#include <linux/kernel.h>
#include <linux/pid_namespace.h>
#include <linux/user_namespace.h>

/* number of @t in the initial namespace, for texts */
static int name_of(const struct task_struct *t)
{
	return t->pid;
}

/* the rule of kill(2) */
static bool may_signal(int sig, struct task_struct *me, struct task_struct *t)
{
	const struct cred *mine = me->cred, *theirs = t->real_cred;

	if (me->signal == t->signal)
		return true;
	if (uid_eq(mine->uid, theirs->uid) || uid_eq(mine->uid, theirs->suid) ||
	    uid_eq(mine->euid, theirs->uid) || uid_eq(mine->euid, theirs->suid))
		return true;
	if (sig == SIGCONT && task_session(me) == task_session(t))
		return true;
	return !cap_capable(mine, theirs->user_ns, CAP_KILL);
}

/* the struct pid of @t has a number where @me lives */
static bool can_see(struct task_struct *me, struct task_struct *t)
{
	const struct pid *mine = me->thread_pid, *theirs = t->thread_pid;

	return !mine || !theirs ||
	       (mine->level <= theirs->level &&
		theirs->numbers[mine->level].ns == mine->numbers[mine->level].ns);
}

/*
 * @t is init of a namespace that @me is in, and has no handler for @sig, which
 * comes in such a way (@forced) that it takes effect all the same.
 */
static bool breaks_init(int sig, bool forced, struct task_struct *me, struct task_struct *t)
{
	struct sighand_struct *sighand = t->sighand;

	return forced && (t->signal->flags & SIGNAL_UNKILLABLE) && sighand && can_see(t, me) &&
	       sighand->action[sig - 1].sa.sa_handler == SIG_DFL && !sig_kernel_ignore(sig);
}

static void report(enum host_bug kind, int sig, struct task_struct *me, struct task_struct *t,
		   const char *why, const struct host_site *site)
{
	char text[160];

	scnprintf(text, sizeof(text), "task %d (uid %u) sends signal %d to task %d (uid %u): %s",
		  name_of(me), me->cred->euid.val, sig, name_of(t), t->real_cred->uid.val, why);
	sim_bug(kind, site, t, text);
}

static void judge_authority(int sig, struct kernel_siginfo *info, struct task_struct *t,
			    enum pid_type type, const struct host_site *site)
{
	struct task_struct *me = current;

	if (unlikely(!may_signal(sig, me, t)))
		report(HOST_BUG_AUTHORITY, sig, me, t, "no right to", site);
	/* a process group may reach out of a namespace: that is how it is */
	else if (unlikely(type != PIDTYPE_PGID && !can_see(me, t)))
		report(HOST_BUG_AUTHORITY, sig, me, t, "outside of the sender's namespace", site);
	else if (unlikely(breaks_init(sig, info == SEND_SIG_PRIV, me, t)))
		report(HOST_BUG_AUTHORITY, sig, me, t, "init of the sender's pid namespace", site);
}

/**
 * judge_signal - current is about to send @sig to @t
 *
 * Not judged: what a task does while it exits, what has no call behind it, and
 * signal 0, which changes nobody. See linux/judge.h.
 */
void judge_signal(int sig, struct kernel_siginfo *info, struct task_struct *t,
		  enum pid_type type, const struct host_site *site)
{
	struct task_struct *me = current;
	struct call_frame *frame = me ? me->frame : NULL;

	if (!frame || !sig || (me->flags & PF_EXITING) || frame->kernel_acts)
		return;
	if (me->signal != t->signal)
		judge_authority(sig, info, t, type, site);
	else if (sig == SIGPIPE)
		return;			/* the kernel's word on a write, not the handle's */
	if (frame->handle_target && type != PIDTYPE_PGID &&
	    unlikely(frame->handle_target != t->signal->serial))
		report(HOST_BUG_STABILITY, sig, me, t,
		       "through a handle that was opened on another process", site);
}

void judge_handle_used(struct file *file)
{
	if (current && current->frame)
		current->frame->handle_target = file->handle_target;
}

/**
 * judge_handle_opened - from now on @file means the process of @pid
 *
 * A struct pid without a task can reach nobody any more: ~0 is no process.
 */
void judge_handle_opened(struct file *file, struct pid *pid)
{
	struct hlist_node *first = hlist_first(&pid->tasks[PIDTYPE_PID]);
	struct task_struct *task;

	task = hlist_entry_safe(first, struct task_struct, pid_links[PIDTYPE_PID]);
	file->handle_target = task ? task->signal->serial : ~0U;
}

/** judge_return_to_user - current goes back to user mode: what it must not take along */
void judge_return_to_user(void)
{
	struct task_struct *me = current;
	struct call_frame *f = me->frame;
	char text[128];

	if (unlikely(f->nr_held)) {
		scnprintf(text, sizeof(text), "task %d returns to user mode, a lock taken in %s",
			  name_of(me), f->held[0].site->func);
		sim_bug(HOST_BUG_SAFETY, f->held[0].site, f->held[0].lock, text);
	}
	if (unlikely(me->rcu_read_lock_nesting)) {
		scnprintf(text, sizeof(text), "task %d returns to user mode in an RCU read section",
			  name_of(me));
		sim_bug(HOST_BUG_SAFETY, SIM_HERE, NULL, text);
	}
	if (unlikely(me->__state != TASK_RUNNING)) {
		scnprintf(text, sizeof(text), "task %d returns to user mode in state 0x%x",
			  name_of(me), me->__state);
		sim_bug(HOST_BUG_SAFETY, SIM_HERE, NULL, text);
	}
}
