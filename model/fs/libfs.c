// SPDX-License-Identifier: GPL-2.0-only
/*
 * Handlers that several file systems share, and what a file system needs that
 * only the kernel mounts (pidfs).
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/pseudo_fs.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

/* mirrors fs/libfs.c:generic_read_dir() */
ssize_t generic_read_dir(struct file *file, char __user *buf, size_t n, loff_t *pos)
{
	return -EISDIR;
}

/**
 * generic_file_llseek - move in a file that has no size
 *
 * Mirrors fs/read_write.c:generic_file_llseek(), the end of every file being 0.
 *
 * Return: the new position, -EINVAL.
 */
loff_t generic_file_llseek(struct file *file, loff_t off, int whence)
{
	if (whence == 1)
		off += file->f_pos;
	else if (whence != 0 && whence != 2)
		return -EINVAL;
	if (off < 0)
		return -EINVAL;
	file->f_pos = off;
	return off;
}

/* mirrors fs/read_write.c:noop_llseek(): succeeds, and moves nothing */
loff_t noop_llseek(struct file *file, loff_t off, int whence)
{
	return file->f_pos;
}

/* ------------------------------------------------------------ file systems of the kernel's own */

struct mnt_idmap {
	int unused;
};

struct mnt_idmap nop_mnt_idmap;

/**
 * init_pseudo - from init_fs_context() of a file system without a device
 *
 * Mirrors fs/libfs.c:init_pseudo(). Return: to be filled in; NULL.
 */
struct pseudo_fs_context *init_pseudo(struct fs_context *fc, unsigned long magic)
{
	struct pseudo_fs_context *ctx = kzalloc(sizeof(*ctx), GFP_KERNEL);

	if (ctx) {
		ctx->magic = magic;
		fc->fs_private = ctx;
	}
	return ctx;
}

static struct super_block *pseudo_super(struct file_system_type *type,
					const struct fs_context *fc)
{
	const struct pseudo_fs_context *ctx = fc->fs_private;
	struct super_block *sb = kzalloc(sizeof(*sb), GFP_KERNEL);

	if (!sb)
		return NULL;
	sb->s_op = ctx->ops;
	sb->s_d_op = ctx->dops;
	sb->s_magic = ctx->magic;
	sb->s_name = type->name;
	sb->s_fs_info = fc->s_fs_info;
	sb->s_iflags = fc->s_iflags;
	refcount_set(&sb->s_active, 1);
	return sb;
}

/**
 * kern_mount - mount a pseudo file system for the kernel itself, for good
 *
 * Mirrors fs/namespace.c:kern_mount(). To be called while the world boots, so
 * that what it takes is there before a run begins.
 *
 * Return: the mount; ERR_PTR.
 */
struct vfsmount *kern_mount(struct file_system_type *type)
{
	struct fs_context fc = { .fs_type = type };
	struct vfsmount *mnt;
	int ret;

	ret = type->init_fs_context(&fc);
	if (ret)
		return ERR_PTR(ret);
	mnt = kzalloc(sizeof(*mnt), GFP_KERNEL);
	if (mnt)
		mnt->mnt_sb = pseudo_super(type, &fc);
	kfree(fc.fs_private);
	if (mnt && mnt->mnt_sb)
		return mnt;
	kfree(mnt);
	return ERR_PTR(-ENOMEM);
}

/*
 * custom: where the kernel has a pointer in the object, here the dentries are found by the address
 * of that place, so that a struct pid that nobody has opened pays nothing for it. One look, and one
 * exchange, is one step, as with the pointer.
 */
#define STASH_BUCKETS 64
static struct hlist_head stash_buckets[STASH_BUCKETS];

static struct hlist_head *stash_bucket(const struct stash *stash)
{
	unsigned long granule = ((unsigned long)stash - (unsigned long)model_cpu.base) >> 4;

	return &stash_buckets[(granule ^ granule >> 6) % STASH_BUCKETS];
}

static struct dentry *stash_find(const struct stash *stash)
{
	struct dentry *d;

	hlist_for_each_entry(d, stash_bucket(stash), d_stash) {
		if (d->d_fsdata == stash)
			return d;
	}
	return NULL;
}

/* what rcu_dereference() of the pointer would be */
static struct dentry *stash_load(const struct stash *stash)
{
	sim_point(HOST_OP_LOAD, stash, SIM_HERE);
	return stash_find(stash);
}

/* what cmpxchg() of the pointer would be */
static struct dentry *stash_cmpxchg(struct stash *stash, struct dentry *old, struct dentry *new)
{
	struct dentry *seen;

	sim_point(HOST_OP_RMW, stash, SIM_HERE);
	seen = stash_find(stash);
	if (seen != old)
		return seen;
	if (old)
		hlist_del_init(&old->d_stash);
	if (new)
		hlist_add_head(&new->d_stash, stash_bucket(stash));
	return seen;
}

/* a stashed dentry that somebody still holds, with one more reference */
static struct dentry *get_stashed_dentry(struct stash *stashed)
{
	struct dentry *dentry;

