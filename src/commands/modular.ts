export async function modular(_buildpackDir: string, _args: readonly string[], _abort: AbortSignal): Promise<number> {
	return await Promise.resolve(1);
}
