/** `bench load`: a load test of one endpoint, without a scenario and without grading. */
import { isIP } from 'node:net';
import type { Command } from 'commander';
import { configSchema, defaultLimits, type Config } from '#core/config.ts';
import { BenchError } from '#core/errors.ts';
import { renderLoadShape, type LoadShape } from '#core/load-shape.ts';
import type { PerTokenPrice } from '#core/price.ts';
import { defaultSloShare, renderSlo, type Slo } from '#core/slo.ts';
import { protocolNames, type ProtocolName } from '#core/target.ts';
import { formatDuration, formatNumber } from '#bench/report/format.ts';
import { renderLoadReport } from '#bench/report/load-report.ts';
import type { CommandContext } from './context.ts';
import {
	addCommonOptions,
	parseCount,
	parseDurationS,
	parsePositive,
	parseSeed,
	parseShare,
	parseSloOption,
	parseTemperature,
	parseUsd,
	parseWorkers,
	type CommonOptions
} from './options.ts';
import { hashOf } from './run/execute.ts';
import { performRun } from './run/perform-run.ts';
import type { Plan } from './run/plan.ts';

interface LoadOptions extends CommonOptions {
	model: string;
	protocol: ProtocolName;
	concurrency?: number;
	rate?: number;
	arrivals?: 'poisson' | 'constant';
	requests?: number;
	duration?: number;
	prompt: string;
	maxOutputTokens: number;
	stream: boolean;
	temperature?: number;
	apiKeyEnv?: string;
	inputUsdPerMtok?: string;
	outputUsdPerMtok?: string;
	maxSpend?: string;
	selfHosted?: true;
	slo?: Slo;
	sloShare: number;
	workers: number;
	idleTimeout: number;
	timeout: number;
	seed: number;
}

const defaultPrompt =
	'Explain in about one hundred words how a heat pump moves heat from a cold place to a warm one, for a reader without training in physics.';
const defaultDurationS = 30;
/** Most requests of one load test: their due times are held in memory. */
const maxRequests = 5_000_000;

const closedLoopOf = ({
	concurrency = 1,
	requests,
	duration,
	arrivals
}: LoadOptions): LoadShape => {
	if (arrivals !== undefined) {
		throw new BenchError('E_USAGE', '--arrivals belongs to --rate', {
			hint: 'In a closed loop every answer brings the next request; --rate R offers R requests a second.'
		});
	}
	const durationS = duration ?? (requests === undefined ? defaultDurationS : undefined);
	return {
		kind: 'closed',
		concurrency,
		...(requests === undefined ? {} : { requests }),
		...(durationS === undefined ? {} : { durationS })
	};
};

const loadShapeOf = (options: LoadOptions): LoadShape => {
	const { concurrency, rate, requests, duration, arrivals } = options;
	if (rate === undefined) return closedLoopOf(options);
	if (concurrency !== undefined) {
		throw new BenchError('E_USAGE', 'give --concurrency or --rate, not both', {
			hint: '--concurrency keeps N requests in flight; --rate offers R requests a second whatever the answers do.'
		});
	}
	if (requests !== undefined) {
		throw new BenchError(
			'E_USAGE',
			'--requests belongs to --concurrency; with --rate give --duration'
		);
	}
	const durationS = duration ?? defaultDurationS;
	if (rate * durationS > maxRequests) {
		throw new BenchError(
			'E_USAGE',
			`${formatNumber(rate)} requests a second for ${formatDuration(durationS)} are more than ${formatNumber(maxRequests)}`,
			{ hint: 'Give a lower --rate or a shorter --duration.' }
		);
	}
	return { kind: arrivals ?? 'poisson', ratePerS: rate, durationS };
};

