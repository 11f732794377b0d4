/** `bench load`: a load test of one endpoint, without a scenario and without grading. */
import type { Command } from 'commander';
import { whyNoBatch } from '#core/batch-refusal.ts';
import { BenchError } from '#core/errors.ts';
import type { SearchLimits } from '#core/find-capacity.ts';
import { traceFormats } from '#core/request-trace.ts';
import { defaultSloShare, renderSlo } from '#core/slo.ts';
import { encodingNames } from '#bench/load/prompts/tokeniser.ts';
import { targetProtocol, type ProtocolName } from '#core/target.ts';
import { summariseTrace } from '#core/trace-summary.ts';
import { gpuReaderNames } from '#core/telemetry-settings.ts';
import { cellCapacity, unmeasuredCapacity } from '#bench/report/cell-capacity.ts';
import { renderCapacityReport, renderLoadReport } from '#bench/report/load-report.ts';
import { renderCacheUse, renderTrace, renderTraceLook } from '#bench/report/trace-report.ts';
import type { CommandContext } from './context.ts';
import { itemsOfTrace } from './load/trace-items.ts';
import { addEndpointOptions, endpointOf } from './load/endpoint-options.ts';
import { configOf, type LoadOptions } from './load/load-config.ts';
import { loadShapeOf, parseBurstiness, parseRamp, parseSteps } from './load/load-shape-options.ts';
import { searchOf } from './load/search-options.ts';
import {
	addCommonOptions,
	parseCount,
	parseDevices,
	parseDurationS,
	parsePositive,
	parseSeed,
	parseShare,
	parseSloOption,
	parseTemperature,
	parseUsd,
	parseWarmUp,
	parseWorkers
} from './options.ts';
import { hashOf } from './run/hash-of.ts';
import { performRun } from './run/perform-run.ts';
import { worstCost, type Plan } from './run/plan.ts';
import { readReplay } from './run/read-replays.ts';

const defaultOutputTokens = 128;

/** What paths are relative to, as if there were a config in the working folder. */
const configFile = 'bench.yaml';

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

/** Adds the search; where requests are paid for it may send as many as the cap allows at their dearest. */
const withSearch = (plan: Plan, search: SearchLimits): Plan => {
	const cellsWith = (maxRequests: number): Plan['cells'] =>
		plan.cells.map((cell) => ({ ...cell, search: { ...search, maxRequests } }));
	const { maxSpendUsd } = plan.config;
	if (maxSpendUsd === undefined) return { ...plan, cells: cellsWith(Infinity) };
	const { worstUsd } = worstCost({ ...plan, cells: cellsWith(1) });
	return {
		...plan,
		cells: cellsWith(Math.max(1, Math.floor(Number(maxSpendUsd) / Number(worstUsd))))
	};
};

const loadTest = async (
	urlText: string | undefined,
	options: LoadOptions,
	context: CommandContext
): Promise<void> => {
	const endpoint = endpointOf(urlText, options);
	const { url } = endpoint;
	const search = searchOf(options);
	const asked = search ? null : loadShapeOf(options);
	const replayed = asked?.kind === 'trace' ? await readReplay(asked, configFile) : null;
	const load = replayed?.load ?? asked;
	const traced = replayed
		? summariseTrace(replayed.trace, replayed.replay, replayed.load.speed)
		: null;
	if (options.dryRun && replayed && traced) {
		context.print(
			options.json
				? JSON.stringify({ load: replayed.load, trace: traced }, null, '\t')
				: renderTraceLook(replayed.load.file, traced)
		);
		return;
	}
	const config = configOf(endpoint, options, load ?? search ?? loadShapeOf(options));
	const { slo, sloShare, batch, temperature } = options;
	const { prompt = defaultPrompt, maxOutputTokens = defaultOutputTokens } = options;
	const { stream = batch !== true } = options;
	if (batch && slo) {
		throw new BenchError(
			'E_USAGE',
			'--slo does not belong to --batch: nobody waits for its answers',
			{
				hint: 'Leave it out, or measure with --concurrency or --rate alone.'
			}
		);
	}
	if (!stream && slo && Object.keys(slo).some((metric) => metric !== 'e2eMs')) {
		throw new BenchError('E_USAGE', 'without streaming only e2e can be judged', {
			hint: 'Leave out --no-stream, or give an objective such as e2e<20s.'
		});
	}
	const target = config.targets[0];
	if (!target) throw new BenchError('E_INTERNAL', 'the load test has no target');
	const noBatch = batch ? whyNoBatch({ target, converses: false }) : null;
	if (noBatch !== null) {
		throw new BenchError('E_USAGE', `--batch cannot be used on ${url.host}: ${noBatch}`, {
			hint: 'Leave out --batch: --concurrency N --requests M alone is a closed loop.'
		});
	}
	const common = {
		system: null,
		stream,
		temperature: temperature ?? null,
		seed: null,
		extraBody: {}
	};
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
					env: context.env
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
			...(replayed && traced ? renderTrace(replayed.load.file, traced) : []),
			...(ofTrace?.notes ?? [])
		]
	};
	const plan = search ? withSearch(given, search) : given;
	await performRun({
		plan,
		configFile,
		databaseUrl: options.db,
		context,
		stopsAtCap: options.stopAtCap ?? false,
		answers: () => [],
		print: ({ run, cells, storedAttempts, failure }, { name: databaseName }) => {
			const stages = cells.flatMap((cell) => cell.stages);
			if (!options.json) {
				const report = { run, stages, storedAttempts, databaseName, slo: slo ?? null, sloShare };
				context.print(
					search ? renderCapacityReport(report, context.outputColumns) : renderLoadReport(report)
				);
				const [measured] = stages;
				const cacheUse =
					ofTrace && traced && measured?.summary ? renderCacheUse(traced, measured.summary) : null;
				if (cacheUse !== null) context.print(cacheUse);
				return;
			}
			const error = failure && {
				code: failure.code,
				message: failure.message,
				hint: failure.hint
			};
			context.print(
				JSON.stringify(
					{
						run: run.id,
						state: run.state,
						database: databaseName,
						...(search && (cellCapacity(stages) ?? unmeasuredCapacity)),
						...(traced && { trace: traced }),
						stages: stages.flatMap(({ summary }) => (summary ? [summary] : [])),
						error
					},
					null,
					'\t'
				)
			);
		}
	});
};

