/** Where the evidence of a number lies on this site. */
import type { Evidence } from '#bench/economics/option/evidence.ts';

/** Address of the page that shows it. */
export const evidenceHref = (evidence: Evidence): string => {
	switch (evidence.kind) {
		case 'run': {
			const params = new URLSearchParams({ target: evidence.targetId });
			const [stageId] = evidence.stageIds;
			if (stageId !== undefined) params.set('stage', stageId);
			return `/runs/${encodeURIComponent(evidence.runId)}?${params.toString()}`;
		}
		case 'price': {
			const params = new URLSearchParams({ provider: evidence.provider, model: evidence.model });
			return `/prices?${params.toString()}`;
		}
		case 'quote':
			return `/quotes/${encodeURIComponent(evidence.quoteId)}`;
	}
};

/** What stands on the link. */
export const evidenceLabel = (evidence: Evidence): string => {
	switch (evidence.kind) {
		case 'run':
			return 'open the run';
		case 'price':
			return 'open the price';
		case 'quote':
			return 'open the quote';
	}
};
