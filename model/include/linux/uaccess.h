/* SPDX-License-Identifier: GPL-2.0-only */
/* custom: user memory is the host’s; an address that is not mapped there is a fault. */
#ifndef _LINUX_UACCESS_H
#define _LINUX_UACCESS_H

#include <linux/sim.h>
#include <linux/errno.h>

static inline unsigned long copy_from_user_at(void *to, const void *from, unsigned long n,
					      const struct host_site *site)
{
	sim_point(HOST_OP_COPY, NULL, site);
	return model_cpu.host->copy_from_user(to, (unsigned long)from, n);
}

static inline unsigned long copy_to_user_at(void *to, const void *from, unsigned long n,
					    const struct host_site *site)
{
	sim_point(HOST_OP_COPY, NULL, site);
	return model_cpu.host->copy_to_user((unsigned long)to, from, n);
}

/* bytes not copied */
#define copy_from_user(to, from, n)	copy_from_user_at(to, (const void *)(from), n, SIM_HERE)
#define copy_to_user(to, from, n)	copy_to_user_at((void *)(to), from, n, SIM_HERE)
#define get_user(x, p)	(copy_from_user(&(x), p, sizeof(*(p))) ? -EFAULT : 0)
#define put_user(x, p)	({ __typeof__(*(p)) __pu = (x); \
			   copy_to_user(p, &__pu, sizeof(__pu)) ? -EFAULT : 0; })
#define u64_to_user_ptr(x)	((void *)(unsigned long)(x))
#define access_ok(p, n)		1

/* bytes without NUL; -EFAULT; @n if there was no NUL in @n bytes */
long strncpy_from_user(char *to, const char __user *from, long n);
/* struct extension: 0; -E2BIG if what is beyond @ksize is not zero; -EFAULT */
int copy_struct_from_user(void *to, size_t ksize, const void __user *from, size_t usize);
int check_zeroed_user(const void __user *from, size_t n);

#endif
