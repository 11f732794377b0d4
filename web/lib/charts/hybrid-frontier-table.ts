/** What a hybrid answers right and pays at every threshold of its gate. */
import type { GateName } from '#core/cost-spec.ts';
import type { HybridPoint } from '#bench/economics/hybrid/frontier.ts';
import { formatShare, formatUsd, formatWhole } from '../format.ts';
import type { ChartCell, ChartTable } from './chart-table.ts';

/** A share with its 95 % interval. */
interface Estimated {
	value: number;
	low: number;
	high: number;
}

export interface HybridFrontierData {
	optionId: string;
	/** With EMULATED where no model stands behind one of its sides. */
	title: string;
	emulated: boolean;
	/** Titles of its two sides. */
	local: string;
	api: string;
	/** What the gate looks at; null where nothing is measured. */
	gate: GateName | null;
	/** Over all items, from everything to the own model to everything to the API; empty where nothing was measured. */
	points: readonly HybridPoint[];
	/** The threshold that was chosen on one half of the items, with what came of it on the other; null where none was. */
	chosen: { threshold: number | null; apiShare: number; quality: Estimated; items: number } | null;
	/** Why it was chosen, or why there is none, in a sentence. */
	reason: string;
	sources?: readonly string[] | undefined;
}

/** Threshold of a point; null at the ends, which have none. */
export const thresholdOf = ({ rule }: HybridPoint): number | null =>
	rule.kind === 'threshold' ? rule.threshold : null;

const gateLooksAt: Record<GateName, string> = {
	'short-requests': 'the length of the request',
	'short-answers': "the length of the own model's answer"
};

/** `everything to the API`, `requests of more than 320 tokens to the API`: scores of both gates are −tokens. */
export const ruleInWords = ({ rule }: HybridPoint, gate: GateName | null): string => {
	switch (rule.kind) {
		case 'all-local':
			return 'everything to the own model';
		case 'all-api':
			return 'everything to the API';
		case 'threshold': {
			const tokens = `more than ${formatWhole(-rule.threshold)} tokens`;
			return gate === 'short-answers'
				? `requests with an own answer of ${tokens} to the API`
				: `requests of ${tokens} to the API`;
		}
	}
};

/** `31 % to the API: 94 % right, $0.0021 a request`. */
export const hybridPointInWords = ({ apiShare, quality, usdPerRequest }: HybridPoint): string =>
	`${formatShare(apiShare)} of the requests to the API: ${formatShare(quality)} right, ${formatUsd(usdPerRequest)} a request for the API`;

const captionOf = ({ points, reason, chosen, local, api }: HybridFrontierData): string => {
	const [first] = points;
	const last = points.at(-1);
	if (!first || !last) return reason;
	const ends = `${local} alone gets ${formatShare(first.quality)} of ${String(first.n)} items right, ${api} alone ${formatShare(last.quality)} at ${formatUsd(last.usdPerRequest)} a request.`;
	return chosen ? `${ends} ${reason}` : `${ends} No threshold was chosen: ${reason}`;
};

/** One row for each threshold that the items can tell apart. */
export const hybridFrontierTable = (data: HybridFrontierData): ChartTable => {
	const [first] = data.points;
	const last = data.points.at(-1);
	return {
		id: 'hybrid-frontier',
		title: `What the gate of ${data.title} is worth`,
		caption: captionOf(data),
		columns: [
			{ key: 'rule', label: 'which requests go to the API', unit: null, kind: 'text' },
			{ key: 'apiPercent', label: 'to the API', unit: '% of requests', kind: 'number' },
			{ key: 'rightPercent', label: 'answered right', unit: '%', kind: 'number' },
			{ key: 'mixedPercent', label: 'right if mixed at random', unit: '%', kind: 'number' },
			{ key: 'usdPerRequest', label: 'API cost of a request', unit: '$', kind: 'number' },
			{ key: 'items', label: 'items', unit: null, kind: 'number' }
		],
		rows: data.points.map((point): ChartCell[] => {
			const { apiShare, quality, usdPerRequest, n } = point;
			const percent = (share: number): number => Number((100 * share).toPrecision(6));
			return [
				ruleInWords(point, data.gate),
				percent(apiShare),
				percent(quality),
				first && last ? percent(first.quality + apiShare * (last.quality - first.quality)) : null,
				Number(usdPerRequest),
				n
			];
		}),
		notes: [
			...(data.gate === null
				? []
				: [
						`The gate looks at ${gateLooksAt[data.gate]}. An answer of the own model is counted as free here, since its nodes run anyway. The line is drawn over all items; the chosen threshold is reported on items that it was not chosen on.`
					])
		],
		sources: data.sources ?? []
	};
};
