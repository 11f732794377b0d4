/** A rule of a hybrid, in words. */
import type { HybridRule } from './frontier.ts';

/** `to the API below a score of -320` */
export const ruleInWords = (rule: HybridRule): string => {
	switch (rule.kind) {
		case 'all-local':
			return 'everything to the own model';
		case 'all-api':
			return 'everything to the API';
		case 'threshold':
			return `to the API below a score of ${String(rule.threshold)}`;
	}
};
