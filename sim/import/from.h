/* SPDX-License-Identifier: GPL-2.0-only */
/* Where an import comes from: a tree (from_tree.c) or a mail (from_mail.c). */
#ifndef SIM_IMPORT_FROM_H
#define SIM_IMPORT_FROM_H

#include "import/import.h"

/** sim_from_tree - read the tree, and take the roots */
enum sim_status sim_from_tree(struct sim_import *imp, struct sim_error *err);

/** sim_from_mail - read the mail, and its base tree if there is one */
enum sim_status sim_from_mail(struct sim_import *imp, struct sim_error *err);

/** sim_from_roots - take the roots of the files that are there, and what they need */
enum sim_status sim_from_roots(struct sim_import *imp, struct sim_error *err);

/** sim_is_header - does a path end in ".h" */
bool sim_is_header(const char *path);

#endif
