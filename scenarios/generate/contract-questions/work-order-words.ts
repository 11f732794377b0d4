/** Words of which work orders are made. */

export const sites = [
	...['Immingham', 'Goole', 'Daventry', 'Tilbury', 'Avonmouth', 'Felixstowe', 'Warrington'],
	...['Livingston', 'Newport', 'Doncaster', 'Peterborough', 'Lutterworth', 'Teesport', 'Swindon']
];

export const leads = [
	...['Harriet Osei', 'Tomasz Wrona', 'Gwen Parry', 'Imran Siddiq', 'Beth Calloway', 'Lars Eide'],
	...[
		'Nuala Brannigan',
		'Piers Attwell',
		'Renata Kowal',
		'Dev Chaudhry',
		'Colette Marsh',
		'Owen Tudor'
	],
	...['Sunniva Holt', 'Marcus Ebbing', 'Yvonne Adeyemi', 'Kit Lowther']
];

export const limitsOfScope = [
	'Hardware is bought by the {C} itself and is not part of this Work Order.',
	'Work at other sites needs a separate Work Order, even where the same system is concerned.',
	'Licences of third parties are contained only where the charges say so.',
	'Training of more than two days for each user group is not part of the scope.',
	'The clean-up of existing data is limited to the records of the last three financial years.',
	'Changes to the accounting system are left to the {C}’s other provider, with which the {P} shall co-ordinate.',
	'Translations of screens and labels into Polish and Romanian are part of the scope.',
	'Night work is planned only where a stop of the conveyors would otherwise be necessary.'
];

export const reports = [
	'Progress is reported in writing every two weeks to the site manager.',
	'A short report with open risks is sent on the last Business Day of each month.',
	'The results are presented to the shift leaders before they are put to use.',
	'Test protocols are kept for the duration of the agreement and shown on request.',
	'A list of known faults with their priority is kept in the {C}’s ticket system.',
	'Figures for the steering group are due ten Business Days before its meeting.'
];

export const customerDuties = [
	'The {C} provides desks, network access and passes for the persons assigned.',
	'The {C} names a process owner who decides within three Business Days on questions of detail.',
	'The {C} makes a test environment available that resembles production in structure, if not in size.',
	'The {C} ensures that its staff take part in tests for up to four hours a week.',
	'The {C} announces stocktaking and other closures of the site four weeks ahead.',
	'The {C} keeps the mobile scanners charged, updated and in the number that the layout requires.',
	'The {C} obtains the consent of the owner of the building to cabling and antennas.'
];

export const topics = [
	{
		title: 'operation of warehouse management',
		scope:
			'The {P} operates the warehouse management system, including monitoring, patches, user administration and the second line of support for the shift leaders.',
		results: [
			'A monthly overview shows movements, errors of picking and the load at peak hours.',
			'Every release is preceded by a trial in the test environment with recorded movements of a full day.'
		]
	},
	{
		title: 'transport planning, support and tuning',
		scope:
			'The {P} supports the planning of tours, maintains the road and toll data, and tunes the rules by which loads are put together and time windows are kept.',
		results: [
			'Twice a year the rules are reviewed with the dispatchers against the tours of the four weeks before.',
			'Savings of distance are shown against the plan of the previous year, corrected for volume.'
		]
	},
	{
		title: 'customs interface',
		scope:
			'The {P} runs and maintains the interface through which declarations, safety messages and transit documents are exchanged with the authorities and with port communities.',
		results: [
			'Changes to message formats are implemented no later than ten Business Days before the authority requires them.',
			'Rejected messages are analysed daily and corrected together with the customs clerks.'
		]
	},
	{
		title: 'renewal of the wireless network',
		scope:
			'The {P} plans and installs a new wireless network in the halls and the yard, with a survey before and measurements after, and removes the former access points.',
		results: [
			'Coverage is shown by a map with measured values at each aisle and dock.',
			'Handover between access points is proven with a forklift at walking and at full speed.'
		]
	},
	{
		title: 'voice picking, introduction',
		scope:
			'The {P} introduces picking by voice in the areas for chilled and ambient goods, with dialogues, headsets, training of trainers and support in the first weeks.',
		results: [
			'Dialogues are agreed with ten pickers before they are built and adapted twice after the start.',
			'The rate of picks is measured for four weeks before and after the introduction.'
		]
	},
	{
		title: 'yard management',
		scope:
			'The {P} delivers and supports software for the yard that books time slots, guides drivers from the gate to the dock, and records waiting times.',
		results: [
			'Waiting times are reported for each haulier and each hour of the day.',
			'The gate terminals speak six languages, which the {C} names.'
		]
	},
	{
		title: 'service desk',
		scope:
			'The {P} runs the service desk for users of the site, by telephone, by chat and in person, including the issue of devices and the care of printers and scanners.',
		results: [
			'Requests that recur are turned into articles for users, at least five in each quarter.',
			'Satisfaction is asked for after every tenth ticket and reported with the comments.'
		]
	},
	{
		title: 'data warehouse and reporting',
		scope:
			'The {P} builds and runs the loading of data from warehouse, transport and telematics, and the standard reports for management, finance and customers.',
		results: [
			'Loads are finished by 5 a.m.; deviations and their causes are noted in a log.',
			'Each report has an owner at the {C}; reports without readers for six months are withdrawn.'
		]
	},
	{
		title: 'telematics of the fleet',
		scope:
			'The {P} connects the vehicles’ on-board units with transport planning, keeps the devices’ software up to date and supports drivers in case of faults.',
		results: [
			'Positions are delivered every two minutes while the engine runs.',
			'Units that have not reported for 48 hours are listed for the workshop.'
		]
	},
	{
		title: 'migration of servers',
		scope:
			'The {P} moves the servers of the site to the shared platform, with an inventory, a trial run, the move itself and the orderly scrapping of what is left.',
		results: [
			'Each move has a way back that was tried out beforehand.',
			'Erased media are listed with serial number, method and witness.'
		]
	},
	{
		title: 'conveyor control, maintenance of software',
		scope:
			'The {P} maintains the software of the conveyor and sorter controls above the level of the machines, analyses jams and adapts routes and priorities.',
		results: [
			'Jams of more than five minutes are evaluated weekly with the maintenance crew.',
			'Simulations show the effect of new routes before they are put to use.'
		]
	},
	{
		title: 'identity and access',
		scope:
			'The {P} administers identities, roles and rights for the site, including temporary staff in the season, and carries out the review of rights twice a year.',
		results: [
			'Leavers lose their rights on the evening of their last shift.',
			'The review is signed by the heads of department and filed for the auditors.'
		]
	}
];
