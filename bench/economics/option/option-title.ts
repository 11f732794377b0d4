/** The name of an option in a sentence. */
import type { CostOption } from './option.ts';

/** The title, with EMULATED behind it wherever no model answered. */
export const optionTitle = ({ title, emulated }: Pick<CostOption, 'title' | 'emulated'>): string =>
	emulated ? `${title} EMULATED` : title;
