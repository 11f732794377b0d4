/** What vendors' words for columns, units, periods and items mean. Guesses only: a person confirms them before anything is stored. */
import type { MappedColumn } from '#core/quote/mapped-column.ts';
import { itemsByKind, type QuoteKind } from '#core/quote/quote-line.ts';
import { quoteUnits, type QuoteUnit, type Recurrence } from '#core/quote/quote-unit.ts';

/** Longest text that a title, unit, period or label has, and how much of a description is looked at. */
const longestWord = 80;
const descriptionLooked = 300;

const columnWords: readonly [MappedColumn, RegExp][] = [
	[
		'unitPrice',
		/^(unit|list|net)[\s-]*(price|rate|cost|fee)|^price( per|\/)|^(price|rate|einzelpreis|unitprice)\b/iu
	],
	['discountShare', /^(discount|disc|rebate|rabatt)/iu],
	[
		'total',
		/^(line |extended |ext\.? |net )*(total|amount|sum|value|betrag|gesamt)|^extended price/iu
	],
	['quantity', /^(qty|quantity|count|menge|anzahl|number of)/iu],
	['unit', /^(unit|uom|per|einheit|unit of measure)$/iu],
	['recurring', /^(recurr|billing|billed|period|frequency|charged|charge type|turnus)/iu],
	['startMonth', /^(start ?month|from month)$/iu],
	['months', /^(months|duration \(months\))$/iu],
	['description', /^(desc|product|article|service|position text|bezeichnung|name|what)/iu],
	['item', /^(item|type|category)$/iu],
	['model', /^model$/iu],
	['page', /^page$/iu],
	['id', /^(id|sku|pos|position|part|line|#|no)\.?( ?(no|number|#)\.?)?$/iu]
];

/** The field that a column title most likely stands for; null for none. */
export const columnField = (title: string): MappedColumn | null =>
	title.length > longestWord
		? null
		: (columnWords.find(([, words]) => words.test(title.trim()))?.[0] ?? null);

/** Different fields that the cells of a row name: a row of titles has several. */
export const titlesIn = (cells: readonly string[]): number =>
	new Set(cells.flatMap((cell) => columnField(cell) ?? [])).size;

/** Titles that a row needs to be taken for the row of titles. */
export const fewestTitles = 3;

const unitWords: readonly [QuoteUnit, RegExp][] = [
	['1m-tokens', /^(per )?(1 ?m|1[,.]?000[,.]?000|million|m) ?-?tok(en)?s?$|^mtok$/iu],
	['1k-tokens', /^(per )?(1 ?k|1[,.]?000|thousand|k) ?-?tok(en)?s?$/iu],
	['1k-requests', /^(per )?(1 ?k|1[,.]?000|thousand) ?-?requests?$/iu],
	['gpu-hour', /^(per )?gpu[\s/-]*(hours?|hrs?|h)$/iu],
	['gpu-minute', /^(per )?gpu[\s/-]*(minutes?|mins?)$/iu],
	['gpu-month', /^(per )?gpu[\s/-]*(months?|mo)$/iu],
	['node-hour', /^(per )?(node|instance|server)[\s/-]*(hours?|hrs?|h)$/iu],
	['node-month', /^(per )?(node|instance|server)[\s/-]*(months?|mo)$/iu],
	['unit-month', /^(per )?unit[\s/-]*(months?|mo)$/iu],
	['unit-hour', /^(per )?unit[\s/-]*(hours?|hrs?|h)$/iu],
	['kw-month', /^(per )?kw[\s/-]*(months?|mo)$/iu],
	['kwh', /^(per )?kwh$/iu],
	['seat-month', /^(per )?(seat|user)[\s/-]*(months?|mo)$/iu],
	['seat-year', /^(per )?(seat|user)[\s/-]*(years?|yr)$/iu],
	['gb-month', /^(per )?gb[\s/-]*(months?|mo)$/iu],
	['tb-month', /^(per )?tb[\s/-]*(months?|mo)$/iu],
	['gb', /^(per )?gb$/iu],
	['tb', /^(per )?tb$/iu],
	['month', /^(per )?(months?|mo|monat)$/iu],
	['year', /^(per )?(years?|yr|jahr)$/iu],
	['hour', /^(per )?(hours?|hrs?|h)$/iu],
	['node', /^(nodes?|servers?|systems?)$/iu],
	['gpu', /^gpus?$/iu],
	['lot', /^(lot|set|ls|lump sum|flat|pauschal)$/iu],
	['each', /^(ea\.?|each|pcs?\.?|pieces?|units?|stk\.?|stück|x)$/iu]
];

/** The unit that a text stands for; null for none. */
export const unitOf = (text: string): QuoteUnit | null => {
	if (text.length > longestWord) return null;
	const word = text.trim();
	const code = quoteUnits.find((unit) => unit === word.toLowerCase());
	return code ?? unitWords.find(([, words]) => words.test(word))?.[0] ?? null;
};

const recurrenceWords: readonly [Recurrence, RegExp][] = [
	['once', /^(once|one[\s-]?(off|time)|nrc|non[\s-]?recurring|einmalig|upfront)$/iu],
	['month', /^((per )?months?|monthly|mo|mrc|monatlich)$/iu],
	['year', /^((per )?years?|yearly|annual(ly)?|yr|jährlich)$/iu],
	['hour', /^((per )?hours?|hourly|hr)$/iu]
];

/** The period that a text stands for; null for none. */
export const recurrenceOf = (text: string): Recurrence | null =>
	text.length > longestWord
		? null
		: (recurrenceWords.find(([, words]) => words.test(text.trim()))?.[0] ?? null);

/** How a price per such a unit falls due where the table does not say. */
export const usualRecurrence = (unit: QuoteUnit): Recurrence => {
	if (unit.endsWith('-hour') || unit === 'hour') return 'hour';
	if (unit.endsWith('-year') || unit === 'year') return 'year';
	if (unit.endsWith('-month') || unit.endsWith('-minute')) return 'month';
	if (unit.endsWith('tokens') || unit.endsWith('requests') || unit === 'kwh') return 'month';
	return unit === 'gb' || unit === 'tb' || unit === 'month' ? 'month' : 'once';
};

const itemWords: readonly [string, RegExp][] = [
	['discount', /\b(discount|rebate|credit|reduction|rabatt|nachlass)\b/iu],
	['cache-read-tokens', /\bcache(d)?\b.*\b(read|input|hit)|\bcached input\b/iu],
	['cache-write-tokens', /\bcache\b.*\bwrite/iu],
	['batch-input-tokens', /\bbatch\b.*\b(input|prompt)\b/iu],
	['batch-output-tokens', /\bbatch\b.*\b(output|completion)\b/iu],
	['input-tokens', /\b(input|prompt)\b.*tok|^input$/iu],
	['output-tokens', /\b(output|completion)\b.*tok|^output$/iu],
	['provisioned-unit', /\b(provisioned|reserved) (throughput|unit)|\bptu\b/iu],
	['freight', /\b(freight|shipping|delivery|transport|duty|customs|fracht)\b/iu],
	['install', /\b(install|installation|rack and stack|commissioning|deployment|montage)\b/iu],
	['integration', /\b(integration|burn[\s-]?in|assembly)\b/iu],
	['support', /\b(support|maintenance|care|warranty extension|service contract|wartung)\b/iu],
	['onboarding', /\b(onboarding|training)\b/iu],
	['cross-connect', /\bcross[\s-]?connects?\b/iu],
	['remote-hands', /\b(remote|smart) hands\b/iu],
	['setup', /\b(set[\s-]?up|activation)\b/iu],
	['metered-power', /\b(metered|electricity|kwh)\b/iu],
	['power', /\b(power|kw|colocation|cabinet power)\b/iu],
	['egress', /\b(egress|data transfer|traffic|bandwidth)\b/iu],
	['network', /\b(switch(es)?|network|infiniband|ethernet|optics?|cables?|transceivers?|nic)\b/iu],
	['licence', /\b(licen[cs]es?|software|subscription)\b/iu],
	['storage', /\b(storage|nvme|disks?|ssds?)\b/iu],
	['spares', /\b(spares?|spare parts)\b/iu],
	['seat', /\b(seats?|users?)\b/iu],
	['server', /\b(servers?|nodes?|systems?|dgx|hgx|chassis)\b/iu],
	['rack', /\b(racks?|pdus?|rails?)\b/iu],
	['gpu', /\b(gpus?|accelerators?|[hb]\d00|mi3\d\dx)\b/iu],
	['space', /\b(space|cage|floor)\b/iu],
	['overage', /\boverage\b/iu]
];

/** The item that a description most likely stands for among those of the kind; `other` where none fits. */
export const itemOf = (kind: QuoteKind, written: string): string => {
	const text = written.slice(0, descriptionLooked);
	const items: readonly string[] = itemsByKind[kind];
	const code = items.find((item) => item === text.trim().toLowerCase());
	if (code !== undefined) return code;
	return (
		itemWords.find(([item, words]) => items.includes(item) && words.test(text))?.[0] ?? 'other'
	);
};

/** The kind of quote that units and descriptions point to; null where nothing does. */
export const kindOf = (
	units: readonly string[],
	descriptions: readonly string[]
): QuoteKind | null => {
	const known = units.map(unitOf);
	const any = (...wanted: QuoteUnit[]): boolean =>
		known.some((unit) => unit !== null && wanted.includes(unit));
	if (any('1m-tokens', '1k-tokens')) return 'api-contract';
	if (any('gpu-minute')) return 'managed-endpoint';
	if (any('gpu-hour', 'gpu-month')) return 'gpu-cloud';
	if (any('kw-month')) return 'colocation';
	if (any('seat-month', 'seat-year')) return 'seat-subscription';
	return descriptions.some((text) => itemOf('server-purchase', text) === 'server')
		? 'server-purchase'
		: null;
};

const normal = (label: string): string => label.toLowerCase().replaceAll(/[^a-z0-9]+/gu, '');

const fieldLabels: Record<string, string> = {
	vendor: 'vendor',
	supplier: 'vendor',
	seller: 'vendor',
	quotenumber: 'number',
	quoteno: 'number',
	quote: 'number',
	quoteref: 'number',
	offerno: 'number',
	offernumber: 'number',
	reference: 'number',
	number: 'number',
	version: 'version',
	revision: 'version',
	date: 'quotedOn',
	quotedate: 'quotedOn',
	quotedon: 'quotedOn',
	issued: 'quotedOn',
	validuntil: 'validUntil',
	validto: 'validUntil',
	expires: 'validUntil',
	expiry: 'validUntil',
	currency: 'currency',
	kind: 'kind',
	title: 'title',
	incoterm: 'incoterm',
	incoterms: 'incoterm',
	leadtimeweeks: 'leadTimeWeeks',
	warrantymonths: 'warrantyMonths',
	termmonths: 'termMonths',
	support: 'supportTier',
	supporttier: 'supportTier',
	governinglaw: 'governingLaw',
	gpu: 'gpu',
	gpus: 'gpus',
	gpuspernode: 'gpusPerNode',
	nodes: 'nodes',
	seats: 'seats',
	mode: 'mode',
	power: 'power',
	committedkw: 'committedKw',
	gpusperreplica: 'gpusPerReplica',
	minreplicas: 'minReplicas'
};

/** Fields of a quote that are whole numbers. */
export const wholeNumberFields: ReadonlySet<string> = new Set([
	'version',
	'leadTimeWeeks',
	'warrantyMonths',
	'termMonths',
	'gpus',
	'gpusPerNode',
	'nodes',
	'seats',
	'gpusPerReplica',
	'minReplicas'
]);

/** The field of a quote that a label such as `Valid until:` stands for; null for none. */
export const quoteField = (label: string): string | null =>
	label.length > longestWord ? null : (fieldLabels[normal(label)] ?? null);
