// SPDX-License-Identifier: GPL-2.0-only
/*
 * pidfdsim: the command line. Only this folder prints and exits.
 */
#include <stdio.h>
#include <string.h>

#include "script/run.h"
#include "script/script.h"

int main(int argc, char **argv)
{
	struct sim_error err = { 0 };
	char text[SIM_ERROR_TEXT_MAX];
	struct sim_design *design;
	struct sim *sim;
	int bad = 0;

	if (argc < 4 || sim_design_open(&design, NULL, argv[2], &err)) {
		sim_error_format(&err, text, sizeof(text));
		fputs(text, stderr);
		return 2;
	}
	sim = sim_new(NULL, &err);
	sim_guard_enter(sim, &err);
	for (int i = 3; i < argc; i++) {
		struct sim_runner how = { 0 };
		struct sim_report report;
		struct sim_ast *ast = NULL;
		struct sim_prog *prog = NULL;
		enum sim_status status = sim_parse_file(&ast, argv[i], &err);

		if (!status)
			status = sim_bind(&prog, ast, design, 0, &err);
		if (!status)
			status = sim_run_prog(sim, prog, &how, &report, &err);
		if (status) {
			sim_error_format(&err, text, sizeof(text));
			fputs(text, stdout);
			bad = 1;
		} else {
			printf("%s %s %lu%s%s\n", report.status == SIM_PASS ? "ok" : report.status == SIM_FAIL ? "not ok" : "skip",
			       argv[i], report.runs, report.why[0] ? " # " : "", report.why);
			if (report.status == SIM_FAIL)
				printf("  line %u: %s\n  token %s\n", report.line, report.text, report.token);
			bad |= report.status == SIM_FAIL;
		}
		sim_prog_free(prog);
		sim_ast_free(ast);
	}
	sim_guard_leave(sim);
	sim_free(sim);
	sim_design_close(design);
	return bad;
}
