// SPDX-License-Identifier: GPL-2.0-only
/*
 * prctl(2). Mirrors kernel/sys.c:sys_prctl and security/commoncap.c:
 * cap_task_prctl for the options that concern identity, permission and death;
 * the others are EINVAL.
 */
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/sched.h>
#include <linux/syscalls.h>
#include <linux/user_namespace.h>
#include <uapi/linux/prctl.h>

static int prctl_set_pdeathsig(unsigned long sig)
{
	if (!valid_signal(sig))
		return -EINVAL;
	/* so that a parent that dies meanwhile sends it, or getppid() shows its death */
	read_lock(&tasklist_lock);
	current->pdeath_signal = (int)sig;
	read_unlock(&tasklist_lock);
	return 0;
}

static int prctl_set_dumpable(unsigned long how)
{
	if (how != SUID_DUMP_DISABLE && how != SUID_DUMP_USER)
		return -EINVAL;
	set_dumpable(current->mm, (int)how);
	return 0;
}

static int prctl_set_name(const char __user *user)
{
	char comm[TASK_COMM_LEN];

	comm[sizeof(comm) - 1] = 0;
	if (strncpy_from_user(comm, user, sizeof(comm) - 1) < 0)
		return -EFAULT;
	strscpy(current->comm, comm, sizeof(current->comm));
	return 0;
}

static int prctl_set_keepcaps(unsigned long on)
{
	struct cred *new;

	if (on > 1)
		return -EINVAL;
	new = prepare_creds();
	if (!new)
		return -ENOMEM;
	if (on)
		new->securebits |= SECURE_KEEP_CAPS;
	else
		new->securebits &= ~SECURE_KEEP_CAPS;
	return commit_creds(new);
}

/* Mirrors security/commoncap.c:cap_prctl_drop. */
static int prctl_capbset_drop(unsigned long cap)
{
	struct cred *new;

	if (!ns_capable(current_user_ns(), CAP_SETPCAP))
		return -EPERM;
	if (cap > (unsigned long)cap_last_cap())
		return -EINVAL;
	new = prepare_creds();
	if (!new)
		return -ENOMEM;
	cap_lower(new->cap_bset, cap);
	return commit_creds(new);
}

/*
 * Mirrors kernel/sys.c:propagate_has_child_subreaper. False: do not go into
 * @p's children. A namespace's init reaps for all in it.
 */
static bool propagate_subreaper(struct task_struct *p)
{
	if (p->signal->has_child_subreaper || is_child_reaper(task_pid(p)))
		return false;
	p->signal->has_child_subreaper = 1;
	return true;
}

/* The first child of @thread, or of those that come after it in its group; NULL: none has one */
static struct task_struct *first_child(struct task_struct *thread)
{
	struct list_head *last = &thread->signal->thread_head;

	for (;;) {
		if (!list_empty(&thread->children))
			return list_first_entry(&thread->children, struct task_struct, sibling);
		if (thread->thread_node.next == last)
			return NULL;
		thread = list_next_entry(thread, thread_node);
	}
}

/* What comes behind @p and all below it, as children of the same process @p is a child of. */
static struct task_struct *next_child(struct task_struct *p)
{
	struct task_struct *thread = p->real_parent;

	if (p->sibling.next != &thread->children)
		return list_next_entry(p, sibling);
	if (thread->thread_node.next == &thread->signal->thread_head)
		return NULL;
	return first_child(list_next_entry(thread, thread_node));
}

/* The first thread of @p's process. */
static struct task_struct *first_thread(struct task_struct *p)
{
	return list_first_entry(&p->signal->thread_head, struct task_struct, thread_node);
}

/*
 * Each process below @top, its threads' children included, top down. Stands for
 * kernel/fork.c:walk_process_tree, and takes tasklist_lock as that does. No
 * recursion: stacks are small.
 */
static void walk_subreaper(struct task_struct *top)
{
	struct task_struct *p, *next;

	read_lock(&tasklist_lock);
	for (p = first_child(first_thread(top)); p; p = next) {
		next = propagate_subreaper(p) ? first_child(first_thread(p)) : NULL;
		while (!next && p != top) {
			next = next_child(p);
			p = p->real_parent->group_leader;
		}
	}
	read_unlock(&tasklist_lock);
}

/* is_child_subreaper is a bit beside others: siglock is not taken in the kernel either */
static int prctl_set_subreaper(unsigned long on)
{
	struct task_struct *me = current;

	me->signal->is_child_subreaper = !!on;
	if (on)
		walk_subreaper(me->group_leader);
	return 0;
}

static int prctl_no_new_privs(bool set, unsigned long arg2, unsigned long arg3,
			      unsigned long arg4, unsigned long arg5)
{
	if (arg2 != set || arg3 || arg4 || arg5)
		return -EINVAL;
	if (!set)
		return current->no_new_privs;
	current->no_new_privs = 1;
	return 0;
}

/** prctl(2) */
SYSCALL_DEFINE5(prctl, int, option, unsigned long, arg2, unsigned long, arg3,
		unsigned long, arg4, unsigned long, arg5)
{
	struct task_struct *me = current;

	switch (option) {
	case PR_SET_PDEATHSIG:
		return prctl_set_pdeathsig(arg2);
	case PR_GET_PDEATHSIG:
		return put_user(me->pdeath_signal, (int __user *)arg2);
	case PR_GET_DUMPABLE:
		return get_dumpable(me->mm);
	case PR_SET_DUMPABLE:
		return prctl_set_dumpable(arg2);
	case PR_GET_KEEPCAPS:
		return !!(current_cred()->securebits & SECURE_KEEP_CAPS);
	case PR_SET_KEEPCAPS:
		return prctl_set_keepcaps(arg2);
	case PR_SET_NAME:
		return prctl_set_name((const char __user *)arg2);
	case PR_GET_NAME:
		return copy_to_user((void __user *)arg2, me->comm, sizeof(me->comm)) ? -EFAULT : 0;
	case PR_CAPBSET_READ:
		if (arg2 > (unsigned long)cap_last_cap())
			return -EINVAL;
		return cap_raised(current_cred()->cap_bset, arg2);
	case PR_CAPBSET_DROP:
		return prctl_capbset_drop(arg2);
	case PR_SET_CHILD_SUBREAPER:
		return prctl_set_subreaper(arg2);
	case PR_GET_CHILD_SUBREAPER:
		return put_user((int)me->signal->is_child_subreaper, (int __user *)arg2);
	case PR_SET_NO_NEW_PRIVS:
	case PR_GET_NO_NEW_PRIVS:
		return prctl_no_new_privs(option == PR_SET_NO_NEW_PRIVS, arg2, arg3, arg4, arg5);
	default:
		return -EINVAL;
	}
}
