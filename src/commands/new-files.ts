import { join } from 'node:path';
import { action, detail, line } from '../output.ts';
import { checkNewName, type NewFiles, writeNewFiles } from '../publish/new-files.ts';
import type { CommandLine } from './command-line.ts';

export function addNew({ program, buildpackDir, action: asAction }: CommandLine): void {
	const command = program.command('new').description('Write files to start from, for a package or an app.');
	command
		.command('package <name>')
		.description('Write an installer, its description and a README, in a directory of that name.')
		.option('--dir <dir>', 'the directory of packages to add it to', '.')
		.action(asAction((name: string, { dir }: { readonly dir: string }) => newPackage(buildpackDir, name, dir)));
	command
		.command('app [app-dir]')
		.description('Write a build/heroku/, with which an app can be built.')
		.action(asAction((directory: string | undefined) => newApp(buildpackDir, directory ?? '.')));
}

/** `modular new package`: writes a package that can be built and published as it is. */
function newPackage(buildpackDir: string, name: string, dir: string): number {
	checkNewName(buildpackDir, name);
	write(buildpackDir, { template: 'package', directory: join(dir, name), name });
	line(`\nTry it with: modular test ${dir} ${name}`);
	return 0;
}

/** `modular new app`: writes what makes an app one of this buildpack. */
function newApp(buildpackDir: string, directory: string): number {
	write(buildpackDir, { template: 'app', directory });
	line(`\nBuild it with: modular build ${directory}`);
	return 0;
}

function write(buildpackDir: string, files: NewFiles): void {
	const written = writeNewFiles(buildpackDir, files);
	action('Wrote');
	for (const file of written) detail(file);
}
