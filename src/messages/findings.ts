/*
 * The wording of what `modular check` finds: what was seen, why that is wrong, and how to mend it. Codes are for
 * machines, and stay.
 */

export type Severity = 'error' | 'warning';

export interface FindingText {
	readonly what: string;
	readonly why: string;
	readonly mend: string;
}

interface FindingWording<F> {
	/** Of what is certain to happen: anything else is a warning. */
	readonly severity: Severity;
	readonly text: (facts: F) => FindingText;
}

const wording = <F>(severity: Severity, text: (facts: F) => FindingText): FindingWording<F> => ({ severity, text });

const quoted = (text: string) => JSON.stringify(text);

interface Fetched {
	readonly url: string;
	readonly helper: string;
}

export const findingWordings = {
	'syntax-error': wording('error', ({ message, shell }: { message: string; shell: string }) => ({
		what: `${shell} cannot read this: ${message}.`,
		why: 'The build of every app that wants the package ends here.',
		mend: `Correct the syntax; ${shell} -n tells whether it is right.`,
	})),
	bashism: wording('error', ({ text, mend }: { text: string; mend: string }) => ({
		what: `${text} is not for sh.`,
		why: 'Installers run in /bin/sh, which is dash on most platforms, whatever the first line says.',
		mend,
	})),
	'bashism-differs': wording('warning', ({ text, mend }: { text: string; mend: string }) => ({
		what: `${text} means something else in sh.`,
		why: 'Installers run in /bin/sh, which is dash on most platforms, whatever the first line says.',
		mend,
	})),
	crlf: wording('error', ({ count }: { count: number }) => ({
		what: `${count === 1 ? 'A line ends' : `${count} lines end`} with CR and LF, as on Windows.`,
		why: 'To a shell the CR is a part of the last word of the line.',
		mend: 'Save the file with LF alone, and keep it so: "*.sh text eol=lf" in .gitattributes.',
	})),
	'byte-order-mark': wording('error', (_facts: object) => ({
		what: 'The file begins with a byte-order mark.',
		why: 'To a shell it is a part of the first word, which then is no command or comment.',
		mend: 'Save the file as UTF-8 without a byte-order mark.',
	})),
	'not-utf-8': wording('warning', (_facts: object) => ({
		what: 'This is not UTF-8.',
		why: 'Logs, and what an installer writes into an app, are taken for UTF-8.',
		mend: 'Save the file as UTF-8.',
	})),
	'requirement-unknown': wording('error', ({ name, close }: { name: string; close: readonly string[] }) => ({
		what: `${name} is required, and is in no place that is known here.`,
		why: 'A build fails when it gets here, unless the app itself or another repository has the package.',
		mend:
			close.length > 0
				? `Close names: ${close.join(', ')}. If it is in another repository, name that with --repo.`
				: 'Correct the name, or add the package. If it is in another repository, name that with --repo.',
	})),
	'requirement-invalid': wording('error', ({ name }: { name: string }) => ({
		what: `${quoted(name)} is required, and is not a package name.`,
		why: 'A build ends with an error when it gets here.',
		mend: 'A name begins with a letter or digit, and goes on with these and . _ + - only.',
	})),
	circle: wording('error', ({ circle }: { circle: readonly string[] }) => ({
		what: `Packages require each other in a circle: ${circle.join(' -> ')}.`,
		why: 'None of them can be installed before the others.',
		mend: 'Take one of these requirements out of its installer.',
	})),
	'file-missing': wording('error', ({ helper, url, path }: Fetched & { path: string }) => ({
		what: `${helper} fetches ${url}, and ${path} is not there.`,
		why: 'The download fails once the directory is published.',
		mend: 'Put the file there, or correct its name.',
	})),
	'checksum-wrong': wording(
		'error',
		({ url, algorithm, wanted, found }: Fetched & { algorithm: string; wanted: string; found: string }) => ({
			what: `The ${algorithm} of ${url} is not the one that stands here.\nWanted: ${wanted}\nFound:  ${found}`,
			why: 'A file with another checksum is refused, and the build fails.',
			mend: 'Write the checksum that was found, if the file is the right one.',
		}),
	),
	'checksum-unusable': wording('warning', ({ text }: { text: string }) => ({
		what: `${quoted(text)} is not a checksum.`,
		why: 'The file is not checked; with MODULAR_STRICT=1 the build ends.',
		mend: 'Write the md5 (32 hex digits) or the sha256 (64) of the file.',
	})),
	'checksum-missing': wording('warning', ({ helper, url }: Fetched) => ({
		what: `${helper} fetches ${url} without a checksum.`,
		why: 'Whatever the server sends is used; with MODULAR_STRICT=1 the build ends.',
		mend: 'Add the sha256 of the file.',
	})),
	'description-missing': wording('warning', ({ path }: { path: string }) => ({
		what: 'The package has no description.',
		why: 'The index, modular search and the page of packages have nothing to say about it.',
		mend: `Write one line into ${path}.`,
	})),
	'name-taken': wording('error', ({ name }: { name: string }) => ({
		what: `The buildpack has a package ${name} of its own.`,
		why: 'That one comes before those of every repository: no build ever gets this one.',
		mend: 'Give the package another name.',
	})),
	'exit-0': wording('error', (_facts: object) => ({
		what: 'exit 0 ends the whole build, half done, and not the installer alone.',
		why: 'All installers run in one shell. The buildpack makes an error of it.',
		mend: 'Use return to end the installer, and fail to end the build.',
	})),
	exec: wording('error', ({ program }: { program: string }) => ({
		what: `exec replaces the shell of the whole build with ${program}.`,
		why: 'All installers run in one shell. The buildpack makes an error of it.',
		mend: `Call ${program} without exec.`,
	})),
	'own-download': wording('warning', ({ program }: { program: string }) => ({
		what: `${program} is used instead of a helper.`,
		why: 'The helpers check what they get, try again, keep it in the cache, know the proxies and the credentials of repositories, and work in offline builds.',
		mend: 'Use download, cached_download or unpack.',
	})),
	'build-dir-read': wording('warning', ({ path }: { path: string }) => ({
		what: `${path} is read: a file of the app's own.`,
		why: "BUILD_DIR is where to install. On some platforms that is not the app's directory.",
		mend: `Read ${path.replace('BUILD_DIR', 'APP_DIR')}.`,
	})),
} satisfies Record<string, FindingWording<never>>;

export type FindingCode = keyof typeof findingWordings;
export type FindingFacts<C extends FindingCode> = Parameters<(typeof findingWordings)[C]['text']>[0];
