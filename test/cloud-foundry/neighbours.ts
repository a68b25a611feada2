import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { type FileContent, makeFiles } from '../support/directories.ts';
import { root } from '../support/entry-points.ts';

/*
 * Other people's buildpacks, in sh: they offer and honour what the official ones (libbuildpack) do.
 */

/** What each script begins with: variables, and the environment that the buildpacks before it offer. */
const convention = `
BUILD=$1 CACHE=$2 DEPS_DIR=$3 IDX=$4
DIR=$DEPS_DIR/$IDX

put_in_front() { # VARIABLE DIRECTORY
	if [ -d "$2" ]; then eval "export $1=\\"\\$2\\\${$1:+:\\$$1}\\""; fi
}

honour() {
	set --
	for dep in "$DEPS_DIR"/*; do
		put_in_front PATH "$dep/bin"
		put_in_front LD_LIBRARY_PATH "$dep/lib"
		put_in_front LIBRARY_PATH "$dep/lib"
		put_in_front CPATH "$dep/include"
		put_in_front PKG_CONFIG_PATH "$dep/pkgconfig"
		set -- "$dep" "$@"
	done
	for dep; do # the lowest index comes last, and wins
		for file in "$dep"/env/*; do
			[ -f "$file" ] && [ ! -h "$file" ] || continue
			value=$(cat "$file" && printf x)
			export "\${file##*/}=\${value%x}"
		done
	done
}

launch_line() { # VARIABLE DIRECTORY
	paths=
	for dep in "$DEPS_DIR"/*; do
		[ ! -d "$dep/$2" ] || paths="\\$DEPS_DIR/\${dep##*/}/$2\${paths:+:$paths}"
	done
	[ -z "$paths" ] || printf 'export %s=%s$([[ ! -z "\${%s:-}" ]] && echo ":$%s")\\n' "$1" "$paths" "$1" "$1"
}

set_launch_environment() { # PROFILE_DIR
	mkdir -p "$1"
	{
		launch_line PATH bin
		launch_line LD_LIBRARY_PATH lib
		launch_line LIBRARY_PATH lib
	} >"$1/000_multi-supply.sh"
	for dep in "$DEPS_DIR"/*; do
		for file in "$dep"/profile.d/*; do
			if [ -f "$file" ] && [ ! -h "$file" ]; then cp "$file" "$1/\${dep##*/}_\${file##*/}"; fi
		done
	done
}
`;

const script = (text: string) => ({ text: `#!/bin/sh\nset -eu\n${text}\n`, mode: 0o755 });

/** A buildpack that supplies: sh, with BUILD, CACHE, DEPS_DIR, IDX and DIR, which is DEPS_DIR/IDX. */
export function makeSupplier(supply: string, name = 'supplier'): string {
	return makeFiles({ 'bin/supply': script(`${convention}honour\n${supply}`) }, name);
}

/** A final buildpack of the official kind. Its web process is \`sh boot.sh\` as well, where it is not told another. */
export function makeFinal(finalize = ':', command = 'sh boot.sh'): string {
	return makeFiles(
		{
			'bin/supply': script(`${convention}honour`),
			'bin/finalize': script(`${convention}honour\n${finalize}\nset_launch_environment "\${5-$BUILD/.profile.d}"`),
			'bin/release': script(`printf '%s\\n' --- default_process_types: "  web: ${command}"`),
		},
		'final neighbour',
	);
}

/** A copy of this buildpack: another instance of it. */
export function copyBuildpack(files: Readonly<Record<string, FileContent>> = {}, name = 'modular'): string {
	const copy = makeFiles(files, name);
	for (const each of ['bin', 'dist', 'lib', 'installers', 'package.json'])
		cpSync(join(root, each), join(copy, each), { recursive: true });
	return copy;
}

/** An installer that makes a program: \`<directory>/NAME\` says a text. */
export function program(path: string, says: string): string {
	return `mkdir -p "$BUILD_DIR/${path.replace(/\/[^/]*$/, '')}"
printf '#!/bin/sh\\necho "%s"\\n' '${says}' >"$BUILD_DIR/${path}"
chmod 755 "$BUILD_DIR/${path}"
`;
}
