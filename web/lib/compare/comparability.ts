/** Why a difference between two measurements may come from something else than what is compared. */
import { gatewayWarnings } from '#core/gateway-in-words.ts';
import { inconsistentUsageInWords } from '#core/inconsistent-usage-in-words.ts';
import type { Cell } from '#core/run.ts';
import { besideInMix } from '#core/mix-share.ts';
import { isImportedConfig } from '#core/stored-config.ts';
import { measuredWhen, type MeasuredTimes } from '#core/measured-when.ts';
import { farApartInWords, measuredWhenInWords } from '#core/measured-when-in-words.ts';
import type { Target } from '#core/target.ts';
import { resultFormatNames } from '#core/imported-target.ts';
import { counted, formatWhole } from '../format.ts';
import { kindSentences, validityMeanings } from '../runs/labels.ts';
import type {
	ComparedCell,
	ComparedQuality,
	CompareWarning,
	StageComparison
} from './comparison.ts';
import { measuredTimesOf } from './measured-times.ts';
import type { MeasuredSetup } from './setup-difference.ts';

/** Days between two measurements from which on an endpoint may have been changed in between. */
const farApartDays = 7;

export interface ComparedSide {
	setup: MeasuredSetup;
	shown: ComparedCell;
}

export interface ComparedSides {
	a: ComparedSide;
	b: ComparedSide;
	quality: ComparedQuality;
	/** Null where no stages are compared. */
	stages: Pick<StageComparison, 'a' | 'b' | 'isSameLoad'> | null;
}

const warning = (
	tone: CompareWarning['tone'],
	title: string,
	...sentences: string[]
): CompareWarning => ({ tone, title, sentences });

const versionOf = ({ scenarioVersion }: Cell): string =>
	scenarioVersion === null
		? 'imported for a use case without a scenario folder'
		: `version ${String(scenarioVersion)}`;

/** Whether another tool measured either, so that neither machine nor settings nor day are known of both. */
const isAnyImported = ({ a, b }: ComparedSides): boolean =>
	[a, b].some(({ setup }) => isImportedConfig(setup.run.config));

const items = ({ a, b, quality, stages }: ComparedSides): CompareWarning[] => {
	const [cellA, cellB] = [a.setup.cell, b.setup.cell];
	if (cellA.id === cellB.id) {
		return [
			stages !== null && stages.a.name === stages.b.name
				? warning('warn', 'A and B are the same stage: there is nothing to compare.')
				: warning('plain', 'A and B are the same cell at two loads: its answers are not compared.')
		];
	}
	if (cellA.scenarioId !== cellB.scenarioId) {
		return [
			warning(
				'bad',
				'Different use cases.',
				`A was asked ${cellA.scenarioId}, B ${cellB.scenarioId}: other prompts of other lengths. No difference below is one of the targets alone.`
			)
		];
	}
	if (cellA.scenarioHash !== cellB.scenarioHash) {
		const versions =
			cellA.scenarioVersion === cellB.scenarioVersion
				? `both call themselves version ${String(cellA.scenarioVersion)}, but their files differ`
				: `A is ${versionOf(cellA)}, B ${versionOf(cellB)}`;
		return [
			warning(
				'bad',
				`Different versions of ${cellA.scenarioId}.`,
				`Prompt, items or references have changed in between: ${versions}. Answers cannot be paired.`
			)
		];
	}
	if (quality.state !== 'compared') return [];
	const { bothRight, onlyA, onlyB, bothWrong, unpaired } = quality.counts;
	const graded = bothRight + onlyA + onlyB + bothWrong;
	const all = graded + unpaired;
	if (quality.itemsOfA === all && quality.itemsOfB === all) return [];
	return [
		warning(
			'plain',
			'Not all items are common.',
			`A was asked ${counted(quality.itemsOfA, 'item')}, B ${formatWhole(quality.itemsOfB)}; quality rests on the ${formatWhole(graded)} that both answered.`
		)
	];
};

