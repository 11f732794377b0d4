import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkReference } from '#bench/graders/index.ts';
import {
	listScenarios,
	loadScenario,
	type ScenarioFolderOptions
} from '#bench/importers/scenario-folder.ts';
import { BenchError, renderProblem } from '#core/errors.ts';
import { imagesOf } from '#core/scenario.ts';
import { bytesOf, tinyImages } from '../core/tiny-images.ts';

const options: ScenarioFolderOptions = {
	checkReference
};

const yaml = `id: demo
version: 1
title: Demo
summary: A scenario for a test.
prompt:
  system: Answer yes or no.
  user: "{{ question }}"
maxOutputTokens: 4
grader: { kind: label, labels: [yes-it-is, no-it-is-not] }
slo: ttft<800ms
traffic: { arrivals: poisson, peakToAverage: 3, source: test }
demand: { requestsPerMonth: 1000, source: test }
`;
const item = (id: string, reference: unknown = 'yes-it-is', input = { question: id }): string =>
	JSON.stringify({ id, input, reference, language: 'en' });

let root: string;
let folder: string;

beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'scenario-folder-'));
	folder = join(root, 'demo');
	await mkdir(folder);
});
afterEach(() => rm(root, { recursive: true }));

const write = async (scenario: string | Buffer, items: string | Buffer): Promise<void> => {
	await writeFile(join(folder, 'scenario.yaml'), scenario);
	await writeFile(join(folder, 'items.jsonl'), items);
};
const failure = async (): Promise<BenchError> => {
	const error: unknown = await loadScenario(folder, options).catch((caught: unknown) => caught);
	if (!(error instanceof BenchError)) throw new Error('expected a BenchError', { cause: error });
	return error;
};
const problems = async (): Promise<string[]> =>
	(await failure()).problems.map((problem) => renderProblem(problem).replaceAll(`${folder}/`, ''));