export const define = (command: Command, context: CommandContext): void => {
	addEndpointOptions(
		addCommonOptions(command)
			.argument(
				'[url]',
				'base URL of the API, such as http://127.0.0.1:8000/v1; a --preset has one'
			)
			.requiredOption('--model <id>', 'model as the endpoint knows it')
	)
		.option(
			'--batch',
			'offline throughput: --requests M as fast as the endpoint takes them, --concurrency N at once'
		)
		.option('--concurrency <n>', 'closed loop: requests in flight at once (default: 1)', parseCount)
		.option('--requests <n>', 'closed loop or trace: requests to send', parseCount)
		.option('--rate <r>', 'open loop: requests offered per second', parsePositive)
		.option(
			'--ramp <from..to>',
			'open loop whose rate changes evenly: 1..8 requests per second',
			parseRamp
		)
		.option(
			'--steps <list>',
			'open loop of one rate after another: 30s@2,10s@0,1m@4 (0 is a pause)',
			parseSteps
		)
		.addOption(
			command
				.createOption('--arrivals <kind>', 'open loop: how requests arrive (default: poisson)')
				.choices(['poisson', 'constant', 'gamma'])
		)
		.option(
			'--burstiness <k>',
			'of --arrivals gamma: 1 is Poisson, less is burstier, more is more even',
			parseBurstiness
		)
		.option(
			'--find-capacity',
			'search the highest rate at which the objective holds, with its interval; needs --slo'
		)
		.option('--precision <share>', 'wanted half width of its interval (default: 0.05)', parseShare)
		.option('--start-rate <r>', 'first rate of the search (default: from a probe)', parsePositive)
		.option('--max-rate <r>', 'highest rate of the search', parsePositive)
		.option('--max-stages <n>', 'most stages of the search (default: 60)', parseCount)
		.option(
			'--max-duration <time>',
			'longest search, drains included (default: 1h)',
			parseDurationS
		)
		.option(
			'--duration <time>',
			'how long to send: 30s, 2m (default: 30s, or until --requests)',
			parseDurationS
		)
		.option(
			'--trace <file>',
			'open loop whose requests come when those of a trace came: Azure, BurstGPT, Mooncake, or JSON Lines; --requests and --duration end it early'
		)
		.option('--speed <n>', 'of --trace: how fast time goes by (default: 1)', parsePositive)
		.addOption(
			command
				.createOption(
					'--trace-format <name>',
					'what the trace is, where that is not to be told from it'
				)
				.choices(traceFormats)
		)
		.option(
			'--trace-offset <time>',
			'time of the trace after its first request at which the replay begins',
			parseDurationS
		)
		.option(
			'--dry-run',
			'of --trace: say what it holds and what the replay would offer, and send nothing'
		)
		.option('--skip-bad', 'pass over lines of the trace that are no request, and count them')
		.addOption(
			command
				.createOption(
					'--trace-use <what>',
					'what is taken from the trace: its moments alone, or the lengths of prompts and answers too (default: requests)'
				)
				.choices(['arrivals', 'requests'])
		)
		.option(
			'--tokenizer <name>',
			`of --trace: tokenizer.json of the model, or one of ${encodingNames.join(', ')} (default: from the model, or measured)`
		)
		.option(
			'--force-output-length',
			'of --trace: ask vLLM or SGLang for answers as long as in the trace (ignore_eos, min_tokens)'
		)
		.option('--prompt <text>', 'what to ask (default: for a hundred words on heat pumps)')
		.option(
			'--max-output-tokens <n>',
			`limit of every answer (default: ${String(defaultOutputTokens)})`,
			parseCount
		)
		.option('--stream', 'ask for streamed answers (default, but not with --batch)')
		.option('--no-stream', 'ask for whole answers; there is no time to first token then')
		.option('--temperature <t>', 'sampling temperature, 0 to 2', parseTemperature)
		.option('--slo <objective>', "latency objective, such as 'ttft<800ms,e2e<20s'", parseSloOption)
		.option(
			'--slo-share <share>',
			'share of requests that must meet it',
			parseShare,
			defaultSloShare
		)
		.option(
			'--workers <n>',
			'load worker threads, or auto: as many as the load is worth and this machine has cores for',
			parseWorkers,
			1
		)
		.option(
			'--calibrate',
			'first send a similar load to a server of our own, which tells what this machine adds by itself (default: before a long or paid stage)'
		)
		.option('--no-calibrate', 'do not')
		.option(
			'--warm-up <rule>',
			'what latencies and rates leave out at the beginning: auto, none, so many requests, or a time such as 30s (default: auto)',
			parseWarmUp
		)
		.option(
			'--idle-timeout <time>',
			'longest silence of an endpoint that owes an answer',
			parseDurationS,
			60
		)
		.option('--timeout <time>', 'longest whole answer', parseDurationS, 300)
		.option('--seed <n>', 'decides the arrival times', parseSeed, 1)
		.option('--input-usd-per-mtok <usd>', 'price of a million input tokens', parseUsd)
		.option('--output-usd-per-mtok <usd>', 'price of a million output tokens', parseUsd)
		.option('--max-spend <usd>', 'most that the test may cost', parseUsd)
		.option(
			'--stop-at-cap',
			'begin although the worst case is above that, and end when one more request could pass it'
		)
		.option('--self-hosted', 'the endpoint bills no tokens')
		.option(
			'--metrics-url <url>',
			'metrics of the engine in the text format of Prometheus, such as http://127.0.0.1:8000/metrics'
		)
		.addOption(
			command
				.createOption('--gpu <reader>', 'read power and use of the GPUs by this')
				.choices(gpuReaderNames)
		)
		.option('--gpu-url <url>', 'address of the DCGM exporter, for --gpu dcgm')
		.option(
			'--gpu-command <words...>',
			'what to start in place of nvidia-smi or rocm-smi, such as: ssh gpu1 nvidia-smi'
		)
		.option('--gpu-devices <list>', 'GPUs that serve the endpoint, such as 0,1', parseDevices)
		.option(
			'--telemetry-interval <time>',
			'time between two samples of them, such as 200ms',
			parseDurationS
		)
		.addHelpText(
			'after',
			`
Examples:
  bench load http://127.0.0.1:8000/v1 --model qwen3-8b --concurrency 16 --requests 200
  bench load http://127.0.0.1:8000/v1 --model qwen3-8b --rate 4 --duration 2m --slo 'ttft<800ms,e2e<20s' --json
  bench load --preset groq --model llama-3.3-70b --requests 20 --input-usd-per-mtok 0.59 --output-usd-per-mtok 0.79 --max-spend 0.10
  bench load https://gateway.example/v1 --model m --self-hosted --header 'x-team-key: \${TEAM_KEY}' --ca company.pem
  bench load http://127.0.0.1:8000/v1 --model qwen3-8b --rate 4 --arrivals gamma --burstiness 0.25
  bench load http://127.0.0.1:8000/v1 --model qwen3-8b --ramp 1..8 --duration 5m
  bench load http://127.0.0.1:8000/v1 --model qwen3-8b --steps 30s@2,10s@0,30s@4
  bench load http://127.0.0.1:8000/v1 --model qwen3-8b --trace AzureLLMInferenceTrace_conv.csv --speed 20 --duration 1m
  bench load http://127.0.0.1:8000/v1 --model qwen3-8b --batch --concurrency 64 --requests 1000
  bench load http://127.0.0.1:8000/v1 --model qwen3-8b --find-capacity --slo 'ttft<800ms,e2e<20s'`
		)
		.action((url: string | undefined, options: LoadOptions) => loadTest(url, options, context));
};
