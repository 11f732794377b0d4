/** A scenario as it was measured, against what the reader that checks everything finds. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkReference } from '#bench/graders/index.ts';
import { bundledScenarios } from '#bench/importers/bundled-scenarios.ts';
import { readMeasuredScenario } from '#bench/importers/measured-scenario.ts';
import { listScenarios, loadScenario } from '#bench/importers/scenario-folder.ts';

const copyOf = async (id: string): Promise<string> => {
	const parent = await mkdtemp(join(tmpdir(), 'bench-measured-'));
	onTestFinished(() => rm(parent, { recursive: true }));
	const folder = join(parent, id);
	await cp(join(bundledScenarios, id), folder, { recursive: true });
	return folder;
};

describe('a scenario as it was measured', async () => {
	it.each(await listScenarios(bundledScenarios))(
		'has the hash and every item of %s, documents and all',
		async (id) => {
			const folder = join(bundledScenarios, id);
			const checked = await loadScenario(folder, { checkReference });
			const measured = await readMeasuredScenario(folder);
			expect(measured).toMatchObject({ hash: checked.hash, scenario: checked.scenario });
			expect(checked.items.map((item) => measured?.itemOf(item.id))).toEqual(checked.items);
		}
	);

	it('has no item that is not in its file', async () => {
		const measured = await readMeasuredScenario(join(bundledScenarios, 'support-triage'));
		expect(measured?.itemOf('none')).toBeNull();
		expect(measured?.itemOf('constructor')).toBeNull();
	});

	it('has another hash once a file has changed, and is null where it cannot be read', async () => {
		const folder = await copyOf('support-triage');
		const before = await readMeasuredScenario(folder);
		await writeFile(join(folder, 'items.jsonl'), 'not JSON\n{}\n[1]\n');
		const after = await readMeasuredScenario(folder);
		expect(after?.hash).not.toBe(before?.hash);
		expect(after?.itemOf('t001')).toBeNull();
		await writeFile(join(folder, 'scenario.yaml'), 'id: [');
		expect(await readMeasuredScenario(folder)).toBeNull();
		await writeFile(join(folder, 'scenario.yaml'), Buffer.from([0xff, 0xfe]));
		expect(await readMeasuredScenario(folder)).toBeNull();
	});
});
