# shellcheck shell=dash
# What a build does, in plain shell: one thing after another, with curl, md5sum and tar. Whatever is downloaded is checked.
# usage: sh bench/plain.sh APP CACHE

BUILD_DIR=$1 CACHE_DIR=$2
mkdir -p "$CACHE_DIR"
installed=' '

print() { printf '       %s\n' "$*"; }

# usage: fetch URL FILE MD5
fetch() {
	[ -f "$2" ] || curl --silent --show-error --fail --output "$2" "$1" || exit 1
	sum=$(md5sum "$2")
	[ "${sum%% *}" = "$3" ] || {
		printf '%s has a wrong checksum\n' "$1" >&2
		exit 1
	}
}

# usage: unpack URL MD5
unpack() {
	fetch "$1" "$CACHE_DIR/${1##*/}" "$2"
	mkdir -p "$BUILD_DIR/vendor"
	tar -xf "$CACHE_DIR/${1##*/}" -C "$BUILD_DIR/vendor"
}

# usage: dependency_require PACKAGE...
dependency_require() {
	local name file
	for name in "$@"; do
		case $installed in *" $name "*) continue ;; esac
		installed="$installed$name "
		file=$BUILD_DIR/build/heroku/installers/$name.sh
		if [ ! -f "$file" ]; then
			# shellcheck disable=SC2046 # name, link and checksum are words
			set -- $(grep "^$name " "$CACHE_DIR/index")
			file=$CACHE_DIR/$3.sh
			INSTALLER_DIR=${repository%/*}
			fetch "$INSTALLER_DIR/$2" "$file" "$3"
		fi
		printf -- '-----> Installing %s\n' "$name"
		# shellcheck source=/dev/null
		. "$file"
	done
}

if [ -f "$BUILD_DIR/build/heroku/repos" ]; then
	read -r repository <"$BUILD_DIR/build/heroku/repos"
	[ -f "$CACHE_DIR/index" ] || curl --silent --show-error --fail --output "$CACHE_DIR/index" "$repository" || exit 1
fi
while read -r wanted; do dependency_require "$wanted"; done <"$BUILD_DIR/build/heroku/install"
