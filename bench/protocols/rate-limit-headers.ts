/**
 * Reads what endpoints say about their rate limits. OpenAI, Azure, Groq and many others send `x-ratelimit-limit-requests` and its like, Azure
 * with the window (`x-ratelimit-renewalperiod-requests: 60`), Mistral and Cerebras with the window in the name (`…-tokens-minute`); Anthropic
 * sends `anthropic-ratelimit-requests-limit`; the drafts of the IETF (draft-ietf-httpapi-ratelimit-headers) have `ratelimit-limit: 100,
 * 100;w=60`, later `ratelimit: "default";r=50;t=30` with `ratelimit-policy: "default";q=100;w=60`.
 */
import type { AllowanceUnit } from '#core/rate-limit.ts';
import type { RecordedResponse } from '#core/recorded-response.ts';
import { headerOf } from '#core/recorded-response.ts';
import { msToS } from '#core/units.ts';
import { retryAfterS } from './retry-after.ts';

/** One allowance as a single response names it. */
export interface StatedAllowance {
	of: AllowanceUnit;
	limit: number;
	/** Length of its window, s, as a header or a header's name says; null where neither does. */
	windowS: number | null;
	/** Whether the provider's documentation speaks of a minute where no window is stated. */
	isPerMinute: boolean;
	/** Null where the response does not say. */
	remaining: number | null;
	/** Seconds until all of it is there again; null where the response does not say, or says it in a way that cannot be read. */
	resetS: number | null;
}

export interface StatedRateLimit {
	allowances: StatedAllowance[];
	/** Seconds to wait before the next request; null where none are asked for. */
	retryAfterS: number | null;
}

const unitOf: Readonly<Record<string, AllowanceUnit>> = {
	req: 'requests',
	requests: 'requests',
	tokens: 'tokens',
	'input-tokens': 'input-tokens',
	'output-tokens': 'output-tokens'
};

const windowsS: Readonly<Record<string, number>> = {
	second: 1,
	minute: 60,
	hour: 3_600,
	day: 86_400,
	// What is allowed in a month is a budget more than a rate; the length is that of a mean one.
	month: 2_629_746
};

/** Whole or decimal, not negative; `Number` would also take '', '1e9' and '0x10'. */
const numberOf = (text: string | undefined): number | null =>
	text !== undefined && /^\d{1,15}(?:\.\d{1,15})?$/.test(text.trim()) ? Number(text) : null;

const durationPart = /(\d{1,15}(?:\.\d{1,15})?)(ms|s|m|h|d)/gy;
const unitsMs: Readonly<Record<string, number>> = {
	ms: 1,
	s: 1_000,
	m: 60_000,
	h: 3_600_000,
	d: 86_400_000
};

/** `6ms`, `1m30s`, `2m59.56s` → ms; null for anything else. */
const durationMs = (text: string): number | null => {
	let at = 0;
	let sumMs = 0;
	durationPart.lastIndex = 0;
	for (let match = durationPart.exec(text); match; match = durationPart.exec(text)) {
		sumMs += Number(match[1]) * (unitsMs[match[2] ?? ''] ?? Number.NaN);
		at = durationPart.lastIndex;
	}
	return at > 0 && at === text.length ? sumMs : null;
};

/** Above this a number of seconds is a moment since 1970, and above a thousand times this one of milliseconds. */
const momentFromS = 1e9;

/** Seconds until a moment, by the response's own clock; null without one. */
const untilS = (momentMs: number, date: string | null): number | null => {
	const nowMs = date === null || date.length > 64 ? Number.NaN : Date.parse(date);
	return Number.isNaN(momentMs) || Number.isNaN(nowMs)
		? null
		: Math.max(0, msToS(momentMs - nowMs));
};

/** Seconds until an allowance is whole again: a duration, seconds, or a moment, which is held against the response's own `date`. */
const resetSOf = (written: string | undefined, date: string | null): number | null => {
	const text = written?.trim() ?? '';
	if (text === '' || text.length > 64) return null;
	const number = numberOf(text);
	if (number !== null) {
		if (number < momentFromS) return number;
		return untilS(number < momentFromS * 1_000 ? number * 1_000 : number, date);
	}
	if (/^\d{4}-\d\d-\d\dT/.test(text)) return untilS(Date.parse(text), date);
	const ms = durationMs(text);
	return ms === null ? null : msToS(ms);
};

type Field = 'limit' | 'remaining' | 'reset' | 'renewalperiod';
type Group = { of: AllowanceUnit; window: string | null; isPerMinute: boolean } & Partial<
	Record<Field, string>
>;

const openAiLike =
	/^x-ratelimit-(limit|remaining|reset|renewalperiod)-(req|requests|tokens|input-tokens|output-tokens)(?:-(second|minute|hour|day|month))?$/;
const anthropicLike =
	/^anthropic-ratelimit-(requests|tokens|input-tokens|output-tokens)-(limit|remaining|reset)$/;
const plainNamed = /^(?:x-)?ratelimit-(limit|remaining|reset)$/;

