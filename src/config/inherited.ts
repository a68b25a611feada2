/** What earlier buildpacks of the same build have done. */
export interface Inherited {
	/** Directories to put in front of a variable's own, such as PATH, in their order. */
	readonly paths: ReadonlyMap<string, readonly string[]>;
	/** Variables that replace the environment's. */
	readonly variables: ReadonlyMap<string, Buffer>;
	/** Packages that an earlier instance of this buildpack has installed. */
	readonly packages: readonly string[];
	/** Whether one has run the app's compile script. */
	readonly isCompiled: boolean;
	/** What the installers of those packages appended to boot.sh. */
	readonly bootLines: Buffer;
}

export const nothingInherited: Inherited = {
	paths: new Map(),
	variables: new Map(),
	packages: [],
	isCompiled: false,
	bootLines: Buffer.alloc(0),
};

/** Adds what earlier buildpacks say to the variables of a build. */
export function inherit(variables: Map<string, Buffer>, { paths, variables: replacing }: Inherited): void {
	for (const [name, directories] of paths) {
		const own = variables.get(name);
		const parts = [...directories.map((directory) => Buffer.from(directory)), ...(own?.length ? [own] : [])];
		variables.set(name, Buffer.concat(parts.flatMap((part, index) => (index === 0 ? [part] : [colon, part]))));
	}
	for (const [name, value] of replacing) variables.set(name, value);
}

const colon = Buffer.from(':');
