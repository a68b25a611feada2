import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import type { Authority } from '../fetch/certificates.ts';
import { makeDirectory, makeFiles } from '../support/directories.ts';
import { processesNaming, type Result, runScript } from '../support/entry-points.ts';
import { answering, FaultServer } from './fault-server.ts';
import { type Ending, type Fault, impatient, status } from './fault-parts.ts';
import type { MemoryWatch } from './memory-watch.ts';
import { compileOf, type Kind, type Setting } from './network-kinds.ts';

/*
 * A kind of request that meets a fault: a build, and then another one with the same cache, when the server is good again.
 */

export interface Tools {
	readonly watch: MemoryWatch;
	/** Of a server as it should be, of one that has another name, and one that nobody knows. */
	readonly good: Authority;
	readonly misnamed: Authority;
	readonly unknown: Authority;
}

/** How long a build may take, with all its tries and the pauses between them. Milliseconds. */
const longest = 60_000;

/** How much memory each of its processes may have. Bytes. */
const mostMemory = 200e6;

const password = 's3cret';

interface Build extends Result {
	readonly app: string;
}

/** All servers of one cell. */
interface Servers {
	readonly faulty: FaultServer;
	readonly good: FaultServer;
	readonly elsewhere: FaultServer;
	readonly greedy: FaultServer;
}

/** Asserts that a build survives a fault, and so does its cache. */
export async function tryCell(fault: Fault, kind: Kind, tools: Tools): Promise<void> {
	const servers = await startServers(fault, tools);
	try {
		await tryWith(servers, fault, kind, tools);
	} finally {
		await Promise.all(Object.values(servers).map((server: FaultServer) => server.close()));
	}
}

async function startServers({ before }: Fault, { misnamed, unknown }: Tools): Promise<Servers> {
	const refuse = answering({});
	const { tls } = (before === 'wrong name' ? misnamed : before === 'unknown authority' ? unknown : undefined) ?? {};
	return {
		faulty: await FaultServer.start(refuse, { tls }),
		good: await FaultServer.start(refuse),
		elsewhere: await FaultServer.start(refuse, { host: '127.0.0.2' }),
		greedy: await FaultServer.start(
			({ socket }) => socket.end(status('401 Unauthorized', { 'WWW-Authenticate': 'Basic realm="files"' })),
			{ host: '127.0.0.2' },
		),
	};
}

async function tryWith(servers: Servers, fault: Fault, kind: Kind, tools: Tools): Promise<void> {
	const { faulty, good, elsewhere, greedy } = servers;
	const { path, client } = kind;
	const setting = kind.set(faulty.link(path, `me:${password}`), good.link(''));
	good.change(answering(setting.others));
	elsewhere.change(answering({ [path]: setting.body }));
	const links = { elsewhere: elsewhere.link(path), greedy: greedy.link(path) };
	faulty.change((exchange) => fault.answer({ ...exchange, ...setting, ...links }));
	if (fault.before === 'refused') await faulty.close();
	const cacheDir = makeDirectory('cache');
	const trusted = fault.before === 'wrong name' ? tools.misnamed : tools.good;
	const env = { MODULAR_TIMEOUT: '15', SSL_CERT_FILE: trusted.file, ...fault.env };

	const build = await run(setting, cacheDir, env, tools);
	const ending = fault.ends[client];
	const expected = expectedError(ending, build, kind, setting, servers);
	expect(build.stderr.replaceAll(build.app, 'APP').replaceAll(good.link(''), 'OTHER')).to.equal(expected);
	const isGood = ending.as === 'success';
	expect([build.status, hasFile(build.app, kind.brings)]).to.deep.equal([isGood ? 0 : 1, isGood]);
	// on a busy machine somebody who waits for a second may be gone before the server has read a request
	if (fault.env === impatient) expect(faulty.requests.length).to.be.at.most(Math.max(...requestsOf(ending, kind)));
	else expect(faulty.requests.length).to.be.oneOf(requestsOf(ending, kind));
	if (fault.title.startsWith('429') && client === 'node')
		expect((faulty.requests[1]?.at ?? 0) - (faulty.requests[0]?.at ?? 0)).to.be.at.least(1990);
	expectNoSecrets(servers, fault);

	faulty.change(answering({ [path]: setting.body }), tools.good.tls);
	await faulty.listen();
	const again = await run(setting, cacheDir, { SSL_CERT_FILE: tools.good.file }, tools);
	expect([again.status, again.stderr, hasFile(again.app, kind.brings)]).to.deep.equal([0, '', true]);
}

