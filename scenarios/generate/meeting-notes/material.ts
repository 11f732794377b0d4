/** The hand-written material of `meeting-notes`: meetings that are held twice, with another outcome, and talk that leads to nothing. */
import { z } from 'zod';

export const variants = ['a', 'b'] as const;
export type Variant = (typeof variants)[number];

const outcomeSchema = z.union([
	/** Nothing was decided that is not on the agenda. */
	z.literal('none'),
	z.strictObject({
		decision: z.string(),
		/** Facts, each with its spellings. */
		says: z.array(z.array(z.string()).min(1)).min(1),
		never: z.array(z.string()).default([]),
		slips: z.array(z.string()).min(1)
	}),
	/** Talked about, and nothing decided at the end; `slips` are decisions that did not last or were never made. */
	z.strictObject({ open: z.literal(true), slips: z.array(z.string()).min(1) }),
	z.strictObject({ skipped: z.literal(true), slips: z.array(z.string()).min(1) })
]);

export type Outcome = z.infer<typeof outcomeSchema>;

/** A first name, and a day as `dayOf` reads it or null where none was named. */
const who = z.string();
const due = z.union([z.string(), z.number().transform((days) => `+${String(days)}`), z.null()]);

const taskSchema = z.strictObject({
	/** Variant in which somebody takes it; absent where in both. */
	in: z.enum(variants).optional(),
	who,
	due,
	task: z.string(),
	says: z.array(z.array(z.string()).min(1)).min(1),
	never: z.array(z.string()).default([]),
	/** What a weak model writes instead. */
	slips: z
		.array(
			z.strictObject({ who: who.optional(), due: due.optional(), task: z.string().optional() })
		)
		.min(1)
});

/** Tasks that look like some and are none: done already, taken back, off the record. */
const inventedSchema = z.strictObject({ who, due, task: z.string() });

const perVariant = <T extends z.ZodType>(schema: T) =>
	z.partialRecord(z.enum([...variants, 'both']), z.array(schema)).default({});

export const topicSchema = z.strictObject({
	/** Null for what is not on it. */
	agenda: z.string().nullable(),
	/**
	 * Lines `Name: words`. After `=a` or `=b` they are said in that variant only, `---` begins what is said later in the meeting (in both
	 * again), `~` is a place where somebody may interrupt. In braces: a value, a day in words (`|d`), its weekday (`|w`).
	 */
	talk: z.string(),
	outcome: z.union([z.strictObject({ a: outcomeSchema, b: outcomeSchema }), outcomeSchema]),
	tasks: z.array(taskSchema).default([]),
	invented: perVariant(inventedSchema),
	/** Words that only something off the record has. */
	forbidden: perVariant(z.string())
});

export type Topic = z.infer<typeof topicSchema>;

export const meetingSchema = z.strictObject({
	company: z.string(),
	meeting: z.string(),
	language: z.enum(['en', 'de', 'fr', 'es']),
	/** `First Last (what they do)`; who chairs comes first. */
	people: z.array(z.string().regex(/^\S+ [^()]+ \([^()]+\)$/u)).min(4),
	held: z.tuple([z.iso.date(), z.iso.date()]),
	/** Names as the transcription writes them now and then. */
	misheard: z.record(z.string(), z.string()).default({}),
	/** For variant a and b. */
	values: z.record(z.string(), z.tuple([z.string(), z.string()])),
	topics: z.array(topicSchema).min(4)
});

export type Meeting = z.infer<typeof meetingSchema>;

const talkSchema = z.strictObject({
	fillers: z.array(z.string()),
	/** Short words that may be said twice without saying anything else. */
	stutters: z.array(z.string()),
	openings: z.array(z.string()),
	closings: z.array(z.string()),
	interruptions: z.array(z.string()),
	chatter: z.array(z.string())
});

export const chatterSchema = z.record(z.string(), talkSchema);
export type Chatter = z.infer<typeof talkSchema>;
