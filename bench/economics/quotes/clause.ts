/** Clauses, each with how a quote is searched for it. A structured field counts before wording. */
import type { Quote } from '#core/quote.ts';
import type { ClauseId } from '#core/quote/clause-id.ts';

export type ClauseState = 'present' | 'weak' | 'missing';

/** What a quote says of a clause. */
export interface ClauseVerdict {
	state: ClauseState;
	note: string;
}

/** A clause to look for. */
export interface Clause {
	id: string;
	title: string;
	look: (quote: Quote) => ClauseVerdict;
}

const present = (note: string): ClauseVerdict => ({ state: 'present', note });
const weak = (note: string): ClauseVerdict => ({ state: 'weak', note });
const missing = (note: string): ClauseVerdict => ({ state: 'missing', note });
const percent = (share: string): string => `${String(Number((Number(share) * 100).toFixed(4)))} %`;

const termOf = (quote: Quote): number | undefined =>
	'termMonths' in quote ? quote.termMonths : undefined;

export const priceProtection: Clause = {
	id: 'price-protection',
	title: 'Price protection',
	look: (quote) => {
		const { priceProtectionMonths: months, escalatorSharePerYear: escalator } = quote;
		const term = termOf(quote);
		if (months === undefined) return missing('ask for prices that hold for the whole term');
		if (term !== undefined && months < term) {
			return weak(`${String(months)} of ${String(term)} months`);
		}
		if (escalator !== undefined && Number(escalator) > 0) {
			return weak(`prices rise by ${percent(escalator)} a year`);
		}
		return present(`${String(months)} months`);
	}
};

export const termination: Clause = {
	id: 'termination',
	title: 'Early termination',
	look: ({ termination: terms }) => {
		if (terms === undefined) return missing('ask what an early end costs');
		if (terms.feeShare !== undefined && Number(terms.feeShare) > 0.5) {
			return weak(`costs ${percent(terms.feeShare)} of what is left`);
		}
		if (terms.feeShare === undefined && terms.noticeMonths === undefined) {
			return terms.note === undefined ? weak('no notice and no fee stated') : present(terms.note);
		}
		const notice =
			terms.noticeMonths === undefined ? '' : `${String(terms.noticeMonths)} months' notice`;
		const fee =
			terms.feeShare === undefined ? '' : `fee ${percent(terms.feeShare)} of what is left`;
		return present([notice, fee].filter((part) => part !== '').join(', '));
	}
};

export const renewal: Clause = {
	id: 'auto-renewal',
	title: 'Renewal',
	look: ({ autoRenewal }) => {
		if (autoRenewal === undefined) return missing('ask whether it renews by itself');
		const { months, noticeMonths, upliftShare } = autoRenewal;
		if (months > 1 && (noticeMonths ?? 0) > 3) {
			return weak(
				`renews for ${String(months)} months unless told ${String(noticeMonths)} months before`
			);
		}
		if (upliftShare !== undefined && Number(upliftShare) > 0.05) {
			return weak(`renews ${percent(upliftShare)} dearer`);
		}
		return present(`renews for ${String(months)} months`);
	}
};

export const governingLaw: Clause = {
	id: 'governing-law',
	title: 'Governing law',
	look: ({ governingLaw: law }) => (law === undefined ? missing('not stated') : present(law))
};

export const delivery: Clause = {
	id: 'delivery-penalty',
	title: 'Late delivery',
	look: ({ leadTimeWeeks, leadTimePenalty, clauses }) => {
		const penalty = leadTimePenalty ?? clauses?.['delivery-penalty'];
		if (leadTimeWeeks === undefined)
			return missing('no lead time stated; ask for a date and a penalty');
		return penalty === undefined
			? weak(`${String(leadTimeWeeks)} weeks, nothing owed if late`)
			: present(`${String(leadTimeWeeks)} weeks; ${penalty}`);
	}
};

export const warranty: Clause = {
	id: 'warranty',
	title: 'Warranty',
	look: ({ warrantyMonths: months }) => {
		if (months === undefined) return missing('ask for 36 months on site');
		return months < 36 ? weak(`${String(months)} months`) : present(`${String(months)} months`);
	}
};

export const support: Clause = {
	id: 'support-tier',
	title: 'Support',
	look: ({ supportTier, lines }) => {
		if (supportTier !== undefined) return present(supportTier);
		const line = lines.find(({ item }) => item === 'support');
		return line === undefined
			? missing('no hours and no response time stated')
			: present(line.description === '' ? 'a line of the offer' : line.description);
	}
};

export const sla: Clause = {
	id: 'sla',
	title: 'Availability and credits',
	look: (quote) => {
		const terms = 'sla' in quote ? quote.sla : undefined;
		if (terms === undefined) {
			const text = quote.clauses?.sla;
			return text === undefined
				? missing('ask for an availability and for credits')
				: present(text);
		}
		if (terms.availabilityShare === undefined) return weak('no availability promised');
		const promised = percent(terms.availabilityShare);
		if (terms.creditCapShare === undefined) return weak(`${promised}, no credits stated`);
		if (Number(terms.creditCapShare) < 0.1) {
			return weak(`${promised}, credits end at ${percent(terms.creditCapShare)} of the fee`);
		}
		return present(`${promised}, credits up to ${percent(terms.creditCapShare)} of the fee`);
	}
};

export const takeOrPay: Clause = {
	id: 'take-or-pay',
	title: 'Unused capacity',
	look: (quote) => {
		if (quote.kind !== 'gpu-cloud') return missing('');
		if (quote.takeOrPay === undefined) return missing('ask whether unused hours are paid');
		return quote.takeOrPay ? weak('unused hours are paid') : present('only used hours are paid');
	}
};

export const overage: Clause = {
	id: 'overage',
	title: 'Overage and roll-over',
	look: (quote) => {
		if (quote.kind !== 'api-contract') return missing('');
		if (quote.commit === undefined) return present('no commitment');
		const { overageFactor, rollOver = 'none' } = quote.commit;
		if (overageFactor === undefined) return missing('ask for the price beyond the commitment');
		if (Number(overageFactor) > 1) return weak(`overage at ${overageFactor} × the price`);
		return rollOver === 'none'
			? weak('what is left over of the commitment is lost')
			: present(`left over: ${rollOver}`);
	}
};

export const rateLimits: Clause = {
	id: 'rate-limits',
	title: 'Rate limits',
	look: (quote) => {
		if (quote.kind !== 'api-contract') return missing('');
		const { rateLimits: limits } = quote;
		if (limits === undefined) return missing('ask for tokens and requests per minute in writing');
		const tokens = limits.tokensPerMinute ?? limits.outputTokensPerMinute;
		return tokens === undefined
			? weak('no tokens per minute')
			: present(`${tokens.toLocaleString('en-US')} tokens a minute`);
	}
};

export const deprecation: Clause = {
	id: 'deprecation-notice',
	title: 'Deprecation notice',
	look: (quote) => {
		const months = quote.kind === 'api-contract' ? quote.deprecationNoticeMonths : undefined;
		if (months === undefined) {
			const text = quote.clauses?.['deprecation-notice'];
			return text === undefined ? missing('ask for 12 months') : present(text);
		}
		return months < 6 ? weak(`${String(months)} months`) : present(`${String(months)} months`);
	}
};

/** A clause that only its wording can show. */
export const written = (id: ClauseId, title: string, ask: string): Clause => ({
	id,
	title,
	look: ({ clauses }) => {
		const text = clauses?.[id];
		return text === undefined ? missing(ask) : present(text);
	}
});
