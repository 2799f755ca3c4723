// SPDX-License-Identifier: GPL-2.0-only
/* kernel/judge.c: what each judge objects to, and what it lets pass. */
#include "fake_host.h"

#include <linux/file.h>
#include <linux/judge.h>
#include <linux/kernel.h>
#include <linux/pid_namespace.h>
#include <linux/slab.h>
#include <linux/user_namespace.h>

static struct pid_namespace outer_ns, inner_ns;
static struct task_struct *alice, *bob;
static struct call_frame frame;

/* number @nr in the outer namespace; if @inner, that there */
static struct task_struct *new_task(int nr, int inner, unsigned int uid)
{
	struct task_struct *t = kzalloc(sizeof(*t), GFP_KERNEL);
	struct cred *cred = kzalloc(sizeof(*cred), GFP_KERNEL);
	struct pid *pid = kzalloc(sizeof(*pid) + 2 * sizeof(struct upid), GFP_KERNEL);
	struct sigaction_table *table = kzalloc(sizeof(*table), GFP_KERNEL);

	cred->uid = cred->euid = cred->suid = KUIDT_INIT(uid);
	t->cred = t->real_cred = cred;
	pid->level = inner ? 1 : 0;
	pid->numbers[0] = (struct upid) { nr, &outer_ns };
	if (inner)
		pid->numbers[1] = (struct upid) { inner, &inner_ns };
	t->pid = t->tgid = nr;
	t->thread_pid = pid;
	t->signal = kzalloc(sizeof(*t->signal), GFP_KERNEL);
	t->signal->serial = (unsigned int)nr + 100;
	t->signal->pids[PIDTYPE_SID] = pid;
	t->sighand = kzalloc(sizeof(*t->sighand), GFP_KERNEL);
	t->sighand->action = table->action;
	hlist_add_head(&t->pid_links[PIDTYPE_PID], &pid->tasks[PIDTYPE_PID]);
	return t;
}

static int setup(void **state)
{
	fake_host_start(4 << 20);
	alice = new_task(5, 0, 1000);
	bob = new_task(6, 0, 1000);
	memset(&frame, 0, sizeof(frame));
	alice->frame = &frame;
	current = alice;
	return 0;
}

static struct cred *cred_of(struct task_struct *t)
{
	return (struct cred *)t->real_cred;
}

/* alice signals bob as kill(2) would; returns the number of reports */
static unsigned int signals(int sig)
{
	struct kernel_siginfo info = { .si_signo = sig };

	judge_signal(sig, &info, bob, PIDTYPE_TGID, SIM_HERE);
	return fake.bugs;
}

static unsigned int forces(int sig)
{
	judge_signal(sig, SEND_SIG_PRIV, bob, PIDTYPE_TGID, SIM_HERE);
	return fake.bugs;
}

static void uids(void **state)
{
	assert_int_equal(signals(SIGTERM), 0);
	cred_of(bob)->uid = KUIDT_INIT(0);
	assert_int_equal(signals(SIGTERM), 0);		/* bob's saved uid is alice's */
	cred_of(bob)->suid = KUIDT_INIT(0);
	assert_int_equal(signals(SIGTERM), 1);		/* his effective uid does not count */
	assert_bug(HOST_BUG_AUTHORITY,
		   "task 5 (uid 1000) sends signal 15 to task 6 (uid 0): no right to");
	assert_ptr_equal(fake.obj, bob);
	cred_of(alice)->euid = KUIDT_INIT(0);
	assert_int_equal(signals(SIGTERM), 0);
	cred_of(alice)->euid = KUIDT_INIT(7);
	cred_of(alice)->suid = KUIDT_INIT(0);
	assert_int_equal(signals(SIGTERM), 1);		/* nor does her saved one */
	fake.bugs = 0;
	cred_of(alice)->uid = KUIDT_INIT(0);
	assert_int_equal(signals(SIGTERM), 0);
	cred_of(alice)->uid = KUIDT_INIT(1000);
	fake.capable = 1;
	assert_int_equal(signals(SIGKILL), 0);
}

/* credentials that are newer than the call: the check may have seen others */
static void changed_meanwhile(void **state)
{
	cred_of(bob)->uid = cred_of(bob)->suid = KUIDT_INIT(0);
	cred_of(bob)->stamp = 4;
	frame.cred_clock = 4;
	assert_int_equal(signals(SIGKILL), 1);
	fake.bugs = 0;
	frame.cred_clock = 3;
	assert_int_equal(signals(SIGKILL), 0);
	cred_of(bob)->stamp = 0;
	cred_of(alice)->stamp = 4;
	assert_int_equal(signals(SIGKILL), 0);
}

static void sessions(void **state)
{
	cred_of(bob)->uid = cred_of(bob)->suid = KUIDT_INIT(0);
	assert_int_equal(signals(SIGCONT), 1);
	fake.bugs = 0;
	bob->signal->pids[PIDTYPE_SID] = alice->signal->pids[PIDTYPE_SID];
	assert_int_equal(signals(SIGCONT), 0);
	assert_int_equal(signals(SIGSTOP), 1);
}

