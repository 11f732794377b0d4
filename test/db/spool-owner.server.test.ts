import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isWriting, processStartOf, thisOwner } from '#db/spool-owner.server.ts';
import { startWriter } from './support/spools.ts';
import { temporaryFolder } from './support/temporary-database.ts';

describe('the process that writes a spool', () => {
	it('is told from a later one of its id by when it began', async () => {
		const writer = await startWriter(join(temporaryFolder(), 'spool.jsonl'));
		const { processId } = writer;
		const processStart = processStartOf(processId);
		expect(processStart).not.toBeNull();
		expect(processStartOf(processId)).toBe(processStart);
		const owner = { hostName: hostname(), processId, processStart };
		expect(isWriting(owner)).toBe(true);
		// Where the system did not say when, the id decides.
		expect(isWriting({ ...owner, processStart: null })).toBe(true);
		expect(isWriting({ ...owner, processStart: 'another moment' })).toBe(false);
		await writer.kill();
		expect(isWriting(owner)).toBe(false);
	});

	it('cannot be asked on another machine, and is not this one', () => {
		expect(isWriting(thisOwner())).toBe(false);
		expect(isWriting({ ...thisOwner(), processId: 1, hostName: 'another-host' })).toBe(false);
	});
});