/** Loopback, private and link-local addresses and names without a domain: endpoints that nobody sends a bill for. */
const isPrivateHost = (hostname: string): boolean => {
	const host = hostname.replace(/^\[|\]$/g, '');
	if (isIP(host) === 0)
		return !host.includes('.') || /\.(local|internal|localhost|lan)$/i.test(host);
	return /^(0\.0\.0\.0$|127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd]|fe80)/i.test(
		host
	);
};

const parseUrl = (text: string): URL => {
	const url = URL.canParse(text) ? new URL(text) : null;
	if (url && /^https?:$/.test(url.protocol)) return url;
	throw new BenchError('E_USAGE', `"${text}" is not an http:// or https:// URL`, {
		hint: 'Give the base URL of the API, such as http://127.0.0.1:8000/v1'
	});
};

const priceHint =
	'Give --input-usd-per-mtok, --output-usd-per-mtok and --max-spend, or --self-hosted if no tokens are billed.';

/** Null where no tokens are billed. */
const priceOf = (options: LoadOptions, url: URL): PerTokenPrice | null => {
	const { inputUsdPerMtok, outputUsdPerMtok, maxSpend, selfHosted } = options;
	const given = [inputUsdPerMtok, outputUsdPerMtok, maxSpend].filter((each) => each !== undefined);
	if (given.length > 0 && selfHosted) {
		throw new BenchError('E_USAGE', '--self-hosted says that no tokens are billed', {
			hint: 'Leave it out, or leave out the prices and --max-spend.'
		});
	}
	if (inputUsdPerMtok !== undefined && outputUsdPerMtok !== undefined && maxSpend !== undefined) {
		const checkedOn = new Date().toISOString().slice(0, 10);
		return {
			kind: 'per-token',
			inputUsdPerMtok,
			outputUsdPerMtok,
			source: 'command line',
			checkedOn
		};
	}
	if (given.length > 0) {
		throw new BenchError('E_USAGE', 'a price needs both rates and a cap', { hint: priceHint });
	}
	if (options.apiKeyEnv === undefined || selfHosted || isPrivateHost(url.hostname)) return null;
	throw new BenchError('E_USAGE', `${url.hostname} with a key looks like an API that costs money`, {
		hint: priceHint
	});
};

/** The flag behind a field of the config, for messages. */
const flagOf: Readonly<Record<string, string>> = { apiKeyEnv: '--api-key-env', model: '--model' };

const configOf = (url: URL, options: LoadOptions, load: LoadShape): Config => {
	const price = priceOf(options, url);
	const { model, protocol, apiKeyEnv, temperature, stream } = options;
	const parsed = configSchema.safeParse({
		name: `load ${url.host} ${renderLoadShape(load)}`,
		seed: options.seed,
		scenarios: [{ use: 'load-test' }],
		targets: [
			{
				id: 'endpoint',
				kind: price ? 'measured-api' : 'self-hosted',
				protocol,
				baseUrl: url.href,
				model,
				...(apiKeyEnv === undefined ? {} : { apiKeyEnv }),
				parameters: { stream, ...(temperature === undefined ? {} : { temperature }) },
				...(price ? { price } : {})
			}
		],
		loads: [load],
		workers: options.workers,
		limits: {
			idleTimeoutS: options.idleTimeout,
			totalTimeoutS: options.timeout,
			maxConnections: Math.max(defaultLimits.maxConnections, options.concurrency ?? 0)
		},
		...(options.maxSpend === undefined ? {} : { maxSpendUsd: options.maxSpend })
	});
	if (parsed.success) return parsed.data;
	const issue = parsed.error.issues[0];
	const field = String(issue?.path.at(-1) ?? '');
	throw new BenchError('E_USAGE', `${flagOf[field] ?? field}: ${issue?.message ?? 'not valid'}`);
};

