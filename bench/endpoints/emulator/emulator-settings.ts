/** What an emulated endpoint is told when it starts: how fast, how right, how faulty, and what there is to answer. */
import { z } from 'zod';
import { conversationScriptSchema } from '#core/grader-spec/final-state.ts';
import { BenchError } from '#core/errors.ts';
import {
	emulatorFaultsSchema,
	emulatorJudgingSchema,
	emulatorPerformanceSchema,
	emulatorRateLimitSchema,
	protocolNameSchema
} from '#core/target.ts';

/** A text, or a conversation with tools. */
const answerSchema = z.union([z.string(), conversationScriptSchema]);

const answerRowSchema = z.strictObject({
	user: z.string(),
	images: z.array(z.string()).optional(),
	right: answerSchema,
	wrong: z.array(answerSchema).min(1)
});

const emulatorSettingsSchema = z.strictObject({
	/** What the emulated model calls itself in every answer. */
	model: z.string().min(1),
	/** Whose words count where several protocols have the same address and a request does not tell them apart; the first one's where absent. */
	protocol: protocolNameSchema.optional(),
	performance: emulatorPerformanceSchema,
	/** Share of the table answered right, 0 to 1. */
	quality: z.number().min(0).max(1),
	faults: emulatorFaultsSchema.prefault({}),
	/** What it lets a key do a minute. */
	rateLimit: emulatorRateLimitSchema.prefault({}),
	/** How it judges, where it is asked to; `quality` is then the share of judgements that are right. */
	judging: emulatorJudgingSchema.prefault({}),
	/** Decides which questions are answered right, and draws overheads and faults. */
	seed: z.int().nonnegative(),
	answers: z.array(answerRowSchema),
	/** Key that every request must carry; any or none will do where absent. */
	requiredKey: z.string().min(1).nullable().default(null),
	/** Pause between two bytes of a `slowDrip` answer, ms. */
	dripIntervalMs: z.number().positive().default(10)
});

/** As written by the caller. */
export type EmulatorSettings = z.input<typeof emulatorSettingsSchema>;
/** With every default filled in. */
export type ResolvedEmulatorSettings = z.output<typeof emulatorSettingsSchema>;

/** Checks settings; a `BenchError` with every problem. */
export const parseEmulatorSettings = (settings: unknown): ResolvedEmulatorSettings => {
	const parsed = emulatorSettingsSchema.safeParse(settings);
	if (parsed.success) return parsed.data;
	throw new BenchError('E_CONFIG', 'the settings of the emulated endpoint have problems', {
		problems: parsed.error.issues.map(({ path, message }) => ({
			file: 'emulated endpoint',
			line: null,
			path: path.map(String).join('.'),
			message
		})),
		hint: 'Correct the fields named above.'
	});
};
