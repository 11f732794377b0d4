/** `bench probe`: what an endpoint really sends, from a few small requests; or what is in a saved stream. */
import type { Command } from 'commander';
import { BenchError } from '#core/errors.ts';
import type { Target } from '#core/target.ts';
import { redactText } from '#bench/load/redact.ts';
import { renderProbe } from '#bench/report/probe-report.ts';
import type { CommandContext } from './context.ts';
import { addJsonOption, parseDurationS, parseUsd } from './options.ts';
import { addEndpointOptions } from './load/endpoint-options.ts';
import { decodeRecording } from './probe/decode-recording.ts';
import { chooseTarget, type ProbeOptions } from './probe/probe-target.ts';
import type { QuestionId } from './probe/questions.ts';
import { billedPriceOf, runProbe } from './probe/run-probe.ts';
import { allSecretForms } from './run/secret-forms.ts';
import { serveTargets, stopTargets, type ReadyTarget } from './run/serve-targets.ts';

/** The cap of a probe on a paid target for which no flag gives one, USD. */
const usualCapUsd = '0.05';

/** What somebody might object to, said before it is sent. */
const remarks: readonly (readonly [QuestionId, string])[] = [
	['long-1', 'a long prompt is asked twice, to see whether the second comes from a cache'],
	['wrong-key', 'one request carries a deliberately wrong key'],
	['unknown-model', 'one asks for a model that does not exist'],
	['context', 'one has a prompt that is longer than any context']
];

/** Why no prompt is sent that is longer than any context; null where one is. */
const whyNoContext = (target: Target, { maxContextProbe }: ProbeOptions): string | null => {
	if (maxContextProbe !== undefined) {
		return maxContextProbe ? null : 'it was left out by --no-max-context-probe';
	}
	if (target.kind === 'emulated') return 'an emulated endpoint has no context that could end';
	return billedPriceOf(target) === null
		? null
		: 'it would be dear if it was not refused; --max-context-probe asks for it';
};

const probeTarget = async (
	name: string | undefined,
	options: ProbeOptions,
	context: CommandContext
): Promise<void> => {
	const { target, limits, configFile, seed } = await chooseTarget(name, options, usualCapUsd);
	const isPaid = billedPriceOf(target) !== null;
	const capUsd = isPaid ? (options.maxSpend ?? usualCapUsd) : null;
	const stop = new AbortController();
	const abort = (): void => {
		stop.abort();
	};
	const interrupts = context.interrupts.handle({ first: abort, again: abort });
	let served: ReadyTarget[] = [];
	try {
		served = await serveTargets([target], {
			configFile,
			seed,
			limits,
			env: context.env,
			allowCommands: options.allowCommands ?? false,
			answers: () => [],
			onStart: context.note,
			signal: stop.signal
		});
		const [ready] = served;
		if (!ready) throw new BenchError('E_INTERNAL', 'the target of the probe was not made ready');
		const report = await runProbe({
			ready,
			limits,
			capUsd,
			whyNoContext: whyNoContext(target, options),
			onPlan: ({ requests, worstUsd, asked }) => {
				const cost =
					capUsd === null
						? 'nobody is paid for them'
						: `at worst they cost ${worstUsd} USD (cap ${capUsd} USD${options.maxSpend === undefined ? ', the default; --max-spend sets another' : ''})`;
				context.note(`probing "${target.id}" with ${String(requests)} requests; ${cost}`);
				for (const [id, sentence] of remarks) if (asked.has(id)) context.note(`  ${sentence}`);
			},
			onWait: (waitS) => {
				context.note(`rate limited; waiting ${waitS.toLocaleString('en-US')} s and asking again`);
			},
			signal: stop.signal
		});
		// Once more over all of it: an endpoint may spell a key in places that no check looks at.
		const secrets = allSecretForms(ready.secrets);
		const text = options.json
			? JSON.stringify(report, null, '\t')
			: renderProbe(report, context.outputColumns);
		context.print(redactText(text, secrets));
	} finally {
		interrupts.release();
		await stopTargets(served);
	}
};

