#!/bin/sh
# From nothing to an environment in which the portal runs (`setup.sh run`), is tried out with a private PostgreSQL and Redis
# (`setup.sh trial`) or is tested (`setup.sh dev`).
# Does only what is missing; what the operator should know is said in one line.
set -eu
umask 022
cd "$(dirname "$0")/.."

purpose=${1:?usage: setup.sh run|trial|dev}
needed_mb=2800
packages="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk fonts-arphic-gkai00mp"
[ "$purpose" != dev ] || packages="$packages chromium poppler-utils libreoffice-calc-nogui openssl libatomic1" # the last for Playwright's own Node

say() { printf '%s\n' "$*" >&2; }
stop() {
    say "$*"
    exit 1
}
# What installers print goes to a log, and to the operator only if they fail.
log=var/log/setup.log
quietly() {
    if "$@" >"$log" 2>&1 </dev/null; then return 0; fi
    tail -n 15 "$log" >&2
    return 1
}

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

# The portal runs as an account of its own: a Python in the home of root is none for it.
is_reachable() {
    [ "$purpose" = run ] && [ "$(id -u)" = 0 ] || return 0
    "$1" -c 'import pathlib, sys
place = pathlib.Path(sys.executable).resolve()
sys.exit(not all(folder.stat().st_mode & 1 for folder in (place, *place.parents)))'
}

find_python() {
    for python in ${PYTHON:-python3 /usr/bin/python3 python3.13 python3.12 python3.11}; do
        if is_new_enough "$python" && is_reachable "$python"; then return; fi
    done
    if is_new_enough "${PYTHON:-python3}"; then
        stop "${PYTHON:-python3} 位于其他账户无法进入的目录，运行门户的账户不能使用；请安装系统的 python3，或以 PYTHON= 指明另一个。"
    fi
    stop "需要 Python 3.11 或更高版本，当前 ${PYTHON:-python3} 为：$(${PYTHON:-python3} --version 2>&1 | head -n 1)。"
}

check_space() {
    free=$(df -Pk . | awk 'NR == 2 { print int($4 / 1024) }')
    [ "$free" -ge "$needed_mb" ] || stop "磁盘空间不足：$PWD 仅剩 $free MB，安装至少需要 $needed_mb MB。"
}

missing_packages() {
    installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' $packages 2>/dev/null || true)
    for package in $packages; do
        printf '%s\n' "$installed" | grep -qx "$package installed" || printf ' %s' "$package"
    done
    can_make_venv || "$python" -c 'import sys; print(f" python{sys.version_info[0]}.{sys.version_info[1]}-venv", end="")'
}
# Debian splits what `python3 -m venv` needs off into a package of its own.
can_make_venv() { [ -x .venv/bin/python ] || "$python" -c 'import ensurepip, venv' 2>/dev/null; }

install_system_packages() {
    if ! command -v dpkg-query >/dev/null; then
        say "本机不是 Debian 系统，无法检查系统软件包；请自行确认已安装与这些包相当的软件：$packages。"
        return
    fi
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" = 0 ]; then
        as_root="env"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        as_root="sudo env"
    else
        stop "缺少系统软件包：${missing# }。请系统管理员执行：apt-get install$missing"
    fi
    check_space
    say "正在安装系统软件包：${missing# } ……"
    apt="$as_root DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300"
    $apt update >/dev/null 2>&1 || true # an old list may still do; the next line decides
    quietly $apt install -y --no-install-recommends $missing ||
        stop "系统软件包安装失败：${missing# }。请检查网络、磁盘空间和 apt 的软件源设置。"
}

# For one test alone, which says so where it is missing.
install_token() {
    if [ -e /usr/lib/softhsm/libsofthsm2.so ] || [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then return; fi
    DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=60 -o Acquire::Retries=0 -o Acquire::http::Timeout=10 \
        install -y --no-install-recommends softhsm2 >/dev/null 2>&1 ||
        say "没有装上 softhsm2（apt 不可用），密码设备签名的测试将跳过。"
}

# Only to read our example: unpacked and not installed, so that no server starts on the machine of a developer.
unpack_nginx() {
    if [ -x var/tools/nginx/usr/sbin/nginx ] || PATH=$PATH:/usr/sbin command -v nginx >/dev/null; then return; fi
    mkdir -p var/tools/nginx
    if (
        cd var/tools/nginx
        apt-get -qq -o Acquire::Retries=0 -o Acquire::http::Timeout=10 download nginx && dpkg-deb -x nginx_*.deb . && rm nginx_*.deb
    ) >/dev/null 2>&1 && var/tools/nginx/usr/sbin/nginx -v 2>/dev/null; then return; fi
    rm -rf var/tools/nginx
    say "没有取到 nginx（apt 不可用或者缺少其依赖），make lint 将不检查 deploy/nginx.conf.example。"
}

# For the tests of a clock that is wrong (`make faults`), which say so where it is missing.
unpack_faketime() {
    if [ -d var/tools/faketime ] || [ -d /usr/lib/x86_64-linux-gnu/faketime ]; then return; fi
    mkdir -p var/tools/faketime
    if (
        cd var/tools/faketime
        apt-get -qq -o Acquire::Retries=0 -o Acquire::http::Timeout=10 download libfaketime && dpkg-deb -x libfaketime_*.deb . && rm libfaketime_*.deb
    ) >/dev/null 2>&1; then return; fi
    rm -rf var/tools/faketime
    say "没有取到 libfaketime（apt 不可用），make faults 将跳过时钟错误的测试。"
}

# A stamp says for which files, which Python and which place something was installed.
key_of() { { pwd; .venv/bin/python -V; cat "$@"; } | sha256sum; }
is_current() {
    stamp=$1
    shift
    [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$(key_of "$@")" ]
}

make_venv() {
    # A checkout that was moved or copied leaves scripts that point to the old place.
    if [ -e .venv/bin/pip ] && is_new_enough .venv/bin/python && grep -qF "$PWD/.venv/bin/python" .venv/bin/pip; then return; fi
    check_space
    say "正在创建 Python 虚拟环境 .venv ……"
    rm -rf .venv
    quietly "$python" -m venv .venv || stop "无法创建虚拟环境 .venv，原因见上文。"
}

# The lock is the whole list: nothing is looked up beyond it. pip, and not uv: it reads where the machine's packages come from.
pip_install() {
    check_space
    quietly .venv/bin/python -m pip install --disable-pip-version-check --no-input --no-deps --require-hashes -r "$1" ||
        stop "Python 软件包安装失败，原因见上文。请检查网络、磁盘空间和 pip 的软件源设置。"
}

# What serves a purpose as well: the packages for development contain those for a trial, and these those for running.
serving() {
    case $purpose in
    run) echo run trial dev ;;
    trial) echo trial dev ;;
    *) echo dev ;;
    esac
}

