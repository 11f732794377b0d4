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
		{
			what: 'a macro',
			bytes: () =>
				zipped([...workbookParts(small), { name: 'xl/vbaProject.bin', data: Buffer.from('macro') }])
		},
		{
			what: 'entities in another encoding',
			bytes: () =>
				withSheet(
					Buffer.concat([
						Buffer.from([0xff, 0xfe]),
						Buffer.from(`${laughs}${small.toString()}`, 'utf16le')
					])
				)
		},
		{
			what: 'a sheet on another host',
			bytes: () =>
				zipped(
					workbookParts(small).map((part) =>
						part.name.endsWith('workbook.xml.rels')
							? {
									...part,
									data: Buffer.from(
										part.data.toString().replace('worksheets/', 'http://evil.invalid/')
									)
								}
							: part
					)
				)
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

/** Tables that readers of CSV have fallen over. */
export const hostileTables = (): HostileFile[] =>
	[
		{
			what: 'titles that are a prototype',
			text: '__proto__,constructor,prototype\npolluted,1,2\n'
		},
		{ what: 'the same title a thousand times', text: `${'a,'.repeat(1_000)}a\n1\n` },
		{ what: 'a hundred thousand columns', text: `${','.repeat(100_000)}\n`.repeat(3) },
		{ what: 'a quote without end', text: `a,b\n"${'x'.repeat(2 * mib)}` },
		{ what: 'nothing but quotes', text: '"'.repeat(2 * mib) },
		{ what: 'a million rows', text: 'a,b\n'.repeat(1_000_000) },
		{ what: 'NUL', text: 'a\0,b\n\0,\0\n' },
		{ what: 'ends of lines of every kind', text: 'a,b\r1,2\n\r3,4\u2028 5,6\r\n' }
	].map(({ what, text }) => ({ what, name: 'offer.csv', bytes: () => Buffer.from(text) }));
