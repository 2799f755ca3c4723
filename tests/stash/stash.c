// SPDX-License-Identifier: GPL-2.0-only
/* One object with one stashed dentry: what pidfs does for each struct pid, alone. */
#include <linux/design.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/mount.h>
#include <linux/pseudo_fs.h>
#include <linux/syscalls.h>

static struct {
	refcount_t count;
	struct stash stashed;
	u64 inodes;
} object;
static struct vfsmount *stash_mnt;

void pidfs_init(void);

static void put_object(void *data)
{
	refcount_dec(&object.count);
}

static ssize_t stash_read(struct file *file, char __user *buf, size_t n, loff_t *pos)
{
	return file_inode(file)->i_private == &object ? 7 : -EIO;
}

static const struct file_operations stash_fops = {
	.read = stash_read,
	.llseek = noop_llseek,
};

static int stash_init_inode(struct inode *inode, void *data)
{
	inode->i_private = data;
	inode->i_fop = &stash_fops;
	inode->i_mode |= S_IRWXU;
	inode->i_flags &= ~S_IMMUTABLE;
	inode->i_ino = ++object.inodes;
	return 0;
}

static void stash_evict_inode(struct inode *inode)
{
	clear_inode(inode);
	if (inode->i_private)
		put_object(inode->i_private);
}

static char *stash_dname(struct dentry *dentry, char *buf, int len)
{
	return dynamic_dname(buf, len, "anon_inode:[stash]");
}

static const struct super_operations stash_sops = {
	.evict_inode = stash_evict_inode,
	.drop_inode = generic_delete_inode,
	.statfs = simple_statfs,
};

static const struct dentry_operations stash_dops = {
	.d_dname = stash_dname,
	.d_prune = stashed_dentry_prune,
};

static const struct stashed_operations stash_ops = {
	.init_inode = stash_init_inode,
	.put_data = put_object,
};

static int stash_init_fs_context(struct fs_context *fc)
{
	struct pseudo_fs_context *ctx = init_pseudo(fc, 0x57a5);

	if (!ctx)
		return -ENOMEM;
	ctx->ops = &stash_sops;
	ctx->dops = &stash_dops;
	fc->s_fs_info = (void *)&stash_ops;
	return 0;
}

static struct file_system_type stash_type = {
	.name = "stash",
	.init_fs_context = stash_init_fs_context,
	.kill_sb = kill_anon_super,
};

void pidfs_init(void)
{
	refcount_set(&object.count, 1);
	stash_mnt = kern_mount(&stash_type);
	BUG_ON(IS_ERR(stash_mnt));
}

SYSCALL_DEFINE0(stash_open)
{
	struct file *file;
	struct path path;
	int fd, ret;

	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0)
		return fd;
	refcount_inc(&object.count);
	ret = path_from_stashed(&object.stashed, stash_mnt, &object, &path);
	if (ret)
		goto out;
	file = dentry_open(&path, O_RDWR, current_cred());
	path_put(&path);
	ret = PTR_ERR_OR_ZERO(file);
	if (ret)
		goto out;
	fd_install(fd, file);
	return fd;
out:
	put_unused_fd(fd);
	return ret;
}

SYSCALL_DEFINE0(stash_count)
{
	return refcount_read(&object.count);
}

static const char *const features[] = { NULL };
static const struct design_habit habits[] = { { NULL, NULL } };

DESIGN_EXPORT const struct design pid_design = {
	DESIGN_COMMON,
	.name = "stash",
	.origin = "no pidfd at all",
	.summary = "one object with a stashed dentry",
	.releases = { LINUX(4, 20), LINUX(6, 18) },
	.features = features,
	.habits = habits,
};
