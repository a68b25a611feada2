# shellcheck shell=dash
# shellcheck disable=SC2317 # installers and eval call these functions, which shellcheck cannot see
# One build's shell: it sources installers one after another, and asks Node.js for everything else.
# usage: sh lib/session.sh DIRECTORY 3<>QUESTIONS 4<>ANSWERS 6>LOG 7>LOG
#
# DIRECTORY is private to this build. Its file `start` exports the environment, sets the variables of the
# contract, and says what to install. Descriptors of the build: 6 and 7 are the log, 8 takes questions, 9 gives
# answers (and takes the announcements of jobs). src/install/protocol.ts is the other end.
#
# Names that begin with __ are the build's own. Everything else belongs to installers, who may redefine it: that
# is why builtins are called through `command` here, and `command` and `local` are freed of functions of that name.

# Of what the environment brings in, nothing may stand in for our own: so what is ours is set after it.
set -- "$1" "${BASH_VERSION:+bash}" ''
if command set -o pipefail 2>/dev/null; then
	set +o pipefail
	set -- "$1" "$2" pipefail
fi
__build_dir='' __runtime_dir='' __packages='' __app='' __buildpack=''
# shellcheck source=/dev/null
. "$1/start"
__private=$1
__has_pipefail=$3
case $3$2 in pipefail) __is_ash=ash ;; *) __is_ash= ;; esac
__newline='
'
__ifs=" 	$__newline"
__id=0
__path=$PATH
__redirect=

# What the log's descriptors can be compared with: what Node.js has. Some kernels hide that; then a replaced log
# goes unnoticed, and nothing else is lost.
__log=/proc/$PPID/fd/1
__errors=/proc/$PPID/fd/2
[ /proc/self/fd/6 -ef "$__log" ] || __log=/proc/self/fd/6
[ /proc/self/fd/7 -ef "$__errors" ] || __errors=/proc/self/fd/7

# shellcheck source=lib/helpers.sh
. "${0%/*}/helpers.sh"

# Prints $__status where somebody captures it: packages of 2013 read it there.
__print_status() {
	command [ /proc/self/fd/1 -ef /proc/self/fd/6 ] || command printf '%s\n' "$__status"
}

# Puts a question; the answer, which is shell text, is in __answer afterwards.
# usage: __ask VERB ARGUMENT...
__ask() {
	__asked=${2-}
	# Only the main shell may write to 8: concurrent writers garble each other's questions.
	if __is_main_shell; then
		command printf '%s\0' "$#" "$__id" "$@" >&8 || __orphaned
		__read_answer <&9
	else
		__ask_from_job "$@"
	fi
}

# Says that an installer is through, right after its descriptors were checked; waits for no answer.
# usage: __tell_installed REQUIRER
__tell_installed() {
	if command [ "$1" -eq 0 ] || command [ /proc/self -ef "/proc/$$" ]; then
		command printf '%s\0' 1 "$__id" installed >&8 || __orphaned
	else
		__ask_from_job installed
	fi
}

# Whether this is neither a subshell nor a background job. Ends the build if there is nobody to talk to.
__is_main_shell() {
	# Between two installers nothing can have changed, and a look into /proc costs more than all the rest.
	command [ "$__id" -ne 0 ] || return 0
	__check_descriptors
	command [ /proc/self -ef "/proc/$$" ]
}

