// SPDX-License-Identifier: GPL-2.0-only
/*
 * Crashes and endless loops of model code as verdicts.
 *
 * The handler runs on a stack of its own. It does nothing but write down the fault
 * and change the context that it returns to: the fiber goes on at its own stack's
 * top in landing(), which reports on main and gives up the run.
 *
 * File-scope state: the innermost scope. Dispositions of signals belong to the process,
 * and a handler has no context to find its scope by.
 */
#include "internal.h"
#include "symbol.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#if SIM_ASAN
#include <sanitizer/asan_interface.h>
#endif

#define ALT_STACK (128UL << 10)
#define PAGE 4096UL
#define NEAR (16UL << 20) /* no design library is larger */

static struct sim_guard *innermost;

static const int guarded_signals[SIM_GUARD_SIGNALS] = {
	SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGALRM,
};

/* ------------------------------------------------------------ the machine */

#if defined(__x86_64__) || defined(__aarch64__)
extern const char sim_guard_copy_insn[] __attribute__((visibility("hidden")));
extern const char sim_guard_copy_done[] __attribute__((visibility("hidden")));
#define HAVE_CONTEXT 1
#else
#define HAVE_CONTEXT 0
#endif

static uintptr_t context_pc(const ucontext_t *uc)
{
#if defined(__x86_64__)
	return (uintptr_t)uc->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
	return (uintptr_t)uc->uc_mcontext.pc;
#else
	(void)uc;
	return 0;
#endif
}

static uintptr_t context_sp(const ucontext_t *uc)
{
#if defined(__x86_64__)
	return (uintptr_t)uc->uc_mcontext.gregs[REG_RSP];
#elif defined(__aarch64__)
	return (uintptr_t)uc->uc_mcontext.sp;
#else
	(void)uc;
	return 0;
#endif
}

/* Go on at @pc as if it had been called with the stack ending at @sp; 0: as it is. */
static void redirect(ucontext_t *uc, uintptr_t pc, uintptr_t sp)
{
#if defined(__x86_64__)
	uc->uc_mcontext.gregs[REG_RIP] = (greg_t)pc;
	uc->uc_mcontext.gregs[REG_EFL] &= ~(greg_t)0x400;	/* direction: up */
	if (sp)
		uc->uc_mcontext.gregs[REG_RSP] = (greg_t)((sp & ~15UL) - 8);
#elif defined(__aarch64__)
	uc->uc_mcontext.pc = pc;
	if (sp)
		uc->uc_mcontext.sp = sp & ~15UL;
#else
	(void)uc;
	(void)pc;
	(void)sp;
#endif
}

/* ------------------------------------------------------------ after the handler */

static const char *fault_text(const struct sim *sim, const struct sim_guard *guard)
{
	uintptr_t low;

	switch (guard->sig) {
	case 0:
		return "does not end: no scheduling point for too long";
	case SIGFPE:
		return "division by zero";
	case SIGILL:
		return "illegal instruction";
	default:
		break;
	}
	low = sim->faulted ? (uintptr_t)sim->faulted->stack : 0;
	if (guard->addr < PAGE)
		return "null pointer dereference";
	if (low && guard->addr < low && guard->addr >= low - PAGE)
		return "kernel stack overflow";
	return "bad address";
}

/* What stands before @pc is a call, as far as the machine's code shows it. */
static int is_behind_call(uintptr_t pc)
{
#if defined(__x86_64__)
	const unsigned char *p = (const unsigned char *)pc;
	static const int lengths[] = { 2, 3, 4, 6, 7 };

	if (p[-5] == 0xe8)
		return 1;
	for (unsigned int i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		if (p[-lengths[i]] == 0xff && (p[1 - lengths[i]] & 0x38) == 0x10)
			return 1;
	}
	return 0;
#else
	(void)pc;
	return 1;
#endif
}

/* Only words that lie in a function, with a call before them; the same twice is told once. */
static void tell_callers(struct sim *sim, const struct sim_guard *guard, struct sim_verdict *v)
{
	for (unsigned int i = 0; i < guard->nr_callers && v->nr_callers < SIM_CALLERS; i++) {
		struct host_site site = { 0 }, *last = &v->callers[v->nr_callers];

		sim_symbol_site(sim, guard->callers[i] - 1, &site);
		if (!site.func || !site.file || !is_behind_call(guard->callers[i]))
			continue;
		if (v->nr_callers && last[-1].line == site.line && last[-1].file == site.file)
			continue;
		*last = site;
		v->nr_callers++;
		/* the outermost one: what lies above is left over */
		if (!strcmp(site.func, "model_syscall"))
			break;
	}
}

