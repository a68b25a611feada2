# shellcheck shell=dash
# Boots a process of a built app where its platform has it, as the first process of mount and process namespaces of its own.
# usage: unshare --mount --pid --fork ... sh lib/dyno.sh PLACE DIR ROOT GRACE USER GROUP SCRIPT COMMAND
#
# PLACE is where DIR will be: /app, or /home/vcap for a droplet, whose app is at /app as well. ROOT is an empty directory,
# GRACE the seconds between TERM and KILL; USER and GROUP are ids, or empty to stay who we are. SCRIPT, beside this one,
# boots COMMAND in HOME. Without a COMMAND it is only tried whether this machine allows all that. Descriptor 3 ends the
# app: at its end of file, so that nothing outlives whoever holds the other end.
#
# Names begin with __, because every variable of the environment is the app's.

__place=$1 __dir=$2 __root=$3 __grace=$4 __user=$5 __group=$6 __script=${0%/*}/$7 __command=$8

# Has a root of the machine's own top-level directories with the app in its place, and enters it.
__enter_root() {
	mount -t tmpfs -o mode=755 tmpfs "$__root" || return
	mount --make-unbindable "$__root" || return # or a bind of the directory around it would hold it as well
	__above=${__place%/*}                       # empty for /app
	__bind_entries '' "$__above" || return
	if [ -n "$__above" ]; then
		mkdir "$__root$__above" && __bind_entries "$__above" "$__place" && ln -s "$__place/app" "$__root/app" || return
	fi
	mkdir "$__root$__place" "$__root/.old" && mount --rbind "$__dir" "$__root$__place" || return
	mount -t proc proc "$__root/proc" 2>/dev/null # not everywhere; without it ps shows the machine's processes
	# where Debian has it, which is not on an ordinary user's PATH
	cd "$__root" && PATH=$PATH:/usr/sbin:/sbin pivot_root . .old && umount -l /.old && rmdir /.old && cd /
}

# Puts the entries of one of the machine's directories into the root, all but one, and but /app.
# usage: __bind_entries DIRECTORY EXCEPT
__bind_entries() {
	for __entry in "$1"/* "$1"/.[!.]*; do
		case $__entry in /app | "$2") continue ;; esac
		if [ -h "$__entry" ]; then
			cp -P "$__entry" "$__root$__entry"
		elif [ -d "$__entry" ]; then
			mkdir "$__root$__entry" && mount --rbind "$__entry" "$__root$__entry"
		elif [ -e "$__entry" ]; then
			: >"$__root$__entry" && mount --bind "$__entry" "$__root$__entry"
		fi || return
	done
}

# Ends every process in here: TERM, and KILL for what is left after a while.
__stop() {
	trap '' TERM
	kill -s TERM -- -1
	__rounds=$((__grace * 10))
	while [ "$__rounds" -gt 0 ] && kill -s 0 -- -1; do # as long as there is any process but this one
		sleep 0.1
		__rounds=$((__rounds - 1))
	done 2>/dev/null
	exit 143 # the end of the first process is KILL for all others
}

__enter_root || exit 125
[ -n "$__command" ] || exit 0
if [ -n "$__user" ]; then
	unshare --user --map-user="$__user" --map-group="$__group" bash "$__script" "$HOME" "$__command" 3<&- &
else
	bash "$__script" "$HOME" "$__command" 3<&- &
fi
__web=$!
trap __stop TERM
{
	read -r _ && :
	kill -s TERM 1
} <&3 &
wait "$__web"