# Puts the question of a subshell or background job: in a file of its own, announced in one short write,
# answered through a pipe of its own.
# usage: __ask_from_job VERB ARGUMENT...
__ask_from_job() {
	local __job __ready
	# Where no signal is trapped, bash 5.2 puts the last program of a file like `print a; sleep 1` in the place of the job.
	command [ -z "${BASH_VERSION-}" ] || trap : WINCH
	IFS=' ' command read -r __job __ready </proc/self/stat
	command printf '%s\0' "$#" "$__id" "$@" >|"$__private/$__job.question" || __unheard
	(
		PATH=$__path
		command mkfifo "$__private/$__job.answer"
	) || __unheard
	# Opened for both ends, so that neither side waits for the other to open it. Once Node.js has said that
	# it holds the writing end, ours is closed: then its death is an end of file here, not a wait for ever.
	# shellcheck disable=SC2094 # a pipe, not a file that is read while it is written
	{
		command printf '%s\n' "$__job" >&9
		IFS= command read -r __ready <&4
		exec 5>&- # and not for one command: the shell would keep a copy for the time after it
		__read_answer <&4
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

# Ends the build because a job cannot ask: Node.js says so, and ends the main shell.
__unheard() {
	command printf 'unheard\n' >&9 || command kill -s TERM "$$"
	PATH=$__path command sleep 5 # it will not last so long; the main shell is not to go on meanwhile
	exit 1
}

# Ends the build because one of its descriptors is not what it was.
# usage: __lost DESCRIPTOR
__lost() {
	# with Node.js gone there is nothing to compare with
	case $__log in /proc/self/*) ;; *) command [ -e "$__log" ] || __orphaned ;; esac
	command printf '%s' "$1" >|"$__private/lost-descriptor"
	command [ /proc/self -ef "/proc/$$" ] || command kill -s TERM "$$"
	exit 1
}

# Ends the build if an installer closed or replaced a descriptor from 6 to 9.
__check_descriptors() {
	command [ /proc/self/fd/6 -ef "$__log" ] || __lost 6
	command [ /proc/self/fd/7 -ef "$__errors" ] || __lost 7
	command [ /proc/self/fd/8 -ef "$__questions" ] || __check_without_copy 8 "$__questions"
	command [ /proc/self/fd/9 -ef "$__answers" ] || __check_without_copy 9 "$__answers"
}

# The same for a socket whose copy is gone, which it is when an EXIT trap runs: then it has at least to be a socket.
# usage: __check_without_copy DESCRIPTOR COPY
__check_without_copy() {
	command [ -e "$2" ] && __lost "$1"
	command [ -S "/proc/self/fd/$1" ] || __lost "$1"
}

# Sources one installer, in the state that every installer begins in, and restores what was there before.
# An answer is read byte by byte: so the shell itself knows the packages of the app and of the buildpack by their names.
# usage: __source ID FILE PACKAGE INSTALLER_DIR, or __source ID app|buildpack for the package that was asked for
__source() {
	case $2 in
	app) set -- "$1" "$__app/$__asked.sh" "$__asked" "$__app" ;;
	buildpack) set -- "$1" "$__buildpack/$__asked.sh" "$__asked" "$__buildpack" ;;
	esac
	local - __directory __umask __redirect __loop __requirer
	__requirer=$__id
	__default_options
	__loop=
	command [ "$__id" -eq 0 ] || __loop=$__is_ash
	__note_place
	__redirect=
	__writes_to_log || __redirect=redirect
	local IFS OLDPWD PACKAGE INSTALLER_DIR __id __file __status
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
	# In ash a `break` outside of any loop would end one of the requirer's: so there is one for it to end.
	# shellcheck disable=SC1090,SC2043
	case $__loop$__redirect in
	'') . "$__file" ;;
	redirect) { . "$__file"; } </dev/null >&6 2>&7 ;;
	ash) for __once in once; do . "$__file"; done ;;
	ashredirect) for __once in once; do . "$__file"; done </dev/null >&6 2>&7 ;;
	esac
	__status=$?
	unset -f command local
	__default_options
	__check_descriptors
	[ -n "$__redirect" ] || exec </dev/null >&6 2>&7
	command umask "$__umask"
	command cd "${__directory:-$__build_dir}" 2>/dev/null || command cd "$__build_dir" || : # it may have been removed
	if command [ "$__status" -eq 0 ]; then
		__tell_installed "$__requirer"
	else
		__ask failed "$__status"
		eval "$__answer"
	fi
}

# Sets the shell's options to what every installer begins with.
__default_options() {
	set +aCefmuvx
	case $__has_pipefail in ?*) set +o pipefail ;; esac # dash would end at an option that it does not know
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
		__directory=$(command pwd -P 2>/dev/null && command printf .)
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

# Finds the copies of our two sockets that the shell keeps while their first descriptors are closed for a while: with
# numbers from 10 on, which installers cannot write. Descriptors 8 and 9 are compared with them.
__find_copies() {
	__number=10
	while [ "$__number" -lt 30 ]; do
		[ "/proc/self/fd/$__number" -ef /proc/self/fd/8 ] && __questions=/proc/self/fd/$__number
		[ "/proc/self/fd/$__number" -ef /proc/self/fd/9 ] && __answers=/proc/self/fd/$__number
		__number=$((__number + 1))
	done
}

# Installs what the app lists, runs its compile script, and says that it has come to the end.
# usage: __build
# shellcheck disable=SC2119,SC2120 # its arguments are its own
__build() {
	# Without this, a question after the end of Node.js would end the shell at once, and its jobs would go on.
	trap : PIPE
	__find_copies
	cd "$__build_dir" || exit
	__build_umask=$(umask)
	eval "set -- $__packages"
	if [ "$#" -gt 0 ]; then
		dependency_require "$@"
	fi
	__ask compile
	eval "$__answer"
	__ask end
	exit 0
}

exec 8>&3 9<&4 # for good: an EXIT trap may ask as well, when what follows is undone
# shellcheck disable=SC2119
{ __build; } 3>&- 4<&-