static void fault_upcall(struct sim *sim, void *arg)
{
	struct sim_guard *guard = arg;
	struct host_site site = { 0 };
	enum host_bug kind = guard->sig ? HOST_BUG_OOPS : HOST_BUG_LOOP;
	struct sim_verdict *v;

	sim_symbol_site(sim, guard->pc, &site);
	/* Better the last point that was passed than nothing, but never half of each. */
	if (!site.file && !site.func && sim->cpu->site && sim->detail)
		site = *sim->cpu->site;
	v = sim_report(sim, kind, site.file || site.func ? &site : NULL, NULL,
		       fault_text(sim, guard));
	if (v && sim->detail)
		tell_callers(sim, guard, v);
}

static void __attribute__((noreturn, used)) landed(void)
{
	struct sim *sim = sim_here();

	sim_upcall(sim, fault_upcall, innermost);
	sim_abandon(sim);
}

/* On the stack of the fiber that faulted, from its top: its frames are gone. */
static void __attribute__((noreturn, used, no_sanitize("address"))) landing(void)
{
#if SIM_ASAN
	struct sim *sim = sim_here();

	if (sim->running)
		__asan_unpoison_memory_region(sim->running->stack, sim->running->size);
	else
		__asan_handle_no_return();
#endif
	landed();
}

/* ------------------------------------------------------------ handlers */

/*
 * Of an imported design only: what a compiler puts inline, and so this list, is not the same with
 * each. Frames are not walked: the model has no frame pointers, and the stack may be destroyed.
 */
static void __attribute__((no_sanitize("address"))) find_callers(struct sim *sim, uintptr_t sp)
{
	struct sim_guard *guard = innermost;
	const struct sim_design *design = sim_design_used(sim);
	uintptr_t near = design ? (uintptr_t)sim_design_table(design) : 0, low, top;

	guard->nr_callers = 0;
	if (!near || !sim->running || !sim_design_record(design))
		return;
	low = (uintptr_t)sim->running->stack;
	top = low + sim->running->size;
	if (sp < low || sp >= top)
		return;
	for (sp &= ~7UL; sp + 8 <= top && guard->nr_callers < SIM_GUARD_CALLERS; sp += 8) {
		uintptr_t word = *(const uintptr_t *)sp;

		if (word + NEAR > near && word < near + NEAR)
			guard->callers[guard->nr_callers++] = word;
	}
}

static void to_landing(struct sim *sim, ucontext_t *uc, int sig, uintptr_t addr)
{
	struct sim_guard *guard = innermost;
	uintptr_t sp = context_sp(uc) - 512;
	int jumped = sig == SIGSEGV || sig == SIGBUS;

	guard->sig = sig;
	guard->pc = context_pc(uc);
	guard->addr = addr;
	guard->quiet_ms = 0;
	find_callers(sim, context_sp(uc));
	sim->faulted = sim->running;
	if (sim->running)
		sp = (uintptr_t)sim->running->stack + sim->running->size;
	/* A jump to a bad address: whoever called left its address on the stack. */
#if defined(__x86_64__)
	if (jumped && guard->pc == addr && sim->running &&
	    context_sp(uc) - (uintptr_t)sim->running->stack < sim->running->size)
		guard->pc = *(const uintptr_t *)context_sp(uc) - 1;
#elif defined(__aarch64__)
	if (jumped && guard->pc == addr)
		guard->pc = (uintptr_t)uc->uc_mcontext.regs[30] - 4;
#endif
	redirect(uc, (uintptr_t)landing, sp);
}

/* Not ours: whoever had the signal before the outermost scope gets it. */
static void pass_on(int sig, siginfo_t *info, void *context)
{
	const struct sim_guard *outermost = innermost;
	const struct sigaction *old;
	int i = 0;

	if (!outermost)
		return;
	while (outermost->below)
		outermost = outermost->below;
	while (guarded_signals[i] != sig)
		i++;
	old = &outermost->old[i];
	if (old->sa_flags & SA_SIGINFO) {
		old->sa_sigaction(sig, info, context);
	} else if (old->sa_handler != SIG_DFL && old->sa_handler != SIG_IGN) {
		old->sa_handler(sig);
	} else {
		/* The default is the end: of the same instruction, or of the same signal. */
		sigaction(sig, old, NULL);
		if (info->si_code <= 0)
			raise(sig);
	}
}

