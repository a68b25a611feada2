import { answerWell, headOf } from './fault-server.ts';
import {
	all,
	asksForPassword,
	breakOff,
	checkAuthority,
	checkServer,
	type Fault,
	flood,
	fullHead,
	garbage,
	impatient,
	lasting,
	mistrust,
	passing,
	status,
	trickle,
	well,
} from './fault-parts.ts';

/** What can go wrong between a build and a server: what the server does, and what has to come of it. */
export const faults: readonly Fault[] = [
	{
		title: 'refused',
		before: 'refused',
		answer: () => {},
		ends: {
			node: passing(/^connection refused$/, 0),
			curl: passing(/^Failed to connect to \S+ port \d+/, 0),
			wget: passing(/^Connection refused$/, 0),
		},
	},
	{
		title: 'reset at start',
		answer: ({ socket }) => socket.resetAndDestroy(),
		ends: {
			node: passing(/^connection reset$/),
			curl: passing(/^Recv failure: Connection reset by peer$/),
			wget: passing(/^Read error \(Connection reset by peer\) in headers$/),
		},
	},
	{
		title: 'reset in the middle',
		answer: ({ socket, body, part }) => breakOff(socket, fullHead(body), part),
		ends: {
			node: passing(/^the body broke off after \d+ of \d+ bytes$/),
			curl: passing(/^Recv failure: Connection reset by peer$/),
			wget: passing(/^the connection broke$/),
		},
	},
	{
		title: 'reset in the middle, then good',
		answer: (scene) => {
			const { socket, head, body, part, count } = scene;
			const [, from] = /^range: bytes=(\d+)-/im.exec(head) ?? [];
			const etag = { ETag: '"one"' };
			if (count === 1) breakOff(socket, headOf('200 OK', { 'Content-Length': body.length, ...etag }), part);
			else if (from === undefined) answerWell(scene, body);
			else {
				const range = { 'Content-Range': `bytes ${from}-${body.length - 1}/${body.length}` };
				const rest = body.subarray(Number(from));
				socket.write(headOf('206 Partial Content', { 'Content-Length': rest.length, ...etag, ...range }));
				socket.end(rest);
			}
		},
		ends: all(well(2)),
	},
	{
		title: 'stall before the answer',
		env: impatient,
		answer: () => {},
		ends: {
			node: passing(/^no bytes for 1 s$/),
			curl: passing(/^Operation too slow\. Less than 1000 bytes\/sec transferred the last 2 seconds$/),
			wget: passing(/^Read error \(Connection timed out\) in headers$/),
		},
	},
	{
		title: 'stall in the middle',
		env: impatient,
		answer: ({ socket, body, part }) => {
			socket.write(fullHead(body));
			socket.write(part);
		},
		ends: {
			node: passing(/^no bytes for 1 s$/),
			curl: passing(/^Operation too slow\. Less than 1000 bytes\/sec transferred the last 2 seconds$/),
			wget: passing(/^the connection broke$/),
		},
	},
	{
		title: 'slow trickle of the head',
		env: impatient,
		answer: ({ socket, body }) => trickle(socket, Buffer.from(`HTTP/1.1 200 OK\r\nX: ${body.toString('hex')}`)),
		ends: {
			node: passing(/^no bytes for 1 s$/),
			curl: passing(/^Operation too slow\. Less than 1000 bytes\/sec transferred the last 2 seconds$/),
			// the second one on a busy machine
			wget: passing(/^0 bytes in 2 s, which is under 1 kB\/s$|^Read error \(Connection timed out\) in headers$/),
		},
	},
	{
		title: 'slow trickle of the body',
		env: impatient,
		answer: ({ socket, body }) => {
			socket.write(fullHead(body));
			trickle(socket, body);
		},
		ends: {
			// the second one each on a busy machine
			node: passing(/^\d+ bytes in 2 s, which is under 1 kB\/s$|^no bytes for 1 s$/),
			curl: passing(/^Operation too slow\. Less than 1000 bytes\/sec transferred the last 2 seconds$/),
			wget: passing(/^\d+ bytes in 2 s, which is under 1 kB\/s$|^the connection broke$/),
		},
	},
	{
		title: 'truncated',
		answer: ({ socket, body, part }) => {
			socket.write(fullHead(body));
			socket.end(part);
		},
		ends: {
			node: passing(/^the body broke off after \d+ of \d+ bytes$/),
			curl: passing(/^(?:transfer closed with \d+ bytes remaining to read|end of response with \d+ bytes missing)$/),
			wget: passing(/^the connection broke$/),
		},
	},
	{
		title: 'truncated without a length',
		answer: ({ socket, part }) => {
			socket.write(headOf('200 OK'));
			socket.end(part);
		},
		ends: all(mistrust(({ part }) => part)),
	},
	{
		title: 'too long',
		answer: ({ socket, body, wrong }) => {
			socket.write(fullHead(body));
			socket.end(Buffer.concat([body, wrong]));
		},
		ends: {
			node: passing(/^the body goes on after the \d+ bytes that were announced$/),
			curl: well(1), // they take what was announced, which has the right checksum
			wget: well(1),
		},
	},
	{
		title: 'wrong bytes',
		answer: (scene) => answerWell(scene, scene.wrong),
		ends: all(mistrust(({ wrong }) => wrong)),
	},
	{
		title: '404',
		answer: ({ socket }) => socket.end(status('404 Not Found')),
		ends: {
			node: lasting(/^HTTP 404$/, 'There is no such file: check the link.'),
			curl: lasting(/^The requested URL returned error: 404$/),
			wget: lasting(/^HTTP 404: Not Found$/),
		},
	},
	{
		title: '429 with Retry-After, then good',
		answer: (scene) => {
			if (scene.count > 1) answerWell(scene, scene.body);
			else scene.socket.end(status('429 Too Many Requests', { 'Retry-After': 2 }));
		},
		ends: all(well(2)),
	},
	{
		title: '500',
		answer: ({ socket }) => socket.end(status('500 Internal Server Error')),
		ends: {
			node: passing(/^HTTP 500$/),
			curl: passing(/^The requested URL returned error: 500$/),
			wget: passing(/^HTTP 500: Internal Server Error$/),
		},
	},
	{
		title: '503, then good',
		answer: (scene) => {
			if (scene.count > 1) answerWell(scene, scene.body);
			else scene.socket.end(status('503 Service Unavailable'));
		},
		ends: all(well(2)),
	},
	{
		title: 'redirect loop',
		answer: ({ socket, path }) => socket.end(status('302 Found', { Location: path })),
		ends: {
			node: lasting(/^redirects more than 10 times, perhaps in a circle$/, checkServer, 11),
			curl: lasting(/^Maximum \(10\) redirects followed$/, '', 11),
			wget: lasting(/^20 redirections exceeded$/, '', 21),
		},
	},
	{
		title: 'redirect to another host',
		answer: (scene) => {
			if (!asksForPassword(scene)) scene.socket.end(status('302 Found', { Location: scene.elsewhere }));
		},
		ends: { node: well(1), curl: well(1), wget: well(2) },
	},
	{
		title: 'redirect to another host that wants a password',
		answer: (scene) => {
			if (!asksForPassword(scene)) scene.socket.end(status('302 Found', { Location: scene.greedy }));
		},
		ends: {
			node: lasting(/^HTTP 401$/, 'Check the user and password in the link, or in the repository that it comes from.'),
			curl: lasting(/^The requested URL returned error: 401$/),
			wget: lasting(/^Username\/Password Authentication Failed$/, '', 2),
		},
	},
	{
		title: 'TLS with a wrong name',
		before: 'wrong name',
		answer: () => {},
		ends: {
			node: lasting(
				/^Hostname\/IP does not match certificate's altnames: .* \(ERR_TLS_CERT_ALTNAME_INVALID\)$/,
				checkAuthority,
				0,
			),
			curl: lasting(/^SSL: no alternative certificate subject name matches target host name '127.0.0.1'$/, '', 0),
			wget: lasting(/^The certificate's owner does not match hostname '127\.0\.0\.1'$/, '', 0),
		},
	},
	{
		title: 'TLS of an unknown authority',
		before: 'unknown authority',
		answer: () => {},
		ends: {
			node: lasting(/^unable to verify the first certificate \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)$/, checkAuthority, 0),
			curl: lasting(/^SSL certificate problem: unable to get local issuer certificate$/, '', 0),
			wget: lasting(/^ERROR: The certificate of '127\.0\.0\.1' doesn't have a known issuer$/, '', 0),
		},
	},
	{
		title: 'garbage instead of HTTP',
		answer: ({ socket }) => socket.end(garbage),
		ends: {
			node: passing(/^Parse Error: Expected HTTP\/, RTSP\/ or ICE\/$/),
			curl: lasting(/^Received HTTP\/0\.9 when not allowed$/),
			wget: mistrust(() => garbage), // HTTP of 1991, for wget
		},
	},
	{
		title: 'endless headers',
		answer: ({ socket }) => {
			socket.write('HTTP/1.1 200 OK\r\n');
			flood(socket, Buffer.from(`X-Header: ${'x'.repeat(1000)}\r\n`.repeat(60)));
		},
		ends: {
			node: passing(/^Parse Error: Header overflow$/),
			curl: passing(/^Too large response headers: \d+ > \d+$/),
			wget: passing(/^Read error \(Cannot allocate memory\) in headers$/),
		},
	},
	{
		title: '10 GB announced',
		answer: ({ socket }) => {
			socket.write(headOf('200 OK', { 'Content-Length': 10 * 1024 ** 3 }));
			flood(socket, Buffer.alloc(65_536, '#'));
		},
		ends: {
			node: lasting(/^it has more than (?:32 MB, which no \w+ has|10 GB, the most that \w+ allows)$/, checkServer),
			curl: lasting(/^it has more than 200 MB, which no release of Node\.js has$/),
			wget: lasting(/^it has more than 200 MB, which no release of Node\.js has$/),
		},
	},
	{
		title: 'endless body',
		env: { MODULAR_LARGEST_DOWNLOAD: '50000000' },
		answer: ({ socket }) => {
			socket.write(headOf('200 OK'));
			flood(socket, Buffer.alloc(65_536, '#'));
		},
		ends: {
			node: lasting(/^it has more than (?:32 MB, which no \w+ has|50 MB, the most that \w+ allows)$/, checkServer),
			curl: lasting(/^it has more than 200 MB, which no release of Node\.js has$/),
			wget: lasting(/^it has more than 200 MB, which no release of Node\.js has$/),
		},
	},
];
