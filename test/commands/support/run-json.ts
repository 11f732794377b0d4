/** The JSON documents of the command line, as far as the tests look into them. */
import { writeFileSync } from 'node:fs';
import type { Cell, Stage } from '#core/run.ts';
import type { StageSummary } from '#core/stage.ts';
import { attemptsOfStage } from '#db/attempts.server.ts';
import { cellsOfRun } from '#db/cells.server.ts';
import type { Database } from '#db/client.server.ts';
import { stagesOfCell } from '#db/stages.server.ts';
import type { Attempt } from '#core/attempt.ts';
import type { Workplace } from './bench-process.ts';

export interface ErrorJson {
	code: string;
	message: string;
	hint: string | null;
	problems: { file: string; line: number | null; path: string; message: string }[];
}

export interface StageJson extends StageSummary {
	id: string;
	state: Stage['state'];
	startedAtUtc: string;
	endedAtUtc: string;
}

export interface RunJson {
	run: {
		id: string;
		name: string;
		state: string;
		stateReason: string | null;
		seed: number;
		startedAtUtc: string;
		endedAtUtc: string | null;
	};
	database: string;
	storedAttempts: number;
	cells: {
		scenario: string;
		target: string;
		targetKind: string;
		emulated: boolean;
		stages: StageJson[];
	}[];
	error: ErrorJson | null;
}

export interface LoadJson {
	run: string;
	state: string;
	stages: StageSummary[];
	error: ErrorJson | null;
}

/** JSON is YAML, so a config can be written as an object. */
export const writeConfig = (
	workplace: Workplace,
	config: Record<string, unknown>,
	name = 'bench.yaml'
): string => {
	writeFileSync(workplace.file(name), JSON.stringify(config, null, '\t'));
	return name;
};

/** What the exit code of a run that went to its end must be: 4 exactly if the client or the errors spoilt every stage. */
export const exitCodeOfStages = (stages: readonly StageSummary[]): number =>
	stages.every(({ validity }) => ['client-bound', 'error-bound'].includes(validity.verdict))
		? 4
		: 0;

export const stagesOf = ({ cells }: RunJson): StageJson[] => cells.flatMap(({ stages }) => stages);

/** Everything of a run that the database has. */
export const storedRun = async (
	database: Database,
	runId: string
): Promise<{ cell: Cell; stages: { stage: Stage; attempts: Attempt[] }[] }[]> =>
	Promise.all(
		(await cellsOfRun(database, runId)).map(async (cell) => ({
			cell,
			stages: await Promise.all(
				(await stagesOfCell(database, cell.id)).map(async (stage) => {
					const { attempts } = await attemptsOfStage(database, stage.id, { limit: 10_000 });
					return { stage, attempts };
				})
			)
		}))
	);
