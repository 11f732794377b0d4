/** Judges that may favour those whom they judge. */
import { modelFamily } from '#core/model-family.ts';
import type { CellTarget } from '#core/cell-target.ts';
import type { Target } from '#core/target.ts';
import { judgeModelOf } from './judge-hash.ts';

/** What names the model: of an import the target as its file calls it. */
const modelOf = (target: CellTarget): string =>
	target.kind === 'imported' ? (target.title ?? target.id) : judgeModelOf(target);

/** The warning about judges that may favour candidates of their own family, a sentence each. */
export const familyWarnings = (
	judges: readonly { target: Target }[],
	candidates: readonly CellTarget[]
): string[] =>
	judges.flatMap(({ target: judge }) => {
		const family = modelFamily(judgeModelOf(judge));
		return candidates
			.filter(
				(each) => each.id === judge.id || (family !== null && modelFamily(modelOf(each)) === family)
			)
			.map(({ id }) =>
				id === judge.id
					? `"${id}" judges itself: judges tend to favour their own answers`
					: `the judge "${judge.id}" and the target "${id}" are both of the family ${family ?? ''}: judges tend to favour their own`
			);
	});
