/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: where kernel code expects offsetof and NULL. */
#ifndef _LINUX_STDDEF_H
#define _LINUX_STDDEF_H

#include <linux/types.h>

#endif
