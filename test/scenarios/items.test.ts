import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { checkScenario } from '#bench/graders/check-scenario.ts';
import { checkReference, createGrader } from '#bench/graders/index.ts';
import { listScenarios, loadScenario } from '#bench/importers/scenario-folder.ts';
import { openGradingTools } from '#bench/sandbox/open-grading-tools.ts';
import { fillPrompt, imagesOf, type ScenarioItem } from '#core/scenario.ts';
import { generateBookingAgent } from '../../scenarios/generate/booking-agent.ts';
import { generateCodeRepair } from '../../scenarios/generate/code-repair.ts';
import { generateContractQuestions } from '../../scenarios/generate/contract-questions.ts';
import { generateImageGeneration } from '../../scenarios/generate/image-generation.ts';
import { generateInvoiceExtraction } from '../../scenarios/generate/invoice-extraction.ts';
import { generateMeetingNotes } from '../../scenarios/generate/meeting-notes.ts';
import { generatePassageEmbeddings } from '../../scenarios/generate/passage-embeddings.ts';
import { generateRagAnswers } from '../../scenarios/generate/rag-answers.ts';
import { generateSqlFromQuestions } from '../../scenarios/generate/sql-from-questions.ts';
import { generateSupportTriage } from '../../scenarios/generate/support-triage.ts';
import { generateVisionDeliveryNotes } from '../../scenarios/generate/vision-delivery-notes.ts';

const tools = openGradingTools({ allowCommands: false });
afterAll(() => {
	tools.close();
});

const root = 'scenarios';
const load = (id: string) =>
	loadScenario(`${root}/${id}`, {
		checkReference
	});
const generators: Record<string, () => ScenarioItem[]> = {
	'booking-agent': generateBookingAgent,
	'code-repair': generateCodeRepair,
	'contract-questions': () => generateContractQuestions().items,
	'image-generation': generateImageGeneration,
	'invoice-extraction': generateInvoiceExtraction,
	'meeting-notes': () => generateMeetingNotes().items,
	'passage-embeddings': generatePassageEmbeddings,
	'rag-answers': generateRagAnswers,
	'sql-from-questions': generateSqlFromQuestions,
	'support-triage': generateSupportTriage,
	'vision-delivery-notes': generateVisionDeliveryNotes
};

/** Characters of system and user prompt together: 1,400 tokens of three characters, below a context of 2,048. */
const longestPrompt = 4_200;

/** The runs of three words of a text. */
const trigrams = (text: string): Set<string> => {
	const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
	return new Set(words.map((_, index) => words.slice(index, index + 3).join(' ')));
};

const ids = await listScenarios(root);
/** Those that the demo asks a small engine. */
const ofDemo = ['invoice-extraction', 'support-triage'];
/** A first look is for a minute, not for an hour. */
const mostQuickItems = 20;

it('no generator writes a scenario that is not there', () => {
	expect(ids).toEqual(expect.arrayContaining(Object.keys(generators)));
});

describe.each(ids)('the scenario %s', (id) => {
	it.runIf(generators[id])('is what its generator writes', async () => {
		const lines = (generators[id]?.() ?? []).map((item) => `${JSON.stringify(item)}\n`);
		expect(await readFile(`${root}/${id}/items.jsonl`, 'utf8')).toBe(lines.join(''));
	});

	it('passes the right answer of every item and fails three wrong ones', async () => {
		const loaded = await load(id);
		expect(await checkScenario(loaded, { tools, seed: 7 })).toEqual([]);
		// An embedding is no text with a limit.
		if (loaded.scenario.embedding) return;
		const grader = createGrader(loaded.scenario.grader, tools);
		for (const { id: itemId, reference } of loaded.items) {
			const right = grader.rightAnswer(reference);
			expect(right.length / 3, itemId).toBeLessThan(loaded.scenario.maxOutputTokens);
		}
	});

	it.runIf(ofDemo.includes(id))('fits every prompt into a context of 2,048 tokens', async () => {
		const { scenario, items } = await load(id);
		for (const { id: itemId, input } of items) {
			const { system, user } = scenario.prompt;
			const length = fillPrompt(system, input).length + fillPrompt(user, input).length;
			expect(length, itemId).toBeLessThanOrEqual(longestPrompt);
		}
	});

	it('asks nothing twice', async () => {
		const loaded = await load(id);
		const { items } = loaded;
		const texts = items.map((item) =>
			[...Object.values(item.input), ...imagesOf(loaded, item).map(({ sha256 }) => sha256)].join(
				'\n'
			)
		);
		expect(new Set(texts).size).toBe(items.length);
	});

	it('has a quick subset of a few items', async () => {
		const { scenario, items } = await load(id);
		const quick = scenario.quick ?? [];
		expect(quick.length).toBeGreaterThanOrEqual(6);
		expect(quick.length).toBeLessThanOrEqual(Math.min(mostQuickItems, items.length));
		expect(new Set(quick).size).toBe(quick.length);
	});

	it('says who uses it, where its objective and demand come from, and what its grader misses', async () => {
		const readme = await readFile(`${root}/${id}/README.md`, 'utf8');
		for (const part of ['use case', 'items', 'Objective', 'Demand', 'What the grader misses']) {
			expect(readme, part).toContain(part);
		}
	});
});

