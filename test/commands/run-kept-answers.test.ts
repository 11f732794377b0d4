/** What a run stores of answers where not all of their texts are to be kept. */
import { describe, it } from 'vitest';
import { openDatabase } from '#db/client.server.ts';
import { answersOfCell } from '#db/answers.server.ts';
import { cellsOfRun } from '#db/cells.server.ts';
import { createWorkplace, runBench, type Workplace } from './support/bench-process.ts';
import { findCanaries } from './support/find-canaries.ts';
import { writeNotes } from './support/judged-scenario.ts';
import { response, serveRaw, streamOf } from './support/raw-server.ts';
import { stagesOf, writeConfig, type RunJson } from './support/run-json.ts';
import { coloursConfig, itemCount, selfHosted, writeScenario } from './support/small-scenario.ts';

const inAnswer = 'Canary-of-the-answer';
const inPrompt = 'Canary-of-the-prompt';

/** Answers every other request, and quotes the prompt in the errors to the rest. */
const measure = async (
	workplace: Workplace,
	keepAnswers: unknown
): Promise<{ json: RunJson; stderr: string; texts: string[]; absent: number; passed: number }> => {
	writeScenario(workplace, { system: `Answer with one colour, ${inPrompt}.` });
	let n = 0;
	const server = await serveRaw((socket) => {
		const isError = n++ % 3 === 2;
		const error = JSON.stringify({ error: { message: `cannot read: ${inPrompt}` } });
		const words = streamOf([`red, says ${inAnswer}`]);
		socket.write(
			isError
				? response('500 No', { 'content-type': 'application/json' }, error)
				: response('200 OK', { 'content-type': 'text/event-stream' }, words)
		);
	});
	const loads = [{ kind: 'closed', concurrency: 2, requests: 2 * itemCount }];
	const changes = { loads, keepAnswers };
	writeConfig(workplace, coloursConfig([selfHosted(server.port)], changes));
	const { stdout, stderr } = await runBench(['run', '--json'], { workplace });
	await server.close();
	const json = JSON.parse(stdout) as RunJson;
	const database = await openDatabase(workplace.databaseUrl);
	const [cell] = await cellsOfRun(database, json.run.id);
	const answers = await answersOfCell(database, cell?.id ?? '');
	await database.close();
	return {
		json,
		stderr,
		texts: answers.flatMap(({ text }) => (text === '' ? [] : [text])),
		absent: answers.filter(({ textAbsence }) => textAbsence === 'not-kept').length,
		passed: answers.filter(({ grade }) => grade?.passed).length
	};
};

describe.concurrent('the texts of answers', () => {
	it('are in no byte of the database where none are kept; grades and figures are', async ({
		expect
	}) => {
		using workplace = createWorkplace();
		const { json, texts, absent, passed } = await measure(workplace, 'none');
		expect(texts).toEqual([]);
		expect(absent).toBe(16);
		expect(passed).toBeGreaterThan(0);
		expect(stagesOf(json)[0]).toMatchObject({ offered: 24, completed: 16 });
		// The scenario and its folder hold the prompt themselves.
		const scenario = workplace.file('colours');
		const { rmSync } = await import('node:fs');
		rmSync(scenario, { recursive: true });
		const found = await findCanaries([inAnswer, inPrompt], { folder: workplace.path, texts: {} });
		expect(found.places).toEqual([]);
		writeScenario(workplace);
		const regraded = await runBench(['regrade', json.run.id, '--accept-changed'], { workplace });
		expect(regraded.code).toBe(2);
		expect(regraded.stderr).toContain(
			'the texts of 16 of 24 answers to colours on "ours" were not kept ("keepAnswers" of the config)'
		);
	});

	it('are those of a share of the items, drawn from the seed', async ({ expect }) => {
		using workplace = createWorkplace();
		const { texts, absent } = await measure(workplace, { share: 0.5 });
		expect(texts.length).toBeGreaterThan(0);
		expect(absent).toBeGreaterThan(0);
		expect(texts.length + absent).toBe(16);
	});

	it('are all kept otherwise', async ({ expect }) => {
		using workplace = createWorkplace();
		const { texts, absent } = await measure(workplace, 'all');
		expect([texts.length, absent]).toEqual([16, 0]);
		expect(texts[0]).toContain(inAnswer);
	});

	it('cannot be left out where judges are to read them', async ({ expect }) => {
		using workplace = createWorkplace();
		writeNotes(workplace);
		const target = selfHosted(9);
		writeConfig(
			workplace,
			coloursConfig([target], { scenarios: [{ use: './notes' }], keepAnswers: 'none' })
		);
		const { code, stderr } = await runBench(['run'], { workplace });
		expect(code).toBe(2);
		expect(stderr).toContain('notes is graded by judges, who read the stored answers');
		expect(stderr).toContain('bench db purge');
	});
});
