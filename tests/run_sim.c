// SPDX-License-Identifier: GPL-2.0-only
#include "run_sim.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "script/script.h"
#include "sim.h"

static void must(enum sim_status status, const struct sim_error *err)
{
	char text[SIM_ERROR_TEXT_MAX];

	if (status == SIM_OK)
		return;
	sim_error_format(err, text, sizeof(text));
	fail_msg("%s", text);
}

void run_sim(const char *library, const char *file, unsigned int release,
	     struct sim_report *report)
{
	struct sim_runner how = { 0 };
	struct sim_error err = { 0 };
	struct sim_design *design;
	struct sim_prog *prog;
	struct sim_ast *ast;
	char path[1024];
	struct sim *sim;

	snprintf(path, sizeof(path), BUILD_DIR "/%s", library);
	must(sim_design_open(&design, NULL, path, &err), &err);
	snprintf(path, sizeof(path), TEST_DIR "/%s", file);
	must(sim_parse_file(&ast, path, &err), &err);
	must(sim_bind(&prog, ast, design, release, &err), &err);
	sim = sim_new(NULL, &err);
	assert_non_null(sim);
	must(sim_guard_enter(sim, &err), &err);
	must(sim_run_prog(sim, prog, &how, report, &err), &err);
	sim_guard_leave(sim);
	sim_prog_free(prog);
	sim_ast_free(ast);
	sim_free(sim);
	sim_design_close(design);
}

void run_sim_passes(const char *library, const char *file, unsigned int release)
{
	struct sim_report report;

	run_sim(library, file, release, &report);
	if (report.status == SIM_FAIL)
		fail_msg("%s on %s, line %u: %s\n%s\nschedule %s", file, library, report.line,
			 report.why, report.text, report.token);
	assert_int_equal(report.status, SIM_PASS);
}
