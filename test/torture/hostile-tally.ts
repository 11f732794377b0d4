/** Counts what hostile input has done, kind by kind, and shows it as a table. */
import { BenchError } from '#core/errors.ts';

/** Longest that one input may take, ms: of processor time in this process, of the clock where another one answers. */
const longestMs = 10_000;
/** Most memory that one input may add, MiB: a parser with its garbage. */
const mostMib = 300;

interface KindTally {
	tried: number;
	/** Let in, or run. */
	accepted: number;
	/** Fallen over: an internal error, a signal, an answer of 500 or more. */
	crashes: number;
	/** Shown or changed in a way that it should not be, or too slow. */
	others: number;
	longestMs: number;
	/** Null where nobody has measured it. */
	mostMib: number | null;
}

export type Fault = 'accepted' | 'crashes' | 'others';

export interface Tally {
	/** Counts one input that was tried. `mib`: what it added to the memory of the process that read it; null where that was not measured. */
	count: (kind: string, took: { ms: number; mib: number | null }) => void;
	fault: (kind: string, fault: Fault, what: string) => void;
	/** Counts something that must be refused with an error that is meant for a person. */
	refuses: (kind: string, what: string, read: () => Promise<unknown>) => Promise<void>;
	/** What was wrong, one line each. */
	faults: () => readonly string[];
	tried: () => number;
	/** Whether nothing was let in or fell over, and all of it was quick and small. */
	isMet: () => boolean;
	table: () => string;
}

const isPolluted = (): boolean => 'polluted' in {};

const cellsOf = ([kind, one]: [string, KindTally]): string =>
	[
		kind,
		one.tried.toLocaleString('en-US'),
		String(one.accepted),
		String(one.crashes),
		String(one.others),
		one.longestMs >= 1 ? one.longestMs.toFixed(0) : '< 1',
		one.mostMib?.toFixed(0) ?? '–'
	].join(' | ');

export const createTally = (): Tally => {
	const kinds = new Map<string, KindTally>();
	const faults: string[] = [];
	const of = (kind: string): KindTally => {
		const found = kinds.get(kind) ?? {
			...{ tried: 0, accepted: 0, crashes: 0, others: 0 },
			...{ longestMs: 0, mostMib: null }
		};
		kinds.set(kind, found);
		return found;
	};
	const fault: Tally['fault'] = (kind, which, what) => {
		of(kind)[which]++;
		faults.push(`${kind}, ${what}`);
	};
	const count: Tally['count'] = (kind, { ms, mib }) => {
		const one = of(kind);
		one.tried++;
		one.longestMs = Math.max(one.longestMs, ms);
		if (mib !== null) one.mostMib = Math.max(one.mostMib ?? 0, mib);
	};
	return {
		count,
		fault,
		refuses: async (kind, what, read) => {
			const before = process.memoryUsage.rss();
			const began = process.cpuUsage();
			try {
				await read();
				fault(kind, 'accepted', `${what}: was accepted`);
			} catch (error) {
				if (!(error instanceof BenchError) || error.code === 'E_INTERNAL')
					fault(kind, 'crashes', `${what}: ${String(error).slice(0, 300)}`);
			}
			const { user, system } = process.cpuUsage(began);
			const ms = (user + system) / 1_000;
			count(kind, { ms, mib: (process.memoryUsage.rss() - before) / 1_048_576 });
			if (ms > longestMs)
				fault(kind, 'others', `${what}: took ${ms.toFixed(0)} ms of processor time`);
			if (isPolluted()) fault(kind, 'accepted', `${what}: changed the prototype of every object`);
		},
		faults: () => faults,
		tried: () => [...kinds.values()].reduce((sum, { tried }) => sum + tried, 0),
		isMet: () =>
			faults.length === 0 &&
			[...kinds.values()].every((one) => one.tried > 0 && (one.mostMib ?? 0) < mostMib),
		table: () =>
			[
				'| hostile input | tried | accepted | crashes | other faults | longest, ms | most memory, MiB |',
				'| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
				...[...kinds].map((one) => `| ${cellsOf(one)} |`)
			].join('\n')
	};
};
