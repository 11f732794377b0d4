/** From the samples of GPUs to joules, and to joules for what was answered with them, where the figures can carry that. */
import type { EnergySummary } from '#core/stage-telemetry.ts';
import type { GpuReaderName } from '#core/telemetry-settings.ts';
import { msToS } from '#core/units.ts';
import { counterEnergy, sampledEnergy, type PowerKind, type WindowEnergy } from './energy.ts';
import type { SampleTable } from './sampling/sample-table.ts';
import type { SourceLog } from './sampling/source-log.ts';
import { gaugeIn, type Window } from './series.ts';

/** What was done with the energy. */
export interface AnsweredWork {
	/** Reported output tokens of whole answers; null where none were reported. */
	outputTokens: number | null;
	/** Right answers; null where nothing is graded. */
	acceptedAnswers: number | null;
	/** Whether anything said that no model answered. */
	isEmulated: boolean;
}

export interface EnergyOptions {
	reader: GpuReaderName;
	log: SourceLog;
	/** Indexes of the GPUs that must be there; null for those that were seen. */
	devices: readonly number[] | null;
	/** Time zero of the stage on the clock of the samples, ms. */
	zeroMs: number;
	/** From the first due moment to the end of the last attempt, on the clock of the stage; null where nothing was sent. */
	window: Window | null;
	/** Power of all cards before the first request, W; null where it was not watched. */
	idlePowerW: number | null;
	work: AnsweredWork;
}

/** Less of a stage than this is no measurement of it. */
export const leastCoverage = 0.95;
/** Energy that may be off by more is not divided by anything. */
export const mostErrorShare = 0.1;

interface DeviceEnergy {
	energy: WindowEnergy | null;
	method: EnergySummary['method'];
}

/** The counter where it can be used, then the power of the moment, then the mean of the last second. */
export const energyOfDevice = (
	table: SampleTable,
	zeroMs: number,
	window: Window
): DeviceEnergy => {
	const counter = counterEnergy(table.series('energyJ', zeroMs), window);
	const byPower = (name: string, kind: PowerKind): WindowEnergy | null =>
		sampledEnergy(table.series(name, zeroMs), window, kind);
	if (counter && counter.coverage >= leastCoverage && counter.errorShare <= mostErrorShare)
		return { energy: counter, method: 'counter' };
	const found: DeviceEnergy[] = [
		{ energy: byPower('powerW', 'power'), method: 'power' },
		{ energy: byPower('averagePowerW', 'average-power'), method: 'average-power' },
		{ energy: counter, method: 'counter' }
	];
	return found.find(({ energy }) => energy !== null) ?? { energy: null, method: 'power' };
};

const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;

/** How long a stage must last for its energy to be known well enough, s; all errors fall with its length, to a floor. */
const neededS = (
	{ errorShare }: WindowEnergy,
	method: DeviceEnergy['method'],
	lengthS: number
): number => {
	const floor = method === 'power' ? 0.055 : method === 'average-power' ? 0.005 : 0;
	return Math.ceil(((errorShare - floor) * lengthS) / (mostErrorShare - floor));
};

const worstMethod = (methods: readonly DeviceEnergy['method'][]): DeviceEnergy['method'] =>
	(['average-power', 'power', 'counter'] as const).find((method) => methods.includes(method)) ??
	'power';

const problemsOf = (
	{ log, devices, window, work }: EnergyOptions,
	found: ReadonlyMap<string, DeviceEnergy>
): string[] => {
	const why = log.worstFailure();
	const because = why === null ? '' : `: ${why}`;
	if (window === null) return ['nothing was answered'];
	const problems: string[] = [];
	if (found.size === 0) problems.push(`no GPU was read${because}`);
	for (const device of devices?.map(String) ?? []) {
		if (!found.has(device) && found.size > 0) problems.push(`GPU ${device} was not read${because}`);
	}
	const lengthS = msToS(window.toMs - window.fromMs);
	for (const [device, { energy, method }] of found) {
		if (energy === null) {
			problems.push(
				`GPU ${device} shows neither an energy counter that moves nor its power often enough${because}`
			);
		} else if (energy.coverage < leastCoverage) {
			problems.push(
				`${percent(energy.coverage)} of the stage was read on GPU ${device}, and ${percent(leastCoverage)} is needed${because}`
			);
		} else if (energy.errorShare > mostErrorShare) {
			problems.push(
				`the energy of GPU ${device} may be off by ${percent(energy.errorShare)}, as its readings change every ${energy.tickMs.toFixed(0)} ms and the stage lasted ${lengthS.toFixed(1)} s: let it last ${String(neededS(energy, method, lengthS))} s, or read more often`
			);
		}
	}
	if (work.isEmulated)
		problems.push('no model answered here, so that the energy is not that of its answers');
	return problems;
};

