# shellcheck shell=dash
# Cloud Foundry's supply phase of the final buildpack. Everything is installed by its finalize phase, in the app itself:
# what there is to do before that costs no Node.js.
# usage: . lib/node.sh; . lib/final-supply.sh; __supply_final ROOT BUILD_DIR CACHE_DIR DEPS_DIR IDX

# Does all of the phase and ends the shell, if this is the final buildpack and the arguments are right. Everything else is
# left to the program, which says what is wrong.
__supply_final() {
	__cache=${3-}
	while [ "$__cache" != "${__cache%/}" ]; do __cache=${__cache%/}; done
	# the platform gives a directory of this name to the final buildpack, and to no other
	[ "$#" -eq 5 ] && [ "${__cache##*/}" = final ] && [ -d "$2" ] && [ -d "$4" ] || return 0
	[ -d "$4/$5" ] || [ ! -e "$4/$5" ] || return 0
	case $5 in '' | *[!0-9]*) return 0 ;; esac
	if [ -d "$1/node-runtime" ] || ! command -v node >/dev/null; then
		__hide_node_variables
		# shellcheck source=lib/own-node.sh
		. "$1/lib/own-node.sh"
		__root=$1
		shift
		__prepare_own_node "$__root" supply "$@"
	fi
	printf '       %s\n' 'This is the final buildpack: finalize installs the packages.'
	exit 0
}
