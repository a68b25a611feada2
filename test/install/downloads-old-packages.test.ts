import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildFrom, endLine, startRepository } from '../resolve/repository.ts';
import { describeInEachShell } from '../support/shells.ts';
import { detailsOf, told } from './builds.ts';
import { apc, libmcrypt, optional, php5, websrv } from './old-packages.ts';

/* Packages in the style of 2013, as they were written for the shell project. */

const files = {
	'/repo/php5.bin': 'php',
	'/repo/php.ini': '; php.ini\n',
	'/repo/apc.so': 'bytes',
	'/repo/websrv.bin': 'websrv',
	'/libs/libmcrypt.so': 'mcrypt',
};

/** A file of an app, where there is one. */
const read = (app: string, name: string) => readFileSync(join(app, name), 'utf8');

describeInEachShell('packages of 2013', (shell) => {
	it('install unchanged: functions, captured statuses, files that are tested for, boot.sh and .profile', async () => {
		const packages = { php5, 'php5-apc': apc, websrv, libmcrypt, 'php5.patch': optional };
		const server = await startRepository(packages, files);
		const install = '# web\r\nphp5-apc websrv\r\n\r\nphp5.patch\r\n';
		const options = { shell, install };
		const cold = await buildFrom(server.link('/repo/index'), install, options);
		expect(cold.stderr).to.equal(
			told(
				`php5 gives "PHPFPM_MD5" as the checksum of ${server.link('/repo/php.ini')}: that is none, so the file is not checked.`,
				`${server.link('/repo/patch')} cannot be fetched: HTTP 404.`,
				'There is no such file: check the link.',
			),
		);
		expect(cold.status).to.equal(0);
		expect(detailsOf(cold)).to.include.members(['Enabled PHP extension apc', 'No patch (status 1)']);
		expect(cold.stdout).to.contain(endLine('5 packages', '10 downloads'));
		// in any order: some are fetched ahead
		expect(server.takePaths()).to.have.members(
			['index', 'php5-apc.sh', 'php5.sh', 'libmcrypt.sh', '../libs/libmcrypt.so', 'websrv.sh', 'websrv.bin']
				.concat(['php5.bin', 'php.ini', 'apc.so', 'php5.patch.sh', 'patch', 'patch']) // what is not there is asked for once more
				.map((name) => (name.startsWith('../') ? name.slice(2) : `/repo/${name}`)),
		);
		expect(read(cold.app, 'vendor/php/etc/php.ini')).to.equal('; php.ini\nextension=apc.so\n');
		expect(read(cold.app, 'vendor/php/ext/apc.so')).to.equal('bytes');
		expect(read(cold.app, 'vendor/lib/libmcrypt.so')).to.equal('mcrypt');
		expect(read(cold.app, '.profile')).to.equal('export PATH="/app/vendor/php/bin:$PATH"\n');
		expect(read(cold.app, 'boot.sh')).to.match(
			/\necho "websrv starts"\necho "php starts"\n\/app\/vendor\/php\/bin\/php &\nwait\n$/,
		);

		const warm = await buildFrom(server.link('/repo/index'), install, { ...options, cacheDir: cold.cacheDir });
		expect(warm.status).to.equal(0);
		expect(detailsOf(warm)).to.include('websrv is in the cache');
		for (const name of ['boot.sh', '.profile']) expect(read(warm.app, name)).to.equal(read(cold.app, name));
		// what goes straight into the app, or is removed first, as these packages have it
		const again = [
			'/libs/libmcrypt.so',
			'/repo/php5.bin',
			'/repo/php.ini',
			'/repo/apc.so',
			'/repo/patch',
			'/repo/patch',
		];
		expect(server.takePaths()).to.have.members(again);
	});

	it('end the build themselves when a download that they need has failed', async () => {
		const server = await startRepository(
			{ php5, websrv, libmcrypt: ':' },
			{ ...files, '/repo/php5.bin': { status: 410 } },
		);
		const { status, stdout, stderr, app } = await buildFrom(server.link('/repo/index'), 'php5', { shell });
		expect(stderr).to.match(/HTTP 410\.\n.*\n ! {5}php5 ended the build with status 1 \(.*\)\.\n ! {5}It called .*\n$/);
		expect(stdout).to.match(/ {7}No PHP\n$/);
		expect([status, read(app, 'boot.sh').includes('php starts')]).to.deep.equal([1, false]);
	});
});
