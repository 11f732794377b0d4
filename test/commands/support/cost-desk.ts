/** A folder with a database of its own, in which `bench cost` and `bench quote` are called and spec files written. */
import { writeFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { onTestFinished } from 'vitest';
import { BenchError } from '#core/errors.ts';
import { createWorkplace } from './bench-process.ts';
import { callCommand, type Recorded } from './recorded-context.ts';

export interface CostDesk {
	databaseUrl: string;
	/** Writes a value as JSON, which is YAML, or a text as it is; returns the path. */
	file: (name: string, content: unknown) => string;
	cost: (...args: string[]) => Promise<Recorded>;
	/** `cost` on a terminal of so many columns. */
	costAt: (columns: number, ...args: string[]) => Promise<Recorded>;
	quote: (...args: string[]) => Promise<Recorded>;
}

export const openDesk = (): CostDesk => {
	const workplace = createWorkplace();
	onTestFinished(() => {
		workplace[Symbol.dispose]();
	});
	const { databaseUrl } = workplace;
	// A database in which nothing is stored yet: one that is named must be there.
	writeFileSync(workplace.file('bench.db'), '');
	const withDatabase = (args: readonly string[]): string[] => [...args, '--db', databaseUrl];
	return {
		databaseUrl,
		file: (name, content) => {
			writeFileSync(
				workplace.file(name),
				typeof content === 'string' ? content : JSON.stringify(content, null, '\t')
			);
			return workplace.file(name);
		},
		cost: (...args) => callCommand('cost', withDatabase(args)),
		costAt: (columns, ...args) => callCommand('cost', withDatabase(args), {}, columns),
		quote: (...args) => callCommand('quote', withDatabase(args))
	};
};

/** The refusal of a command; fails where there is none, or where something was printed beside it. */
export const refusalOf = ({ error, stdout }: Recorded): BenchError => {
	if (!(error instanceof BenchError)) throw new Error(`was not refused: ${stdout}`);
	if (stdout !== '') throw new Error(`printed something before it was refused: ${stdout}`);
	return error;
};

/** What the command line itself refused: a missing or wrong argument. */
export const usageErrorOf = ({ error, stdout }: Recorded): CommanderError => {
	if (!(error instanceof CommanderError)) throw new Error(`was not refused: ${stdout}`);
	return error;
};

/** The output of a command that came to its end. */
export const outputOf = ({ error, stdout }: Recorded): string => {
	if (error) throw error;
	return stdout;
};

export const jsonOf = (recorded: Recorded): unknown => JSON.parse(outputOf(recorded));

/** A full spec that needs no run and no database, with options whose cost is easy to reckon. */
export const typedSpec = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
	useCase: 'letters',
	title: 'Sort letters',
	demand: { requestsPerMonth: 3_000_000, peakToAverage: 2 },
	options: [buyOption(), makeOption()],
	draws: 300,
	...changes
});

export const buyOption = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
	id: 'api',
	title: 'the API',
	kind: 'buy',
	price: { usdPerRequest: 0.002 },
	acceptShare: 0.9,
	...changes
});

/** One node: 1 request/s × 1 × 730 h × 3,600 s ÷ 2 = 1,314,000 requests a month, for 1 USD × 730 h. */
export const makeOption = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
	id: 'own',
	title: 'our GPUs',
	kind: 'make-rented',
	capacity: { requestsPerSPerNode: 1 },
	headroomShare: 1,
	spareNodes: 0,
	rent: { onDemandUsdPerHour: 1 },
	staff: { baseFte: 0, ftePerNode: 0 },
	acceptShare: 0.9,
	...changes
});
