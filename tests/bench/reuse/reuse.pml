/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The pid-reuse race for Spin: what bench_explore measures pidfdsim against.
 *
 * NP processes: a supervisor, a victim, the victim's parent, and NP - 3 forkers that make
 * K children each. NP - 2 numbers, given out in turn; the victim has number 0. Each
 * statement, and each d_step, is one step.
 * The supervisor wants to reach the victim: by its number, or (HANDLE) by a counted
 * reference. Reaching anybody else is the failure.
 *
 *	spin -DNP=6 -DK=2 -DHANDLE -a reuse.pml
 *	gcc -O2 -DSAFETY -DMEMLIM=9000 -o pan pan.c && ./pan -m200000 -n
 */
#define FORKERS (NP - 3)
#define NUMBERS (NP - 2)
#define TASKS (1 + FORKERS * K)
#define FREE 255

mtype = { NEVER, ALIVE, ZOMBIE, GONE };

byte table[NUMBERS] = FREE;	/* number -> task */
mtype state[TASKS] = NEVER;
byte refs[TASKS];
byte cursor = 1;		/* where the search for a free number begins */

inline allocate(n)
{
	d_step {
		n = cursor;
		do
		:: table[n] != FREE -> n = (n + 1) % NUMBERS
		:: else -> break
		od;
		table[n] = FREE - 1;	/* taken, nobody has it yet */
		cursor = (n + 1) % NUMBERS;
	}
}

active proctype supervisor()
{
	byte t;

	(refs[0] > 0);
#ifdef HANDLE
	if
	:: state[0] == ALIVE ->
		d_step { assert(refs[0] > 0); t = state[0] }
	:: else
	fi;
	d_step { refs[0]--; t = 0 }
#else
	if
	:: table[0] < FREE - 1 ->
		t = table[0];
		if
		:: t < FREE - 1 ->
			if
			:: state[t] == ALIVE -> assert(t == 0)
			:: else
			fi
		:: else
		fi;
		t = 0
	:: else
	fi
#endif
}

active proctype victim()
{
	(refs[0] > 0);
	state[0] = ZOMBIE
}

active proctype parent()
{
	(state[0] == ZOMBIE);
	d_step { table[0] = FREE; state[0] = GONE };
	refs[0]--
}

proctype forker(byte first)
{
	byte n, k;

	do
	:: k < K ->
		allocate(n);
		d_step { refs[first + k] = 1; state[first + k] = ALIVE; table[n] = first + k };
		state[first + k] = ZOMBIE;
		d_step { table[n] = FREE; state[first + k] = GONE };
		d_step { refs[first + k]--; k++; n = 0 }
	:: else -> break
	od
}

init {
	byte f;

	d_step {
		table[0] = 0;
		state[0] = ALIVE;
	}
	atomic {
		do
		:: f < FORKERS -> run forker(1 + f * K); f++
		:: else -> break
		od;
#ifdef HANDLE
		refs[0] = 2;
#else
		refs[0] = 1;
#endif
		f = 0
	}
}
