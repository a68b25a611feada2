# shellcheck shell=dash
# shellcheck disable=SC2317 # installers and eval call these functions, which shellcheck cannot see
# One build's shell: it sources installers one after another, and asks Node.js for everything else.
# usage: sh lib/session.sh DIRECTORY
#
# DIRECTORY is private to this build. Its file `start` exports the environment, sets the variables of the
# contract and makes the package names the positional parameters. Descriptors: 6 and 7 are the log, 8 takes
# questions, 9 gives answers (and takes the announcements of jobs). src/install/protocol.ts is the other end.
#
# Names that begin with __ are the build's own. Everything else belongs to installers, who may redefine it;
# that is why builtins are called through `command` here.

__private=$1
__newline='
'
__ifs=" 	$__newline"
__id=0
__path=$PATH

# What the log's descriptors can be compared with: what Node.js has. Some kernels hide that; then a replaced log
# goes unnoticed, and nothing else is lost.
__log=/proc/$PPID/fd/1
__errors=/proc/$PPID/fd/2
[ /proc/self/fd/6 -ef "$__log" ] || __log=/proc/self/fd/6
[ /proc/self/fd/7 -ef "$__errors" ] || __errors=/proc/self/fd/7
__log_is_socket=
if [ -S /proc/self/fd/6 ] || [ -S /proc/self/fd/7 ]; then __log_is_socket=yes; fi

# --- Helpers that installers call -------------------------------------------------------------------------

# Prints a step of the build to the log.
# usage: print_action MESSAGE...
print_action() {
	__print '-----> ' '       ' "$@" >&6
}

# Prints a detail of the current step to the log.
# usage: print MESSAGE...
print() {
	__print '       ' '       ' "$@" >&6
}

# Prints a warning to the log's stderr.
# usage: print_warning MESSAGE...
print_warning() {
	__print ' !     ' ' !     ' "$@" >&7
}

# Prints a message like print_warning, and ends the build with status 1.
# usage: fail MESSAGE...
fail() {
	__ask fail "$@"
	eval "$__answer"
}

# Installs packages that are not installed yet; returns once each is.
# usage: dependency_require PACKAGE...
dependency_require() {
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
		__list="$__list __ask require \"\${$__number}\"; eval \"\$__answer\";"
		__number=$((__number + 1))
	done
	eval "$__list"
}

# Makes packages count as installed.
# usage: dependency_mark PACKAGE...
dependency_mark() {
	__ask mark "$@"
	eval "$__answer"
}

# Appends to a variable like PATH: for the app, for the rest of the build, for the next buildpacks.
# usage: env_extend VARIABLE VALUE
env_extend() {
	__ask env-extend "$@"
	eval "$__answer"
}

# --- What stands behind them ------------------------------------------------------------------------------

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

# Puts a question; the answer, which is shell text, is in __answer afterwards.
# usage: __ask VERB ARGUMENT...
__ask() {
	# Only the main shell may write to 8: concurrent writers garble each other's questions.
	if __is_main_shell; then
		command printf '%s\0' "$#" "$__id" "$@" >&8
		__read_answer <&9
	else
		__ask_from_job "$@"
	fi
}

# Says what needs no answer, and does not wait for one.
# usage: __tell VERB ARGUMENT...
__tell() {
	if __is_main_shell; then
		command printf '%s\0' "$#" "$__id" "$@" >&8
	else
		__ask_from_job "$@"
	fi
}

# Whether this is neither a subshell nor a background job. Ends the build if there is nobody to talk to.
__is_main_shell() {
	# Between two installers nothing can have changed, and a look into /proc costs more than all the rest.
	command [ "$__id" -ne 0 ] || return 0
	command [ -S /proc/self/fd/8 ] || __lost 8
	command [ -S /proc/self/fd/9 ] || __lost 9
	command [ /proc/self -ef "/proc/$$" ]
}

# Puts the question of a subshell or background job: in a file of its own, announced in one short write,
# answered through a pipe of its own.
# usage: __ask_from_job VERB ARGUMENT...
__ask_from_job() {
	local __job __ready
	IFS=' ' command read -r __job __ready </proc/self/stat
	command printf '%s\0' "$#" "$__id" "$@" >|"$__private/$__job.question"
	(
		PATH=$__path
		command mkfifo "$__private/$__job.answer"
	) || exit
	# Opened for both ends, so that neither side waits for the other to open it. Once Node.js has said that
	# it holds the writing end, ours is closed: then its death is an end of file here, not a wait for ever.
	# shellcheck disable=SC2094 # a pipe, not a file that is read while it is written
	{
		command printf '%s\n' "$__job" >&9
		IFS= command read -r __ready <&4
		{ __read_answer <&4; } 5>&-
	} 5<>"$__private/$__job.answer" 4<"$__private/$__job.answer"
}

