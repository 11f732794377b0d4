/** From a read log to a scenario: items sampled by cluster, logged answers as references nobody has reviewed, and measured demand. */
import type { GraderSpec } from '#core/grader-spec.ts';
import type { Scenario } from '#core/scenario.ts';
import { conversationText, withoutPlaceholders } from '../dataset/conversation-text.ts';
import { proposeScenario, type ProposedScenario } from '../dataset/propose-scenario.ts';
import type { RawItem } from '../dataset/raw-item.ts';
import { itemCounts } from './choose-items.ts';
import type { ChosenUse } from './choose-use.ts';
import { cleanRequest, type Cleaner } from './clean-request.ts';
import type { SampledRequest } from './prompt-uses.ts';
import type { Cluster } from './request-clusters.ts';
import type { TraceFacts } from './trace-facts.ts';

/** Marks a reference that is what some model answered, and not what is right. */
export const unreviewedTag = 'unreviewed';

/** Kinds of graders for logged answers, the most telling first. */
const guesses: readonly GraderSpec['kind'][] = ['label', 'json-schema', 'rouge-l'];

/** Busiest hour / mean hour where a trace has no whole hour. */
const assumedPeakToAverage = 3;

export interface ClusterFacts {
	/** The tag of its items. */
	tag: string;
	/** What its requests have in common, identifiers taken out. */
	about: string;
	requests: number;
	/** Of the requests whose content was logged, 0 to 1. */
	share: number;
}

export interface TraceProposalOptions {
	id: string;
	title: string;
	grader: GraderSpec['kind'] | null;
	language: string;
	seed: number;
	/** YYYY-MM-DD. */
	today: string;
	items: number;
	clean: Cleaner;
}

export interface TraceProposal {
	proposed: ProposedScenario;
	/** The largest first. */
	clusters: ClusterFacts[];
}

const aboutOf = ({ about }: Cluster<unknown>, clean: Cleaner): string => {
	if (about.kind === 'opening') return `begins “${clean(about.opening)}”`;
	return about.kind === 'form' ? about.form : 'all the rest, each kind below 1 %';
};

const periodText = ({ period, formats }: TraceFacts): string =>
	`${formats.join(' and ')} logs from ${period.from} to ${period.to}`;

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

const trafficOf = (facts: TraceFacts): Scenario['traffic'] => {
	const { peakToAverage: peak, arrivals } = facts;
	const shape =
		arrivals.dispersion === null
			? 'arrivals are assumed, as too few requests lie in whole hours'
			: `arrivals by an index of dispersion of ${arrivals.dispersion.toFixed(2)} per ${String(arrivals.windowS)} s within hours (1 is Poisson)`;
	const height =
		peak.value === null
			? 'the peak is an assumption, as no whole hour is covered'
			: `the busiest ${peak.by === 'hour-of-week' ? 'hour of the week' : 'clock hour of less than a week'} has ${whole(peak.requestsInBusiest ?? 0)} requests`;
	return {
		arrivals: arrivals.kind,
		peakToAverage: Number((peak.value ?? assumedPeakToAverage).toFixed(2)),
		source: `measured from ${periodText(facts)}: ${height}; ${shape}`
	};
};

const demandOf = (facts: TraceFacts): Scenario['demand'] => {
	const { value, low, high } = facts.requestsPerMonth;
	return {
		requestsPerMonth: Math.max(1, Math.round(value)),
		source: `measured from ${periodText(facts)}: ${whole(facts.requests)} requests in ${facts.period.days.toFixed(2)} days, 95 % interval ${whole(low)} to ${whole(high)} a month at that rate`
	};
};

const itemOf = (
	request: SampledRequest,
	tag: string,
	{ isOwnPrompt }: ChosenUse,
	clean: Cleaner
): RawItem => {
	const { system, turns, answer } = cleanRequest(request, clean);
	const user = conversationText(turns);
	return {
		line: null,
		input: isOwnPrompt ? { system, user } : { user },
		reference: answer,
		tags: [tag, unreviewedTag]
	};
};

/** What the grader is told to allow: more than nearly all logged answers had. */
const roomForAnswers = ({ tokens }: TraceFacts): number => 1.25 * (tokens.output.p99 ?? 0);

/** Null where there is no item, or the logged answers fit not the grader that is asked for. */
export const proposeTrace = (
	chosen: ChosenUse,
	facts: TraceFacts,
	options: TraceProposalOptions
): TraceProposal | null => {
	const { items: wanted, clean } = options;
	const { use, isOwnPrompt } = chosen;
	const clusters = use.clusters.clusters(wanted);
	const sampled = clusters.map(({ sample }) => sample.smallest(wanted));
	const counts = itemCounts(
		clusters.map(({ requests }, index) => ({ requests, available: sampled[index]?.length ?? 0 })),
		wanted
	);
	const digits = String(clusters.length).length;
	const tags = clusters.map((_, index) => `cluster-${String(index + 1).padStart(digits, '0')}`);
	const raw = sampled.flatMap((requests, index) =>
		requests
			.slice(0, counts[index])
			.map((request) => itemOf(request, tags[index] ?? '', chosen, clean))
	);
	if (raw.length === 0) return null;
	const proposed = proposeScenario(
		{
			items: raw,
			prompt: {
				system: isOwnPrompt ? '{{system}}' : withoutPlaceholders(clean(use.system ?? '')),
				user: '{{user}}'
			}
		},
		{
			...options,
			guesses,
			traffic: trafficOf(facts),
			demand: demandOf(facts),
			leastOutputTokens: roomForAnswers(facts)
		}
	);
	return (
		proposed && {
			proposed,
			clusters: clusters.map((cluster, index) => ({
				tag: tags[index] ?? '',
				about: aboutOf(cluster, clean),
				requests: cluster.requests,
				share: cluster.requests / use.clusters.requests
			}))
		}
	);
};
