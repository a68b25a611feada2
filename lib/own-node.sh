# shellcheck shell=dash
# The buildpack's own Node.js, for machines that have none on PATH or too old a one: the release that lib/node-runtime
# pins (a line per architecture: version, architecture, sha256 of the .tar.gz), from the archive in an offline
# package, else from the network. It is kept in the cache:
#
#     CACHE_DIR/modular-v1/node/
#       <version>/<arch>/bin/node
#       <version>/<arch>/LICENSE
#       <version>/<arch>/complete       written last: "<sha256 of the archive> <bytes of bin/node>"
#       .modular-<ms>-<random>.part/    what a build is at work on, or was when it was killed
#
# src/fetch/runtimes.ts removes there what nobody needs any more. Only single files are renamed into place, never
# directories, which mv would move into one of the same name: two builds can do that at the same time.

# Replaces this shell by the buildpack's program, on the buildpack's own Node.js; ends it with status 1 where that
# cannot be had. It may be called twice: lib/start.cjs does, if the Node.js on PATH is too old.
# usage: __run_with_own_node VERSION_ON_PATH ROOT PHASE ARGUMENT...; the version is empty if none was tried
__run_with_own_node() {
	__find_own_node "$@"
	shift 2
	case $__kept in
	?*) exec "$__kept/bin/node" -- "$__root/lib/start.cjs" --own '' "$@" ;;
	esac
	# removed by lib/start.cjs as soon as it runs: nobody else will have a chance to
	[ -z "$__work" ] || exec "$__work/$__release/bin/node" -- "$__root/lib/start.cjs" --own "$__work" "$@"
	exec node -- "$__root/lib/start.cjs" "$@" # a package for other machines
}

# Gets the buildpack's own Node.js into the cache, for a later phase.
# usage: __prepare_own_node ROOT PHASE ARGUMENT...
__prepare_own_node() {
	__find_own_node '' "$@"
	[ -z "$__work" ] || rm -rf "$__work" # there is no cache to keep it in
}

