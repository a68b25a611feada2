'use strict';
/*
 * Starts the buildpack's program, if this Node.js can run it; otherwise our own is called for. In the JavaScript of
 * very old versions, since one of those may be on PATH; asking `node --version` first would cost every build a process.
 */
var oldest = 20;
var isOwn = process.argv[2] === '--own';
if (isOwn) {
	var temporary = process.argv.splice(2, 2)[1];
	if (temporary) require('fs').rmSync(temporary, { recursive: true, force: true }); // what runs can be removed
}
if (isOwn || parseInt(process.versions.node, 10) >= oldest) {
	if (process.argv[2] === 'modular') require('../dist/modular.js');
	else {
		keepCompiled(process.argv[4]);
		require('../dist/buildpack.js');
	}
} else {
	callOwn();
}

/**
 * Has V8's compiled code kept in CACHE_DIR, where this Node.js can do that and the buildpack has made its part of that
 * directory: what else may be wrong with it is for the program to tell. src/fetch/runtimes.ts keeps it small.
 *
 * @param {string | undefined} cacheDir
 */
function keepCompiled(cacheDir) {
	/** @type {{ enableCompileCache?: (directory: string) => unknown }} since Node.js 22 */
	var nodeModule = require('module');
	if (!nodeModule.enableCompileCache || !cacheDir) return;
	var own = cacheDir + '/modular-v1';
	if (require('fs').existsSync(own)) nodeModule.enableCompileCache(own + '/compiled');
}

/** Runs the program on our own Node.js, and ends as it does. */
function callOwn() {
	var root = __dirname + '/..';
	var script = '. "$2/lib/own-node.sh"; __run_with_own_node "$@"';
	var args = ['-c', script, 'sh', process.versions.node, root].concat(process.argv.slice(2));
	var child = require('child_process').spawn('/bin/sh', args, { stdio: 'inherit' });
	['SIGTERM', 'SIGINT', 'SIGHUP'].forEach(function (signal) {
		process.on(signal, function () {
			child.kill(signal);
		});
	});
	child.on('exit', function (status, signal) {
		if (signal) {
			process.removeAllListeners(signal);
			process.kill(process.pid, signal);
		} else process.exit(status);
	});
}
