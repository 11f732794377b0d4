/** The flags of `bench init`, and what of them belongs together. */
import { InvalidArgumentError, type Command } from 'commander';
import { BenchError } from '#core/errors.ts';
import {
	addEndpointOptions,
	givenEndpointFlags,
	type EndpointOptions
} from '#bench/commands/load/endpoint-options.ts';
import { parseCount, parseUsd, type CommonOptions } from '../options.ts';

/** Kinds of target that a config may have. */
const targetKinds = ['embedded', 'emulated', 'self-hosted', 'measured-api'] as const;
export type InitTarget = (typeof targetKinds)[number];

/** The flags, as parsed. */
export interface InitOptions extends CommonOptions, EndpointOptions {
	/** Ids of this project or folders; the first scenario of the demo where absent. */
	scenario?: string[];
	target?: InitTarget[];
	/** Base URL of the endpoint. */
	endpoint?: string;
	model?: string;
	/** `PROVIDER/MODEL` of the price book. */
	price?: string;
	inputUsdPerMtok?: string;
	outputUsdPerMtok?: string;
	usdPerHour?: string;
	/** Cap of what a run may cost, USD. */
	maxSpend?: string;
	/** Requests in flight at once. */
	concurrency: number;
	/** Requests of the one stage. */
	requests: number;
	force?: true;
}

/** The flag behind a field of the config, for messages. */
export const initFlags: Readonly<Record<string, string>> = {
	use: '--scenario',
	baseUrl: '--endpoint',
	model: '--model',
	kind: '--target',
	inputUsdPerMtok: '--input-usd-per-mtok',
	outputUsdPerMtok: '--output-usd-per-mtok',
	usdPerHour: '--usd-per-hour',
	maxSpendUsd: '--max-spend',
	concurrency: '--concurrency',
	requests: '--requests'
};

const collect = (text: string, before: string[] | undefined): string[] => [...(before ?? []), text];

const collectTarget = (text: string, before: InitTarget[] | undefined): InitTarget[] => {
	const kind = targetKinds.find((each) => each === text);
	if (!kind) throw new InvalidArgumentError(`expected one of ${targetKinds.join(', ')}.`);
	return [...(before ?? []), kind];
};

const addPriceOptions = (command: Command): Command =>
	command
		.option(
			'--price <provider/model>',
			'price of its tokens by the price book, such as openai/gpt-5-mini'
		)
		.option('--input-usd-per-mtok <usd>', 'price of a million input tokens', parseUsd)
		.option('--output-usd-per-mtok <usd>', 'price of a million output tokens', parseUsd)
		.option('--usd-per-hour <usd>', 'price of an hour of an endpoint of your own', parseUsd)
		.option('--max-spend <usd>', 'most that a run may cost; needed where it costs', parseUsd);

/** 150: enough for a claim about 95 % of requests, which needs 130 answers. */
const defaultRequests = 150;

export const addInitOptions = (command: Command): Command => {
	command
		.option(
			'--scenario <id>',
			'a use case: the id of one of this project, or the folder of one of yours; repeatable (default: support-triage)',
			collect
		)
		.option(
			'--target <kind>',
			'embedded, emulated, or the kind of the endpoint: self-hosted or measured-api; repeatable (default: the endpoint, else embedded where there is an engine, else emulated)',
			collectTarget
		)
		.option('--endpoint <url>', 'base URL of an API, such as http://127.0.0.1:8000/v1')
		.option('--model <id>', 'model as the endpoint knows it');
	return addPriceOptions(addEndpointOptions(command, 'of the endpoint: '))
		.option('--concurrency <n>', 'requests in flight at once', parseCount, 4)
		.option('--requests <n>', 'requests to send, to each target', parseCount, defaultRequests)
		.option('--force', 'write over a file that is there');
};

const refuse = (message: string, hint: string): BenchError =>
	new BenchError('E_USAGE', message, { hint });

/** Of the prices that were given: of tokens, of an hour. */
const priceFlags = (options: InitOptions) => {
	const { price, inputUsdPerMtok, outputUsdPerMtok, usdPerHour } = options;
	const ofRates = [
		...(inputUsdPerMtok === undefined ? [] : ['--input-usd-per-mtok']),
		...(outputUsdPerMtok === undefined ? [] : ['--output-usd-per-mtok'])
	];
	return {
		ofRates,
		ofTokens: [...(price === undefined ? [] : ['--price']), ...ofRates],
		ofHours: usdPerHour === undefined ? [] : ['--usd-per-hour']
	};
};

const checkPrices = (options: InitOptions): void => {
	const { ofRates, ofTokens, ofHours } = priceFlags(options);
	if (ofRates.length === 1) {
		throw refuse(
			`${ofRates[0] ?? ''} is one of two rates`,
			'Give both --input-usd-per-mtok and --output-usd-per-mtok.'
		);
	}
	const [first, second] = [options.price === undefined ? [] : ['--price'], ofRates, ofHours]
		.filter((each) => each.length > 0)
		.map(([flag = '']) => flag);
	if (second !== undefined) {
		throw refuse(`${first ?? ''} and ${second} are two prices of one endpoint`, 'Leave one out.');
	}
	if (ofTokens.length > 0 && options.target?.includes('self-hosted')) {
		throw refuse(
			`${ofTokens[0] ?? ''} says what tokens cost, and --target self-hosted that none are billed`,
			'Leave one of them out; --usd-per-hour is the price of a machine.'
		);
	}
	if (ofHours.length > 0 && options.target?.includes('measured-api')) {
		throw refuse(
			'--usd-per-hour is no price of --target measured-api, which bills tokens',
			'Give --price, or --input-usd-per-mtok and --output-usd-per-mtok.'
		);
	}
};

/** Whether the flags describe an endpoint. Throws E_USAGE for what is missing, or belongs to one that is not there. */
export const hasEndpoint = (options: InitOptions): boolean => {
	const { endpoint, preset, model, target = [] } = options;
	const kinds = target.filter((kind) => kind === 'self-hosted' || kind === 'measured-api');
	if (new Set(target).size < target.length) {
		throw refuse('--target names a kind twice', 'Further targets are added in the file.');
	}
	if (kinds.length > 1) {
		throw refuse(
			'--target self-hosted and --target measured-api are two kinds of one endpoint',
			'Leave one out; a further endpoint is added in the file.'
		);
	}
	if (endpoint === undefined && preset === undefined) {
		const { ofTokens, ofHours } = priceFlags(options);
		const [stray] = [
			...kinds.map((kind) => `--target ${kind}`),
			...(model === undefined ? [] : ['--model']),
			...givenEndpointFlags(options),
			...ofTokens,
			...ofHours
		];
		if (stray === undefined) return false;
		throw refuse(
			`${stray} is about an endpoint, and none is named`,
			'Add --endpoint URL, such as http://127.0.0.1:8000/v1, or --preset.'
		);
	}
	if (model === undefined) {
		throw refuse(
			'--model is missing: which model of the endpoint is meant?',
			'Give the id that the endpoint knows it by, such as --model qwen3-8b.'
		);
	}
	checkPrices(options);
	return true;
};
