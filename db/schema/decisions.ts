/** Tables of what a decision rests on beside measurements, and of the decisions. */
import { sql } from 'drizzle-orm';
import {
	type AnySQLiteColumn,
	check,
	index,
	integer,
	sqliteTable,
	text,
	uniqueIndex
} from 'drizzle-orm/sqlite-core';
import { decisionChoices } from '#core/decision-record.ts';
import { oneOf } from './columns.ts';

/** One row per vendor quote, as imported; a corrected quote is a new row with a higher version. */
export const quotes = sqliteTable(
	'quotes',
	{
		id: text('id').primaryKey(),
		kind: text('kind').notNull(),
		vendor: text('vendor').notNull(),
		/** The vendor's own number. */
		number: text('number').notNull(),
		version: integer('version').notNull(),
		quotedOn: text('quoted_on').notNull(),
		/** Last day on which the offer stands, YYYY-MM-DD. */
		validUntil: text('valid_until').notNull(),
		currency: text('currency').notNull(),
		/** The quote as checked, amounts as decimal text in its own currency. */
		quoteJson: text('quote_json').notNull(),
		fileName: text('file_name').notNull(),
		/** SHA-256 of the file, hex: the same file is imported once. */
		fileHash: text('file_hash').notNull(),
		importedAtUtc: text('imported_at_utc').notNull(),
		/** Who imported it, in their own words; null where nobody said. */
		enteredBy: text('entered_by'),
		/** Whether only those who negotiate may see it. */
		confidential: integer('confidential', { mode: 'boolean' }).notNull().default(false)
	},
	(table) => [
		uniqueIndex('quotes_version').on(table.vendor, table.number, table.version),
		uniqueIndex('quotes_file').on(table.fileHash),
		index('quotes_by_kind').on(table.kind, table.validUntil),
		index('quotes_imported').on(table.importedAtUtc)
	]
);

/** One row per named set of assumptions about a use case. */
export const assumptionSets = sqliteTable(
	'assumption_sets',
	{
		id: text('id').primaryKey(),
		useCaseId: text('use_case_id').notNull(),
		name: text('name').notNull(),
		/** Text by name: decimal text by parameter id, and the rest of the state of the page. */
		valuesJson: text('values_json').notNull(),
		/** In their own words; null where nobody said. */
		author: text('author'),
		savedAtUtc: text('saved_at_utc').notNull()
	},
	(table) => [
		uniqueIndex('assumption_sets_name').on(table.useCaseId, table.name),
		index('assumption_sets_saved').on(table.savedAtUtc)
	]
);

/**
 * One row per decision about a use case, never changed: another decision supersedes it. The two unique indexes make the decisions
 * of a use case one chain, whoever writes at the same time.
 */
export const decisions = sqliteTable(
	'decisions',
	{
		id: text('id').primaryKey(),
		useCaseId: text('use_case_id').notNull(),
		choice: text('choice', { enum: decisionChoices }).notNull(),
		optionId: text('option_id'),
		decidedBy: text('decided_by').notNull(),
		note: text('note').notNull(),
		decidedAtUtc: text('decided_at_utc').notNull(),
		/** What it rested on, as it was then. */
		evidenceJson: text('evidence_json').notNull(),
		/** The decision that this one takes the place of; null for the first of a use case. */
		supersedesId: text('supersedes_id').references((): AnySQLiteColumn => decisions.id)
	},
	(table) => [
		check('decisions_choice', oneOf(table.choice, decisionChoices)),
		uniqueIndex('decisions_superseded_once').on(table.supersedesId),
		uniqueIndex('decisions_first')
			.on(table.useCaseId)
			.where(sql`${table.supersedesId} is null`),
		index('decisions_of_use_case').on(table.useCaseId, table.decidedAtUtc)
	]
);

/** One row per person who put their name to a decision. */
export const decisionSignOffs = sqliteTable(
	'decision_sign_offs',
	{
		decisionId: text('decision_id')
			.notNull()
			.references(() => decisions.id, { onDelete: 'cascade' }),
		person: text('person').notNull(),
		role: text('role').notNull(),
		signedAtUtc: text('signed_at_utc').notNull()
	},
	(table) => [uniqueIndex('decision_sign_offs_person').on(table.decisionId, table.person)]
);

/** One row per imported bill (a FOCUS export). */
export const bills = sqliteTable(
	'bills',
	{
		id: text('id').primaryKey(),
		fileName: text('file_name').notNull(),
		/** SHA-256 of the file, hex: the same file is imported once. */
		fileHash: text('file_hash').notNull(),
		importedAtUtc: text('imported_at_utc').notNull(),
		focusVersion: text('focus_version').notNull(),
		currency: text('currency').notNull(),
		/** First and last moment that a charge is about, ISO 8601. */
		periodStartUtc: text('period_start_utc').notNull(),
		periodEndUtc: text('period_end_utc').notNull()
	},
	(table) => [uniqueIndex('bills_file').on(table.fileHash)]
);

/** One row per charge of a bill. Amounts are decimal text in the currency of the bill. */
export const billCharges = sqliteTable(
	'bill_charges',
	{
		billId: text('bill_id')
			.notNull()
			.references(() => bills.id, { onDelete: 'cascade' }),
		/** 1-based line of the file. */
		line: integer('line').notNull(),
		provider: text('provider').notNull(),
		service: text('service').notNull(),
		sku: text('sku'),
		chargeCategory: text('charge_category').notNull(),
		/** `Used` or `Unused` of a commitment; null for other charges. */
		commitmentStatus: text('commitment_status'),
		quantity: text('quantity'),
		unit: text('unit'),
		/** Null where the file does not say. */
		listCost: text('list_cost'),
		contractedCost: text('contracted_cost'),
		/** Amortised: what the usage of the period really cost. */
		effectiveCost: text('effective_cost'),
		/** What is on the invoice. */
		billedCost: text('billed_cost').notNull(),
		/** The other columns, as read. */
		rowJson: text('row_json').notNull()
	},
	(table) => [uniqueIndex('bill_charges_line').on(table.billId, table.line)]
);
