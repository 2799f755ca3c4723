/* SPDX-License-Identifier: GPL-2.0-only */
/* stub: messages go nowhere; nothing in the model depends on them. */
#ifndef _LINUX_PRINTK_H
#define _LINUX_PRINTK_H

#define printk(...)		do { } while (0)
#define pr_info(...)		do { } while (0)
#define pr_warn(...)		do { } while (0)
#define pr_warn_once(...)	do { } while (0)
#define pr_warn_ratelimited(...) do { } while (0)
#define pr_info_ratelimited(...) do { } while (0)
#define pr_err(...)		do { } while (0)
#define pr_debug(...)		do { } while (0)
#define KERN_INFO
#define KERN_WARNING
#define KERN_ERR

#endif