# Reads an answer from standard input: a count of lines, then the lines.
__read_answer() {
	local __lines __line
	IFS= command read -r __lines || __orphaned
	__answer=
	while command [ "$__lines" -gt 0 ]; do
		IFS= command read -r __line || __orphaned
		__answer=$__answer$__line$__newline
		__lines=$((__lines - 1))
	done
}

# Ends the whole process group: Node.js is gone, and with it everything that could make this build succeed.
__orphaned() {
	command printf ' !     %s\n' "The buildpack's own process has ended, and with it this build." >&2
	command kill -s TERM 0
	exit 1
}

# Ends the build because one of its descriptors is not what it was.
# usage: __lost DESCRIPTOR
__lost() {
	command printf '%s' "$1" >|"$__private/lost-descriptor"
	command [ /proc/self -ef "/proc/$$" ] || command kill -s TERM "$$"
	exit 1
}

# Ends the build if an installer closed or replaced a descriptor from 6 to 9.
__check_descriptors() {
	command [ /proc/self/fd/6 -ef "$__log" ] || __lost 6
	command [ /proc/self/fd/7 -ef "$__errors" ] || __lost 7
	command [ -S /proc/self/fd/8 ] || __lost 8
	command [ -S /proc/self/fd/9 ] || __lost 9
	if command [ -n "$__log_is_socket" ]; then # then the log could stand in for them
		for __descriptor in 6 7; do
			command [ "/proc/self/fd/$__descriptor" -ef /proc/self/fd/8 ] && __lost 8
			command [ "/proc/self/fd/$__descriptor" -ef /proc/self/fd/9 ] && __lost 9
		done
	fi
	command [ /proc/self/fd/8 -ef /proc/self/fd/9 ] && __lost 8
	return 0
}

# Sources one installer, in the state that every installer begins in, and restores what was there before.
# usage: __source ID FILE PACKAGE INSTALLER_DIR
__source() {
	local - __directory __umask __redirect
	__redirect=
	set +aCefmuvx
	__note_place
	__writes_to_log || __redirect=yes
	local IFS PACKAGE INSTALLER_DIR __id __file __status
	__id=$1
	__file=$2
	# shellcheck disable=SC2034 # for the installer
	PACKAGE=$3 INSTALLER_DIR=$4
	IFS=$__ifs
	set --
	command cd "$__build_dir" || exit
	command umask "$__build_umask"
	# Never inside a condition: bash would switch the installer's own `set -e` off. The redirections are made
	# only where they are needed, because each nested one holds three descriptors.
	# shellcheck disable=SC1090
	if command [ -z "$__redirect" ]; then
		. "$__file"
		__status=$?
		set +aCefmuvx
		__check_descriptors
		exec </dev/null >&6 2>&7
	else
		{ . "$__file"; } </dev/null >&6 2>&7
		__status=$?
		set +aCefmuvx
		__check_descriptors
	fi
	command umask "$__umask"
	command cd "$__directory" || : # gone: whoever was in there finds out by its own next command
	if command [ "$__status" -eq 0 ]; then
		__tell installed
	else
		__ask failed "$__status"
		eval "$__answer"
	fi
}

# Whether standard input, output and error are what an installer begins with.
__writes_to_log() {
	command [ "$__id" -ne 0 ] || return 0 # they are put back after each
	command [ /proc/self/fd/0 -ef /dev/null ] &&
		command [ /proc/self/fd/1 -ef /proc/self/fd/6 ] &&
		command [ /proc/self/fd/2 -ef /proc/self/fd/7 ]
}

# Notes working directory and umask in __directory and __umask, with a process only where there is no other way.
__note_place() {
	if command [ "$__id" -eq 0 ]; then # between two packages of the app's list, both are what they always are
		__directory=$__build_dir
		__umask=$__build_umask
		return
	fi
	__directory=$PWD
	if ! command [ . -ef "$__directory" ]; then
		__directory=$(command pwd -P && command printf .)
		__directory=${__directory%"$__newline".}
	fi
	{
		IFS= command read -r __umask
		IFS='	' command read -r __umask __value
	} </proc/self/status
	case $__umask in
	Umask:) __umask=$__value ;;
	*) __umask=$(command umask) ;;
	esac
}

# Appends $__value to a variable, with what will be the app's root replaced by what is now.
# usage: __extend VARIABLE
__extend() {
	case $__value in
	"$__runtime_dir" | "$__runtime_dir"/*) __value=$__build_dir${__value#"$__runtime_dir"} ;;
	/app | /app/*) __value=$__build_dir${__value#/app} ;;
	esac
	eval "export $1=\"\${$1:+\${$1}:}\$__value\""
	__ask extended "$1" "$__value"
	eval "$__answer"
}

# --- The build --------------------------------------------------------------------------------------------

# What these are, and everything else that this build begins with, stands in the file.
__build_dir='' __runtime_dir=''
# shellcheck source=/dev/null
. "$__private/start"
command cd "$__build_dir" || exit
__build_umask=$(umask)

if [ "$#" -gt 0 ]; then
	dependency_require "$@"
fi
__ask compile
eval "$__answer"
__ask end
exit 0
