/** What a gateway did with requests, in sentences. */
import type { GatewayName, GatewaySeen } from './gateway-seen.ts';

export const gatewayTitles = {
	litellm: 'LiteLLM',
	portkey: 'Portkey'
} as const satisfies Record<GatewayName, string>;

/** What stands against figures that went through a gateway, one sentence each; empty where it only passed requests on. */
export const gatewayWarnings = (seen: GatewaySeen | null): string[] => {
	if (seen === null) return [];
	const { name, responses, retried, fellBack, otherOption, fromCache } = seen;
	const title = gatewayTitles[name];
	const of = (count: number): string =>
		`${count.toLocaleString('en-US')} of ${responses.toLocaleString('en-US')} responses`;
	const sentences: [count: number, sentence: string][] = [
		[
			fromCache,
			`${of(fromCache)} came from the cache of the gateway ${title}, not from the model: switch its cache off to measure the model`
		],
		[
			retried,
			`${of(retried)} came after the gateway ${title} had asked again: their time holds all its tries, and errors of the model do not show`
		],
		[
			fellBack,
			`${of(fellBack)} came by a fallback of the gateway ${title}: from another model or deployment than the one asked for`
		],
		[
			otherOption,
			`${of(otherOption)} came from another option of the gateway ${title} than its first: by a fallback, or as it balances load`
		]
	];
	return sentences.flatMap(([count, sentence]) => (count > 0 ? [sentence] : []));
};