/** Builds, and asserts what has to hold for every build. */
async function run(
	setting: Setting,
	cacheDir: string,
	env: Readonly<Record<string, string>>,
	{ watch }: Tools,
): Promise<Build> {
	const app = makeFiles(setting.app);
	const temporary = makeDirectory('temporary');
	let pid = 0;
	let timer: NodeJS.Timeout | undefined;
	const result = await runScript('compile', [app, cacheDir], {
		program: compileOf(setting),
		env: { TMPDIR: temporary, ...env, ...setting.env },
		onStart(child) {
			pid = child.pid ?? 0;
			watch.add(pid);
			timer = setTimeout(() => child.kill('SIGKILL'), longest);
		},
	});
	clearTimeout(timer);
	expect(result.signal, 'the signal that has ended a build that took too long').to.be.null;
	expect(watch.take(pid).filter(({ bytes }) => bytes > mostMemory)).to.deep.equal([]);
	expect(hasFile(app, 'evil'), 'bytes that were run, or unpacked, without being the right ones').to.be.false;
	expect(readdirSync(temporary)).to.deep.equal([]);
	for (const directory of [app, cacheDir])
		expect(namesIn(directory).filter((name) => name.endsWith('.part'))).to.deep.equal([]);
	expect(processesNaming(temporary)).to.deep.equal([]);
	expect(result.log).not.to.contain(password);
	return { ...result, app };
}

function expectedError(ending: Ending, { stderr }: Build, kind: Kind, setting: Setting, servers: Servers): string {
	const link = servers.faulty.link(kind.path);
	if (ending.as === 'success') return '';
	if (ending.as === 'mistrust') return kind.mistrusts(link, setting, ending.found(setting));
	const how = /^.*? (?:cannot be fetched: )?((?:redirects more than|(?<=: )).*?)(?: \(tried \d times\))?\.$/m;
	const reason = how.exec(stderr)?.[1] ?? stderr;
	expect(reason).to.match(ending.reason);
	const isOther = kind.client === 'node' && servers.greedy.requests.length > 0;
	const name = isOther ? `${link} (redirected to ${servers.greedy.link(kind.path)})` : link;
	const what = reason.startsWith('redirects more') ? reason : `cannot be fetched: ${reason}`;
	const tried = ending.tries > 1 ? ` (tried ${ending.tries} times)` : '';
	const lines = [`${name} ${what}${tried}.`, ending.advice ?? ''];
	return kind.fails({ lines, isUnreachable: ending.tries > 1 });
}

/** How many requests there may be: what was fetched ahead and is of no use is asked for once more. */
function requestsOf(ending: Ending, { client, name }: Kind): number[] {
	const isAhead = client === 'node' && name !== 'index';
	if (ending.as === 'mistrust') return isAhead ? [1, 2] : [1];
	const requests = ending.requests ?? (ending.as === 'error' ? ending.tries : 0);
	const isStatus = ending.as === 'error' && ending.tries === 1 && ending.reason.source.startsWith('^HTTP ');
	return isAhead && isStatus ? [requests, 2 * requests] : [requests];
}

/** A user and password are sent to the host whose link has them, and to nobody else. */
function expectNoSecrets({ faulty, elsewhere, greedy }: Servers, { title }: Fault): void {
	const others = [...elsewhere.requests, ...greedy.requests].map(({ head }) => head);
	const encoded = Buffer.from(`me:${password}`).toString('base64');
	for (const head of others)
		for (const secret of ['authorization', password, encoded])
			expect(head.toLowerCase()).not.to.contain(secret.toLowerCase());
	if (!title.startsWith('redirect to another host')) return;
	expect(others.length).to.be.oneOf(title.endsWith('that wants a password') ? [1, 2] : [1]); // as in requestsOf
	expect(faulty.requests.at(-1)?.head).to.contain(`Basic ${encoded}`);
}

const namesIn = (directory: string) => readdirSync(directory, { recursive: true, encoding: 'utf8' });

const hasFile = (directory: string, path: string) =>
	namesIn(directory).some((name) => name === path || name.endsWith(`/${path}`));
