// SPDX-License-Identifier: GPL-2.0-only
/*
 * Text files of /proc. The kernel iterates over records; here a file is made
 * whole, into one buffer, when it is read from its start.
 */
#include <linux/fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#define SEQ_FIRST_SIZE 512

void seq_printf(struct seq_file *m, const char *fmt, ...)
{
	size_t room = m->count < m->size ? m->size - m->count : 0;
	va_list args;

	va_start(args, fmt);
	m->count += vsnprintf(room ? m->buf + m->count : NULL, room, fmt, args);
	va_end(args);
}

void seq_puts(struct seq_file *m, const char *s)
{
	for (; *s; s++)
		seq_putc(m, *s);
}

void seq_putc(struct seq_file *m, char c)
{
	if (m->count < m->size)
		m->buf[m->count] = c;
	m->count++;
}

/* mirrors fs/seq_file.c:seq_put_decimal_ull() */
void seq_put_decimal_ull(struct seq_file *m, const char *delimiter, unsigned long long num)
{
	seq_printf(m, "%s%llu", delimiter ? delimiter : "", num);
}

void seq_put_decimal_ll(struct seq_file *m, const char *delimiter, long long num)
{
	seq_printf(m, "%s%lld", delimiter ? delimiter : "", num);
}

/**
 * single_open - open handler of a file that @show writes
 * @show: writes the text; gets @data as seq_file.private
 *
 * Mirrors fs/seq_file.c:single_open(). The buffer is made by the first read.
 *
 * Return: 0 or -ENOMEM.
 */
int single_open(struct file *file, int (*show)(struct seq_file *m, void *v), void *data)
{
	struct seq_file *m = kzalloc(sizeof(*m), GFP_KERNEL);

	if (!m)
		return -ENOMEM;
	m->file = file;
	m->private = data;
	m->show = show;
	file->private_data = m;
	return 0;
}

int single_release(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;

	kfree(m->buf);
	kfree(m);
	return 0;
}

/* the whole text, in a buffer that is made larger until it fits */
static int seq_fill(struct seq_file *m)
{
	size_t size = m->size ? m->size : SEQ_FIRST_SIZE;
	int ret;

	for (;; size *= 2) {
		if (size != m->size) {
			kfree(m->buf);
			m->size = 0;
			m->buf = kmalloc(size, GFP_KERNEL);
			if (!m->buf)
				return -ENOMEM;
			m->size = size;
		}
		m->count = 0;
		ret = m->show(m, NULL);
		if (ret) {
			m->count = 0;
			return ret;
		}
		if (m->count < m->size)
			return 0;
	}
}

/**
 * seq_read - read handler
 *
 * Mirrors fs/seq_file.c:seq_read(): the text is made at the start of the file,
 * and again where the position is not the one the last read left behind; then
 * a process that is gone shows. What had been made is read to its end.
 *
 * Return: bytes, or -errno (of show too).
 */
ssize_t seq_read(struct file *file, char __user *buf, size_t n, loff_t *pos)
{
	struct seq_file *m = file->private_data;
	size_t part;
	int ret;

	if (!n)
		return 0;
	if (!*pos || *pos != m->read_pos) {
		ret = seq_fill(m);
		if (ret)
			return ret;
	}
	if (*pos >= (loff_t)m->count) {
		m->read_pos = *pos;
		return 0;
	}
	part = min_t(size_t, n, m->count - *pos);
	if (copy_to_user(buf, m->buf + *pos, part))
		return -EFAULT;
	*pos += part;
	m->read_pos = *pos;
	return part;
}

/**
 * seq_lseek - llseek handler: from the start or from where it stands
 *
 * Mirrors fs/seq_file.c:seq_lseek(). To go to a place other than where it
 * stands makes the text, so it can say that the process is gone.
 *
 * Return: the new position, -EINVAL, or an error of show.
 */
loff_t seq_lseek(struct file *file, loff_t off, int whence)
{
	struct seq_file *m = file->private_data;
	int ret;

	if (whence == 1)
		off += file->f_pos;
	else if (whence != 0)
		return -EINVAL;
	if (off < 0)
		return -EINVAL;
	if (off == m->read_pos) {
		file->f_pos = off;
		return off;
	}
	m->read_pos = off;
	file->f_pos = off;
	if (!off)
		return 0;
	ret = seq_fill(m);
	if (ret) {
		file->f_pos = m->read_pos = 0;
		return ret;
	}
	return off;
}
