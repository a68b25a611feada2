'use strict';
/*
 * Starts the buildpack's program, if this Node.js can run it. In the JavaScript of very old versions, since one of
 * those may be on PATH; asking `node --version` first would cost every build a process.
 */
var oldest = 20;
if (parseInt(process.versions.node, 10) >= oldest) {
	require('../dist/buildpack.js');
} else {
	console.error(
		' !     This buildpack needs Node.js ' +
			String(oldest) +
			' or newer on PATH, and found ' +
			process.versions.node +
			'.',
	);
	process.exitCode = 1;
}
