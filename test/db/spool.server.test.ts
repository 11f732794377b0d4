import { appendFileSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchOf, lineOf, Spool, spooledBatches, type SpooledBatch } from '#db/spool.server.ts';
import { temporaryFolder } from './support/temporary-database.ts';

const argument = fc.oneof(
	fc.string(),
	fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
	fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
	fc.constant(null),
	fc.uint8Array()
);
const batch = fc.record({
	id: fc.uuid(),
	statements: fc.array(fc.record({ sql: fc.string(), args: fc.array(argument) }))
});

describe('what waits for a server', () => {
	it('is the same when it is read again, whatever its values, one line for each transaction', () => {
		fc.assert(
			fc.property(batch, (written) => {
				const line = lineOf(written);
				expect(line).not.toContain('\n');
				expect(batchOf(line)).toEqual(written);
			})
		);
	});

	it('lies in a file of its owner, in its order, without the line that a killed process left cut', async () => {
		const file = join(temporaryFolder(), 'spool.jsonl');
		const spool = new Spool(file);
		expect(existsSync(file)).toBe(false);
		const written = ['a', 'b', 'c'].map((id): SpooledBatch => ({
			id,
			statements: [{ sql: id, args: [1] }]
		}));
		for (const each of written) spool.append(each);
		expect(spool.count).toBe(3);
		expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
		appendFileSync(file, lineOf({ id: 'd', statements: ['SELECT 1'] }).slice(0, 20));
		const read: SpooledBatch[] = [];
		for await (const each of spooledBatches(file)) read.push(each);
		expect(read).toEqual(written);
		spool.clear();
		expect([existsSync(file), spool.count]).toEqual([false, 0]);
	});

	it('never goes into a file that holds something already', () => {
		const file = join(temporaryFolder(), 'spool.jsonl');
		writeFileSync(file, '');
		expect(() => new Spool(file)).toThrow(/holds what an earlier command could not send/);
	});
});
