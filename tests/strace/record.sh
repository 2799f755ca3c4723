#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# record.sh FOLDER: how the logs beside this file were made. Needs strace, util-linux, make, python3,
# node, and root. The programs run in /srv/demo with an empty environment, so that a log has no
# paths of somebody's machine in it; of what a loader and a C library do at the start of each
# program only a part is kept, but for `whole`.
set -eu
to=$(realpath "$1")
mkdir -p /srv/demo
cd /srv/demo

cat >jobs.sh <<'EOF'
set -m
sleep 30 &
p=$!
kill -STOP $p
kill -CONT $p
kill $p
wait $p
(sleep 0.05; exit 4) & wait $!
echo a | tr a b | cat
trap 'echo usr' USR1
(sleep 0.1; kill -USR1 $$) &
wait
wait
EOF
cat >pidfd.py <<'EOF'
import os, signal, subprocess
p = subprocess.Popen(["sleep", "30"])
fd = os.pidfd_open(p.pid)
signal.pidfd_send_signal(fd, signal.SIGTERM)
os.waitid(os.P_PIDFD, fd, os.WEXITED)
subprocess.run("echo hi; exit 3", shell=True, capture_output=True)
EOF
cat >fork.py <<'EOF'
import os, signal, time
r, w = os.pipe()
child = os.fork()
if not child:
    os.setsid()
    signal.signal(signal.SIGUSR1, lambda s, f: os.write(w, b"usr1"))
    signal.sigtimedwait([signal.SIGUSR2], 0.2)
    os._exit(7)
time.sleep(0.05)
os.kill(child, signal.SIGUSR1)
os.read(r, 10)
os.wait()
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
if not os.fork():
    os.kill(os.getpid(), signal.SIGSTOP)
    os._exit(0)
os.waitpid(-1, os.WUNTRACED)
os.kill(0, 0)
os.waitid(os.P_ALL, 0, os.WNOHANG | os.WEXITED)
EOF
cat >child.js <<'EOF'
const { spawn, execFileSync } = require('child_process');
const c = spawn('sleep', ['30']);
c.on('exit', () => execFileSync('sh', ['-c', 'echo hi']));
setTimeout(() => c.kill('SIGTERM'), 50);
EOF
cat >Makefile <<'EOF'
all: a.o b.o c.o
	cat $^ >all.o
%.o:
	echo $@ >$@; sleep 0.02
EOF

less=mmap,munmap,mprotect,madvise,brk,pread64,newfstatat,access,arch_prctl,set_robust_list,rseq
less=$less,set_tid_address,getrandom,futex,readlink,statx,sysinfo,uname,ioctl,lseek,getcwd
# strace ends as the recorded program does, and some of those are to fail
log() {
	name=$1
	shift
	env -i PATH=/usr/bin:/bin HOME=/srv/demo LANG=C timeout 20 strace -f -o "$to/$name.log" "$@" \
		>/dev/null 2>&1 </dev/null || true
}
log jobs -e "trace=!$less" bash jobs.sh
# the log is to have a pipeline in which somebody fails
log pipes -e "trace=!$less" sh -c 'echo hello | tr a-z A-Z | wc -c; (exit 3) || true; seq 3000 | tail -1'
log timeout -ttt -T -e "trace=!$less" timeout -k 1 0.2 sleep 5
log deaf -tt -y -e "trace=!$less" timeout --foreground -s INT 0.2 sh -c 'trap "" INT; sleep 0.4'
log pidfd -e "trace=!$less" python3 -IS pidfd.py
log fork -r -e "trace=!$less" python3 -IS fork.py
log node -e "trace=!$less" node --single-threaded child.js
log setsid -yy -e "trace=!$less" setsid --wait --fork sh -c 'exit 5'
log unshare -e "trace=!$less" unshare --pid --fork --mount-proc sh -c 'echo $$; sleep 0.01 & wait'
log whole sh -c 'sleep 0.1 & kill $!; wait'
log utils -e "trace=!$less" sh -c 'sleep 20 & kill -s TERM $!; wait
	/bin/kill --timeout 50 TERM --signal CONT $$
	prlimit --pid $$ --nofile=64:128
	setpriv --reuid 1000 --clear-groups sh -c "kill -0 1"
	nsenter -t $$ -p -m true'
rm -f ./*.o
log make -e "trace=!$less" make -j3
# the log begins when both are there already
sh -c 'sleep 0.4 & (sleep 0.8; exit 3) & wait' &
p=$!
sleep 0.1
log middle -e "trace=!$less" -p $p
wait
# a file for each process; strace's own status is, as above, the program's
rm -f "$to"/each.log.*
env -i PATH=/usr/bin:/bin timeout 20 strace -ff -ttt -T -o "$to/each.log" -e "trace=!$less" \
	sh -c 'echo x | cat; sleep 0.01 & wait' >/dev/null 2>&1 </dev/null || true
