# shellcheck shell=bash
# Starts a process of a droplet as Cloud Foundry's launcher does: the profile scripts of the droplet, those of the app,
# then the command, in one bash.
# usage: bash lib/launch.bash APP_DIR COMMAND

cd "$1" || exit
for __script in ../profile.d/* .profile.d/*; do
	# shellcheck source=/dev/null
	if [ -f "$__script" ]; then . "$__script"; fi
done
unset __script
# shellcheck source=/dev/null
if [ -f .profile ]; then . ./.profile; fi
shift
exec bash -c "$1"
