// SPDX-License-Identifier: GPL-2.0-only
/* pidfdsim new design NAME: a folder with a design that builds and runs as it is. */
#include "cli.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "new.h"

#define TREE	 "model/designs" /* in the source of pidfdsim; found by its build */
#define NAME_MAX_LEN 40U
#define MARK	 "@NAME@"

/* a target of CMake, a file, a word of the scenario language behind an @ */
static int is_name(const char *name)
{
	size_t len = strlen(name);

	if (!islower((unsigned char)name[0]) || len > NAME_MAX_LEN || name[len - 1] == '-')
		return 0;
	for (const char *p = name; *p; p++) {
		if (!islower((unsigned char)*p) && !isdigit((unsigned char)*p) && *p != '-')
			return 0;
	}
	/* @linux-5.3 is a release, and "skip" no design */
	return strncmp(name, "linux-", 6) && strcmp(name, "skip");
}

static int is_folder(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

static void fill_in(const char *text, const char *name, struct sim_buf *out)
{
	const char *at;

	for (; (at = strstr(text, MARK)); text = at + strlen(MARK))
		sim_buf_printf(out, "%.*s%s", (int)(at - text), text, name);
	sim_buf_puts(out, text);
}

static int io_error(const char *path, const char *what)
{
	struct sim_error err;

	sim_error_set(&err, SIM_EIO, "%s: %s", what, strerror(errno));
	sim_error_at(&err, path, 0, 0, 0);
	return cli_error(&err);
}

/* a file that is not there yet; what could not be written whole does not stay */
static int write_new(const char *path, const char *text, const char *name)
{
	struct sim_buf buf = { 0 };
	FILE *file;
	int bad, code = CLI_OK;

	fill_in(text, name, &buf);
	file = buf.failed ? NULL : fopen(path, "wx");
	if (!file) {
		if (buf.failed)
			errno = ENOMEM;
		sim_buf_free(&buf);
		return io_error(path, "can't be made");
	}
	bad = fwrite(buf.s, 1, buf.len, file) != buf.len;
	bad |= fclose(file) != 0;
	if (bad) {
		code = io_error(path, "can't be written");
		unlink(path);
	}
	sim_buf_free(&buf);
	return code;
}

/* what was made before it went wrong */
static void take_back(const char *folder, const char *file)
{
	unlink(file);
	rmdir(folder);
}

static int make(const char *folder, const char *name, int in_tree)
{
	char file[256], cmake[256];
	int code;

	snprintf(file, sizeof(file), "%s/%s.c", folder, name);
	snprintf(cmake, sizeof(cmake), "%s/CMakeLists.txt", folder);
	if (mkdir(folder, 0777))
		return io_error(folder, "can't be made");
	code = write_new(file, cli_new_design, name);
	if (!code && !in_tree)
		code = write_new(cmake, cli_new_cmake, name);
	if (code) {
		take_back(folder, file);
		return code;
	}
	printf("%s\n", file);
	if (in_tree)
		printf("\nBuild as usual (CMake finds the folder), then:\n"
		       "  pidfdsim run --design %s scenarios\n",
		       name);
	else
		printf("%s\n\nThen:\n"
		       "  cmake -S %s -B %s/build -DPIDFDSIM_SOURCE=<the source of pidfdsim>\n"
		       "  cmake --build %s/build\n"
		       "  %s/build/pidfdsim designs\n",
		       cmake, name, name, name, name);
	return fflush(stdout) ? CLI_INTERNAL : CLI_OK;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int c, in_tree = is_folder(TREE);
	char folder[128];

	opterr = 0;
	while ((c = getopt_long(argc, argv, "h", options, NULL)) >= 0) {
		if (c == 'h')
			return cli_help(&cli_cmd_new);
		return cli_unknown_option(&cli_cmd_new, argv);
	}
	if (argc - optind != 2 || strcmp(argv[optind], "design"))
		return cli_bad(&cli_cmd_new, "new what? `pidfdsim new design NAME`");
	if (!is_name(argv[optind + 1]))
		return cli_bad(&cli_cmd_new,
			       "%s is no name for a design: a small letter, then small letters, "
			       "digits and -, %u at most",
			       argv[optind + 1], NAME_MAX_LEN);
	snprintf(folder, sizeof(folder), "%s%s", in_tree ? TREE "/" : "", argv[optind + 1]);
	return make(folder, argv[optind + 1], in_tree);
}

const struct cli_command cli_cmd_new = {
	.name = "new",
	.usage = "new design NAME",
	.summary = "write a design that builds and runs as it is, to be changed",
	.help = "In the source of pidfdsim (where there is ./" TREE ") the folder is\n"
		TREE "/NAME, which the build finds; elsewhere it is ./NAME, with a\n"
		"CMakeLists.txt. In it is NAME.c: open, release, poll, ioctl, signal, wait, the\n"
		"flag of clone, hooks of exec and of credentials, files under /proc/<pid>. A\n"
		"folder that is there already is left alone.\n",
	.run = run,
};
