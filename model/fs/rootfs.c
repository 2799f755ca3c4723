// SPDX-License-Identifier: GPL-2.0-only
/*
 * A root file system of ten read-only nodes: the places that scenarios name.
 * No kernel file is mirrored; the two devices follow drivers/char/mem.c.
 */
#include <linux/fs.h>
#include <linux/file.h>
#include <linux/namei.h>
#include <linux/nsproxy.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/uaccess.h>

struct rootfs_node {
	const char *name;
	umode_t mode;
	unsigned char parent;		/* index into rootfs_nodes */
	const struct file_operations *fop;
};

#define ROOTFS_ROOT	0
#define ROOTFS_DEV	1
#define ROOTFS_BIN	2
#define ROOTFS_PROC	3		/* stands in the listing only: procfs is mounted on it */

static const struct file_operations rootfs_dir_fops;
static const struct file_operations null_fops;
static const struct file_operations zero_fops;
static const struct file_operations program_fops;

static const struct rootfs_node rootfs_nodes[] = {
	{ "", S_IFDIR | 0755, ROOTFS_ROOT, &rootfs_dir_fops },
	{ "dev", S_IFDIR | 0755, ROOTFS_ROOT, &rootfs_dir_fops },
	{ "bin", S_IFDIR | 0755, ROOTFS_ROOT, &rootfs_dir_fops },
	{ "proc", S_IFDIR | 0555, ROOTFS_ROOT, &rootfs_dir_fops },
	{ "null", S_IFCHR | 0666, ROOTFS_DEV, &null_fops },
	{ "zero", S_IFCHR | 0666, ROOTFS_DEV, &zero_fops },
	{ "sim", S_IFREG | 0755, ROOTFS_BIN, &program_fops },
	{ "sim-suid", S_IFREG | S_ISUID | 0755, ROOTFS_BIN, &program_fops },
	{ "sim-sgid", S_IFREG | S_ISGID | 0755, ROOTFS_BIN, &program_fops },
	{ "sim-noexec", S_IFREG | 0644, ROOTFS_BIN, &program_fops },
	{ "true", S_IFREG | 0755, ROOTFS_BIN, &program_fops },
};
#define NR_NODES ARRAY_SIZE(rootfs_nodes)

static struct super_block rootfs_sb = { .s_name = "rootfs", .s_magic = 0x858458f6 };
static struct inode *rootfs_inodes[NR_NODES];
static bool has_procfs, wants_std;

bool proc_fs_enabled(void)
{
	return has_procfs;
}

bool sb_rdonly(const struct super_block *sb)
{
	return sb == &rootfs_sb;
}

struct inode *rootfs_root(void)
{
	return walk_get(rootfs_inodes[ROOTFS_ROOT]);
}

static unsigned int node_of(const struct inode *inode)
{
	return (unsigned int)((const struct rootfs_node *)inode->i_private - rootfs_nodes);
}

/* what stands at /proc is what the caller's mount namespace has mounted there */
static struct inode *rootfs_mounted(void)
{
	struct super_block *sb;

	if (!has_procfs || !current->nsproxy)
		return ERR_PTR(-ENOENT);
	sb = current->nsproxy->mnt_ns->proc_sb;
	return sb ? walk_get(proc_root_inode(sb)) : ERR_PTR(-ENOENT);
}

static struct inode *rootfs_lookup(struct inode *dir, const char *name)
{
	unsigned int at = node_of(dir), i;

	if (name_is(name, ".."))
		return walk_get(rootfs_inodes[rootfs_nodes[at].parent]);
	for (i = 1; i < NR_NODES; i++) {
		if (rootfs_nodes[i].parent != at || !name_is(rootfs_nodes[i].name, name))
			continue;
		return i == ROOTFS_PROC ? rootfs_mounted() : walk_get(rootfs_inodes[i]);
	}
	return ERR_PTR(-ENOENT);
}

