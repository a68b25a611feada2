# NAME: say here what it installs, and which config variables change that.
#
# This file is sourced by /bin/sh, together with all other installers of a build: let the names of functions and
# variables begin with the package's. docs/installers.md has what can be relied on.

# What has to be there first:
# dependency_require OTHER-PACKAGE

print "NAME goes to vendor/NAME"

# An archive that lies beside this file, checked and extracted into the app (the checksum is what sha256sum prints):
# unpack "$INSTALLER_DIR/NAME-1.0.tar.gz" SHA256-OF-THE-ARCHIVE vendor clean

# Until there is one, a program that says that it is there. Replace it.
mkdir -p "$BUILD_DIR/vendor/NAME/bin"
cat >"$BUILD_DIR/vendor/NAME/bin/NAME" <<'PROGRAM'
#!/bin/sh
echo "NAME is installed"
PROGRAM
chmod +x "$BUILD_DIR/vendor/NAME/bin/NAME"

# On PATH, when the app runs and for the rest of the build:
env_extend PATH /app/vendor/NAME/bin