const probe = async (
	name: string | undefined,
	options: ProbeOptions,
	context: CommandContext
): Promise<void> => {
	const { recording } = options;
	if (recording !== undefined) {
		if (name !== undefined) {
			throw new BenchError('E_USAGE', '--recording reads a file, and a target would be asked', {
				hint: 'Leave out one of them.'
			});
		}
		await decodeRecording(recording, options, context);
		return;
	}
	if (options.price !== undefined || (options.prices ?? []).length > 0) {
		throw new BenchError('E_USAGE', '--price and --prices belong to --recording', {
			hint: 'The price of a target stands in the config, and that of an address in --input-usd-per-mtok and --output-usd-per-mtok.'
		});
	}
	if (!options.stream) {
		throw new BenchError('E_USAGE', '--no-stream belongs to --recording', {
			hint: 'A probe asks for streamed and for whole answers.'
		});
	}
	if (name === undefined && options.preset === undefined) {
		throw new BenchError('E_USAGE', 'whom to probe is missing', {
			hint: 'Give the id of a target of bench.yaml, an address with --model, or --recording FILE --protocol NAME.'
		});
	}
	await probeTarget(name, options, context);
};

export const define = (command: Command, context: CommandContext): void => {
	addEndpointOptions(
		addJsonOption(command)
			.argument('[target]', 'id of a target of the config, or base URL of an API with --model')
			.option('--config <file>', 'config with the target (default: bench.yaml)')
			.option('--model <id>', 'of an address: model as the endpoint knows it'),
		'of an address: '
	)
		.option(
			'--input-usd-per-mtok <usd>',
			'of an address: price of a million input tokens',
			parseUsd
		)
		.option(
			'--output-usd-per-mtok <usd>',
			'of an address: price of a million output tokens',
			parseUsd
		)
		.option(
			'--max-spend <usd>',
			`most that the probe of a paid target may cost (default: ${usualCapUsd})`,
			parseUsd
		)
		.option('--self-hosted', 'of an address: the endpoint bills no tokens')
		.option(
			'--max-context-probe',
			'send a prompt that is longer than any context (default: where nobody is paid)'
		)
		.option('--no-max-context-probe', 'do not')
		.option('--allow-commands', 'run the program that a target of the config gets its key by')
		.option('--timeout <time>', 'longest answer (default: 1m)', parseDurationS)
		.option('--recording <file>', 'decode a saved response body and send nothing; needs --protocol')
		.option(
			'--price <provider/model>',
			'of --recording: price its usage by this price list, such as openai/gpt-5-mini'
		)
		.option(
			'--prices <file>',
			'of --price: a price file of your own, before the bundled ones; may be given several times',
			(file: string, files: string[] | undefined) => [...(files ?? []), file]
		)
		.option('--no-stream', 'of --recording: the file is a whole answer, not a stream')
		.addHelpText(
			'after',
			`
Some fifteen small requests tell what an endpoint really sends: token counts and where they come, the first and the last event, what errors look
like, rate limits, connections, tools, JSON schemas. Each check says what it changes in a measurement. The exit code is 0 whatever was found;
5 where nothing answers, 6 where the cap is too small or more is billed than could be, 7 where the key is refused.
--json: { target, emulated, requests, cost, floor, checks: [{ id, group, title, asked, status, came, means, facts }] }, status one of
ok, differs, missing, failed, not known (rate limited), not asked; of a recording { text, reasoning, toolCalls, outcome, finishReason, usage, deltas, warnings, priced, … }.

Examples:
  bench probe frontier-api
  bench probe own-gpu --config configs/gpu.yaml --json
  bench probe http://127.0.0.1:8000/v1 --model qwen3-8b
  bench probe --preset litellm --model m --self-hosted
  bench probe https://api.example.com/v1 --model m --api-key-env KEY --input-usd-per-mtok 3 --output-usd-per-mtok 15
  bench probe --recording answer.sse --protocol openai-chat --json
  bench probe --recording answer.sse --protocol openai-chat --price openai/gpt-5-mini
  bench probe --recording answer.json --protocol anthropic-messages --no-stream`
		)
		.action((name: string | undefined, options: ProbeOptions) => probe(name, options, context));
};