# Finds the buildpack's own Node.js: in __kept, the cache, or else in __work. With both empty, there is one on PATH.
# usage: __find_own_node VERSION_ON_PATH ROOT PHASE ARGUMENT...
__find_own_node() {
	__found=$1
	__root=$2
	shift 2
	__env_dir=
	case ${1-} in
	modular) # people have one cache for all that they do
		__cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
		__cache=${__cache:+$__cache/heroku-modular-buildpack}
		;;
	compile) __cache=${3-} __env_dir=${4-} ;;
	*) __cache=${3-} ;;
	esac
	case $__cache in '' | /*) ;; *) __cache=$PWD/$__cache ;; esac
	case $__env_dir in '' | /*) ;; *) __env_dir=$PWD/$__env_dir ;; esac

	__work='' __job='' __watcher='' __kept=''
	__read_pin
	__archive=$__root/node-runtime/$__release.tar.gz
	__is_packed=
	if [ -n "$__version" ] && [ -f "$__archive" ]; then
		__is_packed=yes
	elif [ -z "$__found" ] && command -v node >/dev/null; then
		return
	fi

	if [ -z "$__version" ]; then
		__fail_for_node "There is no Node.js for this machine's architecture, $__machine, only for:$__architectures." \
			'Put Node.js 20 or newer on PATH.'
	fi
	__kept=${__cache:+$__cache/modular-v1/node/$__version/$__arch}
	if ! __is_kept; then
		trap __clean_up EXIT
		trap '__interrupted 1' HUP
		trap '__interrupted 2' INT
		trap '__interrupted 15' TERM
		__make_work
		__get_node
		trap - EXIT HUP INT TERM
	fi
}

# Sets __version, __arch and __sha256 to what is pinned for this machine; empty if nothing is.
__read_pin() {
	local version arch sha256 wanted
	__machine=$(uname -m)
	case $__machine in
	x86_64 | amd64) wanted=x64 ;;
	aarch64 | arm64) wanted=arm64 ;;
	*) wanted= ;;
	esac
	__version='' __arch=$wanted __sha256='' __architectures=''
	while read -r version arch sha256; do
		__architectures="$__architectures $arch"
		if [ "$arch" = "$wanted" ]; then __version=$version __sha256=$sha256; fi
	done <"$__root/lib/node-runtime"
	__release=node-v$__version-linux-$__arch
}

# Whether the cache holds the pinned Node.js, whole. Its size is compared, since caches get restored from archives;
# its checksum is not, which would cost every build more than everything else here.
__is_kept() {
	local sha256 size
	[ -n "$__kept" ] && [ -x "$__kept/bin/node" ] && [ -f "$__kept/complete" ] || return
	read -r sha256 size <"$__kept/complete"
	[ "$sha256" = "$__sha256" ] && [ "$(stat -c %s "$__kept/bin/node")" -eq "$size" ]
} 2>/dev/null

# Makes the directory __work for files on their way: in the cache, else, where that cannot be, a temporary one. Then
# __kept is emptied.
__make_work() {
	local uuid random
	if [ -n "$__kept" ]; then
		random=
		read -r uuid </proc/sys/kernel/random/uuid
		while [ -n "$uuid" ]; do # without its dashes: names of this form tell their age to src/files.ts
			random=$random${uuid%%-*}
			case $uuid in *-*) uuid=${uuid#*-} ;; *) uuid= ;; esac
		done
		__work=$__cache/modular-v1/node/.modular-$(date +%s)000-$random.part
		if mkdir -p "${__work%/*}" && mkdir "$__work"; then return; fi 2>/dev/null
		__kept=
	fi
	__work=$(mktemp -d "${TMPDIR:-/tmp}/modular-XXXXXX" 2>&1) || {
		__said=$__work __work=
		__fail_for_node "The buildpack's own Node.js needs a temporary directory: $__said." \
			'Check TMPDIR, and the room on the disk.'
	}
	case $__work in /*) ;; *) __work=$PWD/$__work ;; esac
}

# Puts the pinned Node.js into the cache, or into __work if there is none.
__get_node() {
	local file size
	if [ -n "$__is_packed" ]; then
		file=$__archive
		__link=$file
	else
		# shellcheck source=lib/node-download.sh
		. "$__root/lib/node-download.sh"
		file=$__work/archive
		__download_node "$file"
	fi
	__check_archive "$file"
	__run_job __extract "$file" "$__release/bin/node" "$__release/LICENSE" ||
		__run_job __extract "$file" "$__release/bin/node" || # an archive made by hand
		__fail_for_disk unpacked
	[ -n "$__is_packed" ] || rm -f "$file"
	__run_job exec "$__work/$__release/bin/node" --version ||
		__fail_for_node "The buildpack's own Node.js $__version does not run on this machine:" "$(__last_line)" \
			'Put Node.js 20 or newer on PATH.'
	[ -n "$__kept" ] || return 0
	size=$(stat -c %s "$__work/$__release/bin/node")
	__run_job __keep "$size" || __fail_for_disk saved
	rm -rf "$__work"
}

# Ends the build if an archive is not the one that is pinned.
# usage: __check_archive FILE
__check_archive() {
	local sum rest
	__run_job exec sha256sum "$1" || __fail_for_disk checked
	read -r sum rest <"$__work/said"
	sum=${sum#\\} # so sha256sum marks lines with an escaped file name
	[ "$sum" = "$__sha256" ] ||
		__fail_for_node "$__link does not have the sha256 that it should have." \
			"Wanted: $__sha256" "Found:  $sum" "$(__advise_on_checksum)"
}

__advise_on_checksum() {
	if [ -n "$__is_packed" ]; then
		printf 'The package of the buildpack is damaged: make or fetch it again.'
	else
		printf 'Check what answers there: MODULAR_NODE_MIRROR, a proxy, or a login page.'
	fi
}

# Takes members out of an archive; what the environment adds to the options of tar and gzip is not for this one.
# usage: __extract ARCHIVE MEMBER...
__extract() {
	unset TAR_OPTIONS GZIP
	export LC_ALL=C
	# tar reads more into names than is there: colons in that of the archive, backslashes in that of the directory
	{
		cd "$__work" && exec tar -xzof - "$2" ${3+"$3"}
	} <"$1"
}

# Renames what was unpacked to its place in the cache.
# usage: __keep SIZE
__keep() {
	mkdir -p "$__kept/bin" || return
	mv -f "$__work/$__release/bin/node" "$__kept/bin/node" || return
	if [ -f "$__work/$__release/LICENSE" ]; then
		mv -f "$__work/$__release/LICENSE" "$__kept/LICENSE" || return
	fi
	printf '%s %s\n' "$__sha256" "$1" >"$__work/complete" && mv -f "$__work/complete" "$__kept/complete"
}

# Runs a command with its output in __work/said, in a way that a signal can end; gives its status. What takes long has
# to replace the job's shell, which is what gets the signal.
# usage: __run_job exec PROGRAM ARGUMENT... or __run_job FUNCTION ARGUMENT...
__run_job() {
	__start_job "$@"
	__await_job
}

__start_job() {
	"$@" >"$__work/said" 2>&1 &
	__job=$!
}

# Gives the job's status, in __status as well.
__await_job() {
	wait "$__job" 2>/dev/null # where some shells say which signal has ended it
	__status=$?
	__job=
	return "$__status"
}

# Ends the job that runs, and this shell, after a signal.
# usage: __interrupted NUMBER
__interrupted() {
	trap '' HUP INT TERM
	# not TERM, which dash loses if the job's shell has only just begun
	if [ -n "$__job" ]; then kill -KILL "$__job" && wait "$__job"; fi 2>/dev/null
	exit $((128 + $1))
}

__end_watcher() {
	if [ -n "$__watcher" ]; then kill -USR1 "$__watcher" && wait "$__watcher"; fi 2>/dev/null
	__watcher=
}

# What is left to do however this shell ends.
__clean_up() {
	__end_watcher
	[ -z "$__work" ] || rm -rf "$__work"
}

# Prints the last line of what the last job said, without the program's name, a date, or a link's password.
__last_line() {
	local line last
	last=
	while read -r line || [ -n "$line" ]; do
		case $line in
		'' | *'exiting now' | *'Exiting with failure'*) ;; # tar's last words
		'curl: ('*)
			last=$line
			break # it may go on with where to read more
			;;
		*) last=$line ;;
		esac
	done <"$__work/said"
	printf '%s\n' "$last" | sed 's,//[^/ ]*@,//,g
		s,^[a-z0-9]*: \(([0-9]*) \)*,,
		s,^[0-9-]* [0-9:]* ERROR ,HTTP ,
		s,[.]$,,'
}

# usage: __fail_for_disk DONE
__fail_for_disk() {
	local reason
	reason=$(__last_line) # empty if there was no room for that either
	__fail_for_node "The buildpack's own Node.js cannot be $1 in ${__work%/*}: ${reason:-the disk is full}." \
		'Check the permissions there, and the room on the disk.'
}

# Ends the build with an error of these lines.
# usage: __fail_for_node LINE...
__fail_for_node() {
	printf ' !     %s\n' "$@" >&2
	exit 1
}
