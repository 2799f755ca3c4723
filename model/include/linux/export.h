/* SPDX-License-Identifier: GPL-2.0-only */
/* stub: a design library exports one object only. */
#ifndef _LINUX_EXPORT_H
#define _LINUX_EXPORT_H

#include <linux/compiler.h>

#endif
