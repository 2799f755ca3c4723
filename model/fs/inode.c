// SPDX-License-Identifier: GPL-2.0-only
/*
 * Inodes and dentries. There is no cache of either: an inode lives as long as
 * somebody holds it, a dentry as long as a file (or a stash) does. What the
 * kernel's caches make visible, a struct pid pinned a little longer after the
 * last close, has no counterpart here.
 */
#include <linux/fs.h>
#include <linux/cred.h>
#include <linux/namei.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/user_namespace.h>

void pidfs_init(void);

/* the design's; mirrors what init/main.c calls. This one is there for those without a pidfs. */
void pidfs_init(void)
{
}

static struct kmem_cache *inode_cachep;
static struct kmem_cache *dentry_cachep;
static u64 last_ino;

static int no_open(struct inode *inode, struct file *file)
{
	return -ENXIO;
}

const struct file_operations no_open_fops = {
	.open = no_open,
};

const struct file_operations empty_fops = { };

/**
 * new_inode - an inode without a type, which can't be opened yet
 * @sb: the file system
 *
 * Mirrors fs/inode.c:new_inode() with get_next_ino() in one: numbers are given
 * in order, so that a run prints the same ones each time.
 *
 * Return: the inode with one reference, NULL if there is no memory.
 */
struct inode *new_inode(struct super_block *sb)
{
	struct inode *inode;

	inode = kmem_cache_zalloc(inode_cachep, GFP_KERNEL);
	if (!inode)
		return NULL;
	refcount_set(&inode->i_count, 1);
	inode->i_sb = sb;
	inode->i_fop = &no_open_fops;
	inode->i_ino = ++last_ino;
	return inode;
}

/**
 * igrab - one more reference
 *
 * Mirrors fs/inode.c:ihold(): here nobody can find an inode whose count has
 * reached zero, so this can't fail.
 */
struct inode *igrab(struct inode *inode)
{
	refcount_inc(&inode->i_count);
	return inode;
}

/* mirrors fs/inode.c:iput(); the last one evicts, nothing is kept */
void iput(struct inode *inode)
{
	if (!inode || !refcount_dec_and_test(&inode->i_count))
		return;
	if (inode->i_sb->s_op && inode->i_sb->s_op->evict_inode)
		inode->i_sb->s_op->evict_inode(inode);
	kmem_cache_free(inode_cachep, inode);
}

/**
 * d_alloc_inode - a dentry of its own for @inode
 * @inode: its reference goes to the dentry, or is dropped on failure
 * @name: the last component, cut to what fits
 *
 * Return: the dentry with one reference, NULL if there is no memory.
 */
struct dentry *d_alloc_inode(struct inode *inode, const char *name)
{
	struct dentry *d;

	d = kmem_cache_zalloc(dentry_cachep, GFP_KERNEL);
	if (!d) {
		iput(inode);
		return NULL;
	}
	refcount_set(&d->d_count, 1);
	d->d_inode = inode;
	d->d_op = inode->i_sb->s_d_op;
	strscpy(d->d_name, name, sizeof(d->d_name));
	return d;
}

static void __d_free(struct rcu_head *head)
{
	kmem_cache_free(dentry_cachep, container_of(head, struct dentry, d_rcu));
}

/* mirrors fs/dcache.c:dput() without a cache: the last one frees */
void dput(struct dentry *d)
{
	if (!d || !refcount_dec_and_test(&d->d_count))
		return;
	if (d->d_op && d->d_op->d_prune)
		d->d_op->d_prune(d);
	iput(d->d_inode);
	if (d->d_fsdata)
		call_rcu(&d->d_rcu, __d_free);
	else
		kmem_cache_free(dentry_cachep, d);
}

/* mirrors fs/namei.c:path_put(); there is no mount to drop */
void path_put(const struct path *path)
{
	dput(path->dentry);
}

/* mirrors kernel/capability.c:capable_wrt_inode_uidgid() */
static bool capable_wrt_inode_uidgid(const struct inode *inode, int cap)
{
	struct user_namespace *ns = current_user_ns();

	return from_kuid(ns, inode->i_uid) != (uid_t)-1 &&
	       from_kgid(ns, inode->i_gid) != (gid_t)-1 && ns_capable(ns, cap);
}

/* mirrors fs/namei.c:acl_permission_check(), without lists and extra groups */
static int mode_check(const struct inode *inode, int mask)
{
	unsigned int mode = inode->i_mode;

	mask &= MAY_READ | MAY_WRITE | MAY_EXEC;
	if (uid_eq(current_fsuid(), inode->i_uid))
		mode >>= 6;
	else if (gid_eq(current_cred()->fsgid, inode->i_gid))
		mode >>= 3;
	return (unsigned int)mask & ~mode ? -EACCES : 0;
}

/**
 * generic_permission - may `current` do that, going by mode, owner and capabilities
 * @mask: MAY_READ, MAY_WRITE, MAY_EXEC
 *
 * Mirrors fs/namei.c:generic_permission(). Return: 0 or -EACCES.
 */
int generic_permission(struct inode *inode, int mask)
{
	int ret = mode_check(inode, mask);

	if (!ret)
		return 0;
	if (S_ISDIR(inode->i_mode)) {
		if (!(mask & MAY_WRITE) &&
		    capable_wrt_inode_uidgid(inode, CAP_DAC_READ_SEARCH))
			return 0;
		return capable_wrt_inode_uidgid(inode, CAP_DAC_OVERRIDE) ? 0 : -EACCES;
	}
	mask &= MAY_READ | MAY_WRITE | MAY_EXEC;
	if (mask == MAY_READ && capable_wrt_inode_uidgid(inode, CAP_DAC_READ_SEARCH))
		return 0;
	/* who may do all still can't execute what nobody may */
	if ((!(mask & MAY_EXEC) || (inode->i_mode & S_IXUGO)) &&
	    capable_wrt_inode_uidgid(inode, CAP_DAC_OVERRIDE))
		return 0;
	return -EACCES;
}

/**
 * inode_permission - may `current` do that to @inode
 *
 * Mirrors fs/namei.c:inode_permission(): a read-only file system first, then
 * what can't be changed at all, then the file system's own rule.
 *
 * Return: 0, -EROFS, -EPERM, -EACCES, or what the file system says.
 */
int inode_permission(struct inode *inode, int mask)
{
	if (mask & MAY_WRITE) {
		if (sb_rdonly(inode->i_sb) &&
		    (S_ISREG(inode->i_mode) || S_ISDIR(inode->i_mode) || S_ISLNK(inode->i_mode)))
			return -EROFS;
		if (IS_IMMUTABLE(inode))
			return -EPERM;
	}
	if (inode->i_op && inode->i_op->permission)
		return inode->i_op->permission(inode, mask);
	return generic_permission(inode, mask);
}

/**
 * fs_boot - file systems of a fresh world
 * @procfs: CONFIG_PROC_FS
 * @fds: fs_open_std() will open 0, 1 and 2
 *
 * Return: 0 or -ENOMEM.
 */
int fs_boot(bool procfs, bool fds)
{
	int ret;

	inode_cachep = KMEM_CACHE(inode, SLAB_ACCOUNT);
	dentry_cachep = KMEM_CACHE(dentry, SLAB_ACCOUNT);
	if (!inode_cachep || !dentry_cachep)
		return -ENOMEM;
	ret = rootfs_boot(procfs, fds);
	if (!ret && procfs)
		ret = proc_boot();
	if (!ret)
		pidfs_init();
	return ret;
}
