// SPDX-License-Identifier: GPL-2.0-only
/*
 * Strings and structures out of user memory; mirrors lib/strncpy_from_user.c,
 * lib/usercopy.c and mm/util.c.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#define CHUNK 64UL

/**
 * strncpy_from_user - a string of less than @n bytes
 *
 * Returns its length without NUL; @n if there was no NUL; -EFAULT. What lies
 * behind the NUL need not be mapped.
 */
long strncpy_from_user(char *to, const char __user *from, long n)
{
	unsigned long done = 0, at = (unsigned long)from, size, left;
	char *nul;

	if (n <= 0)
		return 0;
	sim_point(HOST_OP_COPY, NULL, SIM_HERE);
	while (done < (unsigned long)n) {
		size = min(CHUNK, (unsigned long)n - done);
		left = (model_cpu.host->copy_from_user)(to + done, at + done, size);
		nul = memchr(to + done, '\0', size - left);
		if (nul)
			return nul - to;
		if (left)
			return -EFAULT;
		done += size;
	}
	return n;
}

/**
 * check_zeroed_user - mirrors lib/usercopy.c: 1 if all @n bytes are zero, 0 if not, -EFAULT
 */
int check_zeroed_user(const void __user *from, size_t n)
{
	char buf[CHUNK];
	size_t done, size, left, i;

	for (done = 0; done < n; done += size) {
		size = min(CHUNK, n - done);
		left = copy_from_user(buf, (const char *)from + done, size);
		for (i = 0; i < size - left; i++)
			if (buf[i])
				return 0;
		if (left)
			return -EFAULT;
	}
	return 1;
}

/**
 * copy_struct_from_user - mirrors include/linux/uaccess.h:copy_struct_from_user
 *
 * A structure that user space knows with @usize bytes and the kernel with
 * @ksize: what is missing is zero, what is more must be zero (-E2BIG).
 */
int copy_struct_from_user(void *to, size_t ksize, const void __user *from, size_t usize)
{
	size_t size = min(ksize, usize);
	int ret;

	if (usize < ksize) {
		memset((char *)to + size, 0, ksize - size);
	} else if (usize > ksize) {
		ret = check_zeroed_user((const char *)from + size, usize - size);
		if (ret <= 0)
			return ret ? ret : -E2BIG;
	}
	return copy_from_user(to, from, size) ? -EFAULT : 0;
}

/** kmemdup_user - a copy of @n bytes of user memory, or ERR_PTR; mirrors mm/util.c */
void *kmemdup_user(const void __user *from, size_t n)
{
	void *p = kmalloc(n, GFP_USER);

	if (!p)
		return ERR_PTR(-ENOMEM);
	if (copy_from_user(p, from, n)) {
		kfree(p);
		return ERR_PTR(-EFAULT);
	}
	return p;
}
