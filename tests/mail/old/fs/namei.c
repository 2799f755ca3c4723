// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a path to an inode. Every component is looked up anew: what the kernel
 * does by revalidating a cached dentry of /proc, a fresh lookup does here.
 */
#include <linux/fs.h>
#include <linux/file.h>
#include <linux/namei.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/syscalls.h>

#define GETNAME_SHORT 128

/**
 * getname - a path of user space as a string of the kernel's
 *
 * Mirrors fs/namei.c:getname_flags(), which too tries a short buffer first.
 *
 * Return: to be freed; ERR_PTR of -ENOMEM, -EFAULT, -ENAMETOOLONG, or -ENOENT
 * for an empty one where @empty_ok is not set.
 */
static char *getname_flags(const char __user *filename, bool empty_ok)
{
	long size = GETNAME_SHORT, len;
	char *name;

	for (;;) {
		name = kmalloc(size, GFP_KERNEL);
		if (!name)
			return ERR_PTR(-ENOMEM);
		len = strncpy_from_user(name, filename, size);
		if (len < size || size == PATH_MAX)
			break;
		kfree(name);
		size = PATH_MAX;
	}
	if (len >= 0 && len < size && (len || empty_ok))
		return name;
	kfree(name);
	return ERR_PTR(len < 0 ? len : len ? -ENAMETOOLONG : -ENOENT);
}

char *getname(const char __user *filename)
{
	return getname_flags(filename, false);
}

/* where a walk starts: fs/namei.c:path_init(). A descriptor may be an O_PATH one. */
static int path_init(struct nameidata *nd, int dfd, const char *name)
{
	struct file *file;
	int ret = 0;

	if (*name == '/' || dfd == AT_FDCWD) {
		nd->inode = rootfs_root();	/* stub: also the working directory of all */
		return 0;
	}
	file = fget_raw(dfd);
	if (!file)
		return -EBADF;
	if (*name && !S_ISDIR(file_inode(file)->i_mode)) {
		ret = -ENOTDIR;
	} else {
		nd->inode = igrab(file_inode(file));
		if (!*name) {
			nd->dentry = file->f_path.dentry;
			refcount_inc(&nd->dentry->d_count);
		}
	}
	fput(file);
	return ret;
}

/* the walk goes on from @inode, whose reference it takes */
static void step_to(struct nameidata *nd, struct inode *inode)
{
	dput(nd->dentry);
	nd->dentry = NULL;
	iput(nd->inode);
	nd->inode = inode;
}

/* a link to an object: the walk goes on at that very dentry; fs/namei.c:nd_jump_link() */
static int jump_link(struct nameidata *nd, struct inode *link)
{
	struct file *file = link->i_op->get_object(link);
	struct dentry *dentry;

	if (IS_ERR(file))
		return PTR_ERR(file);
	dentry = file->f_path.dentry;
	refcount_inc(&dentry->d_count);
	step_to(nd, igrab(dentry->d_inode));
	nd->dentry = dentry;
	strscpy(nd->name, dentry->d_name, sizeof(nd->name));
	fput(file);
	return 0;
}

/*
 * A link of text: what is left to walk becomes its text, a slash, and @rest.
 * Mirrors the part of fs/namei.c:step_into() that pushes a link on the stack.
 */