const emulated = ({ a, b }: ComparedSides): CompareWarning[] => {
	const names = [a, b].flatMap(({ shown }, index) =>
		shown.emulated ? [index === 0 ? 'A' : 'B'] : []
	);
	if (names.length === 0) return [];
	return [
		warning(
			'warn',
			`EMULATED: ${names.join(' and ')}`,
			`There is ${kindSentences.emulated}. No figure of ${names.length === 2 ? 'either' : 'it'} says anything about a real endpoint.`
		)
	];
};

const loads = ({ stages }: ComparedSides): CompareWarning[] => {
	if (stages === null) return [];
	const [a, b] = [stages.a.summary.load, stages.b.summary.load];
	if (stages.isSameLoad) {
		if (a.kind !== 'mix' || b.kind !== 'mix' || besideInMix(a) === besideInMix(b)) return [];
		return [
			warning(
				'warn',
				'Different scenarios were asked at the same time.',
				`Beside A ${besideInMix(a)}, beside B ${besideInMix(b)}: how long an answer takes depends on what else is asked for.`
			)
		];
	}
	return [
		warning(
			'warn',
			`Different loads: ${stages.a.load} against ${stages.b.load}.`,
			'How long an answer takes depends on how many are asked for at once, so their latencies differ for that alone.'
		)
	];
};

const validity = ({ stages }: ComparedSides): CompareWarning[] => {
	if (stages === null) return [];
	return (['a', 'b'] as const).flatMap((side) => {
		const { load, summary, state } = stages[side];
		const name = `${side.toUpperCase()} at ${load}`;
		const { verdict, reasons } = summary.validity;
		return [
			...(state === 'interrupted'
				? [
						warning(
							'warn',
							`${name} was stopped before its end.`,
							'Its figures are those of the part that was measured.'
						)
					]
				: []),
			...(verdict === 'valid' || verdict === 'not-measured'
				? []
				: [
						warning(
							verdict === 'error-bound' ? 'bad' : 'warn',
							`${name} is ${verdict}.`,
							validityMeanings[verdict],
							...reasons.map((reason) => `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`)
						)
					])
		];
	});
};

const doubtfulCosts = ({ stages }: ComparedSides): CompareWarning[] => {
	if (stages === null) return [];
	return (['a', 'b'] as const).flatMap((side) => {
		const { load, summary } = stages[side];
		const doubt = inconsistentUsageInWords(summary.inconsistentUsage);
		return doubt === null
			? []
			: [
					warning(
						'warn',
						`The cost of ${side.toUpperCase()} at ${load} is doubtful.`,
						`It has ${doubt}.`
					)
				];
	});
};

const throughGateways = ({ stages }: ComparedSides): CompareWarning[] => {
	if (stages === null) return [];
	return (['a', 'b'] as const).flatMap((side) => {
		const { load, summary } = stages[side];
		const sentences = gatewayWarnings(summary.gateway);
		return sentences.length === 0
			? []
			: [
					warning(
						'warn',
						`A gateway did more than pass on the requests of ${side.toUpperCase()} at ${load}.`,
						...sentences.map((sentence) => `${sentence}.`)
					)
				];
	});
};

const imported = (sides: ComparedSides): CompareWarning[] =>
	(['a', 'b'] as const).flatMap((side) => {
		const { target } = sides[side].setup.cell;
		if (target.kind !== 'imported') return [];
		const reasons = sides[side].setup.stages.flatMap(
			({ summary }) => summary?.validity.reasons ?? []
		);
		return [
			warning(
				'warn',
				`${side.toUpperCase()} was imported from ${resultFormatNames[target.tool]}: ${target.fileName}.`,
				...reasons.map((reason) => `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`)
			)
		];
	});

const endings = ({ a, b }: ComparedSides): CompareWarning[] =>
	[a, b].flatMap(({ shown, setup }, index) => {
		if (shown.runState === 'complete' || (index === 1 && setup.run.id === a.setup.run.id))
			return [];
		const names = a.setup.run.id === b.setup.run.id ? 'A and B' : index === 0 ? 'A' : 'B';
		const what = {
			running: 'is still being measured',
			interrupted: 'was stopped before its end',
			failed: 'failed',
			killed: 'was killed'
		}[shown.runState];
		return [
			warning(
				'warn',
				`The run of ${names} ${what}.`,
				'Only what was stored until then is compared.'
			)
		];
	});

