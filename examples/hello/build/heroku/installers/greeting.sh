# A program that greets, on PATH for the build and for the app.

print "greet goes to vendor/greeting/bin"
mkdir -p "$BUILD_DIR/vendor/greeting/bin"
cat >"$BUILD_DIR/vendor/greeting/bin/greet" <<'SCRIPT'
#!/bin/sh
printf 'Hello, %s!\n' "$1"
SCRIPT
chmod +x "$BUILD_DIR/vendor/greeting/bin/greet"

# Expanded when the app boots, and during the build: hence the single quotes.
# shellcheck disable=SC2016
env_extend PATH '$HOME/vendor/greeting/bin'
