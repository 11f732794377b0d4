import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ChatEngine } from '#bench/endpoints/llama/chat-engine.ts';
import { readGgufHeader } from '#bench/endpoints/llama/gguf-header.ts';
import { loadEngine, type LoadedEngine } from '#bench/endpoints/llama/load-engine.ts';

const scenarios = new URL('../../scenarios/', import.meta.url);
const modelFile = fileURLToPath(new URL('model/breakeven-tiny.gguf', scenarios));

/** What the training framework made of a prompt before the weights were quantised; written by `train.py`. */
interface Probe {
	scenario: string;
	user: string;
	/** The whole prompt, as the trainer's own tokenizer wrote it. */
	tokens: number[];
	/** The likeliest next tokens, and how likely they are. */
	best: number[];
	probabilities: number[];
}

const probes = JSON.parse(readFileSync(new URL('model/probes.json', scenarios), 'utf8')) as Probe[];

/** How far quantising to 8 bits may move a probability. */
const tolerance = 0.03;

const systemOf = (scenario: string): string =>
	(
		parse(readFileSync(new URL(`${scenario}/scenario.yaml`, scenarios), 'utf8')) as {
			prompt: { system: string };
		}
	).prompt.system;

describe.each(['on', 'off'] as const)(
	'the trained model in the box, flash attention %s',
	(flashAttention) => {
		const settings = { modelFile, threads: 1, slots: 1, contextTokens: 2_048, flashAttention };
		let engine: LoadedEngine;
		let chat: ChatEngine;

		beforeAll(async () => {
			engine = await loadEngine(settings);
			chat = new ChatEngine(engine, settings);
		});
		afterAll(() => chat.close());

		const prepare = (scenario: string, user: string) => {
			const prepared = chat.prepare({
				messages: [
					{ role: 'system', content: systemOf(scenario) },
					{ role: 'user', content: user }
				],
				temperature: 0,
				max_tokens: 200
			});
			if ('error' in prepared) throw new Error(prepared.error.message);
			return prepared;
		};

		const answer = async (scenario: string, user: string): Promise<string> => {
			let text = '';
			await chat.generate(prepare(scenario, user), new AbortController().signal, {
				onStart: () => undefined,
				onText: (piece) => {
					text += piece;
				}
			});
			return text;
		};

		it('is computed with the kernel that was asked for', () => {
			expect(engine.context.flashAttention).toBe(flashAttention === 'on');
		});

		it('is a whole file of at most 12 MB with a chat template and room for every prompt', async () => {
			expect(statSync(modelFile).size).toBeLessThanOrEqual(12_000_000);
			expect(await readGgufHeader(modelFile)).toMatchObject({
				architecture: 'llama',
				name: 'breakeven-tiny',
				contextTokens: 2_048,
				hasChatTemplate: true
			});
		});

		it('reads prompts in the very tokens of its training', () => {
			for (const { scenario, user, tokens } of probes) {
				expect([...prepare(scenario, user).promptTokens]).toEqual(tokens);
			}
		});

		it('gives the next token the probability that the training framework gave it', async () => {
			const context = await engine.model.createContext({
				contextSize: 2_048,
				sequences: 1,
				flashAttention: engine.context.flashAttention
			});
			const sequence = context.getSequence();
			const options = { temperature: 1, topK: 0, topP: 1, minP: 0 };
			for (const { scenario, user, best, probabilities } of probes) {
				const { promptTokens } = prepare(scenario, user);
				await sequence.clearHistory();
				const last = promptTokens.length - 1;
				const outputs = await sequence.controlledEvaluate(
					promptTokens.map((token, index) =>
						index === last ? [token, { generateNext: { probabilities: true, options } }] : token
					)
				);
				const found = outputs[last]?.next.probabilities;
				best.forEach((token, index) => {
					const wanted = probabilities[index] ?? Number.NaN;
					const [, got = Number.NaN] =
						[...(found ?? [])].find(([each]) => Number(each) === token) ?? [];
					expect(Math.abs(got - wanted)).toBeLessThan(tolerance);
				});
			}
			await context.dispose();
		});

		it('sorts plain mails in several languages', async () => {
			const mails: [string, string][] = [
				['outage', 'Subject: Down\n\nNobody in any of our shops can open the app since 9:15.'],
				['cancellation', 'Subject: Kündigung\n\nHiermit kündigen wir unser Abo zum Monatsende.'],
				['payment-method', 'Subject: Carte\n\nNotre carte est expirée. Où saisir la nouvelle ?']
			];
			for (const [label, mail] of mails) {
				expect(await answer('support-triage', mail)).toBe(label);
			}
		});

		it('reads an invoice that it has not seen, adding up its two taxes', async () => {
			const document = [
				'Ashmere Tools Ltd',
				'4 Mill Lane, Leeds LS1 4AP',
				'',
				'INVOICE',
				'Invoice number: 20417',
				'Date: 05/03/2026',
				'Due date: 04/04/2026',
				'',
				'Subtotal                £1,300.00',
				'VAT 20%                   £200.00',
				'VAT 5%                     £15.00',
				'Total                   £1,515.00',
				'',
				'IBAN GB82 WEST 1234 5698 7654 32'
			].join('\n');
			expect(JSON.parse(await answer('invoice-extraction', document))).toEqual({
				vendor: 'Ashmere Tools Ltd',
				invoiceNumber: '20417',
				issueDate: '2026-03-05',
				dueDate: '2026-04-04',
				currency: 'GBP',
				netTotal: 1_300,
				taxTotal: 215,
				grandTotal: 1_515,
				purchaseOrder: null,
				iban: 'GB82WEST12345698765432'
			});
		});
	}
);
