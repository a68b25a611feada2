# shellcheck shell=dash
# Downloads the archive of the buildpack's own Node.js, with curl or wget; lib/own-node.sh sources this when it is
# needed, and has what is called and used here and not defined. Settings come from ENV_DIR first, and from the
# environment second, like all settings of the buildpack.
# shellcheck disable=SC2154 # variables of lib/own-node.sh

# More than any release has (some 60 MB), and what is said of files and transfers that are beyond the bounds.
__most_bytes=200000000
__too_large='it has more than 200 MB, which no release of Node.js has'
__too_slow='which is under 1 kB/s'

# Fetches the pinned archive, or ends the build. __link is where it came from, fit to be shown.
# usage: __download_node FILE
__download_node() {
	local link try
	__read_setting MODULAR_TIMEOUT
	__timeout=${__value%%.*}
	case $__timeout in '' | 0* | *[!0-9]*) __timeout=30 ;; esac
	__read_setting MODULAR_NODE_MIRROR
	link=${__value:-https://nodejs.org/dist}
	case $link in
	*[[:space:][:cntrl:]\"\\]*) __fail_for_node 'MODULAR_NODE_MIRROR is not a link.' ;;
	*://*) ;;
	*) link=http://$link ;; # as with curl
	esac
	link=${link%/}/v$__version/$__release.tar.gz
	__link=$(printf '%s\n' "$link" | sed 's,//[^/]*@,//,')

	__choose_program "$link"
	printf -- '-----> Downloading Node.js %s, which runs the buildpack itself.\n' "$__version"
	try=1
	until __try_download "$link" "$1"; do
		case $(__judge "$__program" "$__status" "$(__last_line)") in
		disk) __fail_for_disk saved ;;
		passing) [ "$try" -lt 3 ] || __fail_for_link " (tried $try times)" ;;
		*) __fail_for_link '' ;;
		esac
		__run_job exec sleep "$((try * try))" # the pauses of src/defaults.ts
		try=$((try + 1))
	done
}

# usage: __try_download LINK FILE
__try_download() {
	rm -f "$2" "$__work/slow" # of the try before
	__start_job __get "$1" "$2"
	__watch_download "$2" "$__job" &
	__watcher=$!
	__await_job
	__end_watcher
	if [ "$__status" -eq 0 ]; then
		return
	elif [ -f "$__work/slow" ]; then
		mv "$__work/slow" "$__work/said"
	elif [ "$(stat -c %s "$2" 2>/dev/null || echo 0)" -ge "$__most_bytes" ]; then
		printf '%s\n' "$__too_large" >"$__work/said"
	fi
	return "$__status"
}

# Replaces its shell by what fetches, which cannot write more than __most_bytes: the size is not known before.
# usage: __get LINK FILE
__get() {
	trap '' XFSZ # it is to end by itself then
	# there may be a lower limit
	ulimit -f $((__most_bytes / 512)) || :
	"__get_with_$__program" "$@"
}

# Tells of a slow download every 5 seconds, as src/fetch/progress.ts does, for as long as this build's shell lives. wget
# minds only that nothing comes at all: after less than 1 kB/s for twice the time-out it is ended, and __work/slow says why.
# usage: __watch_download FILE JOB
__watch_download() {
	local size seconds tick window since before
	# not TERM, which dash loses if it comes before this line: it has the trap of the shell above until then
	trap 'kill "$!"; exit' USR1
	tick=5 window=$((2 * __timeout))
	if [ "$__program" = wget ] && [ "$window" -lt "$tick" ]; then tick=$window; fi
	seconds=0 since=0 before=0
	while
		sleep "$tick" &
		wait "$!"
	do
		if ! kill -0 "$$"; then
			kill "$2" # its shell was killed
			return
		fi
		seconds=$((seconds + tick))
		size=$(stat -c %s "$1" || echo 0)
		if [ "$__program" = wget ] && [ $((seconds - since)) -ge "$window" ]; then
			if [ $((size - before)) -lt $((1000 * (seconds - since))) ]; then
				printf '%s bytes in %s s, %s\n' $((size - before)) $((seconds - since)) "$__too_slow" >"$__work/slow"
				kill "$2"
				return
			fi
			since=$seconds before=$size
		fi
		[ ! -e "$1" ] || printf '       %s: %s, %s/s\n' "$__release.tar.gz" "$(__format_size "$size")" "$(__format_size $((size / seconds)))"
	done
} 2>/dev/null

# usage: __format_size BYTES
__format_size() {
	if [ "$1" -lt 1000000 ]; then
		printf '%s kB' "$(($1 / 1000))"
	else
		printf '%s.%s MB' "$(($1 / 1000000))" "$(($1 / 100000 % 10))"
	fi
}

# Sets __value to a setting of the buildpack.
# usage: __read_setting NAME
__read_setting() {
	if [ -n "$__env_dir" ] && [ -f "$__env_dir/$1" ]; then
		__value=$(cat "$__env_dir/$1")
	else
		eval "__value=\${$1-}"
	fi
}

