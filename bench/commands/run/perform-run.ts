/** From a plan to a stored and printed run: what `bench run` and `bench load` have in common. */
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { BenchError, exitCodes } from '#core/errors.ts';
import type { Database } from '#db/client.server.ts';
import { requireDataKey } from '#db/data-key-mark.server.ts';
import { spoolNameOf } from '#db/left-spools.server.ts';
import type { HostFacts } from '#core/run.ts';
import type { RunBasis } from '#core/run-basis.ts';
import type { Target } from '#core/target.ts';
import { readHostFacts } from '#bench/telemetry/host-facts.ts';
import type { CommandContext } from '../context.ts';
import { openCommandDatabase } from '../options.ts';
import type { AnswerRow } from './answer-table.ts';
import { executePlan, type RunResult } from './execute.ts';
import type { Resumption, Retries } from './execute-options.ts';
import type { JudgePhase } from './judge-phase.ts';
import { checkProxies } from './check-proxies.ts';
import { checkSockets } from './check-sockets.ts';
import { allLoads, checkBudget, type Plan } from './plan.ts';
import { readReplays } from './read-replays.ts';
import { startRunClock } from './run-clock.ts';
import { leftSpoolRemarks } from './left-spools.ts';
import { createRunProgress } from './run-progress.ts';
import { withScenarioFolders } from './load-scenarios.ts';
import { serveTargets, stopTargets } from './serve-targets.ts';
import { unlessInterrupted } from './unless-interrupted.ts';

export interface PerformOptions {
	plan: Plan;
	/** Paths in the config are relative to this file. */
	configFile: string;
	/** Whether programs may be run that write keys; absent: they may not. */
	allowCommands?: boolean;
	databaseUrl: string;
	context: CommandContext;
	/** Whether to begin although the worst case is above the cap. */
	stopsAtCap?: boolean;
	/** The stored run that is gone on with; absent where a new one is begun. */
	resumption?: Resumption;
	/** Failed requests of it that are tried again, in place of what is left of it. */
	retries?: Retries;
	answers: () => AnswerRow[];
	/** What judges do before and after measuring; null where they have nothing to do. */
	judging?: JudgePhase | null;
	/** Prints the result to stdout; called once, while the progress display is closed. */
	print: (result: RunResult, database: Database) => Promise<void> | void;
}

/** Verdicts that say that the measurement itself failed; few samples or drift are the user's to judge. */
const failedVerdicts = new Set(['client-bound', 'error-bound']);

/** The error of a run of which no stage can be trusted; null if one can. */
const invalidRun = ({ cells }: RunResult): BenchError | null => {
	const verdicts = cells.flatMap(({ stages }) =>
		stages.flatMap(({ summary }) => (summary ? [summary.validity.verdict] : []))
	);
	if (verdicts.length === 0 || verdicts.some((verdict) => !failedVerdicts.has(verdict)))
		return null;
	return new BenchError(
		'E_RUN_INVALID',
		`no stage of the run can be trusted (${[...new Set(verdicts)].join(', ')})`,
		{ hint: 'The reasons are listed with the stages. Everything is stored all the same.' }
	);
};

/** Those that a cell asks, or a judge may: what is left out of the plan is not started. */
const neededTargets = ({ config, cells }: Plan, retries: Retries | undefined): Target[] =>
	config.targets.filter(
		(target) =>
			config.judges !== undefined ||
			cells.some((cell) => cell.target === target && (retries?.has(cell) ?? true))
	);

/** Null where a search decides it. */
const stagesOf = ({ cells }: Plan, retries: Retries | undefined): number | null => {
	if (retries) return [...retries.values()].reduce((sum, each) => sum + each.length, 0);
	return cells.some(({ search }) => search)
		? null
		: cells.reduce((sum, cell) => sum + allLoads(cell).length, 0);
};

/** What its figures rest on. */
export const basisOf = (
	{ cells }: Plan,
	configFile: string,
	{ benchVersion }: Pick<HostFacts, 'benchVersion'>
): RunBasis => ({
	configFile: resolve(configFile),
	scenarioHashes: Object.fromEntries(
		cells.map(({ scenarioId, scenarioHash }) => [scenarioId, scenarioHash])
	),
	benchVersion,
	hostName: hostname()
});

/** Runs the plan and prints it. Throws a BenchError if it could not begin; later failures set the exit code. */
export const performRun = async (options: PerformOptions): Promise<void> => {
	const { plan, context } = options;
	const { resumption, retries } = options;
	// What is left of a broken-off run is not known before it is looked at load by load; the cap holds while it sends.
	checkBudget(plan, options.stopsAtCap ?? resumption !== undefined);
	checkProxies(plan, context.env);
	await checkSockets(plan);
	const drain = new AbortController();
	const abort = new AbortController();
	const progress = createRunProgress(context, {
		stages: stagesOf(plan, retries),
		seed: plan.config.seed,
		nowMs: () => performance.now()
	});
	const interrupts = context.interrupts.handle({
		first: () => {
			progress.remark(
				'stopping: waiting for the answers in flight; press Ctrl-C again to cut them off'
			);
			drain.abort();
		},
		again: () => {
			if (!abort.signal.aborted) progress.remark('cutting off the answers in flight');
			abort.abort();
		}
	});
	const left = await leftSpoolRemarks(options.configFile, options.databaseUrl);
	for (const sentence of [...plan.notes, ...left]) progress.remark(sentence);
	try {
		const replays = await readReplays(plan, options.configFile);
		const host = await readHostFacts();
		const database = await unlessInterrupted(drain.signal, () =>
			openCommandDatabase(
				options.databaseUrl,
				{ env: context.env, note: progress.remark },
				{ spoolFile: resolve(spoolNameOf(process.pid)) }
			)
		);
		try {
			await requireDataKey(database, new Date().toISOString());
			const judging = options.judging ?? null;
			for (const sentence of (await judging?.check(database)) ?? []) progress.remark(sentence);
			const measuredAndJudging = [...neededTargets(plan, retries), ...(judging?.targets ?? [])];
			const targets = await serveTargets(measuredAndJudging, {
				configFile: options.configFile,
				seed: plan.config.seed,
				limits: plan.limits,
				env: context.env,
				allowCommands: options.allowCommands ?? false,
				answers: options.answers,
				onStart: progress.remark,
				signal: drain.signal
			});
			try {
				const result = await executePlan({
					plan,
					storedConfig: withScenarioFolders(plan.config, options.configFile),
					basis: basisOf(plan, options.configFile, host),
					...(resumption && { resumption }),
					...(retries && { retries }),
					targets,
					database,
					host,
					env: context.env,
					progress,
					replays,
					signals: { drain: drain.signal, abort: abort.signal },
					now: startRunClock()
				});
				await judging?.judge(result, {
					database,
					targets,
					signals: { drain: drain.signal, abort: abort.signal },
					remark: progress.remark
				});
				progress.close();
				await options.print(result, database);
				const error = result.failure ?? (drain.signal.aborted ? null : invalidRun(result));
				if (error) context.reportError(error);
				else if (drain.signal.aborted) {
					context.setExitCode(context.interrupts.exitCode() ?? exitCodes.interrupted);
				}
			} finally {
				await stopTargets(targets);
			}
		} finally {
			await database.close();
		}
	} catch (error) {
		const code = context.interrupts.exitCode();
		// A start that the user broke off is no fault of the endpoint.
		if (code !== null && error instanceof BenchError && error.code === 'E_INTERRUPTED') {
			context.note(error.message);
			context.setExitCode(code);
			return;
		}
		throw error;
	} finally {
		progress.close();
		interrupts.release();
	}
};
