import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { fillPrompt, type LoadedScenario } from '#core/scenario.ts';
import { createAnswerTable, type AnswerRow } from '#bench/commands/run/answer-table.ts';
import { checkReference, createGrader } from '#bench/graders/index.ts';
import { loadScenario } from '#bench/importers/scenario-folder.ts';

const load = (id: string): Promise<LoadedScenario> =>
	loadScenario(fileURLToPath(new URL(`../../../scenarios/${id}`, import.meta.url)), {
		checkReference
	});

describe.each(['support-triage', 'invoice-extraction'])(
	'what an emulator may answer to %s',
	(id) => {
		let scenario: LoadedScenario;
		let table: Map<string, AnswerRow>;
		beforeAll(async () => {
			scenario = await load(id);
			table = new Map(createAnswerTable([scenario], 1).map((row) => [row.user, row]));
		});

		it('has a right answer that passes and wrong ones that fail, for every question', async () => {
			const grader = createGrader(scenario.scenario.grader);
			for (const { input, reference } of scenario.items) {
				const row = table.get(fillPrompt(scenario.scenario.prompt.user, input))!;
				expect((await grader.grade(row.right as string, reference)).passed).toBe(true);
				for (const text of row.wrong) {
					expect((await grader.grade(text as string, reference)).passed).toBe(false);
				}
			}
		});

		it('is the same for the same seed', () => {
			expect(createAnswerTable([scenario], 1)).toStrictEqual([...table.values()]);
		});
	}
);
