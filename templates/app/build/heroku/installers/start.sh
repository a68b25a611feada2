# A package of this app alone. docs/installers.md of the buildpack has what can be relied on.

print "start is installed: replace it with what the app needs"

# When the app boots, boot.sh does what installers append to it:
# cat >>"$BUILD_DIR/boot.sh" <<-'BOOT'
# 	"$HOME/vendor/SERVER/bin/SERVER" --port "$PORT" &
# BOOT
