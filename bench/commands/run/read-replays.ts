/** Reads the traces that the loads of a config replay: before planning what they hold, before measuring when their requests are due. */
import { dirname, resolve } from 'node:path';
import type { Config } from '#core/config.ts';
import { BenchError } from '#core/errors.ts';
import type { TraceLoad } from '#core/load-rate.ts';
import { loadShapeSchema, type LoadShape } from '#core/load-shape.ts';
import { replayOf, type Replay } from '#core/replay.ts';
import type { RequestTrace } from '#core/request-trace.ts';
import { readRequestTrace } from '#bench/importers/traces/read-request-trace.ts';
import type { Plan } from './plan.ts';

/** Due moments of each load that replays a trace, ms after its stage begins. */
export type Replays = ReadonlyMap<LoadShape, Float64Array>;

export interface ReadReplay {
	/** The load, with what was found in the file. */
	load: TraceLoad;
	trace: RequestTrace;
	replay: Replay;
}

/**
 * Reads the trace of a load; paths are relative to `configFile`. Throws `E_FILE` and `E_CONFIG` as the reader does, where nothing of
 * the trace lies in the part that is asked for, where the replay is too long, and where the file is another than the load was read from.
 */
export const readReplay = async (load: TraceLoad, configFile: string): Promise<ReadReplay> => {
	const file = resolve(dirname(configFile), load.file);
	const { trace, sha256 } = await readRequestTrace(file, {
		skipBad: load.skipBad,
		...(load.format && { format: load.format })
	});
	if (load.replayed && load.replayed.sha256 !== sha256) {
		throw new BenchError('E_FILE', `${load.file} is not the file that was read before`, {
			hint: `Its SHA-256 was ${load.replayed.sha256} and is ${sha256}. Leave "replayed" out to replay what it is now.`
		});
	}
	const replay = replayOf(trace, load);
	if (replay.dueMs.length === 0) {
		const lastS = (trace.atMs.at(-1) ?? 0) / 1_000;
		throw new BenchError(
			'E_CONFIG',
			`${load.file} has no requests in the part that is to be replayed`,
			{ hint: `It holds ${String(trace.atMs.length)} requests in ${lastS.toFixed(1)} s.` }
		);
	}
	const parsed = loadShapeSchema.safeParse({
		...load,
		replayed: {
			sha256,
			format: trace.format,
			requests: replay.dueMs.length,
			spanS: replay.spanS,
			peakPerS: replay.peakPerS
		}
	});
	if (!parsed.success) {
		throw new BenchError('E_CONFIG', `${load.file}: ${parsed.error.issues[0]?.message ?? ''}`, {
			hint: 'Replay a part of it, or faster: "limit", "offsetS" and "speed".'
		});
	}
	return { load: parsed.data as TraceLoad, trace, replay };
};

/** The config with what its traces hold, so that a plan can say what they send. Items come from the scenarios: arrivals alone are taken. */
export const withReplays = async (config: Config, configFile: string): Promise<Config> => {
	const known = new Map<string, TraceLoad>();
	const inLoads = async (loads: LoadShape[]): Promise<LoadShape[]> => {
		const read: LoadShape[] = [];
		for (const load of loads) {
			if (load.kind !== 'trace') {
				read.push(load);
				continue;
			}
			if (load.use === 'requests') {
				throw new BenchError(
					'E_CONFIG',
					`${load.file}: a config takes the arrivals of a trace, as its scenarios say what is asked`,
					{ hint: 'Leave "use" out here; bench load URL --trace FILE replays the lengths as well.' }
				);
			}
			const key = JSON.stringify(load);
			const found = known.get(key) ?? (await readReplay(load, configFile)).load;
			known.set(key, found);
			read.push(found);
		}
		return read;
	};
	const inPart = async <Part extends { loads?: LoadShape[] | undefined }>(
		part: Part
	): Promise<Part> => (part.loads ? { ...part, loads: await inLoads(part.loads) } : part);
	const hasTrace = [config, ...config.scenarios, ...config.targets].some(({ loads }) =>
		loads?.some(({ kind }) => kind === 'trace')
	);
	if (!hasTrace) return config;
	return {
		...(await inPart(config)),
		scenarios: await Promise.all(config.scenarios.map(inPart)),
		targets: await Promise.all(config.targets.map(inPart))
	};
};

/** Due moments of all loads of a plan that replay traces. Throws as `readReplay`. */
export const readReplays = async (plan: Plan, configFile: string): Promise<Replays> => {
	const replays = new Map<LoadShape, Float64Array>(plan.replays ?? []);
	for (const load of plan.cells.flatMap(({ loads }) => loads)) {
		if (load.kind !== 'trace' || replays.has(load)) continue;
		replays.set(load, (await readReplay(load, configFile)).replay.dueMs);
	}
	return replays;
};