static int rootfs_iterate(struct file *file, struct dir_context *ctx)
{
	unsigned int at = node_of(file_inode(file)), i;

	if (!dir_emit_dots(file, ctx))
		return 0;
	for (i = ctx->pos - 1; i < NR_NODES; i++, ctx->pos++) {
		const struct rootfs_node *n = &rootfs_nodes[i];

		if (n->parent != at || (i == ROOTFS_PROC && !has_procfs))
			continue;
		if (!dir_emit(ctx, n->name, strlen(n->name), rootfs_inodes[i]->i_ino,
			      (n->mode & S_IFMT) >> 12))
			break;
	}
	return 0;
}

static const struct inode_operations rootfs_dir_iops = {
	.lookup = rootfs_lookup,
};

static const struct inode_operations rootfs_file_iops = { };

static const struct file_operations rootfs_dir_fops = {
	.read = generic_read_dir,
	.iterate_shared = rootfs_iterate,
	.llseek = generic_file_llseek,
};

/* programs have no contents: execve() looks at the mode and the owner */
static ssize_t program_read(struct file *file, char __user *buf, size_t n, loff_t *pos)
{
	return 0;
}

static const struct file_operations program_fops = {
	.read = program_read,
	.llseek = generic_file_llseek,
};

static ssize_t null_write(struct file *file, const char __user *buf, size_t n, loff_t *pos)
{
	return n;
}

/* mirrors drivers/char/mem.c:null_lseek() */
static loff_t null_lseek(struct file *file, loff_t off, int whence)
{
	return file->f_pos = 0;
}

static const struct file_operations null_fops = {
	.read = program_read,
	.write = null_write,
	.llseek = null_lseek,
};

static ssize_t zero_read(struct file *file, char __user *buf, size_t n, loff_t *pos)
{
	static const char zeros[64];
	size_t done, part;

	for (done = 0; done < n; done += part) {
		part = min_t(size_t, n - done, sizeof(zeros));
		if (copy_to_user(buf + done, zeros, part))
			return done ? (ssize_t)done : -EFAULT;
	}
	return n;
}

static const struct file_operations zero_fops = {
	.read = zero_read,
	.write = null_write,
	.llseek = null_lseek,
};

/**
 * rootfs_path - the whole name of @inode
 *
 * Return: its length, which is not cut to @n.
 */
int rootfs_path(const struct inode *inode, char *buf, size_t n)
{
	const struct rootfs_node *node = inode->i_private;

	if (node->parent == ROOTFS_ROOT)
		return snprintf(buf, n, "/%s", node->name);
	return snprintf(buf, n, "/%s/%s", rootfs_nodes[node->parent].name, node->name);
}

/** rootfs_has_program - whether /bin/@comm is there, so that /proc/<pid>/exe can say so */
bool rootfs_has_program(const char *comm)
{
	unsigned int i;

	for (i = 1; i < NR_NODES; i++)
		if (rootfs_nodes[i].parent == ROOTFS_BIN && !strcmp(rootfs_nodes[i].name, comm))
			return true;
	return false;
}

int rootfs_boot(bool procfs, bool fds)
{
	struct inode *inode;
	unsigned int i;

	has_procfs = procfs;
	wants_std = fds;
	for (i = 0; i < NR_NODES; i++) {
		inode = new_inode(&rootfs_sb);
		if (!inode)
			return -ENOMEM;
		inode->i_mode = rootfs_nodes[i].mode;
		inode->i_private = (void *)&rootfs_nodes[i];
		inode->i_fop = rootfs_nodes[i].fop;
		inode->i_op = S_ISDIR(inode->i_mode) ? &rootfs_dir_iops : &rootfs_file_iops;
		rootfs_inodes[i] = inode;
	}
	return 0;
}

int fs_open_std(void)
{
	struct file *file;
	int fd;

	while (wants_std) {
		fd = get_unused_fd_flags(0);
		if (fd < 0)
			return fd;
		file = do_filp_open(AT_FDCWD, "/dev/null", O_RDWR | O_LARGEFILE, 0);
		if (IS_ERR(file)) {
			put_unused_fd(fd);
			return PTR_ERR(file);
		}
		fd_install(fd, file);
		if (fd == 2)
			break;
	}
	return 0;
}