static void nobody_to_blame(void **state)
{
	cred_of(bob)->uid = cred_of(bob)->suid = KUIDT_INIT(0);
	assert_int_equal(signals(0), 0);
	alice->flags = PF_EXITING;
	assert_int_equal(signals(SIGKILL), 0);
	alice->flags = 0;
	frame.kernel_acts = 1;
	assert_int_equal(signals(SIGKILL), 0);
	alice->frame = NULL;
	assert_int_equal(signals(SIGKILL), 0);
	current = NULL;
	assert_int_equal(signals(SIGKILL), 0);
	current = alice;
	alice->frame = &frame;
	frame.kernel_acts = 0;
	alice->signal = bob->signal;		/* threads of one process */
	assert_int_equal(signals(SIGKILL), 0);
	alice->signal = NULL;
	assert_int_equal(signals(SIGKILL), 1);
}

static void namespaces(void **state)
{
	bob = new_task(7, 3, 1000);
	assert_int_equal(signals(SIGTERM), 0);
	swap(alice, bob);
	alice->frame = &frame;
	current = alice;
	fake.capable = 1;
	assert_int_equal(signals(SIGTERM), 1);
	assert_bug(HOST_BUG_AUTHORITY, "outside of the sender's pid namespace");
	judge_signal(SIGTERM, SEND_SIG_NOINFO, bob, PIDTYPE_PGID, SIM_HERE);
	assert_int_equal(fake.bugs, 0);
}

static void inits(void **state)
{
	struct task_struct *out = alice, *in = new_task(8, 2, 0);

	fake.capable = 1;
	bob = new_task(7, 1, 0);
	bob->signal->flags = SIGNAL_UNKILLABLE;
	assert_int_equal(forces(SIGKILL), 0);		/* from outside */
	in->frame = &frame;
	current = in;
	assert_int_equal(signals(SIGKILL), 0);		/* would be dropped */
	assert_int_equal(forces(SIGKILL), 1);
	assert_bug(HOST_BUG_AUTHORITY, "init of the sender's pid namespace");
	assert_int_equal(forces(SIGTERM), 1);
	fake.bugs = 0;
	assert_int_equal(forces(SIGCHLD), 0);		/* has no effect */
	bob->sighand->action[SIGTERM - 1].sa.sa_handler = (__sighandler_t)8;
	assert_int_equal(forces(SIGTERM), 0);		/* it has a handler */
	bob->signal->flags = 0;
	assert_int_equal(forces(SIGKILL), 0);
	assert_ptr_equal(out, alice);
}

static void handles(void **state)
{
	struct file *file = kzalloc(sizeof(*file), GFP_KERNEL);
	struct task_struct *carol = new_task(9, 0, 1000);

	judge_handle_opened(file, carol->thread_pid);
	assert_int_equal(file->handle_target, 109);
	judge_handle_used(file);
	judge_signal(SIGTERM, SEND_SIG_NOINFO, carol, PIDTYPE_TGID, SIM_HERE);
	assert_no_bug();
	assert_int_equal(signals(SIGTERM), 1);
	assert_bug(HOST_BUG_STABILITY, "task 5 (uid 1000) sends signal 15 to task 6 (uid 1000): "
		   "through a handle that was opened on another process");
	assert_int_equal(signals(0), 0);
	judge_signal(SIGTERM, SEND_SIG_NOINFO, bob, PIDTYPE_PGID, SIM_HERE);
	assert_no_bug();
	/* a broken pipe is no business of the handle; another signal to oneself is */
	judge_signal(SIGPIPE, SEND_SIG_NOINFO, alice, PIDTYPE_PID, SIM_HERE);
	assert_no_bug();
	judge_signal(SIGTERM, SEND_SIG_NOINFO, alice, PIDTYPE_TGID, SIM_HERE);
	assert_bug(HOST_BUG_STABILITY, "through a handle");
	/* opened on what was dead: reaches nobody */
	hlist_del_init(&carol->pid_links[PIDTYPE_PID]);
	judge_handle_opened(file, carol->thread_pid);
	judge_handle_used(file);
	assert_int_equal(signals(SIGTERM), 1);
	frame.handle_target = 0;
	fake.bugs = 0;
	assert_int_equal(signals(SIGTERM), 0);
	alice->frame = NULL;
	judge_handle_used(file);
	current = NULL;
	judge_handle_used(file);
}

static void back_to_user(void **state)
{
	spinlock_t lock = { 0 };

	judge_return_to_user();
	assert_no_bug();
	spin_lock(&lock);
	judge_return_to_user();
	assert_bug(HOST_BUG_SAFETY,
		   "task 5 returns to user mode with a lock taken in back_to_user");
	assert_ptr_equal(fake.obj, &lock);
	spin_unlock(&lock);
	rcu_read_lock();
	judge_return_to_user();
	assert_bug(HOST_BUG_SAFETY, "task 5 returns to user mode in an RCU read section");
	rcu_read_unlock();
	alice->__state = TASK_INTERRUPTIBLE;
	judge_return_to_user();
	assert_bug(HOST_BUG_SAFETY, "task 5 returns to user mode in state 0x1");
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, fake_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(uids), T(changed_meanwhile), T(sessions), T(nobody_to_blame), T(namespaces),
		T(inits), T(handles), T(back_to_user),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
