# shellcheck shell=bash
# Starts a process of a built app as a dyno does: the profile scripts, then the command, in one bash.
# usage: bash lib/boot.bash APP_DIR COMMAND

cd "$1" || exit
__command=$2
set --
for __script in .profile.d/*.sh; do
	# shellcheck source=/dev/null
	if [ -r "$__script" ]; then . "./$__script"; fi
done
unset __script
# shellcheck source=/dev/null
if [ -r .profile ]; then . ./.profile; fi
exec bash -c "$__command"
