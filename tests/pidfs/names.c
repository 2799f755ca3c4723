// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every name that pidfd code of 2018 to 6.12 takes from the kernel's headers, each used once as
 * kernel code uses it. Nothing of this is ever called: that it compiles is the test.
 */
#include <linux/import.h>

#if !CONFIG_PROC_FS || !CONFIG_PID_NS || !CONFIG_NET_NS || !CONFIG_IPC_NS || !CONFIG_UTS_NS || \
	!CONFIG_USER_NS || !CONFIG_TIME_NS || !CONFIG_CGROUPS || BITS_PER_LONG != 64
#error the configuration that imported code is compiled with
#endif

static const long constants[] __maybe_unused = {
	E2BIG, EACCES, EAGAIN, EBADF, ECHILD, EEXIST, EFAULT, EINTR, EINVAL, EMFILE, ENFILE, ENOENT,
	ENOIOCTLCMD, ENOMEM, ENOSPC, ENOSYS, ENOTTY, EOPNOTSUPP, EPERM, ERESTARTSYS, ESRCH,
	O_ACCMODE, O_CLOEXEC, O_EXCL, O_NONBLOCK, O_PATH, O_RDONLY, O_RDWR, O_TRUNC,
	EPOLLHUP, EPOLLIN, EPOLLRDNORM, P_ALL, P_PGID, P_PID, P_PIDFD,
	WCONTINUED, WEXITED, WNOHANG, WNOWAIT, WSTOPPED, __WALL, __WCLONE, __WNOTHREAD,
	CLONE_DETACHED, CLONE_PARENT_SETTID, CLONE_PIDFD, CLONE_THREAD, CLONE_VFORK, CLONE_VM,
	SI_KERNEL, SI_QUEUE, SI_TKILL, SI_USER, SIGCHLD, SIGKILL, SIGSTOP, SIGCONT,
	S_IFMT, S_IFREG, S_IRWXU, _IO('p', 1), _IOR('p', 1, int), _IOW('p', 1, int),
	_IOWR('p', 1, int), PIDTYPE_MAX, PIDTYPE_PGID, PIDTYPE_PID, PIDTYPE_SID, PIDTYPE_TGID,
	EXIT_DEAD, EXIT_ZOMBIE, PF_EXITING, PTRACE_MODE_ATTACH_REALCREDS,
	PTRACE_MODE_READ_FSCREDS, TASK_NORMAL, GFP_ATOMIC, GFP_KERNEL, RESERVED_PIDS,
	PID_FS_MAGIC, SB_I_NODEV, SB_I_NOEXEC, S_IMMUTABLE, S_PRIVATE, UINT_MAX,
	IS_ENABLED(CONFIG_PID_NS), ARRAY_SIZE("ab"), offsetof(struct pid, numbers),
};

static const unsigned long types[] __maybe_unused = {
	sizeof(u8), sizeof(s64), sizeof(__u32), sizeof(__s32), sizeof(pid_t), sizeof(kuid_t),
	sizeof(umode_t), sizeof(loff_t), sizeof(__poll_t), sizeof(gfp_t), sizeof(sigset_t),
	sizeof(siginfo_t), sizeof(kernel_siginfo_t), sizeof(struct list_head),
	sizeof(struct hlist_head), sizeof(struct hlist_node), sizeof(struct rcu_head) + 1,
	sizeof(refcount_t), sizeof(atomic_t), sizeof(spinlock_t), sizeof(rwlock_t),
	sizeof(struct rw_semaphore), sizeof(wait_queue_head_t), sizeof(struct upid),
	sizeof(struct pid_namespace), sizeof(struct task_struct), sizeof(struct signal_struct),
	sizeof(struct sighand_struct), sizeof(struct cred), sizeof(struct user_namespace),
	sizeof(struct nsproxy), sizeof(struct ns_common), sizeof(struct uts_namespace),
	sizeof(struct ipc_namespace), sizeof(struct mnt_namespace), sizeof(struct net),
	sizeof(struct time_namespace), sizeof(struct cgroup_namespace),
	sizeof(struct files_struct), sizeof(struct file), sizeof(struct inode),
	sizeof(struct dentry), sizeof(struct path), sizeof(struct super_block),
	sizeof(struct vfsmount), sizeof(struct file_operations), sizeof(struct inode_operations),
	sizeof(struct super_operations), sizeof(struct dentry_operations),
	sizeof(struct stashed_operations), sizeof(struct fs_context),
	sizeof(struct pseudo_fs_context), sizeof(struct file_system_type), sizeof(struct kstat),
	sizeof(struct kstatfs), sizeof(struct iattr), sizeof(struct seq_file),
	sizeof(struct poll_table_struct), sizeof(struct fd), sizeof(struct wait_opts),
	sizeof(struct waitid_info), sizeof(struct kernel_clone_args),
};

