/**
 * Writes invoices, receipts and credit notes of invented companies as the text that a scan or a PDF reader gives, with the
 * fields they hold. All sums are made in integer minor units, so that a reference never disagrees with its document.
 */
import type { JsonValue } from '#core/json.ts';
import { createRandom, pick, randomInt, shuffle, type RandomSource } from '#core/random.ts';
import type { ScenarioItem } from '#core/scenario.ts';
import { addDays, renderDay } from './invoice-extraction/calendar.ts';
import { drawFacts, type Facts } from './invoice-extraction/facts.ts';
import { classic, columns, letter, slip, statement } from './invoice-extraction/layouts.ts';
import { toReference } from './invoice-extraction/money.ts';
import { withMisreadLetters, withoutAlignment, withSpecks } from './invoice-extraction/noise.ts';
import { createPen } from './invoice-extraction/page.ts';
import { vendors, type Vendor } from './invoice-extraction/vendors.ts';

const seed = 20_260_402;

/** Documents a vendor, by kind: what a buyer gets most of comes most often. */
const documentsPerVendor: Record<Vendor['kind'], number> = {
	business: 4,
	till: 3,
	utility: 4,
	freelancer: 3
};

const layOut = (facts: Facts, random: RandomSource): string[] => {
	const pen = createPen(facts, random);
	switch (facts.vendor.kind) {
		case 'till':
			return slip(pen);
		case 'utility':
			return statement(pen);
		case 'freelancer':
			return letter(pen);
		case 'business':
			return random() < 0.5 ? classic(pen) : columns(pen);
	}
};

const referenceOf = (facts: Facts): Record<string, JsonValue> => {
	const { currency, name } = facts.vendor;
	const sign = facts.kind === 'credit-note' ? -1 : 1;
	const money = (minor: number): number => (minor === 0 ? 0 : sign * toReference(minor, currency));
	const hidesNet = facts.taxing === 'none' || (facts.taxing === 'included' && !facts.printsNet);
	return {
		vendor: name,
		invoiceNumber: facts.number,
		issueDate: facts.issued,
		dueDate: facts.payment.kind === 'date' ? facts.payment.day : null,
		currency,
		netTotal: hidesNet ? null : money(facts.netMinor),
		taxTotal: facts.taxing === 'none' ? null : money(facts.taxMinor),
		grandTotal: money(facts.grossMinor),
		purchaseOrder: facts.purchaseOrder,
		iban: facts.kind === 'receipt' ? null : facts.iban
	};
};

const tagsOf = (facts: Facts, text: string): string[] => {
	const features: Record<string, boolean> = {
		[facts.kind]: true,
		'no-tax': facts.taxing === 'none',
		'reverse-charge': facts.reverseCharge,
		'two-rates': facts.taxes.length > 1,
		'due-in-days': facts.payment.kind === 'days',
		prepaid: facts.prepaidMinor > 0,
		'previous-balance': facts.previousMinor > 0,
		'two-pages': text.includes('\f')
	};
	return Object.keys(features).filter((name) => features[name] === true);
};

/** Adds what a scanner adds; returns the text and the tags that say so. */
const scan = (
	text: string,
	facts: Facts,
	random: RandomSource
): { text: string; tags: string[] } => {
	const tags: string[] = [];
	let result = text;
	if (random() < 0.45) {
		const share = 0.06 + 0.12 * random();
		result = withMisreadLetters(result, facts.vendor.name, share, random);
		tags.push('misread-letters');
	}
	if (random() < 0.3) {
		result = withoutAlignment(result);
		tags.push('no-alignment');
	}
	if (random() < 0.25) result = withSpecks(result, random);
	if (random() < 0.15) {
		const day = renderDay(addDays(facts.issued, 3 + randomInt(random, 9)), 'YYYY-MM-DD', 'en');
		const stamp = pick(random, ['SCAN', 'Eingang / received', 'MFP-2 scan']);
		result = `${stamp} ${day} 0${String(randomInt(random, 10))}:${String(10 + randomInt(random, 49))}\n${result}`;
		tags.push('scan-stamp');
	}
	return { text: result, tags };
};

const createDocument = (vendor: Vendor, index: number): Omit<ScenarioItem, 'id'> => {
	// A stream per document: a new vendor leaves the others' documents as they are.
	const random = createRandom(seed, `${vendor.name}/${String(index)}`);
	const facts = drawFacts(vendor, random);
	const clean = layOut(facts, random).join('\n');
	const { text, tags } = scan(clean, facts, random);
	return {
		input: { document: text },
		reference: referenceOf(facts),
		language: vendor.language,
		tags: [...tagsOf(facts, text), ...tags].sort()
	};
};

/** The items of `invoice-extraction`, always the same. */
export const generateInvoiceExtraction = (): ScenarioItem[] => {
	const documents = vendors.flatMap((vendor) =>
		Array.from({ length: documentsPerVendor[vendor.kind] }, (_, index) =>
			createDocument(vendor, index)
		)
	);
	return shuffle(createRandom(seed, 'order'), documents).map((item, index) => ({
		id: `document-${String(index + 1).padStart(3, '0')}`,
		...item
	}));
};
