# shellcheck shell=dash
# shellcheck disable=SC2154,SC2317 # installers call these functions; __answer is what __ask leaves
# The functions that installers may call. Each puts a question to Node.js, in lib/session.sh's way.
# usage: . lib/helpers.sh

# Prints a message of any number of lines behind a prefix.
# usage: __print FIRST_PREFIX NEXT_PREFIX MESSAGE...
__print() {
	local IFS __prefix __next __rest
	IFS=' '
	__prefix=$1
	__next=$2
	shift 2
	__rest="$*"
	while :; do
		case $__rest in
		*"$__newline"*)
			command printf '%s%s\n' "$__prefix" "${__rest%%"$__newline"*}"
			__rest=${__rest#*"$__newline"}
			__prefix=$__next
			;;
		*)
			command printf '%s%s\n' "$__prefix" "$__rest"
			return
			;;
		esac
	done
}

# Prints a step of the build to the log.
# usage: print_action MESSAGE...
print_action() {
	unset -f command local
	__print '-----> ' '       ' "$@" >&6
}

# Prints a detail of the current step to the log.
# usage: print MESSAGE...
print() {
	unset -f command local
	__print '       ' '       ' "$@" >&6
}

# Prints a warning to the log's stderr.
# usage: print_warning MESSAGE...
print_warning() {
	unset -f command local
	__print ' !     ' ' !     ' "$@" >&7
}

# Prints a message like print_warning, and ends the build with status 1.
# usage: fail MESSAGE...
fail() {
	unset -f command local
	__print ' !     ' ' !     ' "$@" >&7
	__ask fail
	eval "$__answer"
}

# Installs packages that are not installed yet; returns once each is.
# usage: dependency_require PACKAGE...
dependency_require() {
	unset -f command local
	local __list __number
	if command [ "$#" -eq 1 ]; then
		__ask require "$1"
		eval "$__answer"
		return
	fi
	# A loop would be ended by a `break` at the top of an installer, and a function more a level would
	# halve how deep requirements can go in dash: so the list becomes a text of one question after another.
	__list=
	__number=1
	while command [ "$__number" -le "$#" ]; do
		__list="$__list __ask require \"\${$__number}\"; \\eval \"\$__answer\";"
		__number=$((__number + 1))
	done
	eval "$__list"
}

# Makes packages count as installed.
# usage: dependency_mark PACKAGE...
dependency_mark() {
	unset -f command local
	__ask mark "$@"
	eval "$__answer"
}

# Appends to a variable like PATH: for the app, for the rest of the build, for the next buildpacks.
# usage: env_extend VARIABLE VALUE
env_extend() {
	unset -f command local
	__ask env-extend "$@"
	eval "$__answer"
}

# Prints the md5 of a file.
# usage: md5 FILE
md5() {
	unset -f command local
	local __output __status
	__ask md5 "$@"
	eval "$__answer"
	command printf '%s\n' "$__output"
	return "$__status"
}

# Fetches a file. Status 0; 1: it cannot be fetched; 2: its checksum is wrong.
# usage: download URL TARGET [CHECKSUM]
download() {
	unset -f command local
	local __status
	__ask download "$@"
	eval "$__answer"
	command [ "$__status" -eq 0 ] || __print_status
	return "$__status"
}

# Fetches a file unless it is there already and right. A failure ends the build, unless EXIT_ON_FAIL is false.
# usage: cached_download URL TARGET [CHECKSUM [EXIT_ON_FAIL]]
cached_download() {
	unset -f command local
	local __status
	__ask cached-download "$@"
	eval "$__answer"
	__print_status
	return "$__status"
}

# Fetches a tar archive into the cache, and extracts it below BUILD_DIR, into vendor unless told otherwise.
# usage: unpack URL CHECKSUM [TARGET [CLEAN_TARGET]]
unpack() {
	unset -f command local
	__ask unpack "$@"
	eval "$__answer"
}
