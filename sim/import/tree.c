// SPDX-License-Identifier: GPL-2.0-only
#include "import/tree.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "file.h"
#include "model/model.h"

#define MAX_FILE    (8UL << 20) /* no file of the kernel that is worth it is larger */
#define MAX_ENTRIES 500000UL

static enum sim_status no_tree(struct sim_error *err, const char *path)
{
	sim_error_set(err, SIM_EINPUT,
		      "this is no kernel tree: it has no Makefile with VERSION and "
		      "PATCHLEVEL");
	sim_error_at(err, path, 0, 0, 0);
	sim_error_accept(err, "the top of a kernel's source, or a tar archive of it");
	return SIM_EINPUT;
}

static enum sim_status io_error(struct sim_error *err, const char *path, const char *what)
{
	sim_error_set(err, SIM_EIO, "can't be read: %s", what);
	sim_error_at(err, path, 0, 0, 0);
	return SIM_EIO;
}

/* ------------------------------------------------------------ the release */

/* the value of "NAME = value" at the beginning of a line of a Makefile */
static void make_variable(const struct sim_source *src, const char *name, char *out, size_t n)
{
	size_t len = strlen(name);

	out[0] = '\0';
	for (unsigned int i = 0; i < src->nr_lines; i++) {
		const char *p = src->lines[i].text;

		if (!p || strncmp(p, name, len))
			continue;
		p += len;
		p += strspn(p, " \t");
		if (*p++ != '=')
			continue;
		p += strspn(p, " \t");
		snprintf(out, n, "%.*s", (int)strcspn(p, " \t#"), p);
		return;
	}
}

static enum sim_status read_release(struct sim_tree *tree, const struct sim_source *makefile,
				    const char *path, struct sim_error *err)
{
	char version[16], level[16], sub[16], extra[16];
	long major, minor;

	if (!makefile)
		return no_tree(err, path);
	make_variable(makefile, "VERSION", version, sizeof(version));
	make_variable(makefile, "PATCHLEVEL", level, sizeof(level));
	make_variable(makefile, "SUBLEVEL", sub, sizeof(sub));
	make_variable(makefile, "EXTRAVERSION", extra, sizeof(extra));
	major = strtol(version, NULL, 10);
	minor = strtol(level, NULL, 10);
	if (!version[0] || !level[0] || major < 1 || major > 255 || minor < 0 || minor > 255)
		return no_tree(err, path);
	tree->version = LINUX((unsigned int)major, (unsigned int)minor);
	snprintf(tree->release, sizeof(tree->release), "%ld.%ld%s%s%s", major, minor,
		 sub[0] ? "." : "", sub, extra);
	return SIM_OK;
}

/* ------------------------------------------------------------ folders */

static enum sim_status read_folder(const char *path, struct sim_tree_file *files, unsigned int nr,
				   struct sim_error *err)
{
	enum sim_status status = SIM_OK;

	for (unsigned int i = 0; i < nr && !status; i++) {
		struct sim_buf name = {0}, text = {0};

		sim_buf_printf(&name, "%s/%s", path, files[i].path);
		status = name.failed
				 ? SIM_ENOMEM
				 : sim_file_read(name.s, MAX_FILE, "a kernel source", &text, err);
		if (!status)
			status = sim_source_from_text(&files[i].src, files[i].path,
						      text.s ? text.s : "", text.len, err);
		if (status == SIM_ENOENT)
			status = SIM_OK;
		sim_buf_free(&name);
		sim_buf_free(&text);
	}
	return status;
}

/* ------------------------------------------------------------ archives */

static enum sim_status read_entry(struct archive *a, struct sim_tree_file *file, const char *path,
				  struct sim_error *err)
{
	struct sim_buf text = {0};
	enum sim_status status;
	char chunk[16384];
	ssize_t got;

	while ((got = archive_read_data(a, chunk, sizeof(chunk))) > 0 && text.len <= MAX_FILE)
		sim_buf_add(&text, chunk, (size_t)got);
	if (got < 0)
		status = io_error(err, path, "the archive is damaged");
	else if (text.failed)
		status = sim_error_set(err, SIM_ENOMEM, "out of memory");
	else
		status = sim_source_from_text(&file->src, file->path, text.s ? text.s : "",
					      text.len, err);
	sim_buf_free(&text);
	return status;
}

static struct sim_tree_file *wanted(struct sim_tree_file *files, unsigned int nr, const char *name)
{
	const char *below;

	/* "./" and the folder that everything is in */
	if (!strncmp(name, "./", 2))
		name += 2;
	below = strchr(name, '/');
	for (unsigned int i = 0; i < nr; i++) {
		if (!files[i].src &&
		    (!strcmp(files[i].path, name) || (below && !strcmp(files[i].path, below + 1))))
			return &files[i];
	}
	return NULL;
}

static enum sim_status read_entries(struct archive *a, struct sim_tree_file *files, unsigned int nr,
				    const char *path, struct sim_error *err)
{
	enum sim_status status = SIM_OK;
	struct archive_entry *entry;
	unsigned int missing = nr;
	int result = ARCHIVE_OK;

	for (unsigned long i = 0; i < MAX_ENTRIES && missing && !status; i++) {
		struct sim_tree_file *file;
		const char *name;

		result = archive_read_next_header(a, &entry);
		if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
			break;
		name = archive_entry_pathname(entry);
		file = name ? wanted(files, nr, name) : NULL;
		if (!file || archive_entry_filetype(entry) != AE_IFREG)
			continue;
		status = read_entry(a, file, path, err);
		missing--;
	}
	if (!status && result != ARCHIVE_OK && result != ARCHIVE_WARN && result != ARCHIVE_EOF)
		return io_error(err, path, "no tar archive, or a damaged one");
	return status;
}

static enum sim_status read_archive(const char *path, struct sim_tree_file *files, unsigned int nr,
				    struct sim_error *err)
{
	struct archive *a = archive_read_new();
	enum sim_status status;

	if (!a)
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	archive_read_support_filter_all(a);
	archive_read_support_format_tar(a);
	if (archive_read_open_filename(a, path, 1UL << 16) != ARCHIVE_OK)
		status = io_error(err, path, "no tar archive, or a damaged one");
	else
		status = read_entries(a, files, nr, path, err);
	archive_read_free(a);
	return status;
}

enum sim_status sim_tree_read(struct sim_tree *tree, const char *path, struct sim_tree_file *files,
			      unsigned int nr, struct sim_error *err)
{
	struct sim_tree_file *all = calloc(nr + 1UL, sizeof(*all));
	enum sim_status status;
	struct stat st;

	memset(tree, 0, sizeof(*tree));
	if (!all)
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	if (nr)
		memcpy(all, files, nr * sizeof(*all));
	all[nr].path = "Makefile";
	if (stat(path, &st)) {
		status = sim_error_set(err, SIM_ENOENT, "no such kernel tree");
		sim_error_at(err, path, 0, 0, 0);
	} else if (S_ISDIR(st.st_mode)) {
		tree->folder = true;
		status = read_folder(path, all, nr + 1, err);
	} else {
		status = read_archive(path, all, nr + 1, err);
	}
	if (nr)
		memcpy(files, all, nr * sizeof(*all));
	if (!status)
		status = read_release(tree, all[nr].src, path, err);
	sim_source_free(all[nr].src);
	free(all);
	return status;
}
