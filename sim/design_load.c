// SPDX-License-Identifier: GPL-2.0-only
/*
 * Design libraries: found, opened, and looked at closely before anything in them is
 * believed. Opening one runs its constructors, so it is trusted as far as code is.
 */
#include "sim.h"
#include "table.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_CALLS 4096
#define MAX_WORDS 4096
#define MAX_IMAGE (256UL << 20)

/** struct sim_design - @calls: by name, with its 0; the last of a name wins */
struct sim_design {
	void *handle;
	const struct design *table;
	struct sim_table calls;
	const char *record;
	char path[512];
};

/* ------------------------------------------------------------ finding */

static int is_path(const char *name)
{
	size_t len = strlen(name);

	return strchr(name, '/') || (len > 3 && !strcmp(name + len - 3, ".so"));
}

static int find(const char *dirs, const char *name, char *path, size_t n)
{
	struct stat st;
	size_t len;
	int whole;

	if (is_path(name)) {
		/* Without a slash the loader would search its own directories. */
		whole = snprintf(path, n, "%s%s", strchr(name, '/') ? "" : "./", name);
		return (size_t)whole < n && !stat(path, &st);
	}
	for (; dirs && *dirs; dirs += len + (dirs[len] == ':')) {
		len = strcspn(dirs, ":");
		whole = snprintf(path, n, "%.*s/%s.so", (int)len, dirs, name);
		if (len && (size_t)whole < n && !stat(path, &st))
			return 1;
	}
	return 0;
}

/* ------------------------------------------------------------ is it one */

static enum sim_status bad(struct sim_error *err, const char *path, const char *what)
{
	sim_error_set(err, SIM_EDESIGN, "no design: %s", what);
	sim_error_at(err, path, 0, 0, 0);
	return SIM_EDESIGN;
}

/* What the loader would say of other files is no help to anybody. */
static enum sim_status check_file(const char *path, struct sim_error *err)
{
	struct stat st;
	char magic[4];
	ssize_t got;
	int fd;

	if (stat(path, &st) || !S_ISREG(st.st_mode))
		return bad(err, path, "not a file");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		sim_error_set(err, SIM_EIO, "can't be read: %s", strerror(errno));
		sim_error_at(err, path, 0, 0, 0);
		return SIM_EIO;
	}
	got = read(fd, magic, sizeof(magic));
	close(fd);
	if (got != (ssize_t)sizeof(magic) || memcmp(magic, "\177ELF", sizeof(magic)))
		return bad(err, path, "not a shared library");
	return SIM_OK;
}

static const char *check_calls(const struct design *d)
{
	const struct model_syscall *const *p;
	unsigned int i;

	if (!d->syscalls != !d->syscalls_end || d->syscalls > d->syscalls_end ||
	    d->syscalls_end - d->syscalls > MAX_CALLS)
		return "the table of system calls has no sane bounds";
	for (p = d->syscalls; p < d->syscalls_end; p++) {
		if (!*p || !(*p)->name || !(*p)->name[0] || !(*p)->fn || (*p)->nr_args > 6)
			return "a system call without name or function";
		for (i = 0; i < (*p)->nr_args; i++) {
			if (!(*p)->types[i] || !(*p)->names[i])
				return "a system call with a nameless argument";
		}
	}
	return NULL;
}

static const char *check_words(const struct design *d)
{
	unsigned int i;

	for (i = 0; d->features && d->features[i]; i++) {
		if (i == MAX_WORDS)
			return "the list of features does not end";
	}
	for (i = 0; d->habits && d->habits[i].name; i++) {
		if (i == MAX_WORDS)
			return "the list of habits does not end";
		if (!d->habits[i].text)
			return "a habit without text";
	}
	return NULL;
}

static const char *check_ops(const struct model_ops *o)
{
	if (!o)
		return "no model operations";
	if (!o->boot || !o->syscall || !o->user_work || !o->has_user_work || !o->grace ||
	    !o->grace_pending || !o->halt || !o->state || !o->identity || !o->pending ||
	    !o->set_reuse || !o->refs_pid || !o->refs_file || !o->pid_has_task ||
	    !o->handle_target || !o->set_handle_target || !o->find_task || !o->counts ||
	    !o->object || !o->locks_held || !o->memory_used)
		return "a model operation is missing";
	return NULL;
}

static const char *check_table(const struct design *d)
{
	const char *what;

	if (!d->name || !d->name[0] || strlen(d->name) > 64)
		return "it has no name";
	if (!d->cpu)
		return "it has no struct model_cpu";
	if (!d->releases.first || d->releases.first > d->releases.last)
		return "its range of kernel releases is empty";
	if (!d->image != !d->image_end || d->image > d->image_end ||
	    (size_t)(d->image_end - d->image) > MAX_IMAGE)
		return "its image has no sane bounds";
	what = check_ops(d->ops);
	if (!what)
		what = check_calls(d);
	return what ? what : check_words(d);
}

/* ------------------------------------------------------------ opening */

