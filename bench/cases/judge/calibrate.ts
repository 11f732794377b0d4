/** Holds what judges said against what people say. */
import type { JudgeSpec } from '#core/grader-spec.ts';
import type { Judgement } from '#core/judgement.ts';
import type { RandomSource } from '#core/random.ts';
import { cohenKappa, krippendorffAlpha, type LabelPair } from '#core/statistics/agreement.ts';
import { kappaInterval } from '#core/statistics/kappa-interval.ts';
import { combineJudgements } from '#bench/graders/judge/combine-judgements.ts';
import { panelJudgementOf } from './judged-grading.ts';
import { agreedLabel } from './labels.ts';

/** An answer that people have labelled, and the counting judgements of it. */
export interface LabelledAnswer {
	labels: readonly boolean[];
	judgements: readonly Judgement[];
}

export interface Calibrated {
	/** Labelled answers whose judgement could be read, and those whose could not. */
	n: number;
	unreadable: number;
	/** Answers on which people are divided; they count for nothing. */
	divided: number;
	right: number;
	rightPassed: number;
	wrong: number;
	wrongFailed: number;
	kappa: number | null;
	kappaLow: number | null;
	kappaHigh: number | null;
	/** Share of right answers passed, and of wrong ones failed; null where there are none. */
	sensitivity: number | null;
	specificity: number | null;
	/** Krippendorff's α of the people among each other; null where nobody labelled what another did. */
	labellerAlpha: number | null;
}

const nameOf = (passed: boolean): string => (passed ? 'pass' : 'fail');

/** One judge, or several as the panel that they are. */
export const calibrate = (
	spec: JudgeSpec,
	answers: readonly LabelledAnswer[],
	judgeHashes: readonly string[],
	random: RandomSource
): Calibrated => {
	const pairs: LabelPair[] = [];
	let [unreadable, divided] = [0, 0];
	const counts = { right: 0, rightPassed: 0, wrong: 0, wrongFailed: 0 };
	for (const { labels, judgements } of answers) {
		const label = agreedLabel(labels);
		if (label === null) {
			divided++;
			continue;
		}
		const { grade } = combineJudgements(
			spec,
			judgements
				.filter(({ judgeHash }) => judgeHashes.includes(judgeHash))
				.map((each) => panelJudgementOf(spec, each))
		);
		if (grade === null) {
			unreadable++;
			continue;
		}
		pairs.push([nameOf(label), nameOf(grade.passed)]);
		if (label) {
			counts.right++;
			if (grade.passed) counts.rightPassed++;
		} else {
			counts.wrong++;
			if (!grade.passed) counts.wrongFailed++;
		}
	}
	const interval = kappaInterval(pairs, random);
	return {
		n: pairs.length,
		unreadable,
		divided,
		...counts,
		kappa: cohenKappa(pairs).kappa,
		kappaLow: interval?.low ?? null,
		kappaHigh: interval?.high ?? null,
		sensitivity: counts.right === 0 ? null : counts.rightPassed / counts.right,
		specificity: counts.wrong === 0 ? null : counts.wrongFailed / counts.wrong,
		labellerAlpha: krippendorffAlpha(answers.map(({ labels }) => labels.map(Number)))
	};
};
