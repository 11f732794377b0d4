/** Parameters and credentials of a target that its protocol has no word for, and fields that would make a paid one cost more than its cap counts on. */
import { isObject } from '#core/json.ts';
import { protocolNames, type ProtocolName, type TargetKind } from '#core/target.ts';
import { billedFields } from './billed-fields.ts';
import type { Capabilities } from './capabilities.ts';
import { capabilitiesOf } from './target-capabilities.ts';

export interface ParameterProblem {
	/** Steps from the target to what is wrong. */
	path: (string | number)[];
	/** What is wrong and what to do, one sentence. */
	message: string;
}

const listed = (words: readonly string[]): string =>
	words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;

/** A sentence where `word` is none of those that are known. */
const unlessOneOf = (
	name: string,
	what: string,
	word: unknown,
	known: readonly string[]
): string | null => {
	if (typeof word !== 'string' || known.includes(word)) return null;
	return known.length === 0
		? `${name} takes no ${what}; leave it out`
		: `${name} knows no ${what} "${word}"; expected ${listed(known)}, or leave it out`;
};

const unless = (isKnown: boolean, name: string, what: string): string | null =>
	isKnown ? null : `${name} takes no ${what}; leave it out`;

/** What is wrong with the value of a parameter; null where nothing is. Values of the wrong type are the schema's business. */
const checks: Readonly<
	Record<
		string,
		(
			value: unknown,
			can: Capabilities,
			name: string,
			parameters: Readonly<Record<string, unknown>>
		) => string | null
	>
> = {
	temperature: (value, can, name, { thinkingBudgetTokens }) =>
		unless(can.temperature, name, 'temperature') ??
		(value !== 1 && thinkingBudgetTokens !== undefined && can.thinkingBudget?.fixesTemperature
			? `${name} takes no temperature but 1 beside "thinkingBudgetTokens"; leave one of them out`
			: null),
	seed: (_, can, name) => unless(can.seed, name, 'seed'),
	stop: (_, can, name) => unless(can.stop, name, 'texts to stop at'),
	reasoningEffort: (value, can, name) =>
		unlessOneOf(name, 'reasoning effort', value, can.reasoningEfforts),
	thinkingBudgetTokens: (value, { thinkingBudget }, name) => {
		if (!thinkingBudget) return `${name} takes no budget of thinking; leave it out`;
		return typeof value === 'number' && value < thinkingBudget.leastTokens
			? `${name} takes a budget of ${String(thinkingBudget.leastTokens)} tokens or more`
			: null;
	},
	serviceTier: (value, can, name) => unlessOneOf(name, 'service tier', value, can.serviceTiers),
	promptCache: (value, can, name) =>
		unlessOneOf(name, 'time in the prompt cache', value, [
			...can.promptCacheTtls,
			...(can.cacheDefeat ? ['defeat'] : [])
		]),
	structuredOutput: (value, can, name) =>
		unless(value !== true || can.jsonSchema, name, 'JSON schema for its answers'),
	imageDetail: (_, can, name) => unless(can.imageDetail, name, 'detail of images'),
	imageQuality: (_, can, name) => unless(can.imageQuality, name, 'quality of images')
};

const kinds: readonly TargetKind[] = ['measured-api', 'self-hosted', 'embedded', 'emulated'];

/** Null for what is no target with a known protocol: that is said elsewhere. */
const capabilitiesOfRaw = (
	target: Record<string, unknown>
): { can: Capabilities; name: string } | null => {
	const { kind, protocol } = target;
	if (kind === 'embedded') return { can: capabilitiesOf({ kind }), name: 'the embedded engine' };
	const known = protocolNames.find((each): each is ProtocolName => each === protocol);
	return known && kinds.some((each) => each === kind)
		? { can: capabilitiesOf({ kind: 'self-hosted', protocol: known }), name: known }
		: null;
};

const credentialProblems = (
	credentials: unknown,
	{ can, name }: { can: Capabilities; name: string }
): ParameterProblem[] => {
	const kind = isObject(credentials) ? credentials['kind'] : undefined;
	if (typeof kind !== 'string' || can.credentials.some((each) => each === kind)) return [];
	const message = `${name} takes no credentials of the kind "${kind}"; expected ${listed(can.credentials)}`;
	return [{ path: ['credentials', 'kind'], message }];
};

/** Only where requests cost money: engines of one's own may be asked for anything. */
const billedFieldProblems = (
	{ kind }: Record<string, unknown>,
	{ extraBody }: Record<string, unknown>
): ParameterProblem[] =>
	kind === 'measured-api'
		? billedFields(extraBody).map(({ path, message }) => ({
				path: ['parameters', 'extraBody', ...path],
				message
			}))
		: [];

/** A host that knows less than its protocol. */
export interface KnownHost {
	name: string;
	can: Partial<Capabilities>;
}

/**
 * Every parameter of a target, as written, that its protocol cannot do, or its host, or that the worst case of a paid request does not count on. The
 * target may be broken in other ways.
 */
export const parameterProblems = (target: unknown, host?: KnownHost): ParameterProblem[] => {
	const ofProtocol = isObject(target) ? capabilitiesOfRaw(target) : null;
	if (!isObject(target) || !ofProtocol) return [];
	const found = host ? { name: host.name, can: { ...ofProtocol.can, ...host.can } } : ofProtocol;
	const parameters = isObject(target['parameters']) ? target['parameters'] : {};
	const ofParameters = Object.entries(checks).flatMap(([key, check]) => {
		const value = parameters[key];
		if (value === undefined) return [];
		const message = check(value, found.can, found.name, parameters);
		return message === null ? [] : [{ path: ['parameters', key], message }];
	});
	return [
		...credentialProblems(target['credentials'], found),
		...ofParameters,
		...billedFieldProblems(target, parameters)
	];
};