static int push_link(struct nameidata *nd, struct inode *link, const char **rest)
{
	size_t rest_len = strlen(*rest);
	char *text;
	int len;

	text = kmalloc(PATH_MAX, GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	len = link->i_op->readlink(link, text, PATH_MAX - 1);
	if (len >= 0 && len + rest_len + 2 > PATH_MAX)
		len = -ENAMETOOLONG;
	if (len < 0) {
		kfree(text);
		return len;
	}
	if (rest_len) {
		text[len] = '/';
		memcpy(text + len + 1, *rest, rest_len);
		len += 1 + rest_len;
	}
	text[len] = '\0';
	kfree(nd->text);
	nd->text = text;
	*rest = text;
	if (*text == '/')
		step_to(nd, rootfs_root());
	return 0;
}

/* the next component of @name into nd->name; -ENAMETOOLONG, -ENOENT (procfs has none so long) */
static int take_component(struct nameidata *nd, const char **name)
{
	size_t len = 0;

	while ((*name)[len] && (*name)[len] != '/')
		len++;
	if (len > NAME_MAX)
		return nd->inode->i_sb->s_magic == PROC_SUPER_MAGIC ? -ENOENT : -ENAMETOOLONG;
	memcpy(nd->name, *name, len);
	nd->name[len] = '\0';
	*name += len;
	return 0;
}

static int follow(struct nameidata *nd, struct inode *link, const char **rest)
{
	if (nd->total_links++ >= MAXSYMLINKS)
		return -ELOOP;
	return link->i_op->get_object ? jump_link(nd, link) : push_link(nd, link, rest);
}

/* one component, nd->name, of which @rest follows; may replace @rest */
static int walk_component(struct nameidata *nd, const char **rest, unsigned int flags)
{
	bool trailing = **rest == '/', last;
	struct inode *next;
	int ret;

	while (**rest == '/')
		(*rest)++;
	last = !**rest;
	if (last && trailing)
		nd->flags |= LOOKUP_DIRECTORY;	/* also where a link ends */
	if (!strcmp(nd->name, "."))
		return 0;
	if (last && trailing && (flags & LOOKUP_CREATE) && strcmp(nd->name, ".."))
		return -EISDIR;
	next = nd->inode->i_op->lookup(nd->inode, nd->name);
	if (IS_ERR(next)) {
		ret = PTR_ERR(next);
		if (ret == -ENOENT && last && (flags & LOOKUP_CREATE) && sb_rdonly(nd->inode->i_sb))
			ret = -EROFS;
		return ret;
	}
	if (S_ISLNK(next->i_mode) && (!last || trailing || (flags & LOOKUP_FOLLOW))) {
		ret = follow(nd, next, rest);
		iput(next);
		return ret;
	}
	step_to(nd, next);
	return 0;
}

/* mirrors fs/namei.c:link_path_walk(): search permission comes before each lookup */
static int link_path_walk(struct nameidata *nd, const char *name, unsigned int flags)
{
	int ret;

	while (*name == '/')
		name++;
	while (*name) {
		if (!S_ISDIR(nd->inode->i_mode))
			return -ENOTDIR;
		ret = inode_permission(nd->inode, MAY_EXEC);
		if (!ret)
			ret = take_component(nd, &name);
		if (!ret)
			ret = walk_component(nd, &name, flags);
		if (ret)
			return ret;
		while (*name == '/')	/* the text of a link may be absolute */
			name++;
	}
	return 0;
}

/**
 * path_walk - find what @name stands for
 * @dfd: where a relative path starts: AT_FDCWD or a descriptor of a directory
 * @name: the path; an empty one needs LOOKUP_EMPTY and stands for @dfd itself
 * @flags: LOOKUP_FOLLOW a link at the end, LOOKUP_DIRECTORY: it must be one,
 *	LOOKUP_CREATE: as for O_CREAT (the errors differ, nothing is made)
 *
 * Mirrors fs/namei.c:path_lookupat().
 *
 * Return: to be given to path_walk_done(); ERR_PTR.
 */
struct nameidata *path_walk(int dfd, const char *name, unsigned int flags)
{
	struct nameidata *nd;
	int ret;

	if (!*name && !(flags & LOOKUP_EMPTY))
		return ERR_PTR(-ENOENT);
	nd = kmalloc(sizeof(*nd), GFP_KERNEL);
	if (!nd)
		return ERR_PTR(-ENOMEM);
	nd->flags = flags;
	nd->inode = NULL;
	nd->dentry = NULL;
	nd->total_links = 0;
	nd->text = NULL;
	nd->name[0] = '\0';
	ret = path_init(nd, dfd, name);
	if (!ret)
		ret = link_path_walk(nd, name, flags);
	if (!ret && (nd->flags & LOOKUP_DIRECTORY) && !S_ISDIR(nd->inode->i_mode))
		ret = -ENOTDIR;
	if (!ret)
		return nd;
	path_walk_done(nd);
	return ERR_PTR(ret);
}

void path_walk_done(struct nameidata *nd)
{
	dput(nd->dentry);
	iput(nd->inode);
	kfree(nd->text);
	kfree(nd);
}

/* what the open flags ask of the file itself: fs/namei.c:do_open(), may_open(), in their order */
static int may_open(struct inode *inode, int flags)
{
	int acc = "\004\002\006\006"[flags & O_ACCMODE];

	if (flags & O_PATH)
		return (flags & O_DIRECTORY) && !S_ISDIR(inode->i_mode) ? -ENOTDIR : 0;
	if (flags & O_TRUNC)
		acc |= MAY_WRITE;
	if (flags & O_CREAT) {
		if (flags & O_EXCL)
			return -EEXIST;
		if (S_ISDIR(inode->i_mode))
			return -EISDIR;
	}
	if ((flags & O_DIRECTORY) && !S_ISDIR(inode->i_mode))
		return -ENOTDIR;
	if (S_ISLNK(inode->i_mode))
		return -ELOOP;
	if (S_ISDIR(inode->i_mode) && (acc & MAY_WRITE))
		return -EISDIR;
	return inode_permission(inode, MAY_OPEN | acc);
}

/**
 * do_filp_open - open a path
 * @dfd: AT_FDCWD, or a directory where a relative path starts
 * @path: in the kernel's memory
 * @flags: O_*; as build_open_flags() leaves them
 * @mode: stub: nothing is ever created
 *
 * Mirrors fs/namei.c:do_filp_open(). Return: the file; ERR_PTR.
 */
struct file *do_filp_open(int dfd, const char *path, int flags, umode_t mode)
{
	bool excl = (flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL);
	unsigned int lookup = flags & O_NOFOLLOW || excl ? 0 : LOOKUP_FOLLOW;
	struct nameidata *nd;
	struct file *file;
	struct path found;
	int ret;

	if (flags & O_CREAT)
		lookup |= LOOKUP_CREATE;
	nd = path_walk(dfd, path, lookup);
	if (IS_ERR(nd))
		return ERR_CAST(nd);
	ret = may_open(nd->inode, flags);
	if (ret) {
		path_walk_done(nd);
		return ERR_PTR(ret);
	}
	if (!nd->dentry)
		nd->dentry = d_alloc_inode(igrab(nd->inode), nd->name);
	found.mnt = NULL;
	found.dentry = nd->dentry;
	file = nd->dentry ? dentry_open(&found, flags, current_cred()) : ERR_PTR(-ENOMEM);
	path_walk_done(nd);
	return file;
}

/* the text of the link @inode; -EINVAL if it is none */
static int read_link(struct inode *inode, char *buf, size_t n)
{
	if (!S_ISLNK(inode->i_mode) || !inode->i_op->readlink)
		return -EINVAL;
	return inode->i_op->readlink(inode, buf, n);
}

/**
 * do_readlink - the text of a symbolic link, without NUL
 * @path: empty: @dfd itself is the link
 *
 * Mirrors fs/stat.c:do_readlinkat(). Return: its length, -errno.
 */
int do_readlink(int dfd, const char *path, char *buf, size_t n)
{
	struct nameidata *nd = path_walk(dfd, path, LOOKUP_EMPTY);
	int ret;

	if (IS_ERR(nd))
		return PTR_ERR(nd);
	ret = read_link(nd->inode, buf, n);
	if (ret == -EINVAL && !*path)
		ret = -ENOENT;
	path_walk_done(nd);
	return ret;
}

SYSCALL_DEFINE4(readlinkat, int, dfd, const char __user *, pathname, char __user *, buf,
		int, bufsiz)
{
	char *name, *text;
	int ret;

	if (bufsiz <= 0)
		return -EINVAL;
	name = getname_flags(pathname, true);
	if (IS_ERR(name))
		return PTR_ERR(name);
	ret = -ENOMEM;
	text = kmalloc(PATH_MAX, GFP_KERNEL);
	if (text)
		ret = do_readlink(dfd, name, text, PATH_MAX);
	if (ret > bufsiz)
		ret = bufsiz;
	if (ret > 0 && copy_to_user(buf, text, ret))
		ret = -EFAULT;
	kfree(text);
	kfree(name);
	return ret;
}

SYSCALL_DEFINE3(readlink, const char __user *, path, char __user *, buf, int, bufsiz)
{
	return __do_sys_readlinkat(AT_FDCWD, path, buf, bufsiz);
}

/**
 * kern_program - what execve() wants to know of a program
 *
 * Mirrors fs/exec.c:do_open_execat() and what bprm_fill_uid() reads.
 *
 * Return: 0; -EACCES if it is no regular file or may not be executed; what the
 * walk says.
 */
int kern_program(int dfd, const char *path, umode_t *mode, kuid_t *uid, kgid_t *gid)
{
	struct nameidata *nd = path_walk(dfd, path, LOOKUP_FOLLOW);
	int ret = -EACCES;

	if (IS_ERR(nd))
		return PTR_ERR(nd);
	if (S_ISREG(nd->inode->i_mode) && nd->inode->i_sb->s_magic != PROC_SUPER_MAGIC)
		ret = inode_permission(nd->inode, MAY_OPEN | MAY_EXEC);
	*mode = nd->inode->i_mode;
	*uid = nd->inode->i_uid;
	*gid = nd->inode->i_gid;
	path_walk_done(nd);
	return ret;
}
