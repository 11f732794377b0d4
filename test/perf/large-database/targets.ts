/** The targets of the large database: every figure is a choice in the shape of what such endpoints do. */
import { targetSchema, type Target } from '#core/target.ts';

/** How a target answers; milliseconds. */
export interface Behaviour {
	/** Median time to first token of an idle endpoint, and the standard deviation of its logarithm. */
	ttftMs: number;
	ttftLogSd: number;
	tpotMs: number;
	/** Rate that it serves within the objective, requests per second, by scenario; null where it has no limit that is met. */
	kappaPerS: Record<string, number> | null;
	/** Share of items answered right, 0.8 or more. */
	quality: number;
	/** Share of attempts without a whole answer. */
	failureShare: number;
}

export interface DatabaseTarget {
	target: Target;
	behaviour: Behaviour;
}

const selfHosted = (
	id: string,
	model: string,
	usdPerHour: string,
	behaviour: Omit<Behaviour, 'failureShare' | 'ttftLogSd'>
): DatabaseTarget => ({
	target: targetSchema.parse({
		kind: 'self-hosted',
		id,
		title: `${model} on our GPUs`,
		protocol: 'openai-chat',
		baseUrl: `http://${id}.example.internal:8000/v1`,
		model,
		price: { kind: 'per-hour', usdPerHour, source: 'GPU host', checkedOn: '2026-11-01' }
	}),
	behaviour: { ...behaviour, ttftLogSd: 0.25, failureShare: 0.002 }
});

const api = (
	id: string,
	protocol: 'openai-chat' | 'anthropic-messages',
	[inputUsdPerMtok, outputUsdPerMtok]: [string, string],
	behaviour: Omit<Behaviour, 'kappaPerS' | 'failureShare'>
): DatabaseTarget => ({
	target: targetSchema.parse({
		kind: 'measured-api',
		id,
		title: id.replaceAll('-', ' '),
		protocol,
		baseUrl: `https://${id}.example.com/v1`,
		model: `${id}-2026-09`,
		apiKeyEnv: 'EXAMPLE_API_KEY',
		price: {
			kind: 'per-token',
			inputUsdPerMtok,
			cacheReadUsdPerMtok: String(Number(inputUsdPerMtok) / 10),
			outputUsdPerMtok,
			source: 'price page',
			checkedOn: '2026-11-01'
		}
	}),
	behaviour: { ...behaviour, kappaPerS: null, failureShare: 0.006 }
});

const emulated = ({ target, behaviour }: DatabaseTarget, id: string): DatabaseTarget => ({
	target: targetSchema.parse({
		kind: 'emulated',
		id,
		title: `${id}, no model`,
		protocol: 'protocol' in target ? target.protocol : 'openai-chat',
		model: `emulated-${id}`,
		quality: behaviour.quality,
		performance: { prefillTokensPerS: 40_000, decodeStepMs: behaviour.tpotMs, slots: 64 },
		price: 'price' in target ? target.price : undefined
	}),
	behaviour
});

const small = selfHosted('open-8b', 'llama-3.1-8b-instruct', '2.50', {
	ttftMs: 95,
	tpotMs: 9,
	kappaPerS: { 'support-triage': 34, 'invoice-extraction': 9 },
	quality: 0.88
});
const large = selfHosted('open-70b', 'llama-3.3-70b-instruct', '10.00', {
	ttftMs: 190,
	tpotMs: 21,
	kappaPerS: { 'support-triage': 21, 'invoice-extraction': 4 },
	quality: 0.95
});
const frontier = api('frontier-api', 'anthropic-messages', ['3', '15'], {
	ttftMs: 400,
	ttftLogSd: 0.3,
	tpotMs: 11,
	quality: 0.96
});
const cheap = api('small-api', 'openai-chat', ['0.80', '4'], {
	ttftMs: 300,
	ttftLogSd: 0.3,
	tpotMs: 8,
	quality: 0.91
});

/** Mixtures of targets that runs have: mostly real ones, some with emulated ones among them, one of nothing else. */
export const targetMixtures: readonly (readonly DatabaseTarget[])[] = [
	[small, large, frontier, cheap],
	[small, frontier],
	[small, large, frontier],
	[emulated(small, 'gpu'), emulated(frontier, 'api')],
	[large, frontier, cheap],
	[small, emulated(large, 'larger-gpu'), frontier],
	[frontier, cheap]
];
