/** The files that the items of a scenario name: documents and images. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { imageFactsOf } from '#core/image-facts.ts';
import type { ScenarioImage } from '#core/scenario.ts';

export interface ScenarioFile {
	name: string;
	bytes: Buffer;
}

/** The files of a folder, by name; none where there is no such folder. */
export const readFiles = async (folder: string): Promise<ScenarioFile[]> => {
	const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
	const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
	return Promise.all(
		names.sort().map(async (name) => ({ name, bytes: await readFile(join(folder, name)) }))
	);
};

const decoder = new TextDecoder('utf-8', { fatal: true });

/** With line ends as everywhere, and without a byte order mark; null where the bytes are not UTF-8. */
export const textOf = (bytes: Buffer): string | null => {
	try {
		return decoder.decode(bytes).replaceAll('\r\n', '\n');
	} catch {
		return null;
	}
};

/** Anthropic takes images of up to 5 MB in base64, which is a third longer than the file; OpenAI takes larger ones. */
const mostImageBytes = 3_750_000;
/** Anthropic refuses longer sides. */
const longestSidePx = 8_000;
/** All images of one request: both providers take about 32 MB of body. */
const mostBytesPerItem = 22_000_000;

const count = (value: number): string => value.toLocaleString('en-US');

/** An image as it is sent, or a sentence that says why no provider would take it. */
const imageOf = ({ bytes }: ScenarioFile): ScenarioImage | string => {
	const facts = imageFactsOf(bytes);
	if (!facts) return 'is no PNG, JPEG, WebP or GIF image';
	if (bytes.length > mostImageBytes) {
		return `has ${count(bytes.length)} bytes; providers take ${count(mostImageBytes)} at most`;
	}
	if (Math.max(facts.widthPx, facts.heightPx) > longestSidePx) {
		return `is ${count(facts.widthPx)} × ${count(facts.heightPx)} px; providers take ${count(longestSidePx)} px a side at most`;
	}
	return {
		...facts,
		bytes: bytes.length,
		base64: bytes.toString('base64'),
		sha256: createHash('sha256').update(bytes).digest('hex')
	};
};

export interface FoundImages {
	/** Those that can be sent, by name. */
	images: Map<string, ScenarioImage>;
	/** What is wrong with the names that an item shows, one sentence each; empty if nothing is. */
	problemsOf(names: readonly string[]): string[];
}

/** Looks at the files of the folder `images/`. A file that no item names may be anything. */
export const findImages = (files: readonly ScenarioFile[]): FoundImages => {
	const images = new Map<string, ScenarioImage>();
	const refusals = new Map<string, string>();
	for (const file of files) {
		const image = imageOf(file);
		if (typeof image === 'string') refusals.set(file.name, `images/${file.name} ${image}`);
		else images.set(file.name, image);
	}
	return {
		images,
		problemsOf(names) {
			const problems = names.flatMap((name) =>
				images.has(name) ? [] : [refusals.get(name) ?? `there is no file images/${name}`]
			);
			const bytes = names.reduce((sum, name) => sum + (images.get(name)?.bytes ?? 0), 0);
			return bytes > mostBytesPerItem
				? [
						...problems,
						`its images have ${count(bytes)} bytes in all; a request may carry ${count(mostBytesPerItem)}`
					]
				: problems;
		}
	};
};
