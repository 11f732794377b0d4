/** The target of a stored cell: one of a config, or one that another tool measured. */
import { z } from 'zod';
import { importedTargetSchema } from './imported-target.ts';
import { targetSchema } from './target.ts';

export const cellTargetSchema = z.discriminatedUnion('kind', [
	...targetSchema.options,
	importedTargetSchema
]);

export type CellTarget = z.infer<typeof cellTargetSchema>;
export type CellTargetKind = CellTarget['kind'];