const sumOrNull = (values: readonly (number | null)[]): number | null =>
	values.reduce<number | null>(
		(sum, value) => (sum === null || value === null ? null : sum + value),
		values.length === 0 ? null : 0
	);

const per = (energyJ: number | null, count: number | null): number | null =>
	energyJ === null || count === null || count === 0 ? null : energyJ / count;

/** Joules by what was done with them; all null where `problems` speak against it. `lengthS`: seconds of the window of the stage. */
export const energyPerWork = (
	{
		energyJ,
		idlePowerW,
		problems,
		lengthS
	}: Pick<EnergySummary, 'energyJ' | 'idlePowerW' | 'problems'> & { lengthS: number },
	work: Pick<AnsweredWork, 'outputTokens' | 'acceptedAnswers'>
): Pick<EnergySummary, 'jPerOutputToken' | 'jPerOutputTokenOverIdle' | 'jPerAcceptedAnswer'> => {
	const carriesJ = problems.length === 0 ? energyJ : null;
	const overIdleJ =
		carriesJ === null || idlePowerW === null ? null : Math.max(0, carriesJ - idlePowerW * lengthS);
	return {
		jPerOutputToken: per(carriesJ, work.outputTokens),
		jPerOutputTokenOverIdle: per(overIdleJ, work.outputTokens),
		jPerAcceptedAnswer: per(carriesJ, work.acceptedAnswers)
	};
};

export const summariseEnergy = (options: EnergyOptions): EnergySummary => {
	const { reader, log, zeroMs, window, idlePowerW, work, devices: wanted } = options;
	const found = new Map<string, DeviceEnergy>();
	for (const [device, table] of log.tables) {
		if (window) found.set(device, energyOfDevice(table, zeroMs, window));
	}
	const problems = problemsOf(options, found);
	const isWhole = wanted === null || wanted.every((device) => found.has(String(device)));
	const energies = [...found.values()].map(({ energy }) => energy);
	const energyJ = isWhole ? sumOrNull(energies.map((energy) => energy?.energyJ ?? null)) : null;
	const lengthS = window ? msToS(window.toMs - window.fromMs) : 0;
	const devices = [...log.tables].map(([device, table]): EnergySummary['devices'][number] => {
		const energy = found.get(device)?.energy ?? null;
		const gauge = (name: string) => (window ? gaugeIn(table.series(name, zeroMs), window) : null);
		return {
			device,
			name: log.titles.get(device) ?? null,
			energyJ: energy?.energyJ ?? null,
			meanPowerW: energy && lengthS > 0 ? energy.energyJ / lengthS : null,
			maxPowerW: (gauge('powerW') ?? gauge('averagePowerW'))?.max ?? null,
			coverage: energy?.coverage ?? 0,
			use: gauge('useShare'),
			memoryUsedMib: gauge('memoryUsedMib')
		};
	});
	return {
		reader,
		method: worstMethod([...found.values()].map(({ method }) => method)),
		devices,
		energyJ,
		meanPowerW: energyJ === null || lengthS === 0 ? null : energyJ / lengthS,
		idlePowerW,
		coverage:
			isWhole && devices.length > 0 ? Math.min(...devices.map(({ coverage }) => coverage)) : 0,
		tickMs: energies.reduce<number | null>(
			(most, energy) => (energy ? Math.max(most ?? 0, energy.tickMs) : most),
			null
		),
		errorShare:
			energyJ === null ? null : Math.max(0, ...energies.map((energy) => energy?.errorShare ?? 0)),
		...energyPerWork({ energyJ, idlePowerW, problems, lengthS }, work),
		problems
	};
};

/** Power of all cards before the first request, W; null where one of them was not read, or too shortly. */
export const idlePower = (log: SourceLog, window: Window): number | null => {
	const lengthS = msToS(window.toMs - window.fromMs);
	const powers = [...log.tables.values()].map((table) => {
		const { energy } = energyOfDevice(table, 0, window);
		return energy && energy.coverage >= leastCoverage && energy.errorShare < 1
			? energy.energyJ / lengthS
			: null;
	});
	return lengthS > 0 ? sumOrNull(powers) : null;
};
