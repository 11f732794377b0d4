/** The name of an option in a sentence. */
import { markEmulated } from '#core/mark-emulated.ts';
import type { CostOption } from './option.ts';

export const optionTitle = ({ title, emulated }: Pick<CostOption, 'title' | 'emulated'>): string =>
	markEmulated(title, emulated);
