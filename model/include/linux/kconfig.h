/* SPDX-License-Identifier: GPL-2.0-only */
/* custom: the configuration of the model. PROC_FS can also be switched off when a world boots. */
#ifndef _LINUX_KCONFIG_H
#define _LINUX_KCONFIG_H

#define CONFIG_PROC_FS 1
#define CONFIG_PID_NS 1
#define CONFIG_USER_NS 1
#define CONFIG_NET_NS 1
#define CONFIG_IPC_NS 1
#define CONFIG_UTS_NS 1
#define CONFIG_TIME_NS 1
#define CONFIG_CGROUPS 1
#define CONFIG_CHECKPOINT_RESTORE 1
#define CONFIG_SMP 1

#define __ARG_PLACEHOLDER_1		0,
#define __take_second_arg(_i, v, ...)	v
#define __is_defined(x)			___is_defined(x)
#define ___is_defined(v)		____is_defined(__ARG_PLACEHOLDER_##v)
#define ____is_defined(a)		__take_second_arg(a 1, 0)
#define IS_ENABLED(option)		__is_defined(option)
#define IS_BUILTIN(option)		__is_defined(option)

#endif
