// SPDX-License-Identifier: GPL-2.0-only
/*
 * pidfdsim replay-strace: a log of strace against the model.
 */
#include "cli.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "strace/replay.h"

#define LOG_MAX (256UL << 20)

static int bad_file(const char *path, enum sim_status status, const char *why)
{
	struct sim_error err;

	sim_error_set(&err, status, "%s", why);
	sim_error_at(&err, path, 0, 0, 0);
	return cli_error(&err);
}

static int read_file(const char *path, struct sim_buf *text)
{
	FILE *f = fopen(path, "re");
	char chunk[65536];
	struct stat st;
	size_t n;
	int failed;

	if (!f)
		return bad_file(path, SIM_ENOENT, strerror(errno));
	if (fstat(fileno(f), &st) || S_ISDIR(st.st_mode)) {
		fclose(f);
		return bad_file(path, SIM_EIO, "this is a folder");
	}
	while (text->len <= LOG_MAX && (n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		sim_buf_add(text, chunk, n);
	failed = ferror(f);
	fclose(f);
	if (failed)
		return bad_file(path, SIM_EIO, "can't be read");
	if (text->len > LOG_MAX)
		return bad_file(path, SIM_EINPUT, "a log has at most 256 MiB");
	if (!text->failed)
		return CLI_OK;
	return bad_file(path, SIM_ENOMEM, "out of memory");
}

/* strace -ff: "LOG.1234" */
static int owner_of(const char *path, int several)
{
	const char *dot = strrchr(path, '.');
	long pid;
	char *end;

	if (!several || !dot || !isdigit((unsigned char)dot[1]))
		return 0;
	pid = strtol(dot + 1, &end, 10);
	return *end || pid > 4194304 ? 0 : (int)pid;
}

static int add_file(struct st_log *log, const char *path, int several)
{
	struct sim_buf text = { 0 };
	struct sim_error err;
	int code = read_file(path, &text);

	if (!code && sim_st_log_add(log, path, text.s ? text.s : "", text.len,
				    owner_of(path, several), &err))
		code = cli_error(&err);
	sim_buf_free(&text);
	return code;
}

/* a name without a file stands for all NAME.PID */
static int add_files(struct st_log *log, char **paths, int nr)
{
	struct stat st;
	int code = CLI_OK;

	for (int i = 0; i < nr && !code; i++) {
		char pattern[4200];
		glob_t found = { 0 };

		snprintf(pattern, sizeof(pattern), "%.4096s.[0-9]*", paths[i]);
		if (stat(paths[i], &st) && !glob(pattern, 0, NULL, &found)) {
			for (size_t n = 0; n < found.gl_pathc && !code; n++)
				code = add_file(log, found.gl_pathv[n], 1);
		} else {
			code = add_file(log, paths[i], nr > 1);
		}
		globfree(&found);
	}
	return code;
}

static int put_file(const char *path, const struct sim_buf *text)
{
	FILE *f = fopen(path, "we");
	int bad;

	if (!f)
		return bad_file(path, SIM_EIO, strerror(errno));
	bad = text->len && fwrite(text->s, 1, text->len, f) != text->len;
	bad |= fclose(f) != 0;
	if (bad)
		return bad_file(path, SIM_EIO, "can't be written");
	return CLI_OK;
}

/* what is broken is said once */
static void put_broken(const struct st_log *log)
{
	char text[SIM_ERROR_TEXT_MAX];

	if (!log->broken)
		return;
	sim_error_format(&log->first, text, sizeof(text));
	fputs(text, stderr);
}

static int replay(struct st_log *log, const struct cli_design *design, unsigned int release,
		  const char *export)
{
	const struct sim_options options = { .memory = 1UL << 30, .flags = SIM_NO_GUARD_PAGES };
	struct st_report report = { .want_export = export != NULL };
	struct sim_error err;
	struct sim *sim = sim_new(&options, &err);
	int code = sim && !sim_guard_enter(sim, &err) ? CLI_OK : cli_error(&err);

	if (!code) {
		if (sim_st_replay(log, sim, design->design, release, &report, &err))
			code = cli_error(&err);
		sim_guard_leave(sim);
	}
	sim_free(sim);
	if (!code && export)
		code = put_file(export, &report.export);
	sim_buf_free(&report.export);
	if (!code)
		code = report.differences ? CLI_FAILED : CLI_OK;
	if (code > CLI_FAILED)
		sim_buf_free(&report.text);
	return cli_flush(&report.text, code);
}

static int load_and_replay(char **paths, int nr, char *name, unsigned int release,
			   const char *export)
{
	struct st_log *log = sim_st_log_new();
	struct cli_designs designs = { 0 };
	struct sim_error err;
	int code = log ? cli_load_designs(&designs, &name, 1, NULL) : CLI_INTERNAL;

	if (!code)
		code = add_files(log, paths, nr);
	if (!code && sim_st_log_finish(log, &err))
		code = cli_error(&err);
	if (!code) {
		put_broken(log);
		code = replay(log, &designs.at[0], release, export);
	}
	sim_st_log_free(log);
	cli_free_designs(&designs);
	return code;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "design", required_argument, NULL, 'd' },
		{ "release", required_argument, NULL, 'r' },
		{ "export", required_argument, NULL, 'e' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	char usual[] = "send-signal", *design = usual;
	const char *export = NULL;
	unsigned int release = LINUX(6, 18);
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, "d:r:h", options, NULL)) >= 0) {
		if (c == 'h')
			return cli_help(&cli_cmd_replay_strace);
		if (c == 'd')
			design = optarg;
		else if (c == 'e')
			export = optarg;
		else if (c != 'r')
			return cli_unknown_option(&cli_cmd_replay_strace, argv);
		else if (!(release = cli_release(optarg)))
			return cli_bad(&cli_cmd_replay_strace, "%s is no release, as linux-6.9 is",
				       optarg);
	}
	if (optind == argc)
		return cli_bad(&cli_cmd_replay_strace, "which log?");
	return load_and_replay(argv + optind, argc - optind, design, release, export);
}

const struct cli_command cli_cmd_replay_strace = {
	.name = "replay-strace",
	.usage = "replay-strace [OPTIONS] LOG...",
	.summary = "hold a log of strace against the model",
	.help = "LOG is what `strace -f -o LOG PROGRAM` wrote, on any machine; options as -y, -t, "
		"-r and -T do\n"
		"no harm. Of `strace -ff -ttt -T -o LOG` name all files, or what they have in "
		"common.\n"
		"Each call that the model has is made there, in the order of the log. What the "
		"model answers\n"
		"otherwise is printed, with both answers; the rest is passed over, and counted.\n"
		"\n"
		"  -d, --design NAME|PATH.so   the design that is asked (send-signal)\n"
		"  -r, --release linux-A.B     the kernel that wrote the log (linux-6.18)\n"
		"      --export FILE           write the log as a scenario\n"
		"\n"
		"exit status: 0 no difference, 1 a difference, 2 wrong usage or input, 3 internal "
		"error\n",
	.run = run,
};
