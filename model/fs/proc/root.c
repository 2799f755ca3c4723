// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instances of procfs and their root directory.
 */
#include <linux/namei.h>
#include <linux/nsproxy.h>
#include <linux/slab.h>
#include "internal.h"

#define FIRST_PROCESS_ENTRY	256
#define PROC_ROOT_INO		1

/**
 * struct proc_instance - procfs, as mounted for one pid namespace
 * @mounts: mount namespaces that have it at /proc
 *
 * It is there as long as its root inode is, which every mount holds and, along
 * the chain of directories, every inode of it: so an open file pins the
 * namespace, as in the kernel it does through the mount.
 */
struct proc_instance {
	struct super_block sb;
	struct inode *root;
	unsigned int mounts;
	struct list_head list;
};
#define to_instance(s) container_of(s, struct proc_instance, sb)

static LIST_HEAD(instances);
static struct kmem_cache *instance_cachep;

static const struct inode_operations proc_root_inode_operations;
static const struct file_operations proc_root_operations;

static const struct pid_entry root_entry =
	PROC_DIR("", 0555, &proc_root_inode_operations, &proc_root_operations);

static const struct pid_entry self_entries[] = {
	PROC_LNK("self", &proc_self_inode_operations),
	PROC_LNK("thread-self", &proc_thread_self_inode_operations),
};

/* not in base.c, whose compiler would know that it is empty */
const struct pid_entry proc_design_entries[] = { { .name = NULL } };

/* mirrors fs/proc/inode.c:proc_evict_inode(); the last of an instance is its root */
static void proc_evict_inode(struct inode *inode)
{
	struct proc_instance *p = to_instance(inode->i_sb);

	put_pid(inode->pid);
	if (inode != p->root) {
		walk_put(proc_parent(inode));
		return;
	}
	list_del(&p->list);
	put_pid_ns(p->sb.s_fs_info);
	kmem_cache_free(instance_cachep, p);
}

static const struct super_operations proc_sops = {
	.evict_inode = proc_evict_inode,
};

/**
 * proc_new_inode - an inode of procfs
 * @dir: the directory it is in, of which it takes a reference
 * @e: what it is
 *
 * Return: with one reference, owned by root, not bound to a process; NULL.
 */
struct inode *proc_new_inode(struct inode *dir, const struct pid_entry *e)
{
	struct inode *inode = new_inode(dir->i_sb);

	if (!inode)
		return NULL;
	inode->i_mode = e->mode;
	inode->i_op = e->iop;
	inode->i_fop = e->fop;
	inode->pde = e;
	inode->i_private = walk_get(dir);
	return inode;
}

/**
 * name_to_int - a number as a name: no sign, no leading zero
 *
 * Mirrors fs/proc/util.c:name_to_int(). Return: it, NOT_A_NUMBER.
 */
int name_to_int(const char *name)
{
	unsigned int n = 0, c;
	const char *s;

	if (!*name || (*name == '0' && name[1]))
		return NOT_A_NUMBER;
	for (s = name; *s; s++) {
		c = (unsigned int)*s - '0';
		if (c > 9 || n >= ((unsigned int)INT_MAX - 9) / 10)
			return NOT_A_NUMBER;
		n = n * 10 + c;
	}
	return (int)n;
}

static struct proc_instance *new_instance(struct pid_namespace *ns)
{
	struct proc_instance *p = kmem_cache_zalloc(instance_cachep, GFP_KERNEL);
	struct inode *root;

	if (!p)
		return NULL;
	p->sb.s_op = &proc_sops;
	p->sb.s_name = "proc";
	p->sb.s_magic = PROC_SUPER_MAGIC;
	root = new_inode(&p->sb);
	if (!root) {
		kmem_cache_free(instance_cachep, p);
		return NULL;
	}
	root->i_mode = root_entry.mode;
	root->i_op = root_entry.iop;
	root->i_fop = root_entry.fop;
	root->pde = &root_entry;
	root->i_ino = PROC_ROOT_INO;
	p->sb.s_fs_info = get_pid_ns(ns);
	p->root = root;
	list_add(&p->list, &instances);
	return p;
}

/**
 * proc_get_sb - one more mount of the procfs of @ns
 *
 * Mirrors what fs/proc/root.c:proc_get_tree() amounts to before 5.8: one
 * instance for each namespace. Since then each mount is an instance of its
 * own; they could not be told apart here.
 *
 * Return: to be given back with proc_put_sb(); NULL if there is no memory.
 */
struct super_block *proc_get_sb(struct pid_namespace *ns)
{
	struct proc_instance *p;

	list_for_each_entry(p, &instances, list) {
		if (p->sb.s_fs_info == ns) {
			walk_get(p->root);
			p->mounts++;
			return &p->sb;
		}
	}
	p = new_instance(ns);
	if (!p)
		return NULL;
	p->mounts = 1;
	return &p->sb;
}

