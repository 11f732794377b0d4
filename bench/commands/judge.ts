/** `bench judge`: models that grade what no rule can; the sub-commands are in `judge/`. */
import type { Command } from 'commander';
import type { CommandContext } from './context.ts';
import { defineJudgeCalibrate } from './judge/judge-calibrate.ts';
import { defineJudgeLabels } from './judge/judge-labels.ts';
import { defineJudgePairs } from './judge/judge-pairs.ts';
import { defineJudgeRun } from './judge/judge-run.ts';

export const define = (command: Command, context: CommandContext): void => {
	defineJudgeRun(
		command.command('run').description('judge the kept answers of a run, and grade them'),
		context
	);
	defineJudgeCalibrate(
		command.command('calibrate').description('hold judges against what people say of answers'),
		context
	);
	defineJudgeLabels(
		command.command('labels').description('answers for people to label, as a file'),
		context
	);
	defineJudgePairs(
		command
			.command('pairs')
			.description('which of two targets answers better, judged in both orders'),
		context
	);
};
