import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFiles } from '../support/directories.ts';
import type { Answer } from '../support/server.ts';

/** A build, as it comes in a test of what fetching ahead may not change. */
export interface Fixture {
	readonly install: string;
	/** Of the repository. */
	readonly packages: Readonly<Record<string, string>>;
	/** The app's own. */
	readonly installers?: Readonly<Record<string, string>>;
	/** What else the server has. */
	readonly more?: Readonly<Record<string, Answer>>;
	readonly env?: Readonly<Record<string, string>>;
	/** A path whose file is of no use: it may be asked for once more, ahead. */
	readonly useless?: string;
}

/** An archive with one file. */
export function archiveWith(name: string): Buffer {
	const directory = makeFiles({ [`${name}/file`]: `${name}\n` });
	spawnSync('tar', ['-czf', join(directory, 'archive.tgz'), '-C', directory, name]);
	return readFileSync(join(directory, 'archive.tgz'));
}

const md5 = '0123456789abcdef0123456789abcdef';

export const fixtures: Readonly<Record<string, Fixture>> = {
	'packages that require each other': {
		install: 'one\n',
		packages: { one: 'dependency_require two three', two: 'dependency_require three', three: 'print deep' },
	},
	'archives beside the installer': {
		install: 'one two\n',
		packages: {
			one: 'VERSION=1\nunpack "$INSTALLER_DIR/a-${VERSION}.tgz" ""',
			two: 'unpack "$INSTALLER_DIR/a-1.tgz" "" vendor/again; download "$INSTALLER_DIR/data" "$BUILD_DIR/data"',
		},
		more: { '/repo/a-1.tgz': archiveWith('a'), '/repo/data': 'data' },
	},
	'a file that is fetched twice': {
		install: 'one two\n',
		packages: {
			one: 'download "$INSTALLER_DIR/data" "$BUILD_DIR/one"',
			two: 'download "$INSTALLER_DIR/data" "$BUILD_DIR/two"',
		},
		more: { '/repo/data': 'data' },
	},
	'a download that is not there': {
		install: 'one two\n',
		packages: { one: 'download "$INSTALLER_DIR/none" x; echo "status $?"', two: 'print "goes on"' },
		useless: '/repo/none',
	},
	'an archive that is not there': {
		install: 'one two\n',
		packages: { one: 'unpack "$INSTALLER_DIR/none.tgz" ""', two: 'print "not run"' },
		useless: '/repo/none.tgz',
	},
	'a download with another checksum': {
		install: 'one\n',
		packages: { one: `download "$INSTALLER_DIR/data" x ${md5}; echo "status $?"; ls` },
		more: { '/repo/data': 'data' },
		useless: '/repo/data',
	},
	'an installer with another checksum': {
		install: 'one\n',
		packages: { one: 'print one' },
		more: { '/repo/index': `one one.sh ${md5}\ntwo one.sh ${md5}\n` },
		useless: '/repo/one.sh',
	},
	'a package that does not exist': {
		install: 'one\n',
		packages: { one: 'print first; dependency_require missing' },
	},
	'malformed lines of an index that is needed late': {
		install: 'own one\n',
		packages: { one: 'print one' },
		installers: { own: 'print own' },
		more: { '/repo/index': 'bad\none one.sh 0\n' },
	},
	'a circle': {
		install: 'one\n',
		packages: { one: 'dependency_require two', two: 'dependency_require one' },
	},
	'an installer that fails before what it would fetch': {
		install: 'one\n',
		packages: { one: 'fail "too early"\nunpack "$INSTALLER_DIR/a.tgz" ""' },
		more: { '/repo/a.tgz': archiveWith('a') },
	},
	'variables that only the shell can know': {
		install: 'one\n',
		packages: {
			one: 'for name in a b; do download "$INSTALLER_DIR/$name" "$BUILD_DIR/$name"; done\ndownload "$(echo $INSTALLER_DIR)/a" c',
		},
		more: { '/repo/a': 'a', '/repo/b': 'b' },
	},
	'old packages that test whether their file is there': {
		install: 'one two\n',
		packages: {
			one: 'TARGET="$CACHE_DIR/old.tgz"\n[ ! -f "$TARGET" ] && download "$INSTALLER_DIR/a.tgz" "$TARGET"\ntar -xzf "$TARGET" -C "$BUILD_DIR"',
			two: 'cached_download data "$CACHE_DIR/data" && cat "$CACHE_DIR/data"',
		},
		more: { '/repo/a.tgz': archiveWith('a'), '/repo/data': 'data\n' },
	},
	'a strict build, with a download without a checksum': {
		install: 'one\n',
		packages: { one: 'download "$INSTALLER_DIR/data" x' },
		more: { '/repo/data': 'data' },
		env: { MODULAR_STRICT: '1' },
	},
};
