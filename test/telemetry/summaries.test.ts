import { describe as suite, expect, it } from 'vitest';
import { energySchema, engineTelemetrySchema } from '#core/stage-telemetry.ts';
import { describe } from '#core/statistics/distribution.ts';
import { NvidiaSmiReader } from '#bench/telemetry/gpu/nvidia-smi-csv.ts';
import { engineBehind } from '#bench/telemetry/engines/index.ts';
import { parseExposition } from '#bench/telemetry/prometheus-text.ts';
import { gpuValues } from '#bench/telemetry/sampling/gpu-values.ts';
import { SourceLog } from '#bench/telemetry/sampling/source-log.ts';
import type { Window } from '#bench/telemetry/series.ts';
import { summariseEngine, type EngineOptions } from '#bench/telemetry/summarise-engine.ts';
import {
	idlePower,
	summariseEnergy,
	type EnergyOptions
} from '#bench/telemetry/summarise-energy.ts';
import { vllmText } from './engines/published-texts.ts';
import { marksOf, nvmlRecording, recordedJson, recordedText } from './recordings.ts';

interface Figures {
	engine: Record<
		string,
		{
			output_tokens: number;
			joules_per_output_token: number;
			joules_per_output_token_less_loaded_idle: number;
		}
	>;
}

const figures = (recordedJson('figures.json') as Figures).engine;
const marks = marksOf('engine/marks.json');
const moment = (name: string, level?: number): number =>
	marks.find((each) => each.mark === name && each.level === level)?.atMs ?? 0;
const windowOf = (level: number): Window => ({
	fromMs: moment('level begin', level),
	toMs: moment('level end', level)
});
const idleWindow = { fromMs: moment('idle begin') + 500, toMs: moment('idle end') - 500 };

/** The whole recording as a source would have brought it: the counter of NVML every 50 ms, as an exporter of it shows it. */
const counterLog = (): SourceLog => {
	const log = new SourceLog();
	const { counterJ, averageW } = nvmlRecording('engine/nvml-50ms.csv.gz');
	for (const [index, atMs] of counterJ.atMs.entries()) {
		log.add('0', atMs, {
			energyJ: counterJ.values[index] ?? null,
			averagePowerW: averageW.values[index] ?? null
		});
	}
	return log;
};

/** Its nvidia-smi rows, placed on the same clock by the stamps of both (the wall clock of that machine did not move meanwhile). */
const smiLog = (): SourceLog => {
	const log = new SourceLog();
	const reader = new NvidiaSmiReader();
	const idle = (
		recordedJson('engine/marks.json') as { mark: string; t_real_ns?: number; t_mono_ns?: number }[]
	).find(({ mark }) => mark === 'idle begin');
	const offsetMs = ((idle?.t_real_ns ?? 0) - (idle?.t_mono_ns ?? 0)) / 1e6;
	for (const line of recordedText('engine/smi-100ms.csv.gz').trim().split('\n')) {
		const read = reader.read(line);
		if (read.kind !== 'row') continue;
		const stamp = line.slice(0, 23).replaceAll('/', '-').replace(' ', 'T');
		log.add(read.reading.device, Date.parse(`${stamp}Z`) - offsetMs, gpuValues(read.reading));
	}
	return log;
};

const options = (changes: Partial<EnergyOptions>): EnergyOptions => ({
	reader: 'dcgm',
	log: counterLog(),
	devices: null,
	zeroMs: 0,
	window: windowOf(8),
	idlePowerW: null,
	work: { outputTokens: 9_216, acceptedAnswers: null, isEmulated: false },
	...changes
});

