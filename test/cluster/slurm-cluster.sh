#!/usr/bin/env bash
# A real Slurm on this machine, for tests: slurmctld, two slurmd (n1 and n2, two CPUs and two GPUs that are none each), and
# munge, all of them in one folder, on ports of the loopback interface that nobody has, and with a munge of their own.
#
#   test/cluster/slurm-cluster.sh start FOLDER [--accounting]    the same again where it runs already
#   test/cluster/slurm-cluster.sh env FOLDER                     prints SLURM_CONF=FOLDER/slurm.conf
#   test/cluster/slurm-cluster.sh stop FOLDER                    ends its jobs and its daemons, and no others
#
# --accounting adds slurmdbd with a MariaDB, for sacct. Needs root, and of Debian:
#   apt-get install -y --no-install-recommends slurm-wlm munge      (and slurmdbd mariadb-server for --accounting)
# slurmd starts several nodes on one machine, as Debian builds it (--enable-multiple-slurmd).
set -euo pipefail

usage() { sed -n '5,7s/^# *//p' "$0" >&2; exit 2; }
[ $# -ge 2 ] || usage
command=$1
mkdir -p "$2"
dir=$(cd "$2" && pwd -P)
accounting=no
[ "${3:-}" = --accounting ] && accounting=yes
export SLURM_CONF=$dir/slurm.conf
# What Debian's packages have in /usr/sbin is not in everyone's PATH.
PATH=$PATH:/usr/sbin:/sbin
daemons=(slurmd.n1 slurmd.n2 slurmctld slurmdbd mariadbd munged)

pid_of() { cat "$dir/run/$1.pid" 2>/dev/null || true; }
is_alive() { local pid; pid=$(pid_of "$1"); [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; }

# wait_for SECONDS COMMAND...: until it succeeds.
wait_for() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || { echo "gave up waiting for: $*" >&2; return 1; }
    sleep 0.2
  done
}

is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The first of five free ports, below those that systems give to whoever asks for none.
free_ports() {
  local base port
  while :; do
    base=$((20000 + RANDOM % 10000))
    for port in 0 1 2 3 4; do is_free $((base + port)) || continue 2; done
    echo "$base"
    return
  done
}

write_configuration() {
  local base=$1 gather
  if [ $accounting = yes ]; then
    gather="AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=127.0.0.1
AccountingStoragePort=$((base + 3))
# With munge this is where its socket is.
AccountingStoragePass=$dir/munge/munge.socket
AccountingStorageTRES=gres/gpu
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=2"
  else
    gather="AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none"
  fi
  cat >"$dir/slurm.conf" <<CONF
ClusterName=medspan
SlurmctldHost=localhost(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
# A batch job that is requeued waits until its credential has expired, 120 s by default.
AuthInfo=socket=$dir/munge/munge.socket,cred_expire=5
SlurmctldPort=$base
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool/%n
SlurmctldPidFile=$dir/run/slurmctld.pid
SlurmdPidFile=$dir/run/slurmd.%n.pid
SlurmctldLogFile=$dir/log/slurmctld.log
SlurmdLogFile=$dir/log/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=2,bf_interval=2,batch_sched_delay=0
SlurmdParameters=config_overrides
ReturnToService=2
JobRequeue=1
KillWait=5
MinJobAge=600
GresTypes=gpu
JobCompType=jobcomp/none
$gather
NodeName=n[1-2] NodeHostname=localhost NodeAddr=127.0.0.1 Port=[$((base + 1))-$((base + 2))] CPUs=2 RealMemory=4000 Gres=gpu:2 State=UNKNOWN
PartitionName=main Nodes=n[1-2] Default=YES MaxTime=INFINITE State=UP
CONF
  # Any files that are there stand for GPUs.
  printf 'NodeName=n[1-2] Name=gpu File=/dev/%s\n' null zero >"$dir/gres.conf"
}

start_accounting() {
  local base=$1 sql=$dir/mysql
  if ! is_alive mariadbd; then
    install -d -o mysql "$sql" "$dir/run/mariadb"
    [ -d "$sql/mysql" ] || mysql_install_db --no-defaults --user=mysql --datadir="$sql" \
      --auth-root-authentication-method=normal >"$dir/log/mysql_install_db.log" 2>&1
    mariadbd --no-defaults --user=mysql --datadir="$sql" --socket="$dir/run/mariadb/socket" \
      --pid-file="$dir/run/mariadb/pid" --bind-address=127.0.0.1 --port=$((base + 4)) \
      --innodb-buffer-pool-size=64M >"$dir/log/mariadbd.log" 2>&1 </dev/null &
    echo $! >"$dir/run/mariadbd.pid"
    wait_for 120 mariadb --no-defaults -uroot -S "$dir/run/mariadb/socket" -e 'select 1'
    mariadb --no-defaults -uroot -S "$dir/run/mariadb/socket" -e "create database if not exists slurm_acct_db;
      create user if not exists 'slurm'@'127.0.0.1' identified by 'slurm';
      create user if not exists 'slurm'@'localhost' identified by 'slurm';
      grant all on slurm_acct_db.* to 'slurm'@'127.0.0.1'; grant all on slurm_acct_db.* to 'slurm'@'localhost'"
  fi
  cat >"$dir/slurmdbd.conf" <<CONF
AuthType=auth/munge
AuthInfo=socket=$dir/munge/munge.socket
DbdHost=localhost
DbdAddr=127.0.0.1
DbdPort=$((base + 3))
SlurmUser=root
StorageType=accounting_storage/mysql
StorageHost=127.0.0.1
StoragePort=$((base + 4))
StorageUser=slurm
StoragePass=slurm
StorageLoc=slurm_acct_db
LogFile=$dir/log/slurmdbd.log
PidFile=$dir/run/slurmdbd.pid
CONF
  chmod 600 "$dir/slurmdbd.conf"
  is_alive slurmdbd || slurmdbd
  wait_for 120 sacctmgr -n list cluster
  sacctmgr -n list cluster format=cluster | grep -qw medspan || sacctmgr -i add cluster medspan >/dev/null
}

start() {
  if is_alive slurmctld && is_alive slurmd.n1 && is_alive slurmd.n2; then
    echo "SLURM_CONF=$SLURM_CONF"
    return
  fi
  # Daemons that a start in vain has left would be in the way.
  stop
  mkdir -p "$dir"/{run,log,state,spool/n1,spool/n2,munge}
  chmod 755 "$dir" "$dir/run"
  chmod 700 "$dir/munge"
  local base
  base=$(free_ports)
  write_configuration "$base"
  [ -f "$dir/munge/key" ] || (umask 077 && head -c 128 /dev/urandom >"$dir/munge/key")
  chmod 755 "$dir/munge"
  munged --socket="$dir/munge/munge.socket" --key-file="$dir/munge/key" --pid-file="$dir/run/munged.pid" \
    --log-file="$dir/log/munged.log" --seed-file="$dir/munge/seed" --num-threads=2
  [ $accounting = no ] || start_accounting "$base"
  slurmctld
  slurmd -N n1
  slurmd -N n2
  wait_for 60 scontrol ping
  wait_for 120 bash -c '[ "$(sinfo -h -N -o %t | sort -u)" = idle ]'
  echo "SLURM_CONF=$SLURM_CONF"
}

stop() {
  local name pid
  if is_alive slurmctld; then
    # Steps that are left without their slurmd would go on.
    timeout 20 squeue -h -o %A 2>/dev/null | sort -u | xargs -r timeout 20 scancel --full --signal=KILL 2>/dev/null || true
    timeout 20 squeue -h -o %A 2>/dev/null | sort -u | xargs -r timeout 20 scancel 2>/dev/null || true
    wait_for 30 bash -c '[ -z "$(timeout 20 squeue -h)" ]' || true
  fi
  for name in "${daemons[@]}"; do
    is_alive "$name" || { rm -f "$dir/run/$name.pid"; continue; }
    pid=$(pid_of "$name")
    kill "$pid" 2>/dev/null || true
    wait_for 30 bash -c "! kill -0 $pid" || kill -KILL "$pid" 2>/dev/null || true
    rm -f "$dir/run/$name.pid"
  done
}

case $command in
  start) start ;;
  stop) stop ;;
  env) echo "SLURM_CONF=$SLURM_CONF" ;;
  *) usage ;;
esac
