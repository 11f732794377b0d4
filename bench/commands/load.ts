/** `bench load`: a load test of one endpoint, without a scenario and without grading. */
import type { Command } from 'commander';
import { whyNoBatch } from '#core/batch-refusal.ts';
import { BenchError } from '#core/errors.ts';
import { summariseTrace } from '#core/trace-summary.ts';
import { cellCapacity, unmeasuredCapacity } from '#bench/report/cell-capacity.ts';
import { renderCapacityReport, renderLoadReport } from '#bench/report/load-report.ts';
import { renderCacheUse, renderTraceLook } from '#bench/report/trace-report.ts';
import type { CommandContext } from './context.ts';
import { addEndpointOptions, endpointOf } from './load/endpoint-options.ts';
import { configOf, type LoadOptions } from './load/load-config.ts';
import { addLoadOptions } from './load/load-options.ts';
import { configFile, planOfLoad } from './load/load-plan.ts';
import { loadShapeOf } from './load/load-shape-options.ts';
import { searchOf } from './load/search-options.ts';
import { addCommonOptions } from './options.ts';
import { performRun } from './run/perform-run.ts';
import { readReplay } from './run/read-replays.ts';

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
	const { slo, sloShare, batch } = options;
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
	const plan = await planOfLoad(options, {
		config,
		target,
		load,
		search,
		replay: replayed && traced && { read: replayed, summary: traced },
		stream,
		env: context.env
	});
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
					traced && replayed?.load.use === 'requests' && measured?.summary
						? renderCacheUse(traced, measured.summary)
						: null;
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
	addLoadOptions(
		addEndpointOptions(
			addCommonOptions(command)
				.argument(
					'[url]',
					'base URL of the API, such as http://127.0.0.1:8000/v1; a --preset has one'
				)
				.requiredOption('--model <id>', 'model as the endpoint knows it')
		)
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
