/** The machine of the client: how busy its processors are, its memory, their energy, and the process of an engine that bench serves. */
import { readFile } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { bytesToMib } from '#core/units.ts';
import { readCpuTimes, readMemoryUsedMib, readProcessTicks, type CpuTimes } from '../host/proc.ts';
import { raplPackages, readRaplJ, type RaplPackage } from '../host/rapl.ts';
import { poll } from './poll.ts';
import { SourceLog, type RunningSource } from './source-log.ts';

/** Columns of the machine, with their units. `raplJ0` and so on are counters of its packages. */
export const hostUnits = { cpuShare: 'share', memoryUsedMib: 'MiB', engineCores: 'cores' } as const;

export interface HostSource extends RunningSource {
	/** Whose energy is in the columns `raplJ0`, `raplJ1` …; empty where none may be read. */
	packages(): readonly RaplPackage[];
}

/** What the files said; an empty text where one cannot be read. */
interface HostTexts {
	stat: string;
	meminfo: string;
	engine: string;
	energies: (number | null)[];
}

const optional = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');

export const startHostSource = ({
	intervalMs,
	nowMs,
	engineProcessId
}: {
	intervalMs: number;
	nowMs: () => number;
	/** Process of the embedded engine; null for none. */
	engineProcessId: number | null;
}): HostSource => {
	const log = new SourceLog();
	let packages: readonly RaplPackage[] | null = null;
	let before: { times: CpuTimes; engineTicks: number | null } | null = null;
	/** How many processors /proc/stat counts: its first line is the sum of theirs. */
	let processors = 1;

	const fetch = async (): Promise<HostTexts> => {
		packages ??= await raplPackages();
		const [stat, meminfo, engine, ...energies] = await Promise.all([
			optional('/proc/stat'),
			optional('/proc/meminfo'),
			engineProcessId === null ? '' : optional(`/proc/${String(engineProcessId)}/stat`),
			...packages.map(readRaplJ)
		]);
		return { stat, meminfo, engine, energies };
	};
	const take = ({ stat, meminfo, engine, energies }: HostTexts, atMs: number): void => {
		const times = readCpuTimes(stat);
		const engineTicks = engine === '' ? null : readProcessTicks(engine);
		processors = Math.max(1, stat.match(/^cpu\d+ /gm)?.length ?? 1);
		const totalTicks = times && before ? times.totalTicks - before.times.totalTicks : 0;
		log.add('', atMs, {
			cpuShare:
				times && before && totalTicks > 0
					? (times.busyTicks - before.times.busyTicks) / totalTicks
					: null,
			memoryUsedMib: readMemoryUsedMib(meminfo) ?? bytesToMib(totalmem() - freemem()),
			engineCores:
				engineTicks !== null && before !== null && before.engineTicks !== null && totalTicks > 0
					? ((engineTicks - before.engineTicks) / totalTicks) * processors
					: null,
			...Object.fromEntries(energies.map((energyJ, index) => [`raplJ${String(index)}`, energyJ]))
		});
		if (times && (totalTicks > 0 || !before)) before = { times, engineTicks };
	};
	return { ...poll({ intervalMs, nowMs, log, fetch, take }), packages: () => packages ?? [] };
};
