/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: walking a path. stub: no dentry cache, one mount point (/proc). */
#ifndef _LINUX_NAMEI_H
#define _LINUX_NAMEI_H

#include <linux/fs.h>

#define PATH_MAX		4096
#define NAME_MAX		255
#define MAXSYMLINKS		40

#define LOOKUP_FOLLOW		0x0001
#define LOOKUP_DIRECTORY	0x0002
#define LOOKUP_EMPTY		0x4000
#define LOOKUP_CREATE		0x0200

/**
 * struct nameidata - a walk along a path
 * @inode:	where it stands; holds a reference
 * @dentry:	set if the last step was a link to an object (/proc/<pid>/fd/<n>): what to
 *		open is this very dentry; holds a reference
 * @name:	the last component; what is longer than any name there is, is cut
 * @flags:	LOOKUP_*
 * @total_links: symbolic links followed
 * @text:	what is left to walk, after a symbolic link was replaced by its text; to be freed
 */
struct nameidata {
	struct inode *inode;
	struct dentry *dentry;
	unsigned int flags;
	unsigned int total_links;
	char *text;
	char name[40];
};

/* 0: to be given to path_walk_done(); -errno: not */
int path_walk(struct nameidata *nd, int dfd, const char *name, unsigned int flags);
void path_walk_done(struct nameidata *nd);

/**
 * walk_get, walk_put - references that a walk, or an entry of a directory, has of an inode
 *
 * No scheduling points: the kernel walks under RCU without touching a count, and what a
 * child has of its parent is a matter of dentries there.
 */
static inline struct inode *walk_get(struct inode *inode)
{
	inode->i_count.refs.counter++;
	return inode;
}

static inline void walk_put(struct inode *inode)
{
	if (!inode)
		return;
	if (inode->i_count.refs.counter > 1)
		inode->i_count.refs.counter--;
	else
		iput(inode);
}

/* most names differ in their first letter */
static inline bool name_is(const char *name, const char *other)
{
	return *name == *other && !strcmp(name, other);
}

/* fs/rootfs.c */
struct inode *rootfs_root(void);	/* referenced */
bool sb_rdonly(const struct super_block *sb);
int rootfs_path(const struct inode *inode, char *buf, size_t n);
bool rootfs_has_program(const char *comm);
int rootfs_boot(bool procfs, bool fds);

#endif
