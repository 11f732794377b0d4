/** The capacity that queueing theory gives: the arrival rate at which a share of the sojourn times is within a limit. */

/** Of a rate that falls with the share, by halving; `share` is P(T ≤ limit) at a rate. */
const rateWhere = (
	share: (ratePerMs: number) => number,
	wanted: number,
	highest: number
): number => {
	let [low, high] = [0, highest];
	for (let i = 0; i < 200; i++) {
		const middle = (low + high) / 2;
		if (share(middle) >= wanted) low = middle;
		else high = middle;
	}
	return low * 1_000;
};

/** M/M/1: T ~ Exp(μ − λ), so κ = μ − ln(1 / (1 − share)) / limit; requests per second. */
export const capacityOfMM1 = (meanMs: number, limitMs: number, share = 0.95): number =>
	(1 / meanMs + Math.log(1 - share) / limitMs) * 1_000;

/**
 * P(W ≤ t) of M/D/1 (Erlang 1909; Franx 2001, Oper. Res. Lett. 29:221–229): (1 − ρ) Σ_{k=0}^{⌊t/D⌋} (λ(kD − t))^k / k! · e^{−λ(kD − t)}.
 * The terms alternate, which doubles bear up to some 30 services of waiting.
 */
const waitOfMD1 = (ratePerMs: number, serviceMs: number, tMs: number): number => {
	if (tMs < 0) return 0;
	let sum = 0;
	for (let k = 0; k <= Math.floor(tMs / serviceMs); k++) {
		const x = ratePerMs * (k * serviceMs - tMs);
		let term = Math.exp(-x);
		for (let i = 1; i <= k; i++) term *= x / i;
		sum += term;
	}
	return (1 - ratePerMs * serviceMs) * sum;
};

/** M/D/1, T = D + W; requests per second. */
export const capacityOfMD1 = (serviceMs: number, limitMs: number, share = 0.95): number =>
	rateWhere((rate) => waitOfMD1(rate, serviceMs, limitMs - serviceMs), share, 1 / serviceMs);

/** Erlang C: the share of requests that wait. */
const erlangC = (servers: number, offered: number): number => {
	let inverseB = 1;
	for (let k = 1; k <= servers; k++) inverseB = 1 + (k / offered) * inverseB;
	const b = 1 / inverseB;
	return b / (1 - (offered / servers) * (1 - b));
};

/**
 * M/M/c: P(T > t) = e^{−μt} (1 − C) + C · P(S + W > t), W ~ Exp(cμ − λ) of those who wait, S ~ Exp(μ); requests per second.
 */
export const capacityOfMMc = (
	servers: number,
	meanMs: number,
	limitMs: number,
	share = 0.95
): number => {
	const mu = 1 / meanMs;
	return rateWhere(
		(rate) => {
			const waits = erlangC(servers, rate / mu);
			const theta = servers * mu - rate;
			const both =
				Math.abs(theta - mu) < 1e-12
					? (1 + mu * limitMs) * Math.exp(-mu * limitMs)
					: (theta * Math.exp(-mu * limitMs) - mu * Math.exp(-theta * limitMs)) / (theta - mu);
			return 1 - (1 - waits) * Math.exp(-mu * limitMs) - waits * both;
		},
		share,
		servers * mu
	);
};