static int index_calls(struct sim_design *design)
{
	const struct model_syscall *const *p;
	uintptr_t *named;

	for (p = design->table->syscalls; p < design->table->syscalls_end; p++) {
		named = sim_table_at(&design->calls, (*p)->name, strlen((*p)->name) + 1, 1);
		if (!named)
			return 0;
		*named = (uintptr_t)*p;
	}
	return 1;
}

/* "PATH: reason" of the loader, without the path, which the record has already. */
static const char *loader_text(const char *path)
{
	const char *text = dlerror();
	size_t len = strlen(path);

	if (!text)
		return "the loader refuses it";
	if (!strncmp(text, path, len) && text[len] == ':')
		text += len + 1 + (text[len + 1] == ' ');
	return text;
}

static enum sim_status accept(struct sim_design *design, struct sim_error *err)
{
	const char *path = design->path, *what;
	char text[160];

	if (design->table->abi != MODEL_ABI) {
		snprintf(text, sizeof(text), "it was built for interface %u, this is %u",
			 design->table->abi, MODEL_ABI);
		return bad(err, path, text);
	}
	what = check_table(design->table);
	if (what)
		return bad(err, path, what);
	return index_calls(design) ? SIM_OK : sim_error_set(err, SIM_ENOMEM, "out of memory");
}

static enum sim_status open_library(struct sim_design *design, struct sim_error *err)
{
	const char *path = design->path;
	enum sim_status status = check_file(path, err);

	if (status)
		return status;
	design->handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!design->handle)
		return bad(err, path, loader_text(path));
	design->table = dlsym(design->handle, "pid_design");
	design->record = dlsym(design->handle, "pid_import");
	if (!design->table)
		return bad(err, path, "it exports no pid_design");
	return accept(design, err);
}

enum sim_status sim_design_wrap(struct sim_design **out, const struct design *table,
				struct sim_error *err)
{
	struct sim_design *design = calloc(1, sizeof(*design));
	enum sim_status status;

	*out = NULL;
	if (!design)
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	design->table = table;
	status = accept(design, err);
	if (status)
		sim_design_close(design);
	else
		*out = design;
	return status;
}

enum sim_status sim_design_open(struct sim_design **out, const char *dirs, const char *name,
				struct sim_error *err)
{
	struct sim_design *design = calloc(1, sizeof(*design));
	enum sim_status status;

	*out = NULL;
	if (!design)
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	if (!find(dirs, name, design->path, sizeof(design->path))) {
		free(design);
		if (is_path(name)) {
			sim_error_set(err, SIM_ENOENT, "no such design library");
			sim_error_at(err, name, 0, 0, 0);
			return SIM_ENOENT;
		}
		return sim_error_set(err, SIM_ENOENT, "no design is called \"%.64s\"", name);
	}
	status = open_library(design, err);
	if (status) {
		sim_design_close(design);
		return status;
	}
	*out = design;
	return SIM_OK;
}

enum sim_status sim_design_open_deep(struct sim_design **out, const struct sim_design *design,
				     struct sim_error *err)
{
	const char *slash = strrchr(design->path, '/');
	char path[sizeof(design->path) + 8];
	enum sim_status status;

	*out = NULL;
	if (!slash)
		return sim_error_set(err, SIM_ENOENT, "the design is no library");
	snprintf(path, sizeof(path), "%.*s/deep%s", (int)(slash - design->path), design->path,
		 slash);
	status = sim_design_open(out, NULL, path, err);
	if (status || (*out)->table->footprints == DESIGN_RECORDED)
		return status;
	sim_design_close(*out);
	*out = NULL;
	return bad(err, path, "it does not tell what its steps touch");
}

void sim_design_close(struct sim_design *design)
{
	if (!design)
		return;
	sim_table_clear(&design->calls);
	if (design->handle)
		dlclose(design->handle);
	free(design);
}

/* ------------------------------------------------------------ asking */

const struct design *sim_design_table(const struct sim_design *design)
{
	return design->table;
}

const char *sim_design_record(const struct sim_design *design)
{
	return design->record;
}

const struct model_syscall *sim_design_call(const struct sim_design *design, const char *name)
{
	/* Looking creates nothing, so the table stays as it is. */
	uintptr_t *named = sim_table_at((struct sim_table *)&design->calls, name,
					strlen(name) + 1, 0);

	return named ? (const struct model_syscall *)*named : NULL;
}

const char *sim_design_habit(const struct sim_design *design, const char *name)
{
	const struct design_habit *h = design->table->habits;

	for (; h && h->name; h++) {
		if (!strcmp(h->name, name))
			return h->text;
	}
	return NULL;
}

int sim_design_has(const struct sim_design *design, const char *word)
{
	const char *const *p;

	if (sim_design_call(design, word) || sim_design_habit(design, word))
		return 1;
	for (p = design->table->features; p && *p; p++) {
		if (!strcmp(*p, word))
			return 1;
	}
	return 0;
}
