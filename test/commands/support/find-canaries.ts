/** Looks for keys in every byte that a command has left behind: files, output, and the database as it lies on the disk and unpacked. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, inflateRawSync, zstdDecompressSync } from 'node:zlib';
import { createClient } from '@libsql/client';

/** Letters of base64 that depend on the key alone, wherever it begins in a group of three bytes. */
const base64Of = (key: string, encoding: 'base64' | 'base64url'): string[] =>
	['', 'a', 'aa'].map((before) => {
		const whole = Buffer.from(before + key).toString(encoding);
		const letters = Math.floor((Buffer.byteLength(before + key) * 4) / 3);
		return whole.slice([0, 2, 3][before.length], letters);
	});

/** A key as it is, and as a program may write it; spelled out here once more, so that the search does not rest on what it checks. */
export const spellingsOf = (key: string): Record<string, string[]> => {
	const json = JSON.stringify(key).slice(1, -1);
	const percent = encodeURIComponent(key);
	const hex = Buffer.from(key).toString('hex');
	return {
		plain: [key],
		json: [
			json,
			json.replaceAll('/', '\\/'),
			key
				.replaceAll('\\', '\\\\')
				.replace(/[+<>&"']/gu, (one) => `\\u00${one.charCodeAt(0).toString(16).toUpperCase()}`)
		],
		percent: [percent, percent.replace(/%../gu, (escape) => escape.toLowerCase())],
		base64: [...base64Of(key, 'base64'), ...base64Of(key, 'base64url')],
		hex: [hex, hex.toUpperCase()]
	};
};

/** What an answer says whose words came in several events. */
const joinedWords = (text: string): string =>
	[...text.matchAll(/"(?:content|text|thinking)":\s?"((?:[^"\\]|\\.)*)"/gu)]
		.map(([, words = '']) => {
			try {
				return JSON.parse(`"${words}"`) as string;
			} catch {
				return words;
			}
		})
		.join('');

const unpackers = [
	gunzipSync,
	zstdDecompressSync,
	brotliDecompressSync,
	(bytes: Buffer, options: { maxOutputLength: number }) =>
		inflateRawSync(bytes.subarray(1), options)
];

/** The bytes, and what they are unpacked; a second time, as an endpoint may have packed what we pack. */
const unpacked = (bytes: Buffer, depth = 2): Buffer[] => [
	bytes,
	...(depth === 0
		? []
		: unpackers.flatMap((unpack) => {
				try {
					return unpacked(unpack(bytes, { maxOutputLength: 1 << 24 }), depth - 1);
				} catch {
					return [];
				}
			}))
];

/** Every value of every table, by its table and column. */
async function* storedValues(file: string): AsyncGenerator<[place: string, bytes: Buffer]> {
	const client = createClient({ url: `file:${file}` });
	const { rows: tables } = await client.execute(
		`select name from sqlite_master where type = 'table'`
	);
	for (const { name: table } of tables) {
		const name = typeof table === 'string' ? table : '';
		const { rows, columns } = await client.execute(`select * from "${name}"`);
		for (const row of rows) {
			for (const column of columns) {
				const value = row[column];
				if (value instanceof ArrayBuffer) yield [`${name}.${column}`, Buffer.from(value)];
				else if (typeof value === 'string') yield [`${name}.${column}`, Buffer.from(value, 'utf8')];
			}
		}
	}
	client.close();
}

const filesUnder = (folder: string): string[] =>
	readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name));

export interface Found {
	/** Where keys were seen, and in which spelling. */
	places: string[];
	/** How much was looked through, bytes. */
	bytes: number;
}

/** `texts`: what was printed or served, by where. */
export const findCanaries = async (
	keys: readonly string[],
	{ folder, texts }: { folder: string; texts: Readonly<Record<string, string>> }
): Promise<Found> => {
	const spellings = keys.flatMap((key) =>
		Object.entries(spellingsOf(key)).flatMap(([spelling, forms]) =>
			forms.map((form) => [`${spelling} of ${key.slice(0, 4)}…`, form] as const)
		)
	);
	const places = new Set<string>();
	let bytes = 0;
	const look = (place: string, content: Buffer): void => {
		for (const part of unpacked(content)) {
			bytes += part.length;
			const text = part.toString('utf8');
			const words = joinedWords(text);
			for (const [spelling, form] of spellings) {
				if (text.includes(form)) places.add(`${place}: ${spelling}`);
				else if (words.includes(form)) places.add(`${place}, over several events: ${spelling}`);
			}
		}
	};
	for (const [place, text] of Object.entries(texts)) look(place, Buffer.from(text, 'utf8'));
	for (const file of filesUnder(folder)) {
		look(file.slice(folder.length + 1), readFileSync(file));
		if (!file.endsWith('.db')) continue;
		for await (const [place, value] of storedValues(file)) look(place, value);
	}
	return { places: [...places].sort(), bytes };
};
