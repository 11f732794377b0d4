/** The flags of `bench load` that say what is sent, how often, for how long, and what is looked at beside it. */
import type { Command } from 'commander';
import { traceFormats } from '#core/request-trace.ts';
import { defaultSloShare } from '#core/slo.ts';
import { gpuReaderNames } from '#core/telemetry-settings.ts';
import { encodingNames } from '#bench/load/prompts/tokeniser.ts';
import {
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
} from '../options.ts';
import { defaultOutputTokens } from './load-plan.ts';
import { parseBurstiness, parseRamp, parseSteps } from './load-shape-options.ts';

/** Adds them to a command; what they mean together is checked when they are read. */
export const addLoadOptions = (command: Command): Command =>
	command
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
		);
