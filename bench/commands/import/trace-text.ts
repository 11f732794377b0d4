/** What `bench import trace` prints and writes into the README of the scenario. */
import type { Distribution } from '#core/statistics/distribution.ts';
import type { ClusterFacts } from '#bench/importers/trace/propose-trace.ts';
import type { TraceFacts } from '#bench/importers/trace/trace-facts.ts';
import type { TimeForm } from '#bench/importers/trace/written-time.ts';
import { renderTable } from '#bench/report/format.ts';

/** A cluster, with how many items stand for it. */
export interface ShownCluster extends ClusterFacts {
	items: number;
}

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
const plural = (count: number, noun: string): string =>
	`${whole(count)} ${noun}${count === 1 ? '' : 's'}`;

/** Fewer days say nothing of the hours of a week. */
const daysOfWeek = 7;
/** From here on requests come in heaps that a Poisson process does not have. */
const clumpedFrom = 2;

const peakText = ({ peakToAverage: peak }: TraceFacts): string => {
	if (peak.value === null) return 'not known: no whole hour is covered';
	const hour = peak.by === 'hour-of-week' ? 'busiest hour of the week' : 'busiest whole clock hour';
	const chance =
		peak.byChance === null
			? ''
			: `; hours that are all alike would reach ${peak.byChance.toFixed(2)} by chance`;
	return `${peak.value.toFixed(2)} × the mean hour (${hour}, UTC; ${plural(peak.requestsInBusiest ?? 0, 'request')} in it${chance})`;
};

const arrivalsText = ({ arrivals }: TraceFacts): string =>
	arrivals.dispersion === null
		? `${arrivals.kind}, an assumption: fewer than 100 requests lie in whole hours`
		: `${arrivals.kind}: index of dispersion ${arrivals.dispersion.toFixed(2)} of the counts per ${String(arrivals.windowS)} s within hours; Poisson has 1, constant is below 0.5, batch from 10`;

const tokensText = ({ n, mean, p50, p95, max }: Distribution): string =>
	n === 0
		? 'not logged'
		: `mean ${whole(mean ?? 0)}, half below ${whole(p50 ?? 0)}, 95 % below ${whole(p95 ?? 0)}, most ${whole(max ?? 0)} (${plural(n, 'request')})`;

const unitNames: Readonly<Record<TimeForm, string>> = {
	s: 'seconds since 1970',
	ms: 'milliseconds since 1970',
	µs: 'microseconds since 1970',
	ns: 'nanoseconds since 1970',
	'text with a zone': 'text with a zone',
	'text without a zone': 'text without a zone'
};

const timesText = ({ timesWritten }: TraceFacts): string =>
	Object.entries(timesWritten)
		.map(([form, count]) => `${whole(count)} as ${unitNames[form as TimeForm]}`)
		.join(', ');

const notCounted = ({ duplicates, outside, otherRecords, skipped }: TraceFacts): string[] => [
	...(duplicates > 0 ? [plural(duplicates, 'duplicate')] : []),
	...(outside > 0 ? [`${whole(outside)} outside of the time asked for`] : []),
	...(otherRecords > 0 ? [plural(otherRecords, 'record') + ' of other things'] : []),
	...(skipped > 0 ? [plural(skipped, 'broken record')] : [])
];

const promptsText = ({ systemPrompts, systemPrompt }: TraceFacts): string => {
	const [first] = systemPrompts;
	if (!first) return 'contents were not logged';
	const list = systemPrompts
		.map(
			({ number, share, characters }) =>
				`${String(number)}: ${percent(share)} ${characters === 0 ? 'without one' : `(${plural(characters, 'character')})`}`
		)
		.join(', ');
	if (systemPrompts.length === 1 && systemPrompt !== null) {
		return first.characters === 0 ? 'none' : `one, of ${plural(first.characters, 'character')}`;
	}
	const choice =
		systemPrompt === null
			? 'each item has its own'
			: `this is number ${String(systemPrompt)}; import another with --system N, or all with --system all`;
	return `several, share of requests ${list}; ${choice}`;
};

/** The facts: a name, and what it is. */
export const factTexts = (facts: TraceFacts): [name: string, text: string][] => {
	const { requestsPerMonth: month, period, failed, requests, tokens, cost } = facts;
	const leftAside = notCounted(facts);
	return [
		[
			'period',
			`${period.from} to ${period.to}, ${period.days.toFixed(2)} days; times: ${timesText(facts)}`
		],
		[
			'requests',
			`${whole(requests)}, of them ${whole(failed)} failed${leftAside.length === 0 ? '' : `; not counted: ${leftAside.join(', ')}`}`
		],
		[
			'demand',
			`${whole(month.value)} requests a month of 730 h, 95 % interval ${whole(month.low)} to ${whole(month.high)} at that rate`
		],
		['peak', peakText(facts)],
		['arrivals', arrivalsText(facts)],
		['tokens in', tokensText(tokens.input)],
		['tokens out', tokensText(tokens.output)],
		[
			'cached',
			tokens.cachedShare === null
				? 'not logged'
				: `${percent(tokens.cachedShare)} of the input tokens, by ${plural(tokens.cachedSaidBy, 'request')} that say so`
		],
		[
			'cost',
			cost === null
				? 'not logged'
				: `${cost.usd.toFixed(2)} USD as logged, by ${plural(cost.requests, 'request')}`
		],
		[
			'models',
			facts.models.map(({ model, requests: count }) => `${model} (${whole(count)})`).join(', ') ||
				'not logged'
		],
		['system', promptsText(facts)]
	];
};

