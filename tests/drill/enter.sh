#!/bin/sh
# Within namespaces of its own: a root that is this machine's, with what is written to it in memory; systemd as its first process.
# $1: folder for the root   $2: folder that appears as /srv/drill in it
set -eu
place=$1 given=$2
mount --make-rprivate /
mount -t tmpfs -o size=6g tmpfs "$place"
mkdir -p "$place/above" "$place/work" "$place/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$place/above,workdir=$place/work" "$place/root"
cd "$place/root"
# What this machine has beyond a fresh Debian, and what its own servers keep.
for folder in root home tmp run usr/local work var/lib/postgresql etc/postgresql var/lib/redis var/log opt; do
    mkdir -p "$folder"
    mount -t tmpfs -o mode=755 tmpfs "$folder"
done
chmod 1777 tmp
mkdir -p var/log/redis var/log/postgresql var/log/nginx usr/local/bin srv/drill
chown redis:redis var/lib/redis var/log/redis
chown postgres:postgres var/lib/postgresql etc/postgresql var/log/postgresql
mount --bind "$given" srv/drill
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t tmpfs tmpfs sys/fs/cgroup
mkdir sys/fs/cgroup/systemd sys/fs/cgroup/unified
mount -t cgroup -o none,name=systemd cgroup sys/fs/cgroup/systemd 2>/dev/null || {
    umount sys/fs/cgroup
    mount -t cgroup2 cgroup2 sys/fs/cgroup
}
mount -t tmpfs -o mode=755 tmpfs dev
for device in null zero full random urandom tty; do
    touch "dev/$device"
    mount --bind "/dev/$device" "dev/$device"
done
mkdir dev/shm dev/pts
mount -t tmpfs -o mode=1777 tmpfs dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
ln -s /proc/self/fd dev/fd
ln -s pts/ptmx dev/ptmx
: >etc/machine-id
printf '127.0.0.1 localhost portal.example.org\n' >etc/hosts
rm -f usr/sbin/policy-rc.d
mkdir -p etc/systemd/system.conf.d
printf '[Manager]\nDefaultTasksAccounting=no\nDefaultMemoryAccounting=no\nDefaultTimeoutStopSec=20s\n' >etc/systemd/system.conf.d/drill.conf
ip link set lo up
mkdir -p run/before
pivot_root . run/before
umount -l run/before
exec env -i container=drill PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 /lib/systemd/systemd --system --unit=basic.target --log-target=null --show-status=0
