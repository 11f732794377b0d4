/** Where the texts of a database are encrypted, nothing is stored beside them as it is. */
import { desc, ne } from 'drizzle-orm';
import { BenchError } from '#core/errors.ts';
import type { Database } from './client.server.ts';
import { dataKeyHint } from './data-key.ts';
import { answers } from './schema.ts';

/**
 * To be called before texts are stored. Throws E_AUTH where there is no key and the newest answer with a text is encrypted: whoever encrypts would find plain
 * texts among them without having been told. A database that holds no answer yet takes them either way.
 */
export const refusePlainBesideSealed = async (database: Database): Promise<void> => {
	if (database.texts.keyId !== null) return;
	const [newest] = await database.read(() =>
		database.orm
			.select({ text: answers.text })
			.from(answers)
			.where(ne(answers.text, ''))
			.orderBy(desc(answers.attemptId))
			.limit(1)
	);
	if (newest === undefined || typeof newest.text === 'string') return;
	throw new BenchError(
		'E_AUTH',
		'the texts of this database are encrypted, and there is no key to encrypt more with',
		{ hint: dataKeyHint }
	);
};