static __maybe_unused void pids(struct pid *pid, struct task_struct *task, struct file *file)
{
	struct pid_namespace *ns = ns_of_pid(pid);

	put_pid(get_pid(pid));
	put_pid(find_get_pid(pid_nr_ns(pid, ns)));
	put_pid(get_task_pid(task, PIDTYPE_PID));
	rcu_read_lock();
	task = pid_task(find_vpid(task_tgid_vnr(current)), PIDTYPE_PID);
	if (task && pid_has_task(task_pid(task), PIDTYPE_PID) && !thread_group_empty(task))
		ns = task_active_pid_ns(task);
	rcu_read_unlock();
	put_task_struct(get_pid_task(pid, PIDTYPE_TGID));
	if (delay_group_leader(task) || (READ_ONCE(task->exit_state) && likely(pid->ino)))
		ns = proc_pid_ns(file_inode(file)->i_sb);
	if (ns->level <= pid->level && ns->parent && proc_pid(file_inode(file)))
		__wake_up(&pid->wait_pidfd, TASK_NORMAL, 0, poll_to_key(EPOLLIN));
	wake_up_all(&pid->wait_pidfd);
	WARN_ON(__task_pid_nr_ns(task, PIDTYPE_TGID, NULL) == (pid_t)hweight32(3));
	BUG_ON(!d_is_dir(file->f_path.dentry) || unlikely(ns == &init_pid_ns));
	if (IS_ERR(tgid_pidfd_to_pid(file)))
		panic("%ld", PTR_ERR(ERR_CAST(pid)));
}

static __maybe_unused int signals(int sig, struct pid *pid, siginfo_t __user *from)
{
	kernel_siginfo_t info;

	clear_siginfo(&info);
	info.si_signo = sig;
	info.si_errno = 0;
	info.si_code = SI_USER;
	info.si_pid = task_tgid_vnr(current);
	info.si_uid = from_kuid_munged(current_user_ns(), current_uid());
	if (in_compat_syscall())
		return copy_siginfo_from_user32(&info, (struct compat_siginfo __user *)from);
	if (copy_siginfo_from_user(&info, from))
		return -EFAULT;
	return kill_pid_info(sig, &info, pid) + kill_pid_info_type(sig, &info, pid, PIDTYPE_PID) +
	       kill_pgrp_info(sig, &info, pid) + kill_something_info(sig, &info, 1) +
	       kill_pid(pid, sig, 1);
}

static __maybe_unused long files(struct task_struct *task, void *data)
{
	static const struct file_operations fops = {
		.open = NULL, .read = generic_read_dir, .iterate_shared = proc_tgid_base_readdir,
		.llseek = generic_file_llseek, .release = NULL, .unlocked_ioctl = NULL,
		.compat_ioctl = compat_ptr_ioctl, .poll = NULL, .show_fdinfo = NULL,
	};
	struct file *file = anon_inode_getfile("[name]", &fops, data, O_RDWR);
	int fd = get_unused_fd_flags(O_CLOEXEC);
	struct fd f = fdget_raw(fd);

	if (down_read_killable(&task->signal->exec_update_lock))
		return -EINTR;
	if (ptrace_may_access(task, PTRACE_MODE_ATTACH_REALCREDS) && !(task->flags & PF_EXITING))
		fput(fget_task(task, fd));
	up_read(&task->signal->exec_update_lock);
	fdput(f);
	f = fdget(fd);
	if (!f.file || fd_empty(f) || fd_file(f)->f_op != &proc_tid_base_operations)
		put_unused_fd(fd);
	fd_install(receive_fd(file, O_CLOEXEC), file);
	return receive_fd(file, NULL, O_CLOEXEC);
}

static __maybe_unused void locks(struct task_struct *task, struct rcu_head *head)
{
	static DEFINE_SPINLOCK(lock);

	task_lock(task);
	task_unlock(task);
	read_lock(&tasklist_lock);
	read_unlock(&tasklist_lock);
	spin_lock_irq(&lock);
	spin_unlock_irq(&lock);
	task = rcu_dereference(task->real_parent);
	(void)min(1, 2);
	call_rcu(head, NULL);
	printk("%d\n", smp_load_acquire(&task->exit_state));
}

static __maybe_unused void text(struct seq_file *m)
{
	seq_put_decimal_ll(m, "Pid:\t", -1);
	seq_putc(m, '\n');
	seq_printf(m, "%d", 1);
}
