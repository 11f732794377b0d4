/**
 * Child process: stores attempts in batches of 20 in the database of argv[2], below the stage argv[3] of the cell argv[4], and
 * prints after each flush how many the writer calls stored. It ends only by being killed.
 */
import { writeSync } from 'node:fs';
import { openDatabase } from '#db/client.server.ts';
import { createWriter } from '#db/writer.server.ts';
import { sampleRecord } from './samples.ts';

const [, , url = '', stageId = '', cellId = ''] = process.argv;
const database = await openDatabase(url);
const writer = createWriter(database, { maxBatchRows: 20 });
for (let ordinal = 0; ;) {
	for (let i = 0; i < 20; i++, ordinal++) {
		await writer.enqueueAttempt(
			sampleRecord(`${stageId}-${String(ordinal)}`, stageId, cellId, ordinal)
		);
	}
	await writer.flush();
	writeSync(1, `${String(writer.storedAttempts)}\n`);
}