const groupsOf = (headers: RecordedResponse['headers']): Map<string, Group> => {
	const groups = new Map<string, Group>();
	const put = (key: string, group: Group, field: Field, value: string): void => {
		const known = groups.get(key) ?? group;
		known[field] ??= value;
		groups.set(key, known);
	};
	for (const [name, value] of headers) {
		if (!name.includes('ratelimit')) continue;
		const [, field, unit = '', window = null] = openAiLike.exec(name) ?? [];
		const of = unitOf[unit];
		if (of) put(`${of} ${window ?? ''}`, { of, window, isPerMinute: true }, field as Field, value);
		const [, anthropicUnit = '', anthropicField] = anthropicLike.exec(name) ?? [];
		const counted = unitOf[anthropicUnit];
		if (counted) {
			const group = { of: counted, window: null, isPerMinute: true };
			put(`anthropic ${counted}`, group, anthropicField as Field, value);
		}
		const [, plainField] = plainNamed.exec(name) ?? [];
		if (plainField) {
			const group = { of: 'requests' as const, window: null, isPerMinute: false };
			put('plain', group, plainField as Field, value);
		}
	}
	return groups;
};

/** The parts of a list of the IETF's drafts: `100;w=60;comment="x"` → its item and its parameters. */
const listed = (value: string): { item: string; parameters: Map<string, string> }[] =>
	value
		.slice(0, 1_000)
		.split(',')
		.map((member) => {
			const [item = '', ...parameters] = member.split(';').map((part) => part.trim());
			return {
				item,
				parameters: new Map(
					parameters.flatMap((parameter): [string, string][] => {
						const at = parameter.indexOf('=');
						return at < 0
							? []
							: [[parameter.slice(0, at), parameter.slice(at + 1).replaceAll('"', '')]];
					})
				)
			};
		});

const allowanceOf = (group: Group, date: string | null): StatedAllowance | null => {
	// `100, 100;w=60`: the first number is the one that counts now.
	const [first, ...policies] = listed(group.limit ?? '');
	const limit = numberOf(first?.item);
	if (limit === null) return null;
	const policy = [...(first ? [first] : []), ...policies].find(
		({ item, parameters }) => numberOf(item) === limit && parameters.has('w')
	);
	const statedS = numberOf(group.renewalperiod) ?? numberOf(policy?.parameters.get('w'));
	return {
		of: group.of,
		limit,
		windowS: group.window === null ? statedS || null : (windowsS[group.window] ?? null),
		isPerMinute: group.isPerMinute,
		remaining: numberOf(group.remaining),
		resetS: resetSOf(group.reset, date)
	};
};

/** The later drafts: `ratelimit-policy` names the allowances, `ratelimit` what is left of them; and `ratelimit: limit=100, remaining=50, reset=5`. */
const draftAllowances = (response: Pick<RecordedResponse, 'headers'>): StatedAllowance[] => {
	const policies = listed(headerOf(response, 'ratelimit-policy') ?? '');
	const now = listed(headerOf(response, 'ratelimit') ?? '');
	const named = policies.flatMap(({ item, parameters }) => {
		const of = unitOf[parameters.get('qu') ?? 'requests'];
		const limit = numberOf(parameters.get('q'));
		if (!of || limit === null) return [];
		const state = now.find((each) => each.item === item)?.parameters;
		return [
			{
				of,
				limit,
				windowS: numberOf(parameters.get('w')) || null,
				isPerMinute: false,
				remaining: numberOf(state?.get('r')),
				resetS: numberOf(state?.get('t'))
			}
		];
	});
	if (named.length > 0) return named;
	const field = (name: string): number | null =>
		numberOf(now.find(({ item }) => item.startsWith(`${name}=`))?.item.slice(name.length + 1));
	const limit = field('limit');
	if (limit === null) return [];
	const policy = policies.find(({ item }) => numberOf(item) === limit);
	return [
		{
			of: 'requests',
			limit,
			windowS: numberOf(policy?.parameters.get('w')) || null,
			isPerMinute: false,
			remaining: field('remaining'),
			resetS: field('reset')
		}
	];
};

/** What `ratelimit-policy: 100;w=60` adds to `ratelimit-limit: 100`. */
const withPolicyWindow = (
	stated: StatedAllowance,
	response: Pick<RecordedResponse, 'headers'>
): StatedAllowance => {
	if (stated.windowS !== null || stated.isPerMinute) return stated;
	const policy = listed(headerOf(response, 'ratelimit-policy') ?? '').find(
		({ item }) => numberOf(item) === stated.limit
	);
	return { ...stated, windowS: numberOf(policy?.parameters.get('w')) || null };
};

/** What a response says about rate limits; null where it says nothing. What cannot be read is left out, as a header of somebody else's may hold anything. */
export const readRateLimit = (
	response: Pick<RecordedResponse, 'headers'>
): StatedRateLimit | null => {
	const date = headerOf(response, 'date');
	const allowances = [
		...[...groupsOf(response.headers).values()].flatMap((group) => {
			const stated = allowanceOf(group, date);
			return stated ? [withPolicyWindow(stated, response)] : [];
		}),
		...draftAllowances(response)
	];
	const waitS = retryAfterS(response);
	return allowances.length === 0 && waitS === null ? null : { allowances, retryAfterS: waitS };
};
