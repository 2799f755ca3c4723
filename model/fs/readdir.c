// SPDX-License-Identifier: GPL-2.0-only
/*
 * getdents64.
 */
#include <linux/fs.h>
#include <linux/file.h>
#include <linux/sched.h>
#include <linux/syscalls.h>

#define DIRENT_NAME_OFFSET 19	/* struct linux_dirent64: ino 8, off 8, reclen 2, type 1 */

struct getdents_callback {
	struct dir_context ctx;
	char __user *current_dir;
	char __user *prev;		/* the entry before: it is told where the next one is */
	unsigned int count;
	int error;
};

/* "." and ".." stand first; mirrors fs/libfs.c:dir_emit_dots() */
bool dir_emit_dots(struct file *file, struct dir_context *ctx)
{
	u64 ino = file_inode(file)->i_ino;

	if (ctx->pos == 0) {
		if (!dir_emit(ctx, ".", 1, ino, DT_DIR))
			return false;
		ctx->pos = 1;
	}
	if (ctx->pos == 1) {
		if (!dir_emit(ctx, "..", 2, ino, DT_DIR))
			return false;
		ctx->pos = 2;
	}
	return true;
}

static int put_entry(char __user *to, u64 ino, unsigned int reclen, unsigned int type,
		     const char *name, unsigned int len)
{
	static const char zeros[8];
	unsigned short rec = reclen;
	unsigned char t = type;

	if (copy_to_user(to, &ino, sizeof(ino)) || copy_to_user(to + 16, &rec, sizeof(rec)) ||
	    copy_to_user(to + 18, &t, sizeof(t)) ||
	    copy_to_user(to + DIRENT_NAME_OFFSET, name, len) ||
	    copy_to_user(to + DIRENT_NAME_OFFSET + len, zeros,
			 reclen - DIRENT_NAME_OFFSET - len))
		return -EFAULT;
	return 0;
}

/* mirrors fs/readdir.c:filldir64(). @off goes to the entry before this one. */
static bool filldir64(struct dir_context *ctx, const char *name, int len, loff_t off, u64 ino,
		      unsigned int type)
{
	struct getdents_callback *buf = container_of(ctx, struct getdents_callback, ctx);
	unsigned int reclen = ALIGN(DIRENT_NAME_OFFSET + (unsigned int)len + 1, 8U);

	buf->error = -EINVAL;	/* only seen if not a single entry fits */
	if (reclen > buf->count)
		return false;
	if (buf->prev && signal_pending(current))
		return false;
	buf->error = -EFAULT;
	if (buf->prev && copy_to_user(buf->prev + 8, &off, sizeof(off)))
		return false;
	if (put_entry(buf->current_dir, ino, reclen, type, name, len))
		return false;
	buf->error = 0;
	buf->prev = buf->current_dir;
	buf->current_dir += reclen;
	buf->count -= reclen;
	return true;
}

/* mirrors fs/readdir.c:iterate_dir() */
static int iterate_dir(struct file *file, struct dir_context *ctx)
{
	int ret;

	if (!file->f_op->iterate_shared)
		return -ENOTDIR;
	ctx->pos = file->f_pos;
	ret = file->f_op->iterate_shared(file, ctx);
	file->f_pos = ctx->pos;
	return ret;
}

/*
 * Mirrors fs/readdir.c:getdents64: bytes written; an error only where nothing
 * was written. A process that is gone has no entries: -ENOENT.
 */
SYSCALL_DEFINE3(getdents64, unsigned int, fd, void __user *, dirent, unsigned int, count)
{
	struct getdents_callback buf = {
		.ctx.actor = filldir64,
		.current_dir = dirent,
		.count = count,
	};
	struct fd f = fdget(fd);
	int ret;

	if (!fd_file(f))
		return -EBADF;
	ret = iterate_dir(fd_file(f), &buf.ctx);
	if (ret >= 0)
		ret = buf.error;
	if (buf.prev) {
		ret = count - buf.count;
		if (copy_to_user(buf.prev + 8, &buf.ctx.pos, sizeof(buf.ctx.pos)))
			ret = -EFAULT;
	}
	fdput(f);
	return ret;
}
