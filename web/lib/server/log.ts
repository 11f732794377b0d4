/** The server's log: what a person is only told the number of. */

/** Writes a fault with its number to stderr. */
export const logFault = (id: string, error: unknown): void => {
	const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
	process.stderr.write(`${new Date().toISOString()} fault ${id}: ${text}\n`);
};
