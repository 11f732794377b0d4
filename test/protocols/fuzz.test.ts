/** Mutated recordings of every protocol: `npm run perf:fuzz` reads a hundred thousand of each, this a few hundred. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { protocolNames } from '#core/target.ts';
import { checkCase } from './fuzz/checks.ts';
import { fuzzCaseOf, poolOf } from './fuzz/fuzz-case.ts';

describe.each(protocolNames)('mutated recordings of %s', (protocol) => {
	it('there are some to begin with, of which one is a whole answer', () => {
		expect(poolOf(protocol).recordings.map(({ outcome }) => outcome)).toContain('ok');
	});

	it('are read without an exception, never pass for a whole answer once they are spoilt, and have counts, deltas and costs that hold', () => {
		fc.assert(
			fc.property(fc.nat(), fc.nat(), (seed, index) => {
				const given = fuzzCaseOf(protocol, seed, index);
				const { findings } = checkCase(given);
				expect({ of: given.recording.name, mutations: given.mutations, findings }).toMatchObject({
					findings: []
				});
			}),
			{ numRuns: 400 }
		);
	});
});