# Sets __program to what can fetch a link, or ends the build if nothing can or may.
# usage: __choose_program LINK
__choose_program() {
	local host
	case $1 in file://*)
		__program='cp'
		return
		;;
	esac
	__read_setting MODULAR_OFFLINE
	if [ "$__value" = 1 ]; then
		__fail_for_lack 'MODULAR_OFFLINE forbids to download it'
	elif [ -d "$__root/node-runtime" ]; then
		__fail_for_lack "this offline package brings none for $__machine"
	elif command -v curl >/dev/null; then
		__program=curl
	elif command -v wget >/dev/null; then
		__program=wget
		host=${1#*://}
		case ${host%%/*} in *@*) __reads_links || __fail_for_lack 'a password in MODULAR_NODE_MIRROR needs curl or GNU wget: anybody could read it in the command line of this wget' ;; esac
	else
		__fail_for_lack 'there is neither curl nor wget to download it'
	fi
}

# usage: __get_with_cp LINK FILE
__get_with_cp() {
	local path rest encoded
	path='' rest=${1#file://}
	while [ "$rest" != "${rest#*%}" ]; do # %20 and the like
		path=$path${rest%%\%*}
		rest=${rest#*%}
		encoded=${rest%"${rest#??}"}
		# shellcheck disable=SC2059 # an octal escape
		path=$path$(printf "\\$(printf %03o "0x$encoded")")
		rest=${rest#??}
	done
	export LC_ALL=C
	exec cp "$path$rest" "$2"
}

# The link goes in on standard input: command lines are for everybody to see, and it may hold a password.
# usage: __get_with_curl LINK FILE
__get_with_curl() {
	__set_environment
	exec curl -q --config - --output "$2" --fail --location --max-redirs 10 --silent --show-error --globoff \
		--connect-timeout "$__timeout" --speed-time "$((2 * __timeout))" --speed-limit 1000 <<-END
			url = "$1"
		END
}

# usage: __get_with_wget LINK FILE
__get_with_wget() {
	__set_environment
	if __reads_links; then
		# of the libraries that it may be built with, only some read SSL_CERT_FILE
		exec wget --no-config ${SSL_CERT_FILE:+"--ca-certificate=$SSL_CERT_FILE"} -nv -t 1 -T "$__timeout" -i - -O "$2" <<-END
			$1
		END
	fi
	case $(wget --help 2>&1) in
	*'-T SEC'*) exec wget -q -T "$__timeout" -O "$2" "$1" ;;
	*) exec wget -q -O "$2" "$1" ;; # busybox has no more to offer, depending on how it was built
	esac
}

# Whether wget takes links on standard input: GNU's does.
__reads_links() {
	case $(wget --help 2>&1) in *--no-config*) ;; *) return 1 ;; esac
}

# Makes the environment of curl or wget, which all know the names in small letters.
__set_environment() {
	local name upper all
	export LC_ALL=C
	__read_setting all_proxy
	[ -n "$__value" ] || __read_setting ALL_PROXY
	all=$__value
	for name in http https no all; do
		case $name in http) upper=HTTP ;; https) upper=HTTPS ;; no) upper=NO ;; *) upper=ALL ;; esac
		__read_setting "${name}_proxy"
		[ -n "$__value" ] || __read_setting "${upper}_PROXY"
		case $name in http*) __value=${__value:-$all} ;; esac
		unset "${upper}_PROXY" "${name}_proxy"
		[ -z "$__value" ] || export "${name}_proxy=$__value"
	done
	__read_setting SSL_CERT_FILE
	[ -z "$__value" ] || export "SSL_CERT_FILE=$__value"
}

# Prints what is to be thought of a failure: `disk`, `passing` (another try may help) or `lasting`.
# usage: __judge PROGRAM STATUS REASON
__judge() {
	case "$1 $2 $3" in
	*"$__too_slow") echo passing ;;
	*"$__too_large") echo lasting ;;
	'curl 23 '* | 'wget 3 '* | 'wget 1 write error'*) echo disk ;;
	'wget 1 ') echo disk ;; # busybox always gives a reason, if there is room for it
	# curl(1), EXIT CODES: no way to the server, or the connection broke
	curl\ [567]\ * | curl\ 1[68]\ * | curl\ 28\ * | curl\ 35\ * | curl\ 5[256]\ * | curl\ 9[256]\ *) echo passing ;;
	'curl 22 '*' 5'[0-9][0-9] | 'curl 22 '*' 429') echo passing ;;
	'wget 4 '*) echo passing ;;
	'wget 8 HTTP 5'* | 'wget 8 HTTP 429'*) echo passing ;;
	# busybox, whose status is always 1
	'wget 1 '*': HTTP/'*' 5'[0-9][0-9]' '* | 'wget 1 '*': HTTP/'*' 429 '*) echo passing ;;
	'wget 1 '*refused | 'wget 1 '*'reset by peer' | 'wget 1 '*prematurely | 'wget 1 '*'timed out' | 'wget 1 bad address'*) echo passing ;;
	*) echo lasting ;;
	esac
}

# usage: __fail_for_link TRIES
__fail_for_link() {
	local reason
	reason=$(__last_line)
	__fail_for_node "This buildpack needs Node.js 20 or newer, and $__link cannot be fetched: ${reason:-the connection broke}$1." \
		"$(__looked_for)" \
		'Check the network, the proxy settings and MODULAR_NODE_MIRROR, put Node.js on PATH, or use an offline package of the buildpack.'
}

# usage: __fail_for_lack REASON
__fail_for_lack() {
	__fail_for_node "This buildpack needs Node.js 20 or newer, and $1." "$(__looked_for)" \
		'Put Node.js on PATH, use an offline package of the buildpack, or build once where it can be downloaded, with the same cache.'
}

__looked_for() {
	if [ -n "$__found" ]; then
		printf 'The one on PATH is %s, and there is none in the cache.' "$__found"
	else
		printf 'There is none on PATH, and none in the cache.'
	fi
}
