/** The plan of a load test: one target, asked one prompt over and over, or what a trace asks. */
import { BenchError } from '#core/errors.ts';
import type { Config } from '#core/config.ts';
import type { SearchLimits } from '#core/find-capacity.ts';
import type { LoadShape } from '#core/load-shape.ts';
import { renderSlo } from '#core/slo.ts';
import { targetProtocol, type ProtocolName, type Target } from '#core/target.ts';
import type { TraceSummary } from '#core/trace-summary.ts';
import { compareUsd } from '#bench/economics/prices/attempt-cost.ts';
import { renderTrace } from '#bench/report/trace-report.ts';
import { hashOf } from '../run/hash-of.ts';
import { worstCost, type Plan } from '../run/plan.ts';
import type { ReadReplay } from '../run/read-replays.ts';
import type { LoadOptions } from './load-config.ts';
import { itemsOfTrace } from './trace-items.ts';

/** What paths are relative to, as if there were a config in the working folder. */
export const configFile = 'bench.yaml';

export const defaultOutputTokens = 128;

const defaultPrompt =
	'Explain in about one hundred words how a heat pump moves heat from a cold place to a warm one, for a reader without training in physics.';

/** Throws E_USAGE for flags that say what is asked where a trace says it. */
const checkLengthFlags = (
	{ prompt, maxOutputTokens, forceOutputLength }: LoadOptions,
	protocol: ProtocolName
) => {
	if (prompt !== undefined || maxOutputTokens !== undefined) {
		throw new BenchError(
			'E_USAGE',
			`${prompt === undefined ? '--max-output-tokens' : '--prompt'} does not belong to --trace, whose requests have lengths of their own`,
			{ hint: 'To take the arrivals of the trace alone, add --trace-use arrivals.' }
		);
	}
	if (forceOutputLength && protocol !== 'openai-chat') {
		throw new BenchError('E_USAGE', '--force-output-length belongs to the protocol openai-chat', {
			hint: 'ignore_eos and min_tokens are extensions of vLLM and SGLang.'
		});
	}
};

/** Adds the search; where requests cost something it may send as many as the cap allows at their dearest. */
const withSearch = (plan: Plan, search: SearchLimits): Plan => {
	const cellsWith = (maxRequests: number): Plan['cells'] =>
		plan.cells.map((cell) => ({ ...cell, search: { ...search, maxRequests } }));
	const { maxSpendUsd } = plan.config;
	if (maxSpendUsd === undefined) return { ...plan, cells: cellsWith(Infinity) };
	const { worstUsd } = worstCost({ ...plan, cells: cellsWith(1) });
	if (compareUsd(worstUsd, '0') === 0) return { ...plan, cells: cellsWith(Infinity) };
	return {
		...plan,
		cells: cellsWith(Math.max(1, Math.floor(Number(maxSpendUsd) / Number(worstUsd))))
	};
};

/** What a load test is made of, once its flags are read. */
export interface LoadPlanParts {
	config: Config;
	target: Target;
	/** Null where a search finds the rates. */
	load: LoadShape | null;
	search: SearchLimits | null;
	/** The trace that is replayed, and what it holds. */
	replay: { read: ReadReplay; summary: TraceSummary } | null;
	stream: boolean;
	env: Readonly<Record<string, string | undefined>>;
}

/** Throws E_USAGE for flags that contradict a trace, and E_CONFIG where its prompts cannot be made. */
export const planOfLoad = async (
	options: LoadOptions,
	{ config, target, load, search, replay, stream, env }: LoadPlanParts
): Promise<Plan> => {
	const { slo, sloShare, prompt = defaultPrompt } = options;
	const { maxOutputTokens = defaultOutputTokens } = options;
	const common = {
		system: null,
		stream,
		temperature: options.temperature ?? null,
		seed: null,
		extraBody: {}
	};
	const replayed = replay?.read ?? null;
	const replaysLengths = replayed?.load.use === 'requests';
	if (replaysLengths) checkLengthFlags(options, targetProtocol(target));
	const ofTrace =
		replaysLengths && 'baseUrl' in target
			? await itemsOfTrace(replayed, common, {
					target,
					tokenizer: options.tokenizer ?? null,
					forceOutput: options.forceOutputLength ?? false,
					config,
					configFile,
					env
				})
			: null;
	const given: Plan = {
		config,
		limits: config.limits,
		cells: [
			{
				scenarioId: 'load-test',
				scenarioVersion: 1,
				scenarioHash: hashOf({
					...(replaysLengths
						? { trace: replayed.load.replayed?.sha256 }
						: { prompt, maxOutputTokens }),
					slo: slo ? renderSlo(slo) : null
				}),
				target,
				slo: slo ?? null,
				sloShare,
				isGraded: false,
				conversation: null,
				items: ofTrace?.items ?? [
					{
						itemId: null,
						call: {
							...common,
							messages: [{ role: 'user', content: prompt }],
							maxOutputTokens
						},
						grade: null
					}
				],
				loads: load ? [load] : []
			}
		],
		...(replayed && { replays: new Map([[replayed.load, replayed.replay.dueMs]]) }),
		notes: [
			...(replay ? renderTrace(replay.read.load.file, replay.summary) : []),
			...(ofTrace?.notes ?? [])
		]
	};
	return search ? withSearch(given, search) : given;
};
