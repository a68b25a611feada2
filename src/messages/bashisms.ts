/** What to write in sh instead of something of bash, by how that begins. The longest beginning counts. */
const instead: readonly (readonly [string, string])[] = [
	['[[', 'Use [ ], with quotes around variables, and case for patterns.'],
	['((', 'Use $(( )): i=$((i + 1)), or [ "$i" -gt 3 ].'],
	['for ((', 'Count in a while loop, with $(( )).'],
	['function', 'Write NAME() { ... }.'],
	['select', 'Nobody can answer during a build. Leave it out.'],
	['<<<', "Use a pipe, printf '%s\\n' TEXT | COMMAND, or a here-document."],
	['<(', 'Write to a file, or use a pipe.'],
	['>(', 'Use a pipe.'],
	['&>', 'Use >FILE 2>&1.'],
	['&>>', 'Use >>FILE 2>&1.'],
	['>&', 'Use >FILE 2>&1.'],
	['<&', 'Name a descriptor, a digit, or use <FILE.'],
	['|&', 'Use 2>&1 |.'],
	[';', 'End each part of case with ;; alone, and repeat what is common in a function.'],
	["$'", 'Use printf, as in "$(printf \'a\\tb\')".'],
	['$"', 'Leave out the dollar.'],
	['$[', 'Use $(( )).'],
	['${!', 'Use eval, with care, or case.'],
	['${', 'Use ${x#...} and ${x%...}, sed, cut or tr. There are no arrays: use words in a string, or set --.'],
	['{', 'Write all the words, or use a for loop.'],
	['source', 'Use the dot: . "$FILE"'],
	['declare', 'Use local in a function, or leave it out.'],
	['typeset', 'Use local in a function, or leave it out.'],
	['let', 'Use $(( )).'],
	['pushd', 'Use cd, in ( ) to come back.'],
	['popd', 'Use cd, in ( ) to come back.'],
	['dirs', 'Use pwd.'],
	['mapfile', 'Use while read -r.'],
	['readarray', 'Use while read -r.'],
	['echo', 'Use printf.'],
	['[ ', 'Use = to compare texts, and case for patterns.'],
	['test', 'Use = to compare texts, and case for patterns.'],
	['read', "Use read -r with names alone; printf '%s' for a prompt."],
	['printf', 'Assign the output: x=$(printf ...). Let the helpers quote, or write the quotes.'],
	['export', 'Export plain variables only: functions of an installer are there for the next ones anyway.'],
	['local', 'Use local with names and values alone.'],
	['set', 'Leave it out, and look at the status of each command that matters.'],
	['trap', 'Use EXIT or the name of a signal.'],
	['type', 'Use command -v.'],
	['wait', 'Name the job: wait "$PID".'],
	['$', 'Ask a program: id -u, uname -s, hostname, date +%s, shuf; $0 and $INSTALLER_DIR for where things are.'],
];

export function mendBashism(text: string): string {
	const fitting = instead.filter(([beginning]) => text.startsWith(beginning));
	const [, mend] = fitting.sort(([a], [b]) => b.length - a.length)[0] ?? [];
	if (mend !== undefined) return mend;
	return /^\w+(?:\[|\+?=)/.test(text)
		? 'There are no arrays in sh, and no +=. Use x=$x..., words in a string, or set --.'
		: 'Leave it out, or use what POSIX has for it.';
}