suite('joules of the recorded loads', () => {
	it.each([
		[1, '1 at a time'],
		[8, '8 at a time'],
		[32, '32 at a time']
	])('per output token are the recorded ones by the counter, %i at a time', (level, name) => {
		const log = counterLog();
		const recorded = figures[name];
		const idlePowerW = idlePower(log, idleWindow);
		const energy = summariseEnergy(
			options({
				log,
				window: windowOf(level),
				idlePowerW,
				work: {
					outputTokens: recorded?.output_tokens ?? null,
					acceptedAnswers: null,
					isEmulated: false
				}
			})
		);
		expect(energySchema.parse(energy)).toEqual(energy);
		expect(energy).toMatchObject({ method: 'counter', problems: [], jPerAcceptedAnswer: null });
		expect(energy.tickMs).toBeCloseTo(100, -1);
		expect(idlePowerW).toBeCloseTo(118.4, 0);
		// To half a per cent: 3.154, 0.763 and 0.234 J.
		expect((energy.jPerOutputToken ?? 0) / (recorded?.joules_per_output_token ?? 1)).toBeCloseTo(
			1,
			2
		);
		expect(
			(energy.jPerOutputTokenOverIdle ?? 0) /
				(recorded?.joules_per_output_token_less_loaded_idle ?? 1)
		).toBeCloseTo(1, 1);
	});

	it.each([1, 8, 32])(
		'from the rows of nvidia-smi are within their error of the counter, %i at a time',
		(level) => {
			const work = { outputTokens: 1_000, acceptedAnswers: 10, isEmulated: false };
			const counted = summariseEnergy(options({ window: windowOf(level), work }));
			const sampled = summariseEnergy(
				options({ reader: 'nvidia-smi', log: smiLog(), window: windowOf(level), work })
			);
			expect(sampled).toMatchObject({ method: 'power', problems: [], coverage: 1 });
			const off = (sampled.energyJ ?? 0) / (counted.energyJ ?? 1) - 1;
			expect(Math.abs(off)).toBeLessThan(sampled.errorShare ?? 0);
			expect(sampled.devices[0]?.use?.max).toBeGreaterThan(0.3);
			expect(sampled.jPerAcceptedAnswer).toBeCloseTo((sampled.energyJ ?? 0) / 10, 6);
		}
	);

	it('are not told of a stage that is too short for what was read', () => {
		const { fromMs } = windowOf(8);
		const short = { fromMs, toMs: fromMs + 1_500 };
		const counted = summariseEnergy(options({ window: short }));
		expect(counted.jPerOutputToken).toBeNull();
		expect(counted.energyJ).toBeGreaterThan(0);
		expect(counted.problems).toEqual([
			expect.stringMatching(
				/^the energy of GPU 0 may be off by \d+ %.* let it last \d+ s, or read more often$/
			)
		]);
	});

	it('are not told where less than 95 % of the stage was read', () => {
		const { fromMs, toMs } = windowOf(8);
		const log = new SourceLog();
		const { averageW } = nvmlRecording('engine/nvml-50ms.csv.gz');
		for (const [index, atMs] of averageW.atMs.entries()) {
			if (atMs < fromMs + 2_000 || atMs > fromMs + 4_000)
				log.add('0', atMs, { averagePowerW: averageW.values[index] ?? null });
		}
		log.fail('ssh gpu1 nvidia-smi ended by itself (exit code 255): Connection closed');
		const energy = summariseEnergy(
			options({ reader: 'nvidia-smi', log, window: { fromMs, toMs } })
		);
		expect(energy.coverage).toBeCloseTo(1 - 2_000 / (toMs - fromMs), 1);
		expect(energy.jPerOutputToken).toBeNull();
		expect(energy.problems[0]).toMatch(/^88 % of the stage was read on GPU 0.*Connection closed$/);
	});

	it('are not told where a GPU of the target is missing, or none was read', () => {
		const missing = summariseEnergy(options({ devices: [0, 1] }));
		expect(missing).toMatchObject({ energyJ: null, jPerOutputToken: null, coverage: 0 });
		expect(missing.problems).toEqual(['GPU 1 was not read']);
		const log = new SourceLog();
		log.fail('nvidia-smi is not there');
		const none = summariseEnergy(options({ log }));
		expect(none.problems).toEqual(['no GPU was read: nvidia-smi is not there']);
		expect(none.devices).toEqual([]);
	});

	it('are not told for answers that no model gave, nor without reported tokens', () => {
		const emulated = summariseEnergy(
			options({ work: { outputTokens: 9_216, acceptedAnswers: 3, isEmulated: true } })
		);
		expect(emulated).toMatchObject({ jPerOutputToken: null, jPerAcceptedAnswer: null });
		expect(emulated.problems[0]).toContain('no model answered here');
		const untold = summariseEnergy(
			options({ work: { outputTokens: null, acceptedAnswers: 4, isEmulated: false } })
		);
		expect(untold.jPerOutputToken).toBeNull();
		expect(untold.jPerAcceptedAnswer).toBeGreaterThan(0);
	});

	it('come from the power where the counter stands still', () => {
		const log = smiLog();
		const still = new SourceLog();
		const { atMs, values } = log.tables.get('0')?.series('powerW') ?? { atMs: [], values: [] };
		for (const [index, ms] of atMs.entries())
			still.add('0', ms, { powerW: values[index] ?? null, energyJ: 7 });
		expect(summariseEnergy(options({ log: still }))).toMatchObject({
			method: 'power',
			problems: []
		});
	});
});

