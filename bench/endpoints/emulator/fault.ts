/** The faults that the emulator can be asked for, and how they are drawn or read from a request. */
import type { RandomSource } from '#core/random.ts';
import type { EmulatorFaults } from '#core/target.ts';

/** Faults that a target can have by share of its requests. */
const sharedFaults = [
	'rateLimited',
	'serverError',
	'midStreamError',
	'truncated',
	'stalled',
	'slowDrip',
	'malformedChunk'
] as const satisfies readonly (keyof EmulatorFaults)[];

/** Every fault, by share or by the request header `x-emulate-fault`. */
export const faultNames = [
	...sharedFaults,
	'hangup',
	'endlessHeader',
	'htmlPage',
	'hugeLine',
	'nothing',
	'unauthorized'
] as const;

export type FaultName = (typeof faultNames)[number];

/** Faults that strike before there is any answer; the others strike in the middle of one. */
const atOnceFaults = [
	'rateLimited',
	'serverError',
	'endlessHeader',
	'htmlPage',
	'nothing',
	'unauthorized'
] as const satisfies readonly FaultName[];

export type AtOnceFault = (typeof atOnceFaults)[number];
export type MidAnswerFault = Exclude<FaultName, AtOnceFault>;

export const isAtOnceFault = (fault: FaultName | null): fault is AtOnceFault =>
	(atOnceFaults as readonly (FaultName | null)[]).includes(fault);

/** Header by which a request chooses its own fault; it comes before the shares. */
export const faultHeader = 'x-emulate-fault';

export const isFaultName = (name: string): name is FaultName =>
	(faultNames as readonly string[]).includes(name);

/** At most one fault per request, by share; null for none. Always takes one number from the stream. */
export const drawFault = (faults: EmulatorFaults, random: RandomSource): FaultName | null => {
	let rest = random();
	for (const name of sharedFaults) {
		if (rest < faults[name]) return name;
		rest -= faults[name];
	}
	return null;
};

/** Tokens after which a fault in the middle of an answer strikes: half of them, at least one. */
export const tokensBeforeFault = (outputTokens: number): number =>
	Math.max(1, Math.floor(outputTokens / 2));
