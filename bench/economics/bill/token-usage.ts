/** The tokens of a bill by model: how many of each kind, what they really cost, and the share that came from a cache. */
import type { BillCharge } from '#core/bill.ts';
import { Decimal, toDecimal } from '#core/decimal.ts';
import { addTo, emptySum, knownSum, type KnownSum, type SumInProgress } from './known-sum.ts';
import { tokenChargeOf, tokenKinds, type TokenKind } from './token-charge.ts';

const tokensPerMtok = 1_000_000;

export interface BilledTokens {
	kind: TokenKind;
	/** Tokens, decimal text; charges without a quantity in tokens are missing. */
	tokens: KnownSum;
	effective: KnownSum;
	/** Effective cost / tokens × 10⁶ over the charges that state both, decimal text; null where none does. */
	effectivePerMtok: string | null;
}

export interface ModelTokens {
	provider: string;
	/** Null where the bill does not name the model. */
	model: string | null;
	/** Kinds that the bill has, in the order of `tokenKinds`. */
	kinds: BilledTokens[];
	/**
	 * Cache reads / (input + cache reads + cache writes), decimal text. Null where the bill has no line for cache reads or
	 * none for input: it cannot be told then whether there were none or they are within another line.
	 */
	cacheReadShare: string | null;
}

interface KindInProgress {
	tokens: SumInProgress;
	effective: SumInProgress;
	/** Over the charges that state both. */
	paidTokens: Decimal;
	paid: Decimal;
}

interface ModelInProgress {
	provider: string;
	model: string | null;
	kinds: Map<TokenKind, KindInProgress>;
}

const finishedKind = (kind: TokenKind, sums: KindInProgress): BilledTokens => ({
	kind,
	tokens: knownSum(sums.tokens),
	effective: knownSum(sums.effective),
	effectivePerMtok: sums.paidTokens.eq(0)
		? null
		: sums.paid.times(tokensPerMtok).div(sums.paidTokens).toFixed()
});

const cacheReadShareOf = (kinds: ModelInProgress['kinds']): string | null => {
	const tokensOf = (kind: TokenKind): Decimal | null => {
		const sum = kinds.get(kind)?.tokens;
		return sum && sum.missingCount === 0 ? sum.sum : null;
	};
	const [input, read] = [tokensOf('input'), tokensOf('cache-read')];
	const write = kinds.has('cache-write') ? tokensOf('cache-write') : new Decimal(0);
	if (!input || !read || !write) return null;
	const all = input.plus(read).plus(write);
	return all.lte(0) ? null : read.div(all).toFixed();
};

/** Tokens by provider and model, sorted by their names; empty where no charge is about tokens. */
export const tokenUsageOf = (charges: Iterable<BillCharge>): ModelTokens[] => {
	const models = new Map<string, ModelInProgress>();
	for (const charge of charges) {
		const token = tokenChargeOf(charge);
		if (!token) continue;
		const { provider } = charge;
		const { kind, model, tokens } = token;
		const key = JSON.stringify([provider, model]);
		const sums: ModelInProgress = models.get(key) ?? { provider, model, kinds: new Map() };
		models.set(key, sums);
		const inKind: KindInProgress = sums.kinds.get(kind) ?? {
			tokens: emptySum(),
			effective: emptySum(),
			paidTokens: new Decimal(0),
			paid: new Decimal(0)
		};
		sums.kinds.set(kind, inKind);
		addTo(inKind.tokens, tokens);
		addTo(inKind.effective, charge.effectiveCost);
		if (tokens === null || charge.effectiveCost === null) continue;
		inKind.paidTokens = inKind.paidTokens.plus(toDecimal(tokens));
		inKind.paid = inKind.paid.plus(charge.effectiveCost);
	}
	return [...models.entries()]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([, { provider, model, kinds }]) => ({
			provider,
			model,
			kinds: tokenKinds.flatMap((kind) => {
				const sums = kinds.get(kind);
				return sums ? [finishedKind(kind, sums)] : [];
			}),
			cacheReadShare: cacheReadShareOf(kinds)
		}));
};