const dates = (sides: ComparedSides): CompareWarning[] => {
	if (isAnyImported(sides)) return [];
	const { a, b } = sides;
	const timesOf = (side: 'a' | 'b'): MeasuredTimes =>
		measuredTimesOf(sides[side].setup, sides.stages?.[side].ordinal ?? 0);
	const when = measuredWhen(timesOf('a'), timesOf('b'));
	const startOf = ({ setup }: ComparedSide): number =>
		Date.parse(setup.stages[0]?.startedAtUtc ?? setup.run.startedAtUtc);
	const days = Math.floor(Math.abs(startOf(a) - startOf(b)) / 86_400_000);
	if (days < farApartDays) {
		const sentence = farApartInWords(when);
		return sentence === null || when === null
			? []
			: [warning('warn', sentence, measuredWhenInWords(when))];
	}
	return [
		warning(
			'warn',
			`Measured ${formatWhole(days)} days apart.`,
			'An endpoint may have been changed, and its traffic may have been another, in between.'
		)
	];
};

const machines = (sides: ComparedSides): CompareWarning[] => {
	if (isAnyImported(sides)) return [];
	const { a, b } = sides;
	const [hostA, hostB] = [a.setup.run.host, b.setup.run.host];
	const machine = (
		['platform', 'arch', 'osRelease', 'cpuModel', 'cpuCount', 'memoryMib'] as const
	).filter((fact) => hostA[fact] !== hostB[fact]);
	const software = (['benchVersion', 'gitCommit', 'nodeVersion'] as const).filter(
		(fact) => hostA[fact] !== hostB[fact]
	);
	return [
		...(machine.length > 0
			? [
					warning(
						'warn',
						'Measured from different machines.',
						`They differ in ${machine.join(', ')}. A longer way to the endpoint alone adds to every time to first token.`
					)
				]
			: []),
		...(software.length > 0
			? [
					warning(
						'plain',
						'Measured by different software.',
						`${software.join(', ')}: see the differences of the setup.`
					)
				]
			: [])
	];
};

const parametersOf = ({ parameters }: Target): Record<string, unknown> => ({
	...parameters,
	...(parameters.stop && { stop: JSON.stringify(parameters.stop) }),
	extraBody: JSON.stringify(parameters.extraBody)
});

const settings = ({ a, b }: ComparedSides): CompareWarning[] => {
	const [targetA, targetB] = [a.setup.cell.target, b.setup.cell.target];
	const [configA, configB] = [a.setup.run.config, b.setup.run.config];
	if (targetA.kind === 'imported' || targetB.kind === 'imported') return [];
	if (isImportedConfig(configA) || isImportedConfig(configB)) return [];
	const [ofA, ofB] = [parametersOf(targetA), parametersOf(targetB)];
	const different = [...new Set([...Object.keys(ofA), ...Object.keys(ofB)])].filter(
		(name) => ofA[name] !== ofB[name]
	);
	const client = [
		...(configA.workers === configB.workers ? [] : ['workers']),
		...Object.entries(configA.limits).flatMap(([name, value]) =>
			configB.limits[name as keyof typeof configB.limits] === value ? [] : [name]
		)
	];
	return [
		...(different.length > 0
			? [
					warning(
						'warn',
						'Asked with different settings.',
						`The requests differ in ${different.join(', ')}.`
					)
				]
			: []),
		...(client.length > 0
			? [warning('plain', 'The client was set differently.', `It differs in ${client.join(', ')}.`)]
			: [])
	];
};

const graveness: readonly CompareWarning['tone'][] = ['bad', 'warn', 'plain'];

/** The gravest first. */
export const compareWarnings = (sides: ComparedSides): CompareWarning[] =>
	[
		items,
		emulated,
		loads,
		validity,
		doubtfulCosts,
		throughGateways,
		imported,
		endings,
		dates,
		machines,
		settings
	]
		.flatMap((find) => find(sides))
		.sort((first, second) => graveness.indexOf(first.tone) - graveness.indexOf(second.tone));