const loadTest = async (
	urlText: string,
	options: LoadOptions,
	context: CommandContext
): Promise<void> => {
	const url = parseUrl(urlText);
	const load = loadShapeOf(options);
	const config = configOf(url, options, load);
	const { prompt, maxOutputTokens, slo, sloShare, stream, temperature } = options;
	const target = config.targets[0];
	if (!target) throw new BenchError('E_INTERNAL', 'the load test has no target');
	const plan: Plan = {
		config,
		limits: config.limits,
		cells: [
			{
				scenarioId: 'load-test',
				scenarioVersion: 1,
				scenarioHash: hashOf({ prompt, maxOutputTokens, slo: slo ? renderSlo(slo) : null }),
				target,
				slo: slo ?? null,
				sloShare,
				isGraded: false,
				items: [
					{
						itemId: null,
						call: {
							system: null,
							messages: [{ role: 'user', content: prompt }],
							maxOutputTokens,
							stream,
							temperature: temperature ?? null,
							seed: null,
							extraBody: {}
						},
						grade: null
					}
				],
				loads: [load]
			}
		]
	};
	await performRun({
		plan,
		configFile: 'bench.yaml',
		databaseUrl: options.db,
		context,
		answers: () => [],
		print: ({ run, cells, storedAttempts, failure }, databaseName) => {
			const stages = cells.flatMap((cell) => cell.stages);
			if (!options.json) {
				context.print(renderLoadReport({ run, stages, storedAttempts, databaseName }));
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
	addCommonOptions(command)
		.argument('<url>', 'base URL of the API, such as http://127.0.0.1:8000/v1')
		.requiredOption('--model <id>', 'model as the endpoint knows it')
		.addOption(
			command
				.createOption('--protocol <name>', 'wire protocol')
				.choices(protocolNames)
				.default('openai-chat')
		)
		.option('--concurrency <n>', 'closed loop: requests in flight at once (default: 1)', parseCount)
		.option('--requests <n>', 'closed loop: requests to send', parseCount)
		.option('--rate <r>', 'open loop: requests offered per second', parsePositive)
		.addOption(
			command
				.createOption('--arrivals <kind>', 'open loop: how requests arrive (default: poisson)')
				.choices(['poisson', 'constant'])
		)
		.option(
			'--duration <time>',
			'how long to send: 30s, 2m (default: 30s, or until --requests)',
			parseDurationS
		)
		.option('--prompt <text>', 'what to ask', defaultPrompt)
		.option('--max-output-tokens <n>', 'limit of every answer', parseCount, 128)
		.option('--no-stream', 'ask for whole answers; there is no time to first token then')
		.option('--temperature <t>', 'sampling temperature, 0 to 2', parseTemperature)
		.option('--slo <objective>', "latency objective, such as 'ttft<800ms,e2e<20s'", parseSloOption)
		.option(
			'--slo-share <share>',
			'share of requests that must meet it',
			parseShare,
			defaultSloShare
		)
		.option('--workers <n>', 'load worker threads', parseWorkers, 1)
		.option(
			'--idle-timeout <time>',
			'longest silence of an endpoint that owes an answer',
			parseDurationS,
			60
		)
		.option('--timeout <time>', 'longest whole answer', parseDurationS, 300)
		.option('--seed <n>', 'decides the arrival times', parseSeed, 1)
		.option('--api-key-env <name>', 'environment variable that holds the key')
		.option('--input-usd-per-mtok <usd>', 'price of a million input tokens', parseUsd)
		.option('--output-usd-per-mtok <usd>', 'price of a million output tokens', parseUsd)
		.option('--max-spend <usd>', 'most that the test may cost', parseUsd)
		.option('--self-hosted', 'the endpoint bills no tokens')
		.addHelpText(
			'after',
			`
Examples:
  bench load http://127.0.0.1:8000/v1 --model qwen3-8b --concurrency 16 --requests 200
  bench load http://127.0.0.1:8000/v1 --model qwen3-8b --rate 4 --duration 2m --slo 'ttft<800ms,e2e<20s' --json`
		)
		.action((url: string, options: LoadOptions) => loadTest(url, options, context));
};
