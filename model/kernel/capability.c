// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who may: capabilities in user namespaces; capget(2) and capset(2).
 *
 * Mirrors kernel/capability.c, and of security/commoncap.c what concerns checks.
 */
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/sched.h>
#include <linux/syscalls.h>
#include <linux/user_namespace.h>

/**
 * cap_capable - whether @cred has @cap in @ns: 0 or -EPERM
 *
 * Mirrors security/commoncap.c:cap_capable. Who owns a user namespace, and is
 * in its parent, has all capabilities in it; who has a capability in one has
 * it in all that are below.
 */
int cap_capable(const struct cred *cred, struct user_namespace *target_ns, int cap)
{
	struct user_namespace *ns = target_ns;

	for (;;) {
		if (likely(ns == cred->user_ns))
			return cap_raised(cred->cap_effective, cap) ? 0 : -EPERM;
		if (ns->level <= cred->user_ns->level)
			return -EPERM;
		if (ns->parent == cred->user_ns && uid_eq(ns->owner, cred->euid))
			return 0;
		ns = ns->parent;
	}
}

/** has_ns_capability - whether @t has @cap in @ns, by what it is to others */
bool has_ns_capability(struct task_struct *t, struct user_namespace *ns, int cap)
{
	bool ret;

	rcu_read_lock();
	ret = !cap_capable(__task_cred(t), ns, cap);
	rcu_read_unlock();
	return ret;
}

bool has_capability(struct task_struct *t, int cap)
{
	return has_ns_capability(t, &init_user_ns, cap);
}

/** ns_capable - whether the caller has @cap in @ns; that it used it is remembered */
bool ns_capable(struct user_namespace *ns, int cap)
{
	BUG_ON(!cap_valid(cap));
	if (cap_capable(current_cred(), ns, cap))
		return false;
	current->flags |= PF_SUPERPRIV;
	return true;
}

bool ns_capable_noaudit(struct user_namespace *ns, int cap)
{
	return ns_capable(ns, cap);
}

/** ns_capable_setid - as ns_capable(), for the set*id calls: only security modules care */
bool ns_capable_setid(struct user_namespace *ns, int cap)
{
	return ns_capable(ns, cap);
}

bool capable(int cap)
{
	return ns_capable(&init_user_ns, cap);
}

/** file_ns_capable - whether who opened @file had @cap in @ns */
bool file_ns_capable(const struct file *file, struct user_namespace *ns, int cap)
{
	return !cap_capable(file->f_cred, ns, cap);
}

/** ptracer_capable - whether the tracer of @tsk, if any, might trace everything in @ns */
bool ptracer_capable(struct task_struct *tsk, struct user_namespace *ns)
{
	const struct cred *cred;
	bool ret;

	rcu_read_lock();
	cred = rcu_dereference(tsk->ptracer_cred);
	ret = !cred || !cap_capable(cred, ns, CAP_SYS_PTRACE);
	rcu_read_unlock();
	return ret;
}

/*
 * The version that the caller speaks, and how many 32-bit halves that means.
 * Mirrors kernel/capability.c:cap_validate_magic: who speaks an unknown one is
 * told ours.
 */
static int cap_validate_magic(struct __user_cap_header_struct __user *header, unsigned int *tocopy)
{
	u32 version;

	if (get_user(version, &header->version))
		return -EFAULT;
	switch (version) {
	case _LINUX_CAPABILITY_VERSION_1:
		*tocopy = 1;
		return 0;
	case _LINUX_CAPABILITY_VERSION_2:
	case _LINUX_CAPABILITY_VERSION_3:
		*tocopy = 2;
		return 0;
	default:
		if (put_user((u32)_LINUX_CAPABILITY_VERSION_3, &header->version))
			return -EFAULT;
		return -EINVAL;
	}
}

