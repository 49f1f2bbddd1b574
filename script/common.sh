# shellcheck shell=bash
# What the scripts beside this file share; each one sources it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# rustup's installer changes the PATH of later shells only.
PATH="$PATH:${CARGO_HOME:-${HOME:-}/.cargo}/bin"

# The perl to build for: `PERL=/opt/perl/bin/perl script/test` takes another one.
PERL="$(command -v "${PERL:-perl}")"

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

say() { printf '== %s\n' "$*"; }

# step NAME COMMAND...: runs the command, says what and for how long. The first failure ends the script.
STEPS=()
step() {
    local name=$1 start=$SECONDS status=0
    shift
    say "$name"
    # In a subshell of its own, because bash ignores `set -e` in a command whose status is tested.
    set +e
    (set -e; "$@")
    status=$?
    set -e
    STEPS+=("$(printf '%-14s %5ds  %s' "$name" $((SECONDS - start)) "$([ $status = 0 ] && echo ok || echo FAILED)")")
    [ $status = 0 ] || { say "$name failed"; exit $status; }
}

print_steps() {
    [ ${#STEPS[@]} = 0 ] || printf '%s\n' '== steps' "${STEPS[@]}"
}

build() {
    "$PERL" Makefile.PL
    make
}

# copy_tree FOLDER: a copy of the tree for what builds elsewhere, whose target/ stays from one run to the next.
copy_tree() {
    mkdir -p "$1"
    find "$1" -mindepth 1 -maxdepth 1 ! -name target -exec rm -rf {} +
    git ls-files -z --cached --others --exclude-standard | tar --null --ignore-failed-read -T - -c -f - | tar -x -C "$1" -f -
}
