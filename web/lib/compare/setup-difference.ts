/** What was not the same about two measurements: use case, target, run and measuring side, setting by setting. */
import { isObject } from '#core/json.ts';
import type { Cell, Run, Stage } from '#core/run.ts';
import { isImportedConfig } from '#core/stored-config.ts';
import { renderLoadShape } from '#core/render-load-shape.ts';
import type { Comparison, SetupDifference } from './comparison.ts';

export interface MeasuredSetup {
	run: Run;
	cell: Cell;
	stages: readonly Stage[];
}

type Group = SetupDifference['group'];

/** Every leaf of a value by its path, such as `price.inputUsdPerMtok`; a list is a leaf. */
const leavesOf = (value: unknown, path = ''): [string, string][] => {
	if (value === undefined) return [];
	if (isObject(value) && !Array.isArray(value)) {
		return Object.entries(value).flatMap(([key, each]) =>
			leavesOf(each, path === '' ? key : `${path}.${key}`)
		);
	}
	if (value === null) return [];
	return [[path, typeof value === 'string' ? value : JSON.stringify(value)]];
};

const itemLimitOf = ({ config }: Run, { scenarioId }: Cell): string => {
	if (isImportedConfig(config)) return 'those of the file';
	const reference = config.scenarios.find(
		({ use }) => use === scenarioId || use.split('/').findLast((part) => part !== '') === scenarioId
	);
	return reference?.items === undefined ? 'all' : String(reference.items);
};

const settingsOf = ({ run, cell, stages }: MeasuredSetup): [Group, [string, string][]][] => {
	const { benchVersion, gitCommit, ...machine } = run.host;
	const isImported = isImportedConfig(run.config);
	return [
		[
			'Use case',
			leavesOf({
				scenario: cell.scenarioId,
				version: cell.scenarioVersion,
				hash: cell.scenarioHash.slice(0, 12),
				items: itemLimitOf(run, cell)
			})
		],
		[
			'Target',
			leavesOf({
				...cell.target,
				// Those that were run are told with the run.
				loads: undefined,
				protocol: cell.protocol,
				baseUrl: cell.baseUrl,
				reportedModel: cell.reportedModel
			})
		],
		[
			'Run',
			leavesOf({
				run: run.id,
				[isImported ? 'imported' : 'started']:
					`${run.startedAtUtc.slice(0, 16).replace('T', ' ')} UTC`,
				// Of an import neither load nor limits nor seed are known.
				seed: isImported ? undefined : run.seed,
				loads: stages.map(({ load }) => renderLoadShape(load)).join(', '),
				...(isImportedConfig(run.config)
					? {}
					: {
							workers: run.config.workers,
							limits: run.config.limits,
							keepStreams: run.config.keepStreams
						})
			})
		],
		// The machine that imported has measured nothing.
		['Measuring side', isImported ? [] : leavesOf({ benchVersion, gitCommit, ...machine })]
	];
};

/** Differences in the order of the groups, and how many settings are the same. */
export const setupDifferences = (a: MeasuredSetup, b: MeasuredSetup): Comparison['setup'] => {
	const settingsOfB = new Map(settingsOf(b).map(([group, leaves]) => [group, new Map(leaves)]));
	const differences: SetupDifference[] = [];
	let sameCount = 0;
	for (const [group, leaves] of settingsOf(a)) {
		const [ofA, ofB] = [new Map(leaves), settingsOfB.get(group) ?? new Map<string, string>()];
		for (const name of new Set([...ofA.keys(), ...ofB.keys()])) {
			const [inA, inB] = [ofA.get(name) ?? null, ofB.get(name) ?? null];
			if (inA === inB) sameCount++;
			else differences.push({ group, name, a: inA, b: inB });
		}
	}
	return { differences, sameCount };
};
