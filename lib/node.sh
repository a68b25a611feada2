# shellcheck shell=dash
# Finds the Node.js that runs the buildpack's own program, and hands over to it.
# usage: . lib/node.sh; __run_with_node ROOT PHASE ARGUMENT...

# Variables that change what Node.js does. They are the app's: installers get them as they came, under the names
# that src/config/environment.ts gives back to them.
__node_variables='NODE_CHANNEL_FD NODE_CHANNEL_SERIALIZATION_MODE NODE_COMPILE_CACHE NODE_DEBUG NODE_DEBUG_NATIVE
NODE_DISABLE_COLORS NODE_DISABLE_COMPILE_CACHE NODE_EXTRA_CA_CERTS NODE_ICU_DATA NODE_NO_WARNINGS NODE_OPTIONS
NODE_PATH NODE_PENDING_DEPRECATION NODE_PENDING_PIPE_INSTANCES NODE_PRESERVE_SYMLINKS NODE_PRESERVE_SYMLINKS_MAIN
NODE_REDIRECT_WARNINGS NODE_SKIP_PLATFORM_CHECK NODE_TEST_CONTEXT NODE_TLS_REJECT_UNAUTHORIZED NODE_UNIQUE_ID
NODE_USE_ENV_PROXY NODE_USE_SYSTEM_CA NODE_V8_COVERAGE OPENSSL_CONF OPENSSL_MODULES UV_THREADPOOL_SIZE
UV_USE_IO_URING'

# Keeps them from every Node.js that is started from here.
__hide_node_variables() {
	for __name in $__node_variables; do
		eval "case \${$__name+set} in set) export MODULAR_KEPT_$__name=\"\$$__name\" && unset $__name ;; esac"
	done
}

# Replaces this shell by the buildpack's program. An offline package brings a Node.js; otherwise the one on PATH is
# taken as it is: lib/start.cjs sees whether it is new enough, which costs nothing there, and calls for our own if not.
# usage: __run_with_node ROOT PHASE ARGUMENT...
__run_with_node() {
	__hide_node_variables
	if [ ! -d "$1/node-runtime" ] && command -v node >/dev/null; then
		__start=$1/lib/start.cjs
		shift
		exec node -- "$__start" "$@" # without -- Node.js takes --env-file for its own, wherever it stands
	fi
	# shellcheck source=lib/own-node.sh
	. "$1/lib/own-node.sh"
	__run_with_own_node '' "$@"
}
