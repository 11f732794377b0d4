/** Which option a parameter belongs to, in words. */
import type { CostOption } from '../option/option.ts';
import { optionTitle } from '../option/option-title.ts';
import type { CaseParameter } from './case-parameters.ts';

/** Title of the option that a parameter belongs to, with EMULATED where no model answered; null where several share it. */
export const ownerTitle = (
	{ parameter, optionIds }: Pick<CaseParameter, 'parameter' | 'optionIds'>,
	options: readonly Pick<CostOption, 'id' | 'title' | 'emulated'>[]
): string | null => {
	const owner =
		options.find(({ id }) => parameter.id.startsWith(`${id}.`)) ??
		(optionIds.length === 1 ? options.find(({ id }) => id === optionIds[0]) : undefined);
	return owner ? optionTitle(owner) : null;
};
