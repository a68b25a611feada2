# shellcheck shell=dash
# Cloud Foundry's supply phase of the final buildpack. Everything is installed by its finalize phase, in the app itself:
# what there is to do before that costs no Node.js. Arguments that are wrong are left to the program, which says so.
# usage: . lib/final-supply.sh, with the arguments of bin/supply

if [ "$#" -eq 4 ] && [ -d "$1" ] && [ -d "$3" ]; then
	case $4 in
	'' | *[!0-9]*) ;;
	*)
		if [ -d "$__root/node-runtime" ] || ! command -v node >/dev/null; then
			# shellcheck source=lib/own-node.sh
			. "$__root/lib/own-node.sh"
			__prepare_own_node "$__root" supply "$@"
		fi
		printf '       %s\n' 'This is the final buildpack: finalize installs the packages.'
		exit 0
		;;
	esac
fi
