// SPDX-License-Identifier: GPL-2.0-only
/*
 * Open files: what a descriptor stands for. Mirrors fs/file_table.c.
 *
 * A file is one open file description. Descriptors, messages in flight and
 * calls that are using it each hold one reference; the last one ends it.
 */
#include <linux/cred.h>
#include <linux/eventpoll.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/sched.h>
#include <linux/slab.h>

/* As of a small machine; whoever has CAP_SYS_ADMIN may go beyond. */
#define NR_FILE 8192

static struct kmem_cache *filp_cachep;
static unsigned int nr_files;

/**
 * alloc_empty_file - a file that is not open on anything yet
 * @flags: as for open(2)
 * @cred: whose file it is
 *
 * Mirrors fs/file_table.c:alloc_empty_file. The kernel counts per cpu, and asks for the
 * exact sum before it refuses; here there is only the exact sum.
 *
 * Return: the file with one reference, -ENFILE or -ENOMEM.
 */
struct file *alloc_empty_file(int flags, const struct cred *cred)
{
	struct file *f;

	if (unlikely(nr_files >= NR_FILE) && !capable(CAP_SYS_ADMIN))
		return ERR_PTR(-ENFILE);
	f = kmem_cache_zalloc(filp_cachep, GFP_KERNEL);
	if (!f)
		return ERR_PTR(-ENOMEM);
	nr_files++;
	f->f_cred = get_cred(cred);
	f->f_flags = (unsigned int)flags;
	f->f_mode = (unsigned int)(flags + 1) & O_ACCMODE;
	refcount_set(&f->f_count, 1);
	spin_lock_init(&f->f_lock);
	INIT_HLIST_HEAD(&f->f_ep);
	return f;
}

static void file_free(struct file *f)
{
	nr_files--;
	file_f_owner_release(f);
	put_cred(f->f_cred);
	kmem_cache_free(filp_cachep, f);
}

/**
 * alloc_file_pseudo - a file on an inode that has no path
 * @inode: consumed, also on failure
 * @name: how /proc/<pid>/fd shows it, without the kind
 * @flags: O_ACCMODE and what else F_GETFL is to show
 * @fops: its operations
 *
 * Mirrors fs/file_table.c:alloc_file_pseudo; there the caller keeps the inode if it fails.
 */
struct file *alloc_file_pseudo(struct inode *inode, const char *name, int flags,
			       const struct file_operations *fops)
{
	struct dentry *d = d_alloc_inode(inode, name);
	struct file *f;

	if (!d)
		return ERR_PTR(-ENOMEM);
	f = alloc_empty_file(flags, current_cred());
	if (IS_ERR(f)) {
		dput(d);
		return f;
	}
	f->f_path.dentry = d;
	f->f_inode = d->d_inode;
	f->f_op = fops;
	return f;
}

/*
 * Mirrors fs/file_table.c:__fput. The kernel runs this as task work, just before
 * the task that dropped the last reference returns to user mode (close(2) runs it at
 * once); here always at once, so whoever drops a reference may hold no lock that a
 * ->release or an epoll instance takes.
 */
static void __fput(struct file *f)
{
	struct dentry *d = f->f_path.dentry;

	eventpoll_release(f);
	if (f->f_op && f->f_op->release)
		f->f_op->release(f->f_inode, f);
	file_free(f);
	if (d)
		dput(d);
}

/** get_file_at - one more reference to a file that the caller has one of */
struct file *get_file_at(struct file *f, const struct host_site *site)
{
	__refcount_add(1, &f->f_count, site);
	return f;
}

/** fput_at - give a reference back; mirrors fs/file_table.c:fput */
void fput_at(struct file *f, const struct host_site *site)
{
	if (__refcount_sub_and_test(1, &f->f_count, site))
		__fput(f);
}

/**
 * filp_close - a descriptor is gone, and the reference that it held with it
 * @id: the table that it was in
 *
 * Mirrors fs/open.c:filp_close. Return: 0, or what ->flush said.
 */
int filp_close(struct file *file, void *id)
{
	int ret = 0;

	if (file->f_op && file->f_op->flush)
		ret = file->f_op->flush(file, id);
	fput(file);
	return ret;
}

/** file_table_boot - the cache of files; called once by files_boot() */
int file_table_boot(void)
{
	filp_cachep = kmem_cache_create("file", sizeof(struct file), __alignof__(struct file),
					SLAB_PANIC, NULL);
	return filp_cachep ? 0 : -ENOMEM;
}
