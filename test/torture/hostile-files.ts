/** Files that are made to hurt whoever reads them. Each must be refused with a message, quickly and in little memory. */
import { deflatedZip, sheetXml, workbookParts } from '../importers/quotes/support/small-xlsx.ts';

const mib = 1_048_576;

export interface HostileFile {
	what: string;
	name: string;
	/** Made when it is needed: some are large before they are packed. */
	bytes: () => Buffer;
}

const zeros = (size: number): Buffer => Buffer.alloc(size, 32);
const sheetFile = 'xl/worksheets/sheet1.xml';
const zipped = (parts: Parameters<typeof deflatedZip>[0]): Buffer => deflatedZip(parts);
const withSheet = (sheet: Buffer, claimedBytes?: number): Buffer =>
	zipped(
		workbookParts(sheet).map((part) =>
			part.name === sheetFile && claimedBytes !== undefined ? { ...part, claimedBytes } : part
		)
	);
const small = sheetXml([['Item', 'Price']]);
const laughs = `<!DOCTYPE a [<!ENTITY a "ha">${Array.from('bcdefghij', (name, i) => `<!ENTITY ${name} "${`&${'abcdefghij'[i] ?? 'a'};`.repeat(10)}">`).join('')}]>`;

/** Spreadsheets that no offer is. */
export const hostileWorkbooks = (): HostileFile[] =>
	[
		{ what: 'unpacks to 200 MiB', bytes: () => withSheet(zeros(200 * mib)) },
		{ what: 'unpacks to 19 MiB from nothing', bytes: () => withSheet(zeros(19 * mib)) },
		{ what: 'hides its size', bytes: () => withSheet(zeros(30 * mib), 1_000) },
		{ what: 'claims 4 GiB', bytes: () => withSheet(small, 0xffff_fffe) },
		{
			what: 'a zip in a zip',
			bytes: () =>
				zipped([{ name: 'inner.zip', data: zipped([{ name: 'a', data: zeros(18 * mib) }]) }])
		},
		{
			what: '20,000 parts',
			bytes: () =>
				zipped(
					Array.from({ length: 20_000 }, (_, i) => ({
						name: `${String(i)}.xml`,
						data: Buffer.alloc(0)
					}))
				)
		},
		{
			what: 'entities of entities',
			bytes: () => withSheet(Buffer.from(`${laughs}${small.toString()}`))
		},
		{
			what: 'a file of the machine as an entity',
			bytes: () =>
				withSheet(
					Buffer.from(`<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>${small.toString()}`)
				)
		},
		{
			what: 'a cell in row 1,048,576',
			bytes: () => withSheet(Buffer.from(small.toString().replaceAll('"1"', '"1048576"')))
		},
		{ what: 'nested 200,000 deep', bytes: () => withSheet(Buffer.from('<c>'.repeat(200_000))) },
		{
			what: 'names that leave the folder',
			bytes: () => zipped([{ name: `../../${sheetFile}`, data: small }])
		},
		{ what: 'a program', bytes: () => Buffer.from('MZ\x90\0'.repeat(1_000), 'latin1') },
		{ what: 'cut in the middle', bytes: () => withSheet(small).subarray(0, 300) },
		{ what: 'an end without a beginning', bytes: () => withSheet(small).subarray(-30) }
	].map((file) => ({ ...file, name: 'offer.xlsx' }));

/** Texts that parsers of YAML and JSON have fallen over. */
export const hostileTexts = (): HostileFile[] =>
	[
		{
			what: 'aliases of aliases',
			text: [
				'a0: &a0 [x, x]',
				...Array.from(
					{ length: 30 },
					(_, i) =>
						`a${String(i + 1)}: &a${String(i + 1)} [${Array.from({ length: 10 }, () => `*a${String(i)}`).join(', ')}]`
				)
			].join('\n')
		},
		{ what: 'an alias of itself', text: 'a: &a { b: *a }' },
		{ what: 'merged with itself', text: 'a: &a\n  <<: *a\n  b: 1' },
		{ what: 'lists 100,000 deep', text: '['.repeat(100_000) },
		{ what: 'maps 20,000 deep', text: '{a: '.repeat(20_000) },
		{ what: 'the prototype of all', text: '__proto__: { polluted: true }\nname: x' },
		{ what: 'the constructor', text: 'constructor: { prototype: { polluted: true } }\nname: x' },
		{
			what: 'the prototype in JSON',
			text: '{"__proto__": {"polluted": true}, "targets": [{"__proto__": {"polluted": true}}]}'
		},
		{ what: 'a function', text: 'name: !!js/function "function () { polluted = true }"' },
		{ what: 'a binary of nothing', text: 'name: !!binary "////"' },
		{ what: 'a key of a megabyte', text: `? ${'k'.repeat(mib)}\n: 1` },
		{
			what: 'a hundred thousand keys',
			text: Array.from({ length: 100_000 }, (_, i) => `k${String(i)}: 1`).join('\n')
		},
		{ what: 'NUL', text: '\0\0\0name: x' },
		{ what: 'half a character', text: 'name: "\\ud800"' },
		{ what: 'a number without end', text: `seed: ${'9'.repeat(100_000)}` }
	].map(({ what, text }) => ({ what, name: 'offer.yaml', bytes: () => Buffer.from(text) }));
