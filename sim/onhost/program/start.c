// SPDX-License-Identifier: GPL-2.0-only
/*
 * The program that an actor executes: it takes the memory of the run to where it was, and goes on
 * in the loop of the actors. It is linked with loop.c and nothing else, and argv[1] tells it
 * "ID BASE SLOT", in hexadecimal: the memory, its address, the slot.
 */
#include "onhost/agent.h"

#include <sys/syscall.h>

/* where the stack pointer is when a program starts: argc, and then argv */
__asm__(".globl _start\n"
	"_start:\n\t"
	"xor %ebp, %ebp\n\t"
	"mov %rsp, %rdi\n\t"
	"and $-16, %rsp\n\t"
	"call sim_program_start\n\t"
	"hlt");

void sim_program_start(const long *stack);

static AGENT long next_number(const char **at)
{
	long value = 0;

	for (; **at && **at != ' '; (*at)++)
		value = value * 16 + (**at <= '9' ? **at - '0' : **at - 'a' + 10);
	if (**at)
		(*at)++;
	return value;
}

AGENT void sim_program_start(const long *stack)
{
	static const long bad[6] = { 127, 0, 0, 0, 0, 0 };
	const char *text = stack[0] < 2 ? "" : (const char *)stack[2];
	long args[6] = { 0 };
	long slot;

	args[0] = next_number(&text);
	args[1] = next_number(&text);
	slot = next_number(&text);
	if (slot && sim_agent_raw(SYS_shmat, args) == args[1])
		sim_agent_enter((struct slot *)slot);
	sim_agent_raw(SYS_exit_group, bad);
}