const nameWidth = 12;

/** What further lines of a fact begin with. */
export const factIndent = ' '.repeat(nameWidth);

/** Facts, a line each. */
export const factLines = (texts: readonly (readonly [name: string, text: string])[]): string[] =>
	texts.map(([name, text]) => `${name.padEnd(nameWidth)}${text}`);

/** The clusters as a table. */
export const clusterTable = (clusters: readonly ShownCluster[], maxWidth: number | null): string =>
	renderTable(
		[
			{ title: 'cluster', align: 'left' },
			{ title: 'requests', align: 'right' },
			{ title: 'share', align: 'right' },
			{ title: 'items', align: 'right' },
			{ title: 'what they have in common', align: 'left', wrapTo: 24 }
		],
		clusters.map(({ tag, requests, share, items, about }) => [
			tag,
			whole(requests),
			percent(share),
			String(items),
			about
		]),
		{ maxWidth }
	);

/** How much of the traffic in the files the items stand for. */
export const representedShare = (clusters: readonly ShownCluster[], facts: TraceFacts): number =>
	clusters.reduce((sum, { requests, items }) => sum + (items > 0 ? requests : 0), 0) /
	facts.requestsInFiles;

/** What is to be known before the figures are used. */
export const factWarnings = (facts: TraceFacts): string[] => {
	const { period, arrivals, peakToAverage: peak, timesWritten } = facts;
	const unknown = facts.leftOut['content not logged'] ?? 0;
	const units = Object.keys(timesWritten).filter((form) => !form.startsWith('text'));
	return [
		...(period.days < daysOfWeek
			? [
					`${period.days.toFixed(2)} days are covered, less than a week: the peak is not that of a week, and the volume may be that of busy or quiet days`
				]
			: []),
		...(period.days >= daysOfWeek && !peak.isTrustworthy
			? ['the busiest hour has fewer than 100 requests: its height is partly chance, and too high']
			: []),
		...(arrivals.dispersion !== null &&
		arrivals.kind === 'poisson' &&
		arrivals.dispersion >= clumpedFrom
			? [
					`requests come in heaps (index ${arrivals.dispersion.toFixed(1)}), more than the Poisson arrivals proposed: short peaks are higher than a run with them shows`
				]
			: []),
		...(units.length > 1
			? [`times are written in different units (${timesText(facts)}); each was told by its size`]
			: []),
		...(timesWritten['text without a zone'] === undefined
			? []
			: ['times without a zone were read as UTC unless --zone says otherwise']),
		...(facts.withoutId > 0
			? [
					`${plural(facts.withoutId, 'request')} without an id: a duplicate among them would be counted twice`
				]
			: []),
		...(unknown > 0
			? [`${plural(unknown, 'request')} without logged contents: in the demand, in no item`]
			: [])
	];
};

/** What the README of the scenario says. */
export interface TraceReadme {
	id: string;
	facts: TraceFacts;
	clusters: readonly ShownCluster[];
	items: number;
	grader: string;
	reason: string;
	slo: string;
	/** What was taken out, in words; null where identifiers were kept. */
	takenOut: string | null;
	warnings: readonly string[];
}

/** Text of the README, Markdown. */
export const traceReadme = ({ facts, clusters, ...scenario }: TraceReadme): string =>
	`# ${scenario.id}

**The use case.** To be written: who uses this, and what a right answer is worth.

**The references are not the truth.** They are what a model answered in production, nobody has reviewed them, and every item is tagged \`unreviewed\`. A model that
answers as that one did passes, mistakes included; a better answer fails. Review the items, mend their references and take the tag off before a result counts.

**The items.** ${plural(scenario.items, 'item')}, sampled at random within clusters in proportion to their share of the traffic, at least one of each of 1 % or more. They stand for
${percent(representedShare(clusters, facts))} of the ${whole(facts.requestsInFiles)} requests in the logs. The tag of an item names its cluster:

| cluster | requests | share | items | what they have in common |
| --- | ---: | ---: | ---: | --- |
${clusters.map(({ tag, requests, share, items, about }) => `| ${tag} | ${whole(requests)} | ${percent(share)} | ${String(items)} | ${about.replaceAll('|', '/')} |`).join('\n')}

**Traffic and demand**, measured from the times of the requests, failed ones included:

${factTexts(facts)
	.map(([name, text]) => `- ${name}: ${text}`)
	.join('\n')}

**To be known.**

${scenario.warnings.map((warning) => `- ${warning}`).join('\n')}

**Identifiers.** ${scenario.takenOut === null ? 'They were kept: treat the items as personal data.' : `Taken out by rules: ${scenario.takenOut}. Rules find forms, not people: read the items before you pass them on.`}

**Objective.** \`${scenario.slo}\` is an assumption; replace it with what your users put up with.

**What the grader misses.** Answers are graded by \`${scenario.grader}\`, as ${scenario.reason}. Read some answers and say here what it misses.
`;
