/** Words of which the schedules of trade contracts are made. */

export const partKinds = [
	...[
		'volute housing DN 80',
		'volute housing DN 125',
		'closed impeller 210 mm',
		'closed impeller 265 mm'
	],
	...[
		'open impeller 180 mm',
		'bearing bracket, short',
		'bearing bracket, long',
		'shaft sleeve 45 mm'
	],
	...[
		'wear ring, front',
		'wear ring, rear',
		'seal cover, cooled',
		'seal cover, plain',
		'suction flange'
	],
	...[
		'discharge flange',
		'diffuser, five vanes',
		'stage casing',
		'balance disc',
		'coupling guard, cast'
	]
];

export const steps = [
	'Pressure test of each piece at 24 bar.',
	'Supplied machined and primed.',
	'Supplied as cast, fettled, with test bar.',
	'Balanced to grade G 6.3 with protocol.',
	'Dye test of the seat surfaces on one piece in ten.',
	'Blasted and oiled, machined surfaces capped.'
];

export const assetKinds = [
	...['Milk silo 60,000 litres', 'Plate pasteuriser', 'Separator', 'Homogeniser', 'Butter churn'],
	...[
		'Cup filling line',
		'Bottle filling line',
		'Palletiser',
		'Cold store with racking',
		'Ice water tank'
	],
	...['Ammonia compressor', 'Steam boiler', 'Cleaning station for tankers', 'Effluent plant'],
	...['Laboratory equipment', 'Weighbridge', 'Land and dairy building']
];

export const makers = [
	'Made by Torvald & Brink',
	'Made by Caldera Process',
	'Made by Holmgaard',
	'Made by Severn Stainless',
	'Maker not stated in the report'
];

export const platformModules = [
	'Intake',
	'Claims',
	'Documents',
	'Payments',
	'Recoveries',
	'Reporting'
];

export const limitKinds = [
	{
		what: 'requests a minute',
		note: 'Counted over all Authorised Users and technical accounts of the environment.'
	},
	{
		what: 'requests in a burst of ten seconds',
		note: 'A burst is followed by a pause of at least as long.'
	},
	{
		what: 'records in one answer',
		note: 'Longer results are given page by page, with a mark that is valid for an hour.'
	},
	{
		what: 'subscriptions to events',
		note: 'Events that could not be delivered are repeated for two days.'
	},
	{
		what: 'technical accounts',
		note: 'Each has rights of its own; shared accounts are blocked when found.'
	},
	{
		what: 'jobs that wait at the same time',
		note: 'Jobs run in the order of their arrival, those of the night with lower priority.'
	},
	{
		what: 'fields of the Customer’s own',
		note: 'Fields that were deleted count until the end of the month.'
	},
	{
		what: 'kilobytes for each attachment sent in the body',
		note: 'Larger ones are handed over by reference.'
	},
	{ what: 'exports a day', note: 'An export that was broken off is not counted.' }
];

export const purposes = [
	'Computing and storage in the data centre.',
	'Sending of e-mail and text messages to claimants.',
	'Reading of texts from scanned documents.',
	'Monitoring of errors and response times.',
	'Support in the first line outside office hours.',
	'Back-ups at a second place.',
	'Checks of bank accounts before payments.',
	'Printing and posting of letters.'
];

const words = ['Alvar', 'Bexhill', 'Corda', 'Dunmore', 'Estrel', 'Fonteyn', 'Galway', 'Hexel'];
const kinds = ['Hosting BV', 'Messaging Ltd', 'Vision GmbH', 'Post AG'];
const places = ['Frankfurt', 'Dublin', 'Utrecht', 'Manchester', 'Groningen', 'Lille', 'Cork'];

export const processorNames = words.flatMap((word, i) =>
	kinds.map((kind, j) => ({
		name: `${word} ${kind}`,
		place: places[(i * kinds.length + j) % places.length] ?? ''
	}))
);

export const folderKinds = [
	{
		topic: 'Customers',
		tiers: ['A', 'B'],
		pieces: [
			'contracts of the twenty largest',
			'rebates by group',
			'complaints since 2021',
			'margins by account',
			'offers that are pending',
			'correspondence on delivery delays',
			'samples under test',
			'credit limits'
		]
	},
	{
		topic: 'Purchasing',
		tiers: ['A', 'B'],
		pieces: [
			'supply of platinum',
			'supply of rhodium',
			'leases of precious metal',
			'carriers and ceramics',
			'energy contracts',
			'refining agreements',
			'hedging',
			'stock by melt'
		]
	},
	{
		topic: 'Development',
		tiers: ['A', 'B'],
		pieces: [
			'road map to 2030',
			'formulations in trial',
			'laboratory journals',
			'results of pilot reactors',
			'co-operations with universities',
			'cost of trials',
			'samples returned by customers',
			'life tests'
		]
	},
	{
		topic: 'Production',
		tiers: ['B', 'C'],
		pieces: [
			'capacity by line',
			'scrap and rework',
			'maintenance plans',
			'investment requests',
			'shift models',
			'permits of the works',
			'incidents since 2020',
			'energy use'
		]
	},
	{
		topic: 'Patents',
		tiers: ['B', 'C'],
		pieces: [
			'granted families',
			'pending applications',
			'licences in',
			'licences out',
			'oppositions',
			'opinions of counsel',
			'inventors’ remuneration',
			'watch lists'
		]
	},
	{
		topic: 'People',
		tiers: ['B', 'C'],
		pieces: [
			'organisation charts',
			'pay bands',
			'works agreements',
			'pension plans',
			'key persons',
			'training',
			'turnover of staff',
			'open vacancies'
		]
	},
	{
		topic: 'Finance',
		tiers: ['B', 'C'],
		pieces: [
			'audited accounts',
			'management accounts',
			'budget',
			'tax audits',
			'transfer pricing',
			'bank agreements',
			'insurance',
			'grants'
		]
	},
	{
		topic: 'Environment',
		tiers: ['C'],
		pieces: [
			'soil surveys',
			'emissions',
			'waste',
			'water permits',
			'reach dossiers',
			'noise',
			'audits',
			'provisions'
		]
	},
	{
		topic: 'Property',
		tiers: ['C'],
		pieces: [
			'land register',
			'leases',
			'building surveys',
			'fire protection',
			'easements',
			'plans of the works',
			'valuation',
			'planning permissions'
		]
	},
	{
		topic: 'Corporate',
		tiers: ['C'],
		pieces: [
			'articles',
			'share register',
			'board minutes',
			'subsidiaries',
			'litigation',
			'compliance reports',
			'data protection',
			'policies'
		]
	}
];
