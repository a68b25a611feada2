# An HTTP server that answers with a greeting.

dependency_require greeting

print "the server goes to vendor/hello-server"
mkdir -p "$BUILD_DIR/vendor/hello-server"
cat >"$BUILD_DIR/vendor/hello-server/server.js" <<'SCRIPT'
const { execFileSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const { createServer } = require('node:http');

const built = readFileSync(`${process.env.HOME}/built.txt`, 'utf8');

createServer((request, response) => {
	const greeting = execFileSync('greet', [process.env.GREETED || 'world'], { encoding: 'utf8' });
	response.setHeader('Content-Type', 'text/plain; charset=utf-8');
	response.end(greeting + built);
}).listen(process.env.PORT);
SCRIPT

# In the background, as everything that boot.sh starts: the `wait` at its end keeps the app alive.
cat >>"$BUILD_DIR/boot.sh" <<'SCRIPT'
node "$HOME/vendor/hello-server/server.js" &
SCRIPT
