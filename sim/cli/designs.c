// SPDX-License-Identifier: GPL-2.0-only
/*
 * Design libraries. They are found relative to the program itself: beside it in a build
 * tree, under lib when it is installed; no path is compiled in.
 */
#include "cli.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* the folder of the running program, 0 if the kernel does not say */
static int program_folder(char *path, size_t n)
{
	ssize_t len = readlink("/proc/self/exe", path, n - 1);
	char *slash;

	if (len <= 0)
		return 0;
	path[len] = '\0';
	slash = strrchr(path, '/');
	if (!slash)
		return 0;
	*slash = '\0';
	return 1;
}

int cli_find_file(char *path, size_t n, const char *built, const char *installed)
{
	char folder[PATH_MAX];
	const char *const places[] = { built, installed };

	if (!program_folder(folder, sizeof(folder)))
		return 0;
	for (int i = 0; i < 2; i++) {
		int len = snprintf(path, n, "%s/%s", folder, places[i]);

		if (len > 0 && (size_t)len < n && !access(path, R_OK))
			return 1;
	}
	return 0;
}

const char *cli_kit(char *path, size_t n)
{
	char folder[PATH_MAX], pattern[PATH_MAX + 64];
	glob_t found = { 0 };
	const char *kit = NULL;

	if (!program_folder(folder, sizeof(folder)))
		return NULL;
	snprintf(pattern, sizeof(pattern), "%s/kit/flags", folder);
	glob(pattern, 0, NULL, &found);
	snprintf(pattern, sizeof(pattern), "%s/../lib*/pidfdsim/kit/flags", folder);
	glob(pattern, found.gl_pathc ? GLOB_APPEND : 0, NULL, &found);
	snprintf(pattern, sizeof(pattern), "%s/../lib/*/pidfdsim/kit/flags", folder);
	glob(pattern, found.gl_pathc ? GLOB_APPEND : 0, NULL, &found);
	if (found.gl_pathc && strlen(found.gl_pathv[0]) < n) {
		snprintf(path, n, "%s", found.gl_pathv[0]);
		*strrchr(path, '/') = '\0';
		kit = path;
	}
	globfree(&found);
	return kit;
}

const char *cli_compiler(void)
{
	const char *cc = getenv("CC");

	return cc && *cc ? cc : NULL;
}

static int is_folder(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

/* the folder with the designs; "" if there is none */
static void designs_folder(char *path, size_t n)
{
	char folder[PATH_MAX], pattern[PATH_MAX + 64];
	glob_t found = { 0 };

	path[0] = '\0';
	if (!program_folder(folder, sizeof(folder)))
		return;
	if ((size_t)snprintf(path, n, "%s/designs", folder) < n && is_folder(path))
		return;
	path[0] = '\0';
	snprintf(pattern, sizeof(pattern), "%s/../lib*/pidfdsim/designs", folder);
	glob(pattern, 0, NULL, &found);
	snprintf(pattern, sizeof(pattern), "%s/../lib/*/pidfdsim/designs", folder);
	glob(pattern, found.gl_pathc ? GLOB_APPEND : 0, NULL, &found);
	if (found.gl_pathc && strlen(found.gl_pathv[0]) < n)
		snprintf(path, n, "%s", found.gl_pathv[0]);
	globfree(&found);
}

int cli_imports_folder(char *path, size_t n)
{
	char folder[PATH_MAX];

	if (!program_folder(folder, sizeof(folder)))
		return 0;
	return (size_t)snprintf(path, n, "%s/imports", folder) < n;
}

static int add(struct cli_designs *d, const char *dirs, const char *name, const char *given)
{
	struct cli_design *more;
	struct sim_design *design;
	struct sim_error err;

	if (sim_design_open(&design, dirs, name, &err)) {
		if (!err.file[0])
			sim_error_accept(&err, "a name that `pidfdsim designs` shows, or the path "
					       "of a design library");
		return cli_error(&err);
	}
	more = realloc(d->at, (d->nr + 1) * sizeof(*more));
	if (!more) {
		sim_design_close(design);
		sim_error_set(&err, SIM_ENOMEM, "out of memory");
		return cli_error(&err);
	}
	d->at = more;
	more[d->nr++] = (struct cli_design){ design, sim_design_table(design), given };
	return CLI_OK;
}

static int is_library(const struct dirent *e)
{
	size_t len = strlen(e->d_name);

	return len > 3 && e->d_name[0] != '.' && !strcmp(e->d_name + len - 3, ".so");
}

/* The older kernel first, then by name. */
static int by_age(const void *a, const void *b)
{
	const struct design *x = ((const struct cli_design *)a)->table;
	const struct design *y = ((const struct cli_design *)b)->table;

	if (x->releases.first != y->releases.first)
		return x->releases.first < y->releases.first ? -1 : 1;
	return strcmp(x->name, y->name);
}

static int add_all(struct cli_designs *d, const char *folder)
{
	struct dirent **entries;
	int nr = scandir(folder, &entries, is_library, NULL), code = CLI_OK;
	struct sim_error err;

	if (nr < 0) {
		sim_error_set(&err, SIM_EIO, "can't be read: %s", strerror(errno));
		sim_error_at(&err, folder, 0, 0, 0);
		return cli_error(&err);
	}
	for (int i = 0; i < nr; i++) {
		char path[PATH_MAX + 256];

		snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
		if (!code)
			code = add(d, NULL, path, NULL);
		free(entries[i]);
	}
	free(entries);
	if (code)
		return code;
	if (!d->nr) {
		sim_error_set(&err, SIM_ENOENT, "there is no design library (*.so) in this folder");
		sim_error_at(&err, folder, 0, 0, 0);
		return cli_error(&err);
	}
	qsort(d->at, d->nr, sizeof(*d->at), by_age);
	return CLI_OK;
}

int cli_load_designs(struct cli_designs *d, char **names, unsigned int nr, const char *dir)
{
	char folder[PATH_MAX], imports[PATH_MAX] = "", both[2 * PATH_MAX];
	struct sim_error err;
	int code = CLI_OK;

	memset(d, 0, sizeof(*d));
	if (dir) {
		snprintf(folder, sizeof(folder), "%s", dir);
	} else {
		designs_folder(folder, sizeof(folder));
		/* those are found by their name, but are nobody's who did not ask for them */
		if (!cli_imports_folder(imports, sizeof(imports)))
			imports[0] = '\0';
	}
	snprintf(both, sizeof(both), "%s%s%s", folder, imports[0] ? ":" : "", imports);
	for (unsigned int i = 0; i < nr && !code; i++)
		code = add(d, both, names[i], names[i]);
	if (nr)
		return code;
	if (folder[0])
		return add_all(d, folder);
	sim_error_set(&err, SIM_ENOENT, "no designs were built or installed beside this program");
	sim_error_accept(&err, "--design PATH.so");
	return cli_error(&err);
}

int cli_known_designs(struct cli_designs *d)
{
	char folder[PATH_MAX];

	memset(d, 0, sizeof(*d));
	designs_folder(folder, sizeof(folder));
	return folder[0] ? add_all(d, folder) : CLI_OK;
}

void cli_free_designs(struct cli_designs *d)
{
	for (unsigned int i = 0; i < d->nr; i++)
		sim_design_close(d->at[i].design);
	free(d->at);
	d->at = NULL;
	d->nr = 0;
}