suite('an engine beside its client', () => {
	const readingOf = (text: string) => {
		const exposition = parseExposition(text);
		return engineBehind(exposition)?.read(exposition) ?? null;
	};
	const log = new SourceLog();
	for (let tick = 0; tick <= 10; tick++) log.add('', tick * 1_000, { running: tick, waiting: 0 });
	log.samples = 11;
	log.shortestReadMs = 2;
	const source: EngineOptions['source'] = {
		log,
		reader: () => engineBehind(parseExposition(vllmText(1))),
		first: () => readingOf(vllmText(10)),
		last: () => readingOf(vllmText(30)),
		problem: () => null
	};
	/** 160 requests of 32 tokens, as the engine counted between its two readings. */
	const clientWith = (
		ttftMs: readonly number[],
		changes: Partial<EngineOptions['client']> = {}
	): EngineOptions['client'] => ({
		serviceTtftMs: describe(ttftMs),
		completed: 160,
		outcomes: {
			ok: 160,
			truncated: 0,
			length: 0,
			refused: 0,
			'rate-limited': 0,
			timeout: 0,
			error: 0,
			aborted: 0
		},
		outputTokens: 5_120,
		...changes
	});
	const summarise = (client: EngineOptions['client']) =>
		summariseEngine({ source, zeroMs: 0, window: { fromMs: 1_000, toMs: 9_000 }, client });

	it('is summed up over the stage alone, with bounds for what a histogram leaves open', () => {
		const engine = summarise(clientWith([55, 60, 65]));
		expect(engineTelemetrySchema.parse(engine)).toEqual(engine);
		expect(engine).toMatchObject({
			engine: 'vllm',
			running: { mean: 5, max: 9 },
			generatedTokens: 5_120,
			ttftMs: {
				n: 160,
				p50: { valueMs: 60, lowMs: 40, highMs: 60 },
				p95: { valueMs: 78, lowMs: 60, highMs: 80 }
			},
			queueMs: { p95: { valueMs: 285, lowMs: 0, highMs: 300 } },
			coverage: 1,
			notes: []
		});
	});

	it('is told where the client waits longer than the engine, its bucket and the way explain', () => {
		const [note] = summarise(clientWith([300, 400, 500])).notes;
		expect(note).toBe(
			"the p50 of the time to first token is 400 ms for the client, from sending, and 40 to 60 ms for the engine: the rest is on the way, in a proxy or in front of the engine's clock"
		);
	});

	it('is told where it cannot be: the engine slower than its client', () => {
		const notes = summarise(clientWith([1, 2, 3])).notes;
		expect(notes[0]).toContain('which cannot be longer: requests of others are in it');
	});

	it('is told where it counted requests or tokens that the client did not send', () => {
		const few = clientWith([55, 60, 65], {
			outcomes: {
				ok: 80,
				truncated: 0,
				length: 0,
				refused: 0,
				'rate-limited': 0,
				timeout: 0,
				error: 0,
				aborted: 0
			},
			outputTokens: 2_560
		});
		expect(summarise(few).notes).toEqual([
			'the engine counted 160 requests and the client sent 80: others use it at the same time',
			'the engine generated 5120 tokens and the client was told of 2560: others use it, or answers were cut off'
		]);
	});
});
