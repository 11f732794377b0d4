/** One label of a closed list. */
import { z } from 'zod';
/**
 * What two spellings of a label have in common: letters and digits in lower case, without spaces, hyphens, underscores
 * and other punctuation. `C++` and `C#` keep their signs.
 */
export const labelKey = (text) =>
	(
		text
			.normalize('NFKC')
			.toLowerCase()
			.match(/[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}+#&]*/gu) ?? []
	).join('');
export const labelSpecSchema = z.strictObject({
	kind: z.literal('label'),
	labels: z
		.array(z.string().min(1))
		.min(2)
		.describe(
			'Every label an answer may have; matching ignores case, spaces, hyphens and underscores'
		)
		.superRefine((labels, context) => {
			const seen = new Map();
			labels.forEach((label, index) => {
				const key = labelKey(label);
				const earlier = seen.get(key);
				if (key === '' || earlier !== undefined) {
					context.addIssue({
						code: 'custom',
						path: [index],
						message:
							key === ''
								? `the label "${label}" has no letter or digit`
								: `the label "${label}" cannot be told from "${earlier ?? ''}"`
					});
				}
				seen.set(key, label);
			});
		})
});
