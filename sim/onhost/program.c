// SPDX-License-Identifier: GPL-2.0-only
/*
 * The program that actors execute, as the build made it from program/start.c.
 */
#include "onhost/agent.h"

__asm__(".pushsection .rodata\n"
	".hidden sim_program_bytes, sim_program_end\n"
	".globl sim_program_bytes, sim_program_end\n"
	"sim_program_bytes:\n\t"
	".incbin \"" SIM_HOST_PROGRAM "\"\n"
	"sim_program_end:\n\t"
	".byte 0\n"
	".popsection");

extern const unsigned char sim_program_bytes[], sim_program_end[]
	__attribute__((visibility("hidden")));

const unsigned char *sim_host_program(size_t *len)
{
	*len = (size_t)(sim_program_end - sim_program_bytes);
	return sim_program_bytes;
}