static void on_fault(int sig, siginfo_t *info, void *context)
{
	struct sim *sim = sim_here();
	ucontext_t *uc = context;

#if HAVE_CONTEXT
	uintptr_t pc = context_pc(uc);

	if (info->si_code > 0 && pc >= (uintptr_t)sim_guard_copy_insn &&
	    pc < (uintptr_t)sim_guard_copy_done) {
		redirect(uc, (uintptr_t)sim_guard_copy_done, 0);
		return;
	}
	if (info->si_code > 0 && sim && innermost && (sim->running || sim->inspecting)) {
		to_landing(sim, uc, sig, (uintptr_t)info->si_addr);
		return;
	}
#else
	(void)sim;
	(void)uc;
#endif
	pass_on(sig, info, context);
}

static void on_alarm(int sig, siginfo_t *info, void *context)
{
	struct sim *sim = sim_here();
	struct sim_guard *guard = innermost;
	uint64_t progress;

	(void)sig;
	(void)info;
	if (!sim || !guard)
		return;
	/* Points are passed in detail mode outside of races too, where nothing counts them. */
	progress = sim->progress + (sim->racing ? sim->cpu->step : 0);
	if (!sim->running || progress != guard->seen) {
		guard->seen = progress;
		guard->quiet_ms = 0;
		return;
	}
	guard->quiet_ms += guard->tick_ms;
	if (HAVE_CONTEXT && guard->quiet_ms >= guard->loop_ms)
		to_landing(sim, context, 0, 1);
}

/* ------------------------------------------------------------ scopes */

static void install(struct sim_guard *guard)
{
	struct sigaction action;
	struct itimerval timer;
	stack_t stack = { .ss_sp = guard->stack, .ss_size = ALT_STACK };
	int i;

	sigaltstack(&stack, &guard->old_stack);
	for (i = 0; i < SIM_GUARD_SIGNALS; i++) {
		int alarm = guarded_signals[i] == SIGALRM;

		memset(&action, 0, sizeof(action));
		action.sa_sigaction = alarm ? on_alarm : on_fault;
		action.sa_flags = SA_SIGINFO | SA_ONSTACK | (alarm ? SA_RESTART : SA_NODEFER);
		sigemptyset(&action.sa_mask);
		sigaction(guarded_signals[i], &action, &guard->old[i]);
	}
	timer.it_interval.tv_sec = guard->tick_ms / 1000;
	timer.it_interval.tv_usec = (suseconds_t)(guard->tick_ms % 1000) * 1000;
	timer.it_value = timer.it_interval;
	setitimer(ITIMER_REAL, &timer, &guard->old_timer);
}

enum sim_status sim_guard_enter(struct sim *sim, struct sim_error *err)
{
	struct sim_guard *guard = sim->guard;
	void *stack;

	if (guard) {
		guard->depth++;
		return SIM_OK;
	}
	guard = calloc(1, sizeof(*guard));
	stack = mmap(NULL, ALT_STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (!guard || stack == MAP_FAILED) {
		free(guard);
		return sim_error_set(err, SIM_ENOMEM, "no memory for a signal stack");
	}
	guard->stack = stack;
	guard->depth = 1;
	guard->below = innermost;
	guard->loop_ms = sim->options.loop_ms;
	guard->tick_ms = guard->loop_ms / 8 ? guard->loop_ms / 8 : 1;
	install(guard);
	innermost = guard;
	sim->guard = guard;
	return SIM_OK;
}

void sim_guard_leave(struct sim *sim)
{
	struct sim_guard *guard = sim->guard;
	int i;

	if (!guard || --guard->depth)
		return;
	setitimer(ITIMER_REAL, &guard->old_timer, NULL);
	for (i = 0; i < SIM_GUARD_SIGNALS; i++)
		sigaction(guarded_signals[i], &guard->old[i], NULL);
	sigaltstack(&guard->old_stack, NULL);
	innermost = guard->below;
	sim->guard = NULL;
	munmap(guard->stack, ALT_STACK);
	free(guard);
}
