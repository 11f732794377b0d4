import { describe, expect, it } from 'vitest';
import { BenchError } from '#core/errors.ts';
import { takeTurns, type TurnTaker } from '#bench/commands/run/take-turns.ts';

const blocks = 4;

/** Stages that only write down what happens to them; `fails` at one of their blocks. */
const table = () => {
	const said: string[] = [];
	const lost: string[] = [];
	const taker = (
		name: string,
		fails?: { atBlock: number; code: 'E_UNREACHABLE' | 'E_AUTH' }
	): TurnTaker => {
		let run = 0;
		let failure: BenchError | null = null;
		return {
			open: () =>
				Promise.resolve({
					block: () => {
						said.push(`${name}${String(run)}`);
						if (fails?.atBlock === run) failure = new BenchError(fails.code, `${name} is gone`);
						run++;
						return Promise.resolve();
					},
					isOver: () => failure !== null || run === blocks,
					failure: () => failure,
					close: () => {
						said.push(`${name} stored`);
						return failure ? Promise.reject(failure) : Promise.resolve();
					}
				}),
			lost: ({ message }) => {
				lost.push(message);
			}
		};
	};
	return { said, lost, taker };
};
const never = (): boolean => false;

describe('takeTurns', () => {
	it('lets targets take turns, every second time the other way round', async () => {
		const { said, taker } = table();
		await takeTurns([taker('A'), taker('B')], blocks, never);
		expect(said.join(' ')).toBe('A0 B0 B1 A1 A2 B2 B3 A3 A stored B stored');
	});

	it('goes on without an endpoint that is gone, and stores what it has of it', async () => {
		const { said, lost, taker } = table();
		const gone = taker('A', { atBlock: 1, code: 'E_UNREACHABLE' });
		await takeTurns([gone, taker('B')], blocks, never);
		expect(said.join(' ')).toBe('A0 B0 B1 A1 B2 B3 A stored B stored');
		expect(lost).toEqual(['A is gone']);
	});

	it('stores every stage before it passes on what the run must end for', async () => {
		const { said, taker } = table();
		const refused = taker('B', { atBlock: 0, code: 'E_AUTH' });
		await expect(takeTurns([taker('A'), refused], blocks, never)).rejects.toMatchObject({
			code: 'E_AUTH'
		});
		expect(said.join(' ')).toBe('A0 B0 A stored B stored');
	});

	it('begins no further block, and no further stage, once it is stopped', async () => {
		const { said, taker } = table();
		await takeTurns([taker('A'), taker('B')], blocks, () => said.length === 1);
		expect(said.join(' ')).toBe('A0 A stored');
	});
});
