#!/bin/sh
# Runs a command in a D-Bus session of its own with an empty, unlocked Secret Service, as a desktop user has after signing in:
#   with-keystore.sh cargo test -p moments-store os_keystore
# Needs dbus-run-session and gnome-keyring-daemon. The keyring lies in a temporary folder and goes with the session; the
# user's own keyring is neither read nor changed.
set -eu
[ $# -gt 0 ] || { echo "usage: $0 COMMAND [ARGUMENT…]" >&2; exit 64; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -m 700 "$folder/run" "$folder/data"
MOMENTS_TEST_SESSION=1 KEYSTORE_RUN="$folder/run" KEYSTORE_DATA="$folder/data" dbus-run-session -- sh -eu -c '
  printf "test session" | XDG_RUNTIME_DIR="$KEYSTORE_RUN" XDG_DATA_HOME="$KEYSTORE_DATA" \
    gnome-keyring-daemon --unlock --components=secrets >/dev/null
  unset KEYSTORE_RUN KEYSTORE_DATA
  exec "$@"
' sh "$@"