/* The sets of @pid as the caller's namespace numbers it; 0: the caller. */
static int cap_get_target_pid(pid_t pid, struct cred *out)
{
	struct task_struct *target = current;
	int ret = -ESRCH;

	rcu_read_lock();
	if (pid && pid != task_pid_vnr(current))
		target = find_task_by_vpid(pid);
	if (target) {
		*out = *__task_cred(target);
		ret = 0;
	}
	rcu_read_unlock();
	return ret;
}

/** capget(2). Mirrors kernel/capability.c:sys_capget */
SYSCALL_DEFINE2(capget, struct __user_cap_header_struct __user *, header,
		struct __user_cap_data_struct __user *, dataptr)
{
	struct __user_cap_data_struct kdata[2];
	unsigned int tocopy, i;
	struct cred cred;
	pid_t pid;
	int ret;

	ret = cap_validate_magic(header, &tocopy);
	/* to ask for the version only, with no place for data, is no error */
	if (!dataptr || ret)
		return !dataptr && ret == -EINVAL ? 0 : ret;
	if (get_user(pid, &header->pid))
		return -EFAULT;
	if (pid < 0)
		return -EINVAL;
	ret = cap_get_target_pid(pid, &cred);
	if (ret)
		return ret;
	for (i = 0; i < 2; i++) {
		kdata[i].effective = (u32)(cred.cap_effective.val >> (32 * i));
		kdata[i].permitted = (u32)(cred.cap_permitted.val >> (32 * i));
		kdata[i].inheritable = (u32)(cred.cap_inheritable.val >> (32 * i));
	}
	return copy_to_user(dataptr, kdata, tocopy * sizeof(kdata[0])) ? -EFAULT : 0;
}

static kernel_cap_t mk_kernel_cap(u32 low, u32 high)
{
	return (kernel_cap_t) { (low | (u64)high << 32) & CAP_FULL_SET.val };
}

/*
 * Mirrors security/commoncap.c:cap_capset: permitted only shrinks; inheritable
 * grows only within permitted, or within the bounding set for who has
 * CAP_SETPCAP; effective stays within permitted.
 */
static int cap_capset(struct cred *new, const struct cred *old, kernel_cap_t effective,
		      kernel_cap_t inheritable, kernel_cap_t permitted)
{
	if (cap_capable(old, old->user_ns, CAP_SETPCAP) &&
	    !cap_issubset(inheritable, cap_combine(old->cap_inheritable, old->cap_permitted)))
		return -EPERM;
	if (!cap_issubset(inheritable, cap_combine(old->cap_inheritable, old->cap_bset)))
		return -EPERM;
	if (!cap_issubset(permitted, old->cap_permitted))
		return -EPERM;
	if (!cap_issubset(effective, permitted))
		return -EPERM;
	new->cap_effective = effective;
	new->cap_inheritable = inheritable;
	new->cap_permitted = permitted;
	return 0;
}

/** capset(2). Mirrors kernel/capability.c:sys_capset: of the caller only */
SYSCALL_DEFINE2(capset, struct __user_cap_header_struct __user *, header,
		const struct __user_cap_data_struct __user *, data)
{
	struct __user_cap_data_struct kdata[2] = { { 0 }, { 0 } };
	unsigned int tocopy;
	struct cred *new;
	pid_t pid;
	int ret;

	ret = cap_validate_magic(header, &tocopy);
	if (ret)
		return ret;
	if (get_user(pid, &header->pid))
		return -EFAULT;
	if (pid && pid != task_pid_vnr(current))
		return -EPERM;
	if (copy_from_user(kdata, data, tocopy * sizeof(kdata[0])))
		return -EFAULT;
	new = prepare_creds();
	if (!new)
		return -ENOMEM;
	ret = cap_capset(new, current_cred(),
			 mk_kernel_cap(kdata[0].effective, kdata[1].effective),
			 mk_kernel_cap(kdata[0].inheritable, kdata[1].inheritable),
			 mk_kernel_cap(kdata[0].permitted, kdata[1].permitted));
	if (ret) {
		abort_creds(new);
		return ret;
	}
	return commit_creds(new);
}
