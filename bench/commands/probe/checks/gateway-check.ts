/** The check of a gateway on the way: what it says that it did with the requests of the probe. */
import { gatewayTitles, gatewayWarnings } from '#core/gateway-in-words.ts';
import { GatewayTally } from '#bench/load/gateway-tally.ts';
import type { Exchange } from '../exchange.ts';
import { createCheck, excerpt, inMs } from './check.ts';

const none = 'no response names LiteLLM or Portkey';

const exchangesOf = (exchanges: Iterable<Exchange>): Exchange[] =>
	[...exchanges].filter(({ gateway }) => gateway !== null);

/** What the gateway says a request cost, beside what it costs by the price of the target: a cross-check, and no cost of ours. */
const costInWords = ({ gateway, attempt }: Exchange): string => {
	if (!gateway || gateway.costUsd === null) return '';
	const ours = attempt.costUsd === null ? 'not known' : `${attempt.costUsd} USD`;
	return `; it says that the whole answer cost ${gateway.costUsd} USD, which by the price of the target is ${ours}`;
};

export const gatewayCheck = createCheck({
	id: 'gateway',
	group: 'connection',
	title: 'A gateway on the way',
	asked: 'The headers of every response: retries, fallbacks, answers from a cache, its own time.',
	of: ['whole'],
	takesFailures: true,
	whyNot: ({ exchanges }) => (exchangesOf(exchanges.values()).length > 0 ? null : none),
	judge: ([whole], { exchanges }) => {
		const named = exchangesOf(exchanges.values());
		const tally = new GatewayTally();
		for (const { gateway } of named) tally.add(gateway);
		const seen = tally.summarise();
		if (!seen) return { status: 'missing', came: `${none}.` };
		const warnings = gatewayWarnings(seen);
		const options = [...new Set(named.flatMap(({ gateway }) => gateway?.option ?? []))];
		const overhead =
			seen.overheadP50Ms === null
				? ''
				: `; it says that it adds ${inMs(seen.overheadP50Ms)} in the median`;
		const option = options.length === 0 ? '' : `; by ${options.map(excerpt).join(', ')}`;
		const did =
			warnings.length === 0
				? 'it says nothing of retries, fallbacks or a cache that would have answered'
				: warnings.join('; ');
		return {
			status: warnings.length === 0 ? 'ok' : 'differs',
			came: `${gatewayTitles[seen.name]}: ${did}${overhead}${option}${costInWords(whole)}.`,
			means:
				warnings.length === 0
					? 'Latencies are those of the gateway and the model together; a run warns of answers that the gateway retried, redirected or kept.'
					: 'Such answers are not those of the model that was asked for, or not in its time: switch retries, fallbacks and caching of the gateway off to measure the model.',
			facts: { ...seen, options, costUsd: whole.gateway?.costUsd ?? null }
		};
	}
});