	rcu_read_lock();
	dentry = stash_load(stashed);
	if (dentry && !refcount_inc_not_zero(&dentry->d_count))
		dentry = NULL;
	rcu_read_unlock();
	return dentry;
}

/*
 * Mirrors fs/libfs.c:prepare_anon_dentry(): @data belongs to the inode from init_inode() on, and
 * is dropped before that if there is none.
 */
static struct dentry *prepare_anon_dentry(struct stash *stashed, struct super_block *sb,
					  void *data)
{
	const struct stashed_operations *sops = sb->s_fs_info;
	struct inode *inode = new_inode(sb);
	struct dentry *dentry;
	int ret;

	if (!inode) {
		sops->put_data(data);
		return ERR_PTR(-ENOMEM);
	}
	inode->i_flags |= S_IMMUTABLE;
	inode->i_mode = S_IFREG;
	ret = sops->init_inode(inode, data);
	if (ret < 0) {
		iput(inode);
		return ERR_PTR(ret);
	}
	dentry = d_alloc_inode(inode, "");
	if (!dentry)
		return ERR_PTR(-ENOMEM);
	dentry->d_fsdata = stashed;
	return dentry;
}

/* @dentry into the stash, unless another is there that lives: that one, referenced, then */
static struct dentry *stash_dentry(struct stash *stashed, struct dentry *dentry)
{
	struct dentry *old = NULL, *seen;

	rcu_read_lock();
	for (;;) {
		seen = stash_cmpxchg(stashed, old, dentry);
		if (seen == old) {
			seen = dentry;
			break;
		}
		if (seen && refcount_inc_not_zero(&seen->d_count))
			break;
		old = seen;	/* about to be freed, or gone: take its place */
	}
	rcu_read_unlock();
	return seen;
}

/**
 * path_from_stashed - the one dentry of an object, made when first asked for
 * @stashed: where the object keeps it
 * @mnt: of kern_mount(), its s_fs_info being the stashed_operations
 * @data: the object; the caller's reference to it is consumed, whatever comes of it
 * @path: gets the dentry, with a reference
 *
 * Mirrors fs/libfs.c:path_from_stashed(). Two that ask at once get the same.
 *
 * Return: 0, -ENOMEM, or what init_inode() says.
 */
int path_from_stashed(struct stash *stashed, struct vfsmount *mnt, void *data, struct path *path)
{
	const struct stashed_operations *sops = mnt->mnt_sb->s_fs_info;
	struct dentry *dentry;

	path->mnt = mntget(mnt);
	path->dentry = get_stashed_dentry(stashed);
	if (path->dentry) {
		sops->put_data(data);
		return 0;
	}
	dentry = prepare_anon_dentry(stashed, mnt->mnt_sb, data);
	if (IS_ERR(dentry))
		return PTR_ERR(dentry);
	if (sops->stash_dentry)
		path->dentry = sops->stash_dentry(stashed, dentry);
	else
		path->dentry = stash_dentry(stashed, dentry);
	if (path->dentry != dentry)
		dput(dentry);
	return IS_ERR(path->dentry) ? PTR_ERR(path->dentry) : 0;
}

/**
 * stashed_dentry_prune - d_prune handler: the dentry is no longer in the stash
 *
 * Mirrors fs/libfs.c:stashed_dentry_prune(): another may have taken its place.
 */
void stashed_dentry_prune(struct dentry *dentry)
{
	struct stash *stashed = dentry->d_fsdata;

	if (stashed)
		(void)stash_cmpxchg(stashed, dentry, NULL);
}

/* mirrors fs/d_path.c:dynamic_dname(); ERR_PTR(-ENAMETOOLONG) */
char *dynamic_dname(char *buf, int len, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(buf, len, fmt, args);
	va_end(args);
	return n < len ? buf : ERR_PTR(-ENAMETOOLONG);
}

/* nothing is kept anyway */
int generic_delete_inode(struct inode *inode)
{
	return 1;
}

int always_delete_dentry(const struct dentry *dentry)
{
	return 1;
}

/* mirrors fs/libfs.c:simple_statfs() */
int simple_statfs(struct dentry *dentry, struct kstatfs *buf)
{
	buf->f_type = dentry->d_inode->i_sb->s_magic;
	buf->f_bsize = 4096;
	buf->f_namelen = NAME_MAX;
	return 0;
}

void kill_anon_super(struct super_block *sb)
{
}

/* mirrors fs/stat.c:generic_fillattr() */
void generic_fillattr(struct mnt_idmap *idmap, u32 request_mask, struct inode *inode,
		      struct kstat *stat)
{
	stat->mode = inode->i_mode;
	stat->ino = inode->i_ino;
	stat->uid = inode->i_uid;
	stat->gid = inode->i_gid;
	stat->size = 0;
	stat->nlink = S_ISDIR(inode->i_mode) ? 2 : 1;
	stat->blksize = 4096;
}
