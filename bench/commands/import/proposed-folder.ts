/** The folder of an imported scenario: where it may be made, and what is written into it. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { stringify } from 'yaml';
import { BenchError } from '#core/errors.ts';
import { idSchema } from '#core/scenario.ts';
import { checkScenario, type ScenarioProblem } from '#bench/graders/check-scenario.ts';
import { checkReference } from '#bench/graders/index.ts';
import type { ProposedScenario } from '#bench/importers/dataset/propose-scenario.ts';
import { loadScenario } from '#bench/importers/scenario-folder.ts';
import { makeFolder } from '#bench/importers/make-folder.ts';
import { writeFileAtomically } from '#bench/importers/write-file-atomically.ts';
import { openGradingTools } from '#bench/sandbox/open-grading-tools.ts';

/** Throws E_USAGE for what cannot be the id of a scenario. */
export const checkScenarioId = (id: string): void => {
	if (idSchema.safeParse(id).success) return;
	throw new BenchError('E_USAGE', `"${id}" cannot be the id of a scenario`, {
		hint: 'Ids are lower-case words joined by hyphens: --id support-mails'
	});
};

/**
 * The folder that a scenario is written to. Throws E_USAGE where there is one already, unless it may be written over; what is no
 * scenario is never written over.
 */
export const folderFor = (
	id: string,
	{ out = '.', force = false }: { out?: string | undefined; force?: boolean | undefined }
): string => {
	const folder = join(out, id);
	if (!existsSync(folder)) return folder;
	if (force && existsSync(join(folder, 'scenario.yaml'))) return folder;
	throw new BenchError('E_USAGE', `${folder} is there already; nothing was imported`, {
		hint: force
			? 'It holds no scenario.yaml, and only a scenario is written over: name another --id or --out.'
			: 'Name another --id or --out, or write over it with --force.'
	});
};

/** What whoever gives no list of names should know. */
export const namesStay =
	'names of people and companies stay, as no rule knows them: take them out with a list of them, --names FILE';

/** Names to take out, one a line; none where there is no list. */
export const namesIn = async (file: string | undefined): Promise<string[]> => {
	if (file === undefined) return [];
	try {
		return (await readFile(file, 'utf8')).split(/\r?\n/u).filter((name) => name.trim() !== '');
	} catch (cause) {
		throw new BenchError('E_FILE', `the list of names ${file} cannot be read`, { cause });
	}
};

export const writeProposal = async (
	folder: string,
	{ scenario, items }: Pick<ProposedScenario, 'scenario' | 'items'>,
	readme: string
): Promise<void> => {
	await makeFolder(folder);
	await writeFileAtomically(
		join(folder, 'items.jsonl'),
		items.map((item) => `${JSON.stringify(item)}\n`).join('')
	);
	await writeFileAtomically(join(folder, 'README.md'), readme);
	// Last: a folder without it is no scenario.
	await writeFileAtomically(join(folder, 'scenario.yaml'), stringify(scenario, { lineWidth: 120 }));
};

/** What its own grader finds wrong with a proposal. */
export const doubtsOf = async ({
	scenario,
	items
}: Pick<ProposedScenario, 'scenario' | 'items'>): Promise<ScenarioProblem[]> => {
	const tools = openGradingTools({ allowCommands: false });
	try {
		return await checkScenario(
			{ scenario, items, images: new Map(), world: null, hash: '' },
			{ tools, seed: 1 }
		);
	} finally {
		tools.close();
	}
};

/** Reads a written folder again, as any command would: throws where it is no scenario. */
export const checkFolder = async (folder: string): Promise<void> => {
	await loadScenario(folder, { checkReference });
};

/** How a config in the folder from which it was imported names the scenario. */
export const useOf = (folder: string): string => (isAbsolute(folder) ? folder : `./${folder}`);
