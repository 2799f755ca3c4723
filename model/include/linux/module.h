/* SPDX-License-Identifier: GPL-2.0-only */
/* stub: there are no modules. */
#ifndef _LINUX_MODULE_H
#define _LINUX_MODULE_H

#include <linux/export.h>

#endif
