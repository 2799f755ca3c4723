/* SPDX-License-Identifier: GPL-2.0-only */
/* custom: a failed check is reported to the simulator as a fault of the run, with its place; it
 * never ends the process. */
#ifndef _LINUX_BUG_H
#define _LINUX_BUG_H

#include <linux/sim.h>

#define BUG()	sim_bug(HOST_BUG_OOPS, SIM_HERE, NULL, "BUG()")
#define BUG_ON(c) do {							\
	if (unlikely(c))						\
		sim_bug(HOST_BUG_OOPS, SIM_HERE, NULL, "BUG_ON(" #c ")"); \
} while (0)
#define WARN_ON(c) ({							\
	bool __c = !!(c);						\
	if (unlikely(__c))						\
		sim_bug(HOST_BUG_WARN, SIM_HERE, NULL, "WARN_ON(" #c ")"); \
	unlikely(__c); })
#define WARN_ON_ONCE(c)		WARN_ON(c)
#define WARN(c, ...)		WARN_ON(c)
#define WARN_ONCE(c, ...)	WARN_ON(c)
#define VFS_WARN_ON_ONCE(c)	WARN_ON(c)
#define VFS_WARN_ON(c)		WARN_ON(c)
#define panic(...)		BUG()

#endif
