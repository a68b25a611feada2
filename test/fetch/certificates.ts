import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from '../support/directories.ts';

/** A private authority, and the key and certificate that it has given to 127.0.0.1. */
export interface Authority {
	/** The file of its own certificate, as SSL_CERT_FILE takes it. */
	readonly file: string;
	readonly tls: { readonly key: string; readonly cert: string };
}

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/** Makes an authority, and a certificate of it for these names. */
export function makeAuthority({ names = 'IP:127.0.0.1', days = '2' } = {}): Authority {
	const directory = makeDirectory('authority');
	const at = (name: string) => join(directory, name);
	const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
	const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
	const subject = (name: string) => ['-subj', `/CN=${name}`];
	openssl('req', '-x509', ...newKey, ...subject('Test authority'), '-keyout', at('ca.key'), '-out', at('ca.pem'));
	openssl('req', ...newKey, ...subject('server'), '-keyout', at('key.pem'), '-out', at('request.pem'));
	writeFileSync(at('extensions'), `subjectAltName=${names}\n`);
	const sign = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', days];
	openssl('x509', '-req', '-in', at('request.pem'), ...sign, '-extfile', at('extensions'), '-out', at('cert.pem'));
	const read = (name: string) => readFileSync(at(name), 'utf8');
	return { file: at('ca.pem'), tls: { key: read('key.pem'), cert: read('cert.pem') } };
}
