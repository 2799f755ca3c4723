/* SPDX-License-Identifier: GPL-2.0-only */
/* A kernel tree: a folder, or a tar archive of one, compressed or not. */
#ifndef SIM_IMPORT_TREE_H
#define SIM_IMPORT_TREE_H

#include "import/source.h"

/**
 * struct sim_tree_file - a file that is wanted of a tree
 * @path: below the top of the tree
 * @src: NULL: the tree has none
 */
struct sim_tree_file {
	const char *path;
	struct sim_source *src;
};

/**
 * struct sim_tree - a tree that was read
 * @release: "6.1.192"
 * @version: LINUX(major, minor)
 * @folder: it is a folder, not an archive
 */
struct sim_tree {
	char release[64];
	unsigned int version;
	bool folder;
};

/**
 * sim_tree_read - read files of a tree
 * @tree: filled in
 * @path: of a folder with a kernel's Makefile, or of an archive of one
 * @files: what is wanted; each @src is to be given back by the caller, also on error
 * @nr: how many
 * @err: filled in on error; may be NULL
 *
 * Return: SIM_OK, also if a file is not there; SIM_ENOENT (no such tree), SIM_EINPUT (not a kernel
 * tree), SIM_EIO, SIM_ENOMEM.
 */
enum sim_status sim_tree_read(struct sim_tree *tree, const char *path, struct sim_tree_file *files,
			      unsigned int nr, struct sim_error *err);

#endif
