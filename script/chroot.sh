# shellcheck shell=bash
# Other releases of Debian, each in a folder of its own. For scripts that have sourced common.sh; needs root and mmdebstrap.
ROOTS="${XDG_CACHE_HOME:-$HOME/.cache}/sys-virt"

# debian_root NAME SUITE PACKAGE...: sets ROOT to the folder in which that release is, with these packages; made once, and
# there only when it is whole. The archive of security updates is left out, because it lists versions that it holds no more.
# "experimental" is sid with the perl of experimental.
debian_root() {
    ROOT="$ROOTS/$1/$2"
    local suite=$2
    shift 2
    [ -e "$ROOT/etc/debian_version" ] && return
    say "making $ROOT"
    local making="$ROOT.making"
    rm -rf "$making" "$ROOT"
    mkdir -p "$making"
    local hook='sed -i /security/d "$1/etc/apt/sources.list"'
    if [ "$suite" = experimental ]; then
        suite=sid
        hook='sed -i "p; s/ sid / experimental /" "$1/etc/apt/sources.list"
            printf "Package: perl perl-base perl-modules-* libperl*\nPin: release a=experimental\nPin-Priority: 900\n" > "$1/etc/apt/preferences.d/perl"'
    fi
    mmdebstrap --variant=minbase --aptopt='Acquire::Check-Valid-Until "false"' --aptopt='APT::Install-Recommends "false"' \
        --setup-hook="$hook" --include="$(IFS=,; echo "$*")" "$suite" "$making"
    mv "$making" "$ROOT"
}

# in_root [--net] [NAME=VALUE...] COMMAND [ARGUMENT...]: runs it in $ROOT; --net: without a network. Rust of this machine
# stands at the end of the PATH, for releases whose own is too old. What is mounted and what is started there is gone with it.
in_root() {
    local flags=(--mount --propagation private --pid --fork)
    if [ "${1:-}" = --net ]; then
        flags+=(--net)
        shift
    fi
    local rust
    rust="$(rustc --print sysroot)"
    mkdir -p "$ROOT$rust"
    unshare "${flags[@]}" bash -euc '
        root=$1 rust=$2
        shift 2
        mount -t proc proc "$root/proc"
        for folder in /sys /dev; do mount --rbind "$folder" "$root$folder"; done
        [ "$rust" = /usr ] || mount --rbind "$rust" "$root$rust"
        exec chroot "$root" env -i HOME=/root LC_ALL=C.UTF-8 PATH="/usr/sbin:/usr/bin:/sbin:/bin:$rust/bin" "$@"
    ' in_root "$ROOT" "$rust" "$@"
}