describe('a scenario folder', () => {
	it('is read with its items and the hash of both files', async () => {
		const items = `${item('a')}\n${item('b', 'no-it-is-not')}\n`;
		await write(yaml, items);
		const loaded = await loadScenario(folder, options);
		expect(loaded.scenario).toMatchObject({ id: 'demo', sloShare: 0.95 });
		expect(loaded.items.map((each) => each.id)).toStrictEqual(['a', 'b']);
		expect(loaded.hash).toBe(createHash('sha256').update(yaml).update(items).digest('hex'));
	});

	it('may have byte order marks, Windows line ends, blank lines and inputs that no prompt uses', async () => {
		const spare = item('a', 'yes-it-is', { question: '?', note: 'x' } as { question: string });
		await write(`\uFEFF${yaml.replaceAll('\n', '\r\n')}`, `\uFEFF${spare}\r\n\r\n${item('b')}`);
		expect((await loadScenario(folder, options)).items).toHaveLength(2);
	});

	it('reports everything that is wrong in both files at once', async () => {
		await write(
			yaml.replace('id: demo', '# note\nid: other').replace('version: 1', 'version: 1'),
			[
				item('a'),
				'{"id": "b", ',
				item('a'),
				item('c', 'maybe'),
				item('d', 'yes-it-is', {} as { question: string }),
				JSON.stringify({ id: 'E', input: { question: 5 }, reference: null, extra: 1 })
			].join('\n')
		);
		const error = await failure();
		expect(error.code).toBe('E_CONFIG');
		expect(error.message).toContain('has 9 problems');
		const lines = await problems();
		expect(lines[1]).toMatch(/^items\.jsonl:2: not JSON: /);
		expect(lines.filter((_, index) => index !== 1)).toStrictEqual([
			'scenario.yaml:2 id: expected "demo", the name of the folder, found "other"',
			'items.jsonl:3 id: the id "a" is used on line 1; ids must differ',
			'items.jsonl:4 reference: "maybe" is not one of the labels yes-it-is, no-it-is-not',
			'items.jsonl:5 input.question: missing; the prompt uses {{question}}',
			'items.jsonl:6 id: expected lower-case words joined by hyphens, found "E"',
			'items.jsonl:6 input.question: expected text, found 5',
			'items.jsonl:6 language: missing; expected text',
			'items.jsonl:6 extra: unknown key; expected id, input, turns, documents, images, reference, world, language or tags'
		]);
	});

	it('reports problems of the YAML beside those of the items', async () => {
		await write(yaml.replace('version: 1', 'version: one\nverison: 1'), '{}\n');
		expect(await problems()).toStrictEqual([
			'scenario.yaml:2 version: expected a number, found "one"',
			'scenario.yaml:3 verison: unknown key; expected id, version, title, summary, prompt, maxOutputTokens, conversation, thinkTimeS, grader, image, embedding, slo, sloShare, traffic, demand or quick',
			'items.jsonl:1 id: missing; expected text',
			'items.jsonl:1 input: missing; expected an object with keys',
			'items.jsonl:1 reference: missing; expected text, a number, true or false, null, a list or an object with keys',
			'items.jsonl:1 language: missing; expected text'
		]);
	});

	it('reports the line that is not UTF-8', async () => {
		const bad = Buffer.from([0x22, 0xe9, 0x22, 0x0a]);
		await write(
			Buffer.concat([Buffer.from('id: demo\n'), bad]),
			Buffer.concat([Buffer.from(`${item('a')}\n`), bad])
		);
		expect(await problems()).toStrictEqual([
			'scenario.yaml:2: not UTF-8 text; save the file as UTF-8',
			'items.jsonl:2: not UTF-8 text; save the file as UTF-8'
		]);
	});

	it('must hold both files, and items', async () => {
		await write(yaml, '\n');
		expect(await problems()).toStrictEqual(['items.jsonl: the file is empty; expected items']);
		await rm(join(folder, 'items.jsonl'));
		expect((await problems())[0]).toMatch(/^items\.jsonl: cannot be read: /);
		await write('', item('a'));
		expect(await problems()).toStrictEqual(['scenario.yaml: the file is empty']);
	});

	it('survives an item that is nested deeper than a stack is high', async () => {
		const bomb = `{"id":"a","input":{"question":"x"},"language":"en","reference":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
		await write(yaml, `${bomb}\n`);
		expect(await problems()).toStrictEqual(['items.jsonl:1: nested too deeply']);
	});

	it('shows images, which are part of its hash and are what their bytes say', async () => {
		const asked = (...images: string[]): string =>
			JSON.stringify({ ...(JSON.parse(item('a')) as object), images });
		await write(yaml, asked('a.png', 'b.png'));
		await mkdir(join(folder, 'images'));
		await writeFile(join(folder, 'images', 'a.png'), 'no image');
		expect(await problems()).toStrictEqual([
			'items.jsonl:1 images: images/a.png is no PNG, JPEG, WebP or GIF image',
			'items.jsonl:1 images: there is no file images/b.png'
		]);
		await writeFile(join(folder, 'images', 'a.png'), bytesOf(tinyImages.jpeg));
		await writeFile(join(folder, 'images', 'b.png'), bytesOf(tinyImages.png));
		const first = await loadScenario(folder, options);
		expect(imagesOf(first, first.items[0]!)).toMatchObject([
			{ mediaType: 'image/jpeg', widthPx: 7, heightPx: 5, base64: tinyImages.jpeg },
			{ mediaType: 'image/png', bytes: bytesOf(tinyImages.png).length }
		]);
		await writeFile(join(folder, 'images', 'b.png'), bytesOf(tinyImages.webp));
		expect((await loadScenario(folder, options)).hash).not.toBe(first.hash);

		const padded = Buffer.concat([bytesOf(tinyImages.png), Buffer.alloc(3_750_000)]);
		await writeFile(join(folder, 'images', 'b.png'), padded);
		expect((await problems())[0]).toContain('providers take 3,750,000 at most');
		const wide = Buffer.from(bytesOf(tinyImages.png));
		wide.writeUInt32BE(8_001, 16);
		await writeFile(join(folder, 'images', 'b.png'), wide);
		expect((await problems())[0]).toContain('is 8,001 × 5 px');
		await writeFile(join(folder, 'items.jsonl'), asked('../a.png'));
		expect((await problems())[0]).toContain('expected the name of a file in the folder images/');
	});

	it('fills placeholders with its documents, which are part of its hash', async () => {
		const documents = { contract: 'msa.md' };
		const asked = (more: object): string =>
			JSON.stringify({ ...(JSON.parse(item('a')) as object), documents, ...more });
		await write(yaml.replace('"{{ question }}"', '"{{ question }} {{ contract }}"'), asked({}));
		expect(await problems()).toStrictEqual([
			'items.jsonl:1 documents.contract: there is no file documents/msa.md'
		]);
		await mkdir(join(folder, 'documents'));
		await writeFile(join(folder, 'documents', 'msa.md'), '§ 1 Everything.\r\n');
		const first = await loadScenario(folder, options);
		expect(first.items[0]?.input['contract']).toBe('§ 1 Everything.\n');
		await writeFile(join(folder, 'documents', 'msa.md'), '§ 1 Nothing.\n');
		expect((await loadScenario(folder, options)).hash).not.toBe(first.hash);

		await writeFile(join(folder, 'documents', 'msa.md'), Buffer.from([0xff, 0xfe, 0x00]));
		expect(await problems()).toStrictEqual([
			'items.jsonl:1 documents.contract: documents/msa.md is not UTF-8 text'
		]);
		await writeFile(join(folder, 'items.jsonl'), asked({ documents: { contract: '../secret' } }));
		expect((await problems())[0]).toContain('expected the name of a file in the folder documents/');
		await writeFile(join(folder, 'items.jsonl'), asked({ documents: { question: 'msa.md' } }));
		expect((await problems()).join()).toContain('"question" is in "input" as well');
	});

	it('names the items of its quick subset', async () => {
		await write(`${yaml}quick: [a, z]\n`, `${item('a')}\n${item('b')}\n`);
		expect(await problems()).toStrictEqual(['scenario.yaml quick: there is no item "z"']);
	});

	it('that does not exist is named with a hint', async () => {
		await expect(loadScenario(join(root, 'absent'), options)).rejects.toMatchObject({
			code: 'E_FILE',
			hint: 'A scenario is a folder that holds scenario.yaml and items.jsonl.'
		});
	});

	it('is listed by its id', async () => {
		await write(yaml, item('a'));
		await mkdir(join(root, 'generate'));
		await writeFile(join(root, 'README.md'), '');
		expect(await listScenarios(root)).toStrictEqual(['demo']);
		await expect(listScenarios(join(root, 'absent'))).rejects.toMatchObject({ code: 'E_FILE' });
	});
});
