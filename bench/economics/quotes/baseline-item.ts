/** Which items offers of a kind usually have, so that others can be pointed out. */
import type { Quote } from '#core/quote.ts';

/** Items that belong to the work of a kind; others are additions that the buyer should know of. */
const baselineItems: Record<Quote['kind'], readonly string[]> = {
	'server-purchase': [
		'server',
		'gpu',
		'network',
		'storage',
		'rack',
		'install',
		'freight',
		'support',
		'discount'
	],
	'gpu-cloud': ['gpu', 'storage', 'network', 'egress', 'support', 'discount'],
	'api-contract': [
		'input-tokens',
		'cache-read-tokens',
		'cache-write-tokens',
		'output-tokens',
		'batch-input-tokens',
		'batch-output-tokens',
		'discount'
	],
	'seat-subscription': ['seat', 'onboarding', 'support', 'discount'],
	colocation: ['power', 'metered-power', 'cross-connect', 'remote-hands', 'setup', 'discount'],
	'managed-endpoint': ['gpu', 'storage', 'egress', 'support', 'discount']
};

/** Whether an item goes beyond what offers of the kind usually have. */
export const isAddition = (quote: Quote, item: string): boolean =>
	!baselineItems[quote.kind].includes(item);
