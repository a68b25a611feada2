const { createServer } = require('node:http');

createServer((request, response) => {
	response.setHeader('Content-Type', 'text/plain; charset=utf-8');
	response.end(`Hello from Node.js ${process.version}, at ${process.execPath}\n`);
}).listen(process.env.PORT);
