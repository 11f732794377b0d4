import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	batchOf,
	headerLineOf,
	lineOf,
	spoolHeader,
	type SpooledBatch
} from '#db/spool-lines.server.ts';
import { thisOwner } from '#db/spool-owner.server.ts';
import { batchesIn } from './support/spools.ts';
import { temporaryFolder } from './support/temporary-database.ts';

const text = fc.oneof(
	fc.string({ unit: 'binary' }),
	// What some take for the end of a line.
	fc.string({ unit: fc.constantFrom('\u2028', '\u2029', '\u0085', '\r', '\n', 'a', '"') })
);
const argument = fc.oneof(
	text,
	fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
	fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
	fc.constant(null),
	fc.uint8Array()
);
const batch = fc.record({
	id: fc.uuid(),
	statements: fc.array(fc.record({ sql: text, args: fc.array(argument) }))
});

const small = (id: string): string => lineOf({ id, statements: [{ sql: 'x', args: [1] }] });

describe('lines of what waits for a server', () => {
	it('are the same when they are read again, whatever their values, one for each transaction', async () => {
		const file = join(temporaryFolder(), 'spool.jsonl');
		await fc.assert(
			fc.asyncProperty(fc.array(batch), async (written) => {
				for (const each of written) {
					const line = lineOf(each);
					expect(line).not.toContain('\n');
					expect(batchOf(line)).toEqual(each);
				}
				writeFileSync(file, written.map((each) => `${lineOf(each)}\n`).join(''));
				expect(await batchesIn(file)).toEqual(written);
			})
		);
	});

	it('are read in pieces of any size: one may be larger than what is read at once', async () => {
		const file = join(temporaryFolder(), 'spool.jsonl');
		const written = [200_000, 1, 65_536].map((bytes): SpooledBatch => ({
			id: String(bytes),
			statements: [{ sql: 'x', args: ['ü'.repeat(bytes)] }]
		}));
		writeFileSync(file, written.map((each) => `${lineOf(each)}\n`).join(''));
		expect(await batchesIn(file)).toEqual(written);
	});

	it('begin with whose they are; a file of before that does not say it is read all the same', async () => {
		const file = join(temporaryFolder(), 'spool.jsonl');
		const header = { database: 'libsql://host', owner: thisOwner() };
		writeFileSync(file, `${headerLineOf(header)}\n${small('a')}\n`);
		expect(await spoolHeader(file)).toEqual(header);
		expect((await batchesIn(file)).map(({ id }) => id)).toEqual(['a']);
		writeFileSync(file, `${small('a')}\n`);
		expect(await spoolHeader(file)).toBeNull();
		expect((await batchesIn(file)).map(({ id }) => id)).toEqual(['a']);
		writeFileSync(file, headerLineOf(header).slice(0, 20));
		expect([await spoolHeader(file), await batchesIn(file)]).toEqual([null, []]);
	});

	it('may be cut at the end, where a process was killed, and nowhere else', async () => {
		const file = join(temporaryFolder(), 'spool.jsonl');
		await fc.assert(
			fc.asyncProperty(fc.nat({ max: small('c').length }), async (cut) => {
				writeFileSync(file, `${small('a')}\n${small('b')}\n${small('c').slice(0, cut)}`);
				const ids = (await batchesIn(file)).map(({ id }) => id);
				expect(ids).toEqual(cut === small('c').length ? ['a', 'b', 'c'] : ['a', 'b']);
			})
		);
		const cut = small('b').slice(0, 20);
		for (const damaged of [`${cut}${small('c')}`, cut, '{}', 'null', '[]']) {
			writeFileSync(file, `${small('a')}\n${damaged}\n`);
			appendFileSync(file, `${small('d')}\n`);
			await expect(batchesIn(file)).rejects.toMatchObject({
				code: 'E_FILE',
				message: expect.stringContaining(`${file}:2: `) as string
			});
		}
	});

	it('of a file that cannot be read are an error of that file', async () => {
		await expect(batchesIn(join(temporaryFolder(), 'none'))).rejects.toMatchObject({
			code: 'E_FILE'
		});
	});
});
