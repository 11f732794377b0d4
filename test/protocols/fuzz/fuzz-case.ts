/** One mutated recording, drawn from a seed and a number alone, so that it can be made again. */
import { createRandom, pick, randomInt, type RandomSource } from '#core/random.ts';
import type { RecordedResponse } from '#core/recorded-response.ts';
import type { ProtocolName } from '#core/target.ts';
import { byteMutations } from './byte-mutations.ts';
import { eventMutations } from './event-mutations.ts';
import { jsonMutations } from './json-mutations.ts';
import type { Mutated, Mutation } from './mutation.ts';
import { pools, type Pool, type Recording } from './recordings.ts';

export interface FuzzCase {
	protocol: ProtocolName;
	/** Names of what was mutated and how. */
	recording: Recording;
	mutations: readonly string[];
	mutated: Mutated;
	response: RecordedResponse;
	stream: boolean;
}

const all: readonly Mutation[] = [...byteMutations, ...eventMutations, ...jsonMutations];

/** Mutations that can be done to each recording, each as often as it weighs. */
const choicesOf = new Map<Recording, readonly Mutation[]>(
	pools.flatMap((pool) =>
		pool.recordings.map((recording): [Recording, Mutation[]] => [
			recording,
			all
				.filter((mutation) => mutation.fits?.(recording, pool) ?? true)
				.flatMap((mutation) => Array.from({ length: mutation.weight }, () => mutation))
		])
	)
);

/** Ends of reads, in order; the last one is the length of the body. */
const readsOf = (length: number, random: RandomSource, isInPieces: boolean): number[] => {
	if (length === 0) return [];
	const most = isInPieces ? 40 : 3;
	const ends = Array.from({ length: randomInt(random, most) }, () => 1 + randomInt(random, length));
	return [...new Set([...ends, length])].sort((a, b) => a - b);
};

/** Share of the cases in which what one mutation made is mutated once more. */
const twiceShare = 0.2;

/** The mutation done once more to what came of it, as one piece; nothing is then known of what it must come to. */
const again = (first: Mutated, recording: Recording, pool: Pool, random: RandomSource) => {
	const mutation = pick(random, byteMutations);
	const second = mutation.apply({
		recording: {
			...recording,
			pieces: [first.body.length === 0 ? Uint8Array.of(0x0a) : first.body],
			terminal: null,
			isOnlyEnd: false
		},
		pool,
		pools,
		random
	});
	const isForeign = first.isForeign === true || second.isForeign === true;
	const mutated: Mutated = { ...first, ...second, isForeign, expectation: 'any' };
	return { name: mutation.name, mutated };
};

export const poolOf = (protocol: ProtocolName): Pool => {
	const pool = pools.find((each) => each.protocol === protocol);
	if (!pool) throw new RangeError(`there is nothing to mutate of ${protocol}`);
	return pool;
};

/** The case with this number out of all those of a seed. */
export const fuzzCaseOf = (protocol: ProtocolName, seed: number, index: number): FuzzCase => {
	const pool = poolOf(protocol);
	const random = createRandom(seed, `${protocol}:${String(index)}`);
	const recording = pick(random, pool.recordings);
	const mutation = pick(random, choicesOf.get(recording) ?? []);
	let mutated = mutation.apply({ recording, pool, pools, random });
	const mutations = [mutation.name];
	if (random() < twiceShare) {
		const second = again(mutated, recording, pool, random);
		mutations.push(second.name);
		({ mutated } = second);
	}
	const { body } = mutated;
	const offsets = readsOf(body.length, random, mutated.isInPieces ?? false);
	return {
		protocol,
		recording,
		mutations,
		mutated,
		response: {
			status: mutated.status === undefined ? 200 : mutated.status,
			headers: [],
			body,
			arrivalOffsets: Uint32Array.from(offsets),
			arrivalMs: Float64Array.from(offsets, (_, read) => 100 + 10 * read),
			end: mutated.end ?? { kind: 'complete' }
		},
		stream: mutated.asStream ?? recording.isStream
	};
};