void proc_put_sb(struct super_block *sb)
{
	struct proc_instance *p = to_instance(sb);

	p->mounts--;
	walk_put(p->root);
}

struct inode *proc_root_inode(struct super_block *sb)
{
	return to_instance(sb)->root;
}

void mnt_ns_copy_proc(struct mnt_namespace *new, const struct mnt_namespace *old)
{
	new->proc_sb = old ? old->proc_sb : NULL;
	if (new->proc_sb) {
		walk_get(proc_root_inode(new->proc_sb));
		to_instance(new->proc_sb)->mounts++;
	}
}

void mnt_ns_drop_proc(struct mnt_namespace *ns)
{
	if (ns->proc_sb)
		proc_put_sb(ns->proc_sb);
	ns->proc_sb = NULL;
}

static struct inode *self_lookup(struct inode *dir, const char *name)
{
	struct inode *inode;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(self_entries); i++) {
		if (!name_is(name, self_entries[i].name))
			continue;
		inode = proc_new_inode(dir, &self_entries[i]);
		return inode ? inode : ERR_PTR(-ENOMEM);
	}
	return ERR_PTR(-ENOENT);
}

/* mirrors fs/proc/root.c:proc_root_lookup() */
static struct inode *proc_root_lookup(struct inode *dir, const char *name)
{
	struct inode *inode;

	if (*name >= '0' && *name <= '9')
		return proc_pid_lookup(dir, name);
	if (name_is(name, ".."))
		return rootfs_root();
	if (name_is(name, proc_sys_entry.name)) {
		inode = proc_new_inode(dir, &proc_sys_entry);
		return inode ? inode : ERR_PTR(-ENOMEM);
	}
	return self_lookup(dir, name);
}

/* mirrors fs/proc/root.c:proc_root_readdir(): fixed names, then the processes by number */
static int proc_root_readdir(struct file *file, struct dir_context *ctx)
{
	unsigned int i;

	if (ctx->pos < FIRST_PROCESS_ENTRY) {
		if (!dir_emit_dots(file, ctx))
			return 0;
		if (ctx->pos == 2) {
			if (!dir_emit(ctx, "sys", 3, 1, DT_DIR))
				return 0;
		}
		ctx->pos = FIRST_PROCESS_ENTRY;
	}
	for (i = ctx->pos - FIRST_PROCESS_ENTRY; i < ARRAY_SIZE(self_entries); i++, ctx->pos++)
		if (!dir_emit(ctx, self_entries[i].name, strlen(self_entries[i].name), 1, DT_LNK))
			return 0;
	return proc_pid_readdir(file, ctx, FIRST_PROCESS_ENTRY + ARRAY_SIZE(self_entries));
}

static const struct inode_operations proc_root_inode_operations = {
	.lookup = proc_root_lookup,
};

static const struct file_operations proc_root_operations = {
	.read = generic_read_dir,
	.iterate_shared = proc_root_readdir,
	.llseek = generic_file_llseek,
};

/* puts " (deleted)" behind what has no process any more */
static bool is_deleted(const struct inode *inode)
{
	return (inode->i_fop == &proc_tgid_base_operations ||
		inode->i_fop == &proc_tid_base_operations) &&
	       !pid_has_task(inode->pid, PIDTYPE_PID);
}

static int component(const struct inode *inode, char *buf, size_t n)
{
	const struct pid_entry *e = proc_entry(inode);
	int nr = inode->fd;

	if (e->name || inode->i_op == &proc_ns_link_inode_operations)
		return snprintf(buf, n, "/%s", e->name ? e->name : proc_ns_entries[nr]->name);
	if (S_ISDIR(e->mode))
		nr = pid_nr_ns(inode->pid, inode->i_sb->s_fs_info);
	return snprintf(buf, n, "/%d", nr);
}

/**
 * proc_path - the whole name of an inode of procfs
 *
 * Mirrors what fs/d_path.c makes of the dentries; a directory of a process
 * that is gone has been unhashed, hence the mark behind it.
 *
 * Return: its length, which is not cut to @n.
 */
int proc_path(const struct inode *inode, char *buf, size_t n)
{
	const struct inode *chain[5];
	int len, depth = 0;

	for (; proc_entry(inode) != &root_entry && depth < 5; inode = proc_parent(inode))
		chain[depth++] = inode;
	len = snprintf(buf, n, "/proc");
	if (!depth)
		return len;
	inode = chain[0];
	while (depth-- && (size_t)len < n)
		len += component(chain[depth], buf + len, n - len);
	if (is_deleted(inode) && (size_t)len < n)
		len += snprintf(buf + len, n - len, " (deleted)");
	return len;
}

int proc_boot(void)
{
	instance_cachep = KMEM_CACHE(proc_instance, SLAB_ACCOUNT);
	if (!instance_cachep)
		return -ENOMEM;
	init_nsproxy.mnt_ns->proc_sb = proc_get_sb(&init_pid_ns);
	return init_nsproxy.mnt_ns->proc_sb ? 0 : -ENOMEM;
}
