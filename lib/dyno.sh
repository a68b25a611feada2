# shellcheck shell=dash
# Boots a built app at /app, as the first process of mount and process namespaces of its own.
# usage: unshare --mount --pid --fork ... sh lib/dyno.sh APP_DIR ROOT GRACE USER GROUP COMMAND
#
# ROOT is an empty directory, GRACE the seconds between TERM and KILL; USER and GROUP are ids, or empty to stay
# who we are. Descriptor 3 ends the app: at its end of file, so that nothing outlives whoever holds the other end.

app=$1 root=$2 grace=$3 user=$4 group=$5 command=$6
lib=${0%/*}

# Makes a root of the machine's own top-level directories with the app at /app, and enters it.
enter_root() {
	mount -t tmpfs -o mode=755 tmpfs "$root" || return
	mount --make-unbindable "$root" || return # or a bind of the directory around it would hold it as well
	for entry in /* /.[!.]*; do
		case $entry in /app) continue ;; esac
		if [ -h "$entry" ]; then
			cp -P "$entry" "$root$entry"
		elif [ -d "$entry" ]; then
			mkdir "$root$entry" && mount --rbind "$entry" "$root$entry"
		elif [ -e "$entry" ]; then
			: >"$root$entry" && mount --bind "$entry" "$root$entry"
		fi || return
	done
	mkdir "$root/app" "$root/.old" && mount --rbind "$app" "$root/app" || return
	mount -t proc proc "$root/proc" 2>/dev/null # not everywhere; without it ps shows the machine's processes
	cd "$root" && pivot_root . .old && umount -l /.old && rmdir /.old && cd /
}

# Ends every process in here: TERM, and KILL after a while.
stop() {
	trap '' TERM
	kill -s TERM -- -1
	{ sleep "$grace" && kill -s KILL -- -1; } &
	wait "$web" 2>/dev/null # says `Terminated`, which is no news
	exit 143
}

enter_root || exit 125
if [ -n "$user" ]; then
	unshare --user --map-user="$user" --map-group="$group" bash "$lib/boot.bash" /app "$command" 3<&- &
else
	bash "$lib/boot.bash" /app "$command" 3<&- &
fi
web=$!
trap stop TERM
{
	read -r _ && :
	kill -s TERM 1
} <&3 &
wait "$web"
