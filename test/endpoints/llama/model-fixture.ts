/** Small model files for the tests of the embedded engine. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandomGguf, type RandomShape } from '#bench/endpoints/llama/random-gguf.ts';

export const corpus = `The customer wrote that the parcel arrived late and that the box was open. She asks
whether she may send the goods back and who pays for the return. The clerk answers that a return is free within thirty
days, that the money comes back within a week, and that a broken article is replaced at once. Another customer wants to
change the address of an order that has already been sent; the clerk explains that the carrier can still change it on
the way. A third customer cannot sign in and asks for a new password. The clerk sends a link and asks the customer to
try again after an hour. Invoices are sent by the end of the month, and every invoice names the order, the price and
the tax. Größe, Café and naïve are words with other letters.`;

/** Enough layers to need every kind of tensor, small enough to be quick. */
export const smallShape: Partial<RandomShape> = {
	width: 64,
	layers: 2,
	heads: 1,
	keyValueHeads: 1,
	feedForwardWidth: 128,
	vocabularySize: 700
};

export const smallGguf = (shape: Partial<RandomShape> = {}): Uint8Array =>
	createRandomGguf({ seed: 1, corpus, shape: { ...smallShape, ...shape } });

/** A folder that is removed when the test or suite ends. */
export const createFolder = async (): Promise<AsyncDisposable & { path: string }> => {
	const path = await mkdtemp(join(tmpdir(), 'bench-llama-'));
	return {
		path,
		[Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true })
	};
};

/** Writes a file into a folder and returns its path. */
export const place = async (
	folder: { path: string },
	name: string,
	content: string | Uint8Array
): Promise<string> => {
	const path = join(folder.path, name);
	await writeFile(path, content);
	return path;
};