install_python_packages() {
    for installed in $(serving); do
        if is_current ".venv/.installed-$installed" requirements/installer.txt "requirements/$installed.txt"; then return; fi
    done
    say "正在安装 Python 软件包（requirements/$purpose.txt）……"
    pip_install requirements/installer.txt
    pip_install "requirements/$purpose.txt"
    key_of requirements/installer.txt "requirements/$purpose.txt" >".venv/.installed-$purpose"
}

has_node() { command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null; }

install_front_end_packages() {
    # A host that only runs the portal needs none of them once their files are in place.
    if [ "$purpose" = run ] && are_placed; then return; fi
    for installed in $(serving); do
        if is_current "node_modules/.installed-$installed" package-lock.json; then return; fi
    done
    if ! has_node; then
        say "本机没有可用的 Node.js，正在把它装入 .venv ……"
        pip_install requirements/node.txt
        PATH=$PWD/.venv/bin:$PATH
    fi
    say "正在安装前端软件包（package-lock.json）……"
    omit=""
    [ "$purpose" = dev ] || omit="--omit=dev"
    quietly npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier $omit ||
        stop "前端软件包安装失败，原因见上文。请检查网络、磁盘空间和 npm 的软件源设置。"
    key_of package-lock.json >"node_modules/.installed-$purpose"
}

# Of 90 MB the pages use these few files; collectstatic would compress and rewrite the rest as well, and trip over it.
# Of this lock and this script, wherever they were placed.
placed_key() {
    .venv/bin/python -m deploy.icons --list >var/icons.txt
    cat package-lock.json deploy/setup.sh deploy/icons.py var/icons.txt | sha256sum
}
are_placed() { [ -e static/vendor/.placed ] && [ "$(cat static/vendor/.placed)" = "$(placed_key)" ]; }

place_front_end_files() {
    if are_placed; then return; fi
    rm -rf static/vendor
    place @tabler/core/dist/css vendor/tabler/css tabler.min.css
    sed -i 's|/\*# sourceMappingURL=.*\*/||' static/vendor/tabler/css/tabler.min.css # of a map that nobody is sent
    quietly .venv/bin/python -m deploy.icons || stop "图标字体制作失败，原因见上文。"
    place htmx.org/dist vendor/htmx htmx.min.js
    place echarts/dist vendor/echarts echarts.esm.min.mjs
    placed_key >static/vendor/.placed
}

place() {
    from=node_modules/$1 to=static/$2
    shift 2
    mkdir -p "$to"
    for file in "$@"; do cp "$from/$file" "$to/"; done
}

mkdir -p var/log 2>/dev/null && : >>var/setup.lock 2>/dev/null || stop "当前账户无法写入目录 $PWD。"
exec 9>>var/setup.lock
flock 9 # two commands at once: the second waits until the first has installed everything
find_python

of_the_system() {
    log=var/log/setup-system.log
    install_system_packages
    [ "$purpose" != dev ] || unpack_nginx
    [ "$purpose" != dev ] || unpack_faketime
    [ "$purpose" != dev ] || install_token
}
of_our_own() {
    make_venv
    install_python_packages
    install_front_end_packages
    place_front_end_files
}

# Beside each other, where the one does not need the other: from nothing each keeps one processor busy for a minute or two.
of_the_system &
system=$!
if ! can_make_venv; then
    wait "$system" || exit 1
    system=""
fi
of_our_own &
own=$!
trap 'kill $system "$own" 2>/dev/null; exit 130' INT TERM
failed=0
wait "$own" || failed=1
[ -z "$system" ] || wait "$system" || failed=1
exit "$failed"
