# Node.js, a release with long-term support, on PATH for the build and for the app.
#
# NODEJS_MIRROR   another origin of the same layout: $NODEJS_MIRROR/v24.18.0/node-v24.18.0-linux-x64.tar.gz
# NODEJS_VERSION  another version, with NODEJS_SHA256, the sha256 of its .tar.gz for this architecture

nodejs_install() {
	local version checksum arch name
	version=${NODEJS_VERSION:-24.18.0}
	case $(uname -m) in
	x86_64) arch=x64 checksum=783130984963db7ba9cbd01089eaf2c2efb055c7c1693c943174b967b3050cb8 ;;
	aarch64) arch=arm64 checksum=6b4484c2190274175df9aa8f28e2d758a819cb1c1fe6ab481e2f95b463ab8508 ;;
	*) fail "nodejs is not there for the architecture $(uname -m), only for x86_64 and aarch64." ;;
	esac
	if [ -n "$NODEJS_VERSION" ]; then
		checksum=$NODEJS_SHA256
		[ -n "$checksum" ] || fail "NODEJS_VERSION is set to $version, so NODEJS_SHA256 has to be set as well:" \
			"the sha256 of node-v$version-linux-$arch.tar.gz, from SHASUMS256.txt beside it."
	fi

	name=node-v$version-linux-$arch
	print "Node.js $version goes to vendor/nodejs"
	unpack "${NODEJS_MIRROR:-https://nodejs.org/dist}/v$version/$name.tar.gz" "$checksum" vendor clean
	rm -rf "$BUILD_DIR/vendor/nodejs"
	mv "$BUILD_DIR/vendor/$name" "$BUILD_DIR/vendor/nodejs"
	env_extend PATH /app/vendor/nodejs/bin
	# That is behind whatever node there is already; the one that the app asked for comes first.
	# shellcheck disable=SC2016 # for the app's shell
	printf 'export PATH="/app/vendor/nodejs/bin:$PATH"\n' >>"$BUILD_DIR/.profile.d/nodejs.sh"
	PATH=$BUILD_DIR/vendor/nodejs/bin:$PATH
}

nodejs_install
