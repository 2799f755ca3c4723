// SPDX-License-Identifier: GPL-2.0-only
/*
 * PROC_INFO: a process at one moment, under the locks that keep it from changing.
 */
#include <linux/nsproxy.h>
#include <linux/pid_namespace.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/user_namespace.h>

#include "internal.h"

static u32 state_of(const struct task_struct *task)
{
	if (task->exit_state)
		return task->exit_state == EXIT_DEAD ? PROC_STATE_DEAD : PROC_STATE_ZOMBIE;
	if (task_is_traced(task))
		return PROC_STATE_TRACED;
	if (task_is_stopped(task))
		return PROC_STATE_STOPPED;
	return task_is_running(task) ? PROC_STATE_RUNNING : PROC_STATE_SLEEPING;
}

/* under RCU: one set of credentials */
static void put_ids(struct process_info *to, const struct cred *cred)
{
	struct user_namespace *ns = current_user_ns();

	to->uid = from_kuid_munged(ns, cred->uid);
	to->euid = from_kuid_munged(ns, cred->euid);
	to->suid = from_kuid_munged(ns, cred->suid);
	to->gid = from_kgid_munged(ns, cred->gid);
	to->egid = from_kgid_munged(ns, cred->egid);
	to->sgid = from_kgid_munged(ns, cred->sgid);
}

static void put_signals(struct process_info *to, struct task_struct *task)
{
	const struct k_sigaction *action;
	unsigned long flags = 0;
	int i;

	if (!lock_task_sighand(task, &flags))
		return;
	action = task->sighand->action;
	to->blocked = task->blocked.sig[0];
	to->pending = task->pending.signal.sig[0] | task->signal->shared_pending.signal.sig[0];
	for (i = 0; i < _NSIG; i++) {
		if (action[i].sa.sa_handler == SIG_IGN)
			to->ignored |= sigmask(i + 1);
		else if (action[i].sa.sa_handler != SIG_DFL)
			to->caught |= sigmask(i + 1);
	}
	to->threads = (u32)task->signal->nr_threads;
	unlock_task_sighand(task, &flags);
}

static void put_namespaces(struct process_info *to, struct task_struct *task,
			   const struct nsproxy *ns)
{
	to->pid_ns = ns_of_pid(task_pid(task))->ns.inum;
	to->user_ns = task_cred_xxx(task, user_ns)->ns.inum;
	if (!ns)
		return;
	to->mnt_ns = ns->mnt_ns->ns.inum;
	to->uts_ns = ns->uts_ns->ns.inum;
	to->ipc_ns = ns->ipc_ns->ns.inum;
	to->net_ns = ns->net_ns->ns.inum;
	to->cgroup_ns = ns->cgroup_ns->ns.inum;
}

/* tasklist_lock held: nobody is born, dies, or gets another parent or group */
static void put_task(struct process_info *to, struct task_struct *task,
		     const struct nsproxy *ns)
{
	struct pid_namespace *mine = task_active_pid_ns(current);

	to->ppid = task_ppid_nr_ns(task, mine);
	to->pgid = task_pgrp_nr_ns(task, mine);
	to->sid = task_session_nr_ns(task, mine);
	to->state = state_of(task);
	to->start_time = task->start_time;
	rcu_read_lock();
	put_ids(to, __task_cred(task));
	if (ptrace_may_access(task, PTRACE_MODE_READ_FSCREDS))
		put_namespaces(to, task, ns);
	rcu_read_unlock();
	put_signals(to, task);
}

static void snapshot(struct process_info *to, struct process_context *ctx, struct pid *pid)
{
	struct nsproxy *ns = NULL;
	struct task_struct *task;
	kuid_t uid;

	to->pid = pid_vnr(pid);
	to->close_signal = ctx->close_signal;
	read_lock(&tasklist_lock);
	task = pid_task(pid, PIDTYPE_TGID);
	if (task) {
		ns = get_task_nsproxy(task);
		put_task(to, task, ns);
	} else {
		to->state = PROC_STATE_DEAD;
	}
	if (process_exited(ctx)) {
		to->status = process_exit_code(ctx, pid, &uid);
		to->uid = from_kuid_munged(current_user_ns(), uid);
	}
	read_unlock(&tasklist_lock);
	if (ns)
		put_nsproxy(ns);
}

/** process_do_info - the command of process_info(2); -ENOTTY: another one */
long process_do_info(struct process_context *ctx, unsigned int cmd,
		     struct process_info __user *to)
{
	struct pid *pid = process_started(ctx);
	struct process_info *info;
	long ret = 0;

	if (cmd != PROC_INFO)
		return -ENOTTY;
	if (!pid)
		return -ESRCH;
	info = kzalloc(sizeof(*info), GFP_KERNEL);
	if (!info)
		return -ENOMEM;
	snapshot(info, ctx, pid);
	if (copy_to_user(to, info, sizeof(*info)))
		ret = -EFAULT;
	kfree(info);
	return ret;
}
