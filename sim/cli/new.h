/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SIM_CLI_NEW_H
#define SIM_CLI_NEW_H

/* texts of new files; @NAME@ in them is the name that was asked for */
extern const char cli_new_design[];
extern const char cli_new_cmake[];

#endif
