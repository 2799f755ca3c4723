// SPDX-License-Identifier: GPL-2.0-only
/*
 * mount(2), as far as a fresh pid namespace needs it: a procfs of its own at
 * /proc. There is no other mount and no mount table.
 */
#include <linux/namei.h>
#include <linux/nsproxy.h>
#include <linux/pid_namespace.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/syscalls.h>
#include <linux/user_namespace.h>

#define MS_PROPAGATION ((1UL << 17) | (1UL << 18) | (1UL << 19) | (1UL << 20))

/* mirrors fs/namespace.c:may_mount() */
static bool may_mount(void)
{
	return ns_capable(current->nsproxy->mnt_ns->user_ns, CAP_SYS_ADMIN);
}

/* procfs of the caller's active pid namespace is what its mount namespace has at /proc from now */
static int mount_proc(void)
{
	struct mnt_namespace *mnt = current->nsproxy->mnt_ns;
	struct pid_namespace *ns = task_active_pid_ns(current);
	struct super_block *sb, *old;

	if (!ns_capable(ns->user_ns, CAP_SYS_ADMIN))
		return -EPERM;
	sb = proc_get_sb(ns);
	if (!sb)
		return -ENOMEM;
	old = mnt->proc_sb;
	mnt->proc_sb = sb;
	if (old)
		proc_put_sb(old);
	return 0;
}

/* whether @name is where procfs is mounted: its root, however it is spelled */
static int check_target(const char *name)
{
	struct nameidata nd;
	bool is_proc;
	int ret;

	ret = path_walk(&nd, AT_FDCWD, name, LOOKUP_FOLLOW);
	if (ret)
		return ret;
	is_proc = nd.inode->i_sb->s_magic == PROC_SUPER_MAGIC &&
		  nd.inode == proc_root_inode(nd.inode->i_sb);
	path_walk_done(&nd);
	return is_proc;
}

static int do_mount(const char *target, const char *type, unsigned long flags)
{
	int ret = check_target(target);

	if (ret < 0)
		return ret;
	if (!may_mount())
		return -EPERM;
	if (flags & MS_PROPAGATION)
		return 0;	/* stub: nothing propagates anyway */
	if (!type)
		return -EINVAL;
	if (strcmp(type, "proc"))
		return -ENODEV;
	return ret ? mount_proc() : -EINVAL;
}

static char *copy_mount_string(const char __user *s)
{
	return s ? getname_flags(s, true) : NULL;
}

/*
 * Mirrors fs/namespace.c:mount in its order: type, source, target, right, kind of
 * mount. Differs: a place other than /proc is EINVAL, a type other than proc ENODEV.
 * Mounting over /proc hides the old instance for good, since nothing unmounts.
 */
SYSCALL_DEFINE5(mount, const char __user *, source, const char __user *, target,
		const char __user *, type, unsigned long, flags, const void __user *, data)
{
	char *kernel_type, *kernel_source, *kernel_target;
	int ret;

	kernel_type = copy_mount_string(type);
	if (IS_ERR(kernel_type))
		return PTR_ERR(kernel_type);
	kernel_source = copy_mount_string(source);
	ret = PTR_ERR(kernel_source);
	if (IS_ERR(kernel_source))
		goto out_type;
	kernel_target = getname(target);
	ret = PTR_ERR(kernel_target);
	if (IS_ERR(kernel_target))
		goto out_source;
	ret = do_mount(kernel_target, kernel_type, flags);
	kfree(kernel_target);
out_source:
	kfree(kernel_source);
out_type:
	kfree(kernel_type);
	return ret;
}
