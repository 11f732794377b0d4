/** The metrics of the engine behind a target, and its first and last reading, whose histograms are subtracted. */
import type { EngineReader, EngineReading } from '../engines/engine-metrics.ts';
import { engineBehind } from '../engines/index.ts';
import { parseExposition } from '../prometheus-text.ts';
import { fetchText, shownUrl } from './fetch-text.ts';
import { defaultIntervalMs, type SourceClock } from './gpu-source.ts';
import { poll } from './poll.ts';
import { SourceLog, type RunningSource } from './source-log.ts';

/** Columns of an engine, with their units; tokens are counted since its start. */
export const engineUnits = {
	running: 'requests',
	waiting: 'requests',
	kvCacheShare: 'share',
	promptTokens: 'tokens',
	cachedPromptTokens: 'tokens',
	generatedTokens: 'tokens'
} as const;

export interface EngineSource extends RunningSource {
	/** Null until a known engine has answered. */
	reader(): EngineReader | null;
	first(): EngineReading | null;
	last(): EngineReading | null;
	/** Lines that were not in the format, of the last reading: the first of them, null where all were. */
	problem(): string | null;
}

export const startEngineSource = (url: string, clock: SourceClock): EngineSource => {
	const { nowMs, key } = clock;
	const log = new SourceLog();
	let reader: EngineReader | null = null;
	let first: EngineReading | null = null;
	let last: EngineReading | null = null;
	let problem: string | null = null;
	const running = poll({
		intervalMs: clock.intervalMs ?? defaultIntervalMs.poll,
		nowMs,
		log,
		fetch: (signal) => fetchText(url, { key, signal }),
		take: (text, atMs) => {
			const exposition = parseExposition(text);
			const [bad] = exposition.problems;
			problem = bad ? `line ${String(bad.line)} of ${shownUrl(url)}: ${bad.message}` : null;
			const found = engineBehind(exposition);
			if (!found) {
				throw new Error(
					exposition.samples.length === 0
						? `${shownUrl(url)} shows no metrics`
						: `${shownUrl(url)} shows metrics of no known engine`
				);
			}
			reader = found;
			const reading = found.read(exposition);
			first ??= reading;
			last = reading;
			const { running: now, waiting, kvCacheShare } = reading;
			const { promptTokens, cachedPromptTokens, generatedTokens } = reading;
			log.add('', atMs, {
				running: now,
				waiting,
				kvCacheShare,
				promptTokens,
				cachedPromptTokens,
				generatedTokens
			});
		}
	});
	return {
		...running,
		reader: () => reader,
		first: () => first,
		last: () => last,
		problem: () => problem
	};
};
