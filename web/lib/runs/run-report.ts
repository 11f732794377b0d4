/** How far a run is, as the events of `/api/runs/{id}/events` tell it. */
import type { JudgeSpend } from '#core/judge-spend.ts';
import type { Stage } from '#core/run.ts';
import type { RunState } from '#core/run-state.ts';
import type { Validity } from '#core/stage.ts';

export interface StageReport extends Pick<
	Stage,
	'id' | 'cellId' | 'ordinal' | 'state' | 'startedAtUtc' | 'endedAtUtc'
> {
	/** Null until it has ended. */
	validity: Validity['verdict'] | null;
	/** Stored attempts. */
	attemptCount: number;
	/** What the stored attempts cost by their own usage, USD, decimal text; null where none has a cost. */
	spentUsd: string | null;
}

export interface RunReport {
	id: string;
	/** `killed` where the process that should end the run is gone. */
	state: RunState | 'killed';
	stateReason: string | null;
	startedAtUtc: string;
	endedAtUtc: string | null;
	/** The cap, USD, decimal text; null where the config has none. */
	maxSpendUsd: string | null;
	/** Stored attempts of all stages. */
	attemptCount: number;
	/** Sum over the stages, USD, decimal text; null where no stored attempt has a cost. Without the judges. */
	spentUsd: string | null;
	/** What its judges cost beside that; null where none was asked. */
	judging: JudgeSpend | null;
	/** Those that have begun, cell by cell. */
	stages: StageReport[];
}
