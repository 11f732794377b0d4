/** What the address of a comparison says: which offers, over which term, at whose workload. */

export interface ComparisonQuery {
	ids: string[];
	months: number;
	/** Cost of capital a year, decimal text. */
	wacc: string;
	includeExpired: boolean;
	/** Null where none is chosen. */
	useCase: string | null;
}

export interface ReadComparisonQuery {
	query: ComparisonQuery;
	/** What of the address could not be read, one phrase each. */
	unread: string[];
}

const standard = { months: 36, wacc: '0.08' };

/** Reads an address; what it cannot read falls back and is told. */
export const readComparisonQuery = (params: URLSearchParams): ReadComparisonQuery => {
	const unread: string[] = [];
	const valid = (name: string, fallback: string, isValid: (text: string) => boolean): string => {
		const text = params.get(name);
		if (text === null || text === '') return fallback;
		if (isValid(text)) return text;
		unread.push(`${name} “${text}”`);
		return fallback;
	};
	const ids = (params.get('ids') ?? '').split(',').map((id) => id.trim());
	return {
		query: {
			ids: [...new Set(ids)].filter((id) => id !== ''),
			months: Number(
				valid(
					'months',
					String(standard.months),
					(text) => /^\d{1,3}$/u.test(text) && Number(text) >= 1 && Number(text) <= 120
				)
			),
			wacc: valid('wacc', standard.wacc, (text) => /^(?:0(?:\.\d+)?|1)$/u.test(text)),
			includeExpired:
				valid('expired', 'exclude', (text) => ['include', 'exclude'].includes(text)) === 'include',
			useCase: params.get('useCase') || null
		},
		unread
	};
};

/** The address of a comparison, and the query of the API for it: without what is as usual. */
export const writeComparisonQuery = ({
	ids,
	months,
	wacc,
	includeExpired,
	useCase
}: ComparisonQuery): Record<string, string> & { ids: string } => ({
	ids: ids.join(','),
	...(months === standard.months ? {} : { months: String(months) }),
	...(wacc === standard.wacc ? {} : { wacc }),
	...(includeExpired ? { expired: 'include' } : {}),
	...(useCase === null ? {} : { useCase })
});