describe('the mails of support-triage', () => {
	it('use every label, none of them for more than an eighth of the mails', async () => {
		const { scenario, items } = await load('support-triage');
		const labels = scenario.grader.kind === 'label' ? scenario.grader.labels : [];
		const counts = labels.map((label) => items.filter((i) => i.reference === label).length);
		expect(items.length).toBeGreaterThanOrEqual(240);
		expect(labels.length).toBeGreaterThanOrEqual(12);
		expect(Math.min(...counts)).toBeGreaterThanOrEqual(10);
		expect(Math.max(...counts)).toBeLessThanOrEqual(items.length / 8);
	});

	it('explain every label in the prompt, in the order of the list', async () => {
		const { scenario } = await load('support-triage');
		const labels = scenario.grader.kind === 'label' ? scenario.grader.labels : [];
		const explained = [...scenario.prompt.system.matchAll(/^([a-z-]+): /gmu)].map((m) => m[1]);
		expect(explained).toStrictEqual(labels);
	});

	it('are not variants of one another', async () => {
		const { items } = await load('support-triage');
		const all = items.map((item) => trigrams((item.input['body'] ?? '').split('\n\n')[0] ?? ''));
		const alike: string[] = [];
		for (const [i, a] of all.entries()) {
			for (const [j, b] of all.entries()) {
				const shared = [...a].filter((each) => b.has(each)).length;
				if (i < j && a.size > 8 && shared > 0.25 * Math.min(a.size, b.size) && b.size > 8) {
					alike.push(`${items[i]?.id ?? ''} ${items[j]?.id ?? ''}`);
				}
			}
		}
		expect(alike).toStrictEqual([]);
	});

	it('do not give the label away in the id or the position', async () => {
		const { items } = await load('support-triage');
		expect(items.map((item) => item.id)).toStrictEqual(
			items.map((_, index) => `ticket-${String(index + 1).padStart(3, '0')}`)
		);
		const repeats = items.filter((item, i) => item.reference === items[i - 1]?.reference).length;
		expect(repeats).toBeLessThan(items.length / 6);
	});
});

interface Invoice {
	vendor: string;
	invoiceNumber: string;
	issueDate: string;
	dueDate: string | null;
	currency: string;
	netTotal: number | null;
	taxTotal: number | null;
	grandTotal: number;
	purchaseOrder: string | null;
	iban: string | null;
}

describe('the documents of invoice-extraction', () => {
	const documents = async () =>
		(await load('invoice-extraction')).items.map((item) => ({
			id: item.id,
			tags: item.tags,
			text: item.input['document'] ?? '',
			invoice: item.reference as unknown as Invoice
		}));
	const toMinor = (value: number, currency: string): number =>
		Math.round(value * (currency === 'JPY' ? 1 : 100));

	it('add up to the cent', async () => {
		for (const { id, invoice } of await documents()) {
			if (invoice.netTotal === null || invoice.taxTotal === null) continue;
			const [net, tax, total] = [invoice.netTotal, invoice.taxTotal, invoice.grandTotal].map((v) =>
				toMinor(v, invoice.currency)
			);
			expect(net! + tax!, id).toBe(total);
		}
	});

	it('print every field that the reference holds, legibly', async () => {
		for (const { id, text, tags, invoice } of await documents()) {
			const dense = text.replace(/\s/gu, '');
			expect(text, id).toContain(invoice.vendor);
			expect(text, id).toContain(invoice.invoiceNumber);
			if (invoice.purchaseOrder !== null) expect(text, id).toContain(invoice.purchaseOrder);
			if (invoice.iban !== null) expect(dense, id).toContain(invoice.iban);
			const digits = text.replace(/(?<=\d)[.,’ ](?=\d)/gu, '');
			const amounts = [invoice.netTotal, invoice.grandTotal];
			if (!tags.includes('two-rates')) amounts.push(invoice.taxTotal);
			for (const amount of amounts) {
				if (amount === null) continue;
				const minor = String(Math.abs(toMinor(amount, invoice.currency))).padStart(3, '0');
				expect(digits, `${id} ${String(amount)}`).toContain(
					invoice.currency === 'JPY' ? String(amount).replace('-', '') : minor
				);
			}
			for (const day of [invoice.issueDate, invoice.dueDate]) {
				if (day === null) continue;
				const [year = '', , date = ''] = day.split('-');
				expect(text, id).toContain(year.slice(2));
				expect(text, id).toContain(String(Number(date)));
			}
		}
	});

	it('carry bank accounts with right check digits', async () => {
		const ibans = (await documents()).flatMap(({ invoice }) => invoice.iban ?? []);
		expect(ibans.length).toBeGreaterThan(50);
		for (const iban of ibans) {
			const rearranged = `${iban.slice(4)}${iban.slice(0, 4)}`;
			const digits = rearranged.replace(/[A-Z]/gu, (c) => String(Number.parseInt(c, 36)));
			expect(BigInt(digits) % 97n, iban).toBe(1n);
		}
	});

	it('cover what makes the task hard', async () => {
		const all = await documents();
		const count = (tag: string) => all.filter((each) => each.tags.includes(tag)).length;
		expect(all.length).toBeGreaterThanOrEqual(120);
		for (const tag of ['credit-note', 'receipt', 'utility', 'two-rates', 'two-pages', 'prepaid']) {
			expect(count(tag), tag).toBeGreaterThanOrEqual(7);
		}
		for (const { tags, invoice } of all) {
			expect(invoice.grandTotal < 0).toBe(tags.includes('credit-note'));
		}
	});
});
