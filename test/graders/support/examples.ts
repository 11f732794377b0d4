/** Each kind of grader with references that it takes, and answers with what becomes of them. */
import { graderSpecSchema, type GraderKind, type GraderSpec } from '#core/grader-spec.ts';
import type { JsonValue } from '#core/json.ts';

export interface GraderExample {
	spec: GraderSpec;
	references: JsonValue[];
	/** References that it must refuse. */
	refused: JsonValue[];
	/** Answers to the first reference, with whether they pass. */
	answers: [text: string, passes: boolean][];
}

const example = (spec: unknown, rest: Omit<GraderExample, 'spec'>): GraderExample => ({
	spec: graderSpecSchema.parse(spec),
	...rest
});

const sum = {
	solution: 'function sum(list) { return list.reduce((a, b) => a + b, 0); }',
	tests: `test('adds', () => assert.equal(sum([1, 2, 3]), 6)); test('of nothing', () => assert.equal(sum([]), 0));`,
	wrong: ['function sum(list) { return list.reduce((a, b) => a + b); }']
};

const shop = `create table orders (id integer primary key, customer text, cents integer);
insert into orders (customer, cents) values ('Ada', 1200), ('Bo', 300), ('Ada', 50), ('Cy', null);`;

/** A conversation that books room A and gives booking b-1 up, or what is made of it. */
const transcript = ({
	message = 'Room A: 1250.50 EUR, 14:30.',
	calls = ['book'],
	created = ['a'],
	removed = ['b-1'],
	note = false
}: {
	message?: string | null;
	calls?: string[];
	created?: string[];
	removed?: string[];
	note?: boolean;
}): string =>
	JSON.stringify({
		turns: [{ text: '', calls: calls.map((name) => ({ name, arguments: '{}', result: '{}' })) }],
		message,
		changes: {
			bookings: {
				created: Object.fromEntries(
					created.map((room, index) => [`b-${String(9 + index)}`, { room, at: '14:30' }])
				),
				changed: {},
				removed
			},
			rooms: {
				created: {},
				changed: { a: { free: 2, ...(note ? { note: 'late' } : {}) } },
				removed: []
			}
		}
	});

/** Those that grade as the answers arrive; what a judge promises is in `judge/`, and `none` grades nothing. */
export const graderExamples: Record<Exclude<GraderKind, 'judge' | 'none'>, GraderExample> = {
	label: example(
		{ kind: 'label', labels: ['refund', 'billing', 'other'] },
		{
			references: ['refund', 'other'],
			refused: ['Refund', 3, null],
			answers: [
				['refund', true],
				['**Label:** Refund.', true],
				['```json\n{"label": "refund"}\n```', true],
				['billing', false],
				['refund or billing', false],
				['Das ist eine Rückerstattung.', false]
			]
		}
	),
	exact: example(
		{ kind: 'exact' },
		{
			references: ['Größe 42', ['a', 'b']],
			refused: ['', '  ', [], 4],
			answers: [
				['  Größe 42\n', true],
				['Gro\u0308ße 42', true],
				['größe 42', false],
				['The answer is Größe 42', false]
			]
		}
	),
	normalised: example(
		{ kind: 'normalised' },
		{
			references: [['Müller & Söhne', 'Mueller'], '東京'],
			refused: ['!!', [], {}],
			answers: [
				['muller, sohne.', true],
				['MUELLER', true],
				['Müller', false]
			]
		}
	),
	number: example(
		{ kind: 'number', tolerance: 0.01 },
		{
			references: [1234.5, 0, -3, 1e-9],
			refused: ['12', null, [1]],
			answers: [
				['1,234.50', true],
				['€ 1.234,50', true],
				['The answer is 1234.5 euros.', true],
				['2 and 3 make 5, times 246.9.\n#### 1234.50', true],
				['so 1000 + 234.5, that is \\boxed{1234.5}', true],
				['1000 + 234.5', false],
				['1234.52', false],
				['twelve', false]
			]
		}
	),
	pattern: example(
		{ kind: 'pattern', ignoreCase: true },
		{
			references: [
				{
					must: ['^\\d{4}-\\d{2}-\\d{2}$', 'invoice'],
					mustNot: ['sorry'],
					right: 'Invoice of\n2026-11-20',
					wrong: ['Invoice of yesterday', 'Sorry, no invoice.\n2026-11-20']
				}
			],
			refused: [{ must: ['('], right: 'a', wrong: ['b'] }, 'a+'],
			answers: [
				['the INVOICE:\n2026-11-20\n', true],
				['2026-11-20', false]
			]
		}
	),
	'rouge-l': example(
		{ kind: 'rouge-l', passScore: 0.6 },
		{
			references: ['the police killed the gunman', ['La réunion est reportée à mardi.']],
			refused: ['', [], 7],
			answers: [
				['Police killed the gunman!', true],
				['the gunman killed police', false],
				['Nothing to say.', false]
			]
		}
	),
	'edit-distance': example(
		{ kind: 'edit-distance', passScore: 0.8 },
		{
			references: ['kitten sitting', 'résumé of the year'],
			refused: ['', [], 7],
			answers: [
				['kitten sittin', true],
				['sitting kitten', false]
			]
		}
	),
	'json-fields': example(
		{
			kind: 'json-fields',
			fields: [
				{ name: 'vendor', type: 'text' },
				{ name: 'total', type: 'number', tolerance: 0.005 }
			]
		},
		{
			references: [
				{ vendor: 'Ångström AB', total: 12.5 },
				{ vendor: null, total: null }
			],
			refused: [{ vendor: 'a' }, { vendor: 'a', total: '1' }, []],
			answers: [
				['{"vendor": "angstrom ab", "total": "12,50"}', true],
				[
					'Here you are:\n```json\n{"vendor": "Ångström AB", "total": 12.5}\n```\nAnything else?',
					true
				],
				['Sure, {"vendor": "Ångström AB", "total": 12.5} is it', true],
				['{"vendor": "Ångström AB", "total": 12.6}', false],
				['{"vendor": "Ångström AB"', false]
			]
		}
	),
	'json-schema': example(
		{
			kind: 'json-schema',
			schema: {
				type: 'object',
				required: ['title', 'tags'],
				additionalProperties: false,
				properties: {
					title: { type: 'string' },
					tags: { type: 'array', items: { type: 'string' } },
					due: { type: 'string', format: 'date' }
				}
			}
		},
		{
			references: [{ title: 'Plan', tags: ['a', 'b'], due: '2026-11-20' }],
			refused: [{ title: 'Plan' }, { title: 1, tags: [] }, 'Plan'],
			answers: [
				['{"due":"2026-11-20","tags":["b","a"],"title":"Plan"}', true],
				['```\n{"title":"Plan","tags":["a","b"],"due":"2026-11-20"}\n```', true],
				['{"title":"Plan","tags":["a"],"due":"2026-11-20"}', false],
				['{"title":"Plan","tags":["a","b"],"due":"20.11.2026"}', false],
				['{"title":"Plan","tags":["a","b"],"due":"2026-11-20","more":1}', false]
			]
		}
	),
	'json-rows': example(
		{
			kind: 'json-rows',
			lists: [
				{
					name: 'tasks',
					fields: [
						{ name: 'owner', type: 'text' },
						{ name: 'due', type: 'date' }
					],
					text: 'task'
				},
				{ name: 'decisions' }
			],
			passScore: 0.8
		},
		{
			references: [
				{
					lists: {
						tasks: [
							{
								fields: { owner: 'Ada Löfgren', due: '2026-03-05' },
								text: 'Send the offer to Brandt',
								says: [['*offer*', 'quote']],
								never: ['12,000'],
								slips: [
									{
										fields: { owner: 'Bo Ek', due: '2026-03-05' },
										text: 'Send the offer to Brandt'
									}
								]
							},
							{
								fields: { owner: 'Bo Ek', due: null },
								text: 'Book the room',
								says: [['room', 'Aalto']]
							}
						],
						decisions: [{ text: 'The fair is on 9 May.', says: [['9 May', 'May 9', '2026-05-09']] }]
					},
					forbidden: ['Halden'],
					invented: { decisions: [{ text: 'Halden is sold.' }] }
				},
				{ lists: { tasks: [] } }
			],
			refused: [
				{ lists: {} },
				{ lists: { songs: [] } },
				{ lists: { tasks: [{ fields: { owner: 'Ada', due: 'soon' }, text: 'x' }] } },
				{ lists: { decisions: [{ text: 'On 9 May.', says: [['10 May']] }] } },
				{
					lists: {
						decisions: [{ text: '9 May', says: [['9 May']], slips: [{ text: 'May? 9 May' }] }]
					}
				},
				[]
			],
			answers: [
				[
					'{"tasks":[{"owner":"Bo Ek","task":"Reserve the room"},{"owner":"Ada Lofgren","due":"2026-03-05","task":"Offers for Brandt"}],"decisions":["Fair: 2026-05-09"]}',
					true
				],
				[
					'```json\n{"tasks":[{"owner":"Ada Löfgren","due":"2026-03-05","task":"Counteroffer"}],"decisions":["It is on May 9."]}\n```',
					true
				],
				[
					'{"tasks":[{"owner":"Bo Ek","due":null,"task":"room"},{"owner":"Ada Löfgren","due":"2026-03-06","task":"offer"}],"decisions":["9 May"]}',
					false
				],
				[
					'{"tasks":[{"owner":"Bo Ek","due":null,"task":"room"},{"owner":"Ada Löfgren","due":"2026-03-05","task":"offer of 12,000"}],"decisions":["9 May"]}',
					false
				],
				[
					'{"tasks":[{"owner":"Bo Ek","due":null,"task":"room"},{"owner":"Ada Löfgren","due":"2026-03-05","task":"offer"}],"decisions":["9 May","Halden is sold"]}',
					false
				],
				['{"tasks":[{"owner":"Bo Ek","due":null,"task":"room"}]}', false],
				['On 9 May, Ada sends the offer and Bo books the room.', false]
			]
		}
	),
	'cited-answer': example(
		{ kind: 'cited-answer', unanswerable: 'Not in the documents.' },
		{
			references: [
				{
					answerable: true,
					facts: [['30 days', 'thirty days'], ['1,200']],
					forbidden: ['60 days'],
					cite: [['4.2'], ['7.1', '7.2']],
					mayCite: ['1.1'],
					answer: 'Within thirty days [4.2], at most EUR 1,200 [7.1].',
					wrong: ['Within 60 days [4.2], at most EUR 1,200 [7.1].']
				},
				{ answerable: false, wrong: ['Within 30 days [4.2].'] }
			],
			refused: [
				{ answerable: true, facts: [['x']], answer: 'y' },
				{ answerable: false, wrong: [] },
				'30 days'
			],
			answers: [
				['30 days (see [§ 4.2]); the cap is 1200 euros [7.2, 1.1].', true],
				['30 days [4.2]; 1,200.', false],
				['30 days [4.2], 1,200 [7.1], see also [9.9].', false],
				['130 days [4.2], 1,200 [7.1].', false],
				['30 days, not 60 days [4.2], 1,200 [7.1].', false],
				['Not in the documents. But 30 days [4.2], 1,200 [7.1].', false]
			]
		}
	),
	'final-state': example(
		{ kind: 'final-state', free: ['rooms.note'] },
		{
			references: [
				{
					solution: {
						turns: [[{ name: 'book', arguments: { room: 'a' } }]],
						message: 'Booked room A for 1,250.50 euros at 14:30.'
					},
					wrong: [{ turns: [], message: 'Booked.' }],
					changes: {
						bookings: { created: [{ room: 'a' }], removed: ['b-1'] },
						rooms: { changed: { a: { free: 2 } } }
					},
					forbidden: ['pay'],
					facts: [1250.5, ['14:30', '2:30 pm']]
				},
				{ solution: { turns: [], message: 'No.' }, wrong: [{ turns: [], message: 'Yes.' }] }
			],
			refused: [{}, 'done', { solution: { turns: [], message: 'x' }, wrong: [] }],
			answers: [
				[transcript({ message: 'It is 1.250,50 € at 2:30 PM' }), true],
				[transcript({ note: true }), true],
				[transcript({ message: 'Booked for 1250.5' }), false],
				[transcript({ message: null }), false],
				[transcript({ calls: ['book', 'pay'] }), false],
				[transcript({ removed: [] }), false],
				[transcript({ removed: ['b-1', 'b-2'] }), false],
				[transcript({ created: ['a', 'a'] }), false],
				[transcript({ created: ['b'] }), false],
				['{"turns": [], "message": "1250.5 at 14:30"}', false],
				['Booked for 1250.50 at 14:30.', false]
			]
		}
	),
	'tool-calls': example(
		{
			kind: 'tool-calls',
			tools: [
				{
					name: 'book',
					description: 'Books a room.',
					parameters: { type: 'object' },
					fields: [{ name: 'title', type: 'text' }]
				},
				{ name: 'cancel', description: 'Cancels.', parameters: { type: 'object' } }
			]
		},
		{
			references: [
				[
					{ name: 'book', arguments: { room: 'Aalto', title: 'Jour fixe', seats: 4 } },
					{ name: 'cancel', arguments: { id: 'b7' } }
				],
				[]
			],
			refused: [[{ name: 'dance', arguments: {} }], { name: 'book' }, 'book'],
			answers: [
				[
					'[{"name":"cancel","arguments":{"id":"b7"}},{"name":"book","arguments":{"seats":4,"title":"jour-fixe","room":"Aalto"}}]',
					true
				],
				[
					'```json\n{"tool_calls":[{"function":{"name":"book","arguments":"{\\"room\\":\\"Aalto\\",\\"title\\":\\"Jour fixe\\",\\"seats\\":4}"}},{"function":{"name":"cancel","arguments":{"id":"b7"}}}]}\n```',
					true
				],
				['[{"name":"cancel","arguments":{"id":"b7"}}]', false],
				[
					'[{"name":"cancel","arguments":{"id":"b7"}},{"name":"book","arguments":{"seats":5,"title":"Jour fixe","room":"Aalto"}}]',
					false
				],
				['I have booked it.', false]
			]
		}
	),
	'sql-result': example(
		{ kind: 'sql-result', database: shop, deadlineMs: 2_000 },
		{
			references: [
				{
					sql: 'select customer, sum(cents) from orders group by customer',
					wrong: ['select customer, count(*) from orders group by customer']
				},
				{
					sql: 'select id from orders order by cents desc limit 1',
					ordered: true,
					wrong: ['select id from orders order by cents limit 1']
				}
			],
			refused: [{ sql: 'select 1', wrong: [] }, 'select 1'],
			answers: [
				['```sql\nSELECT customer, SUM(cents) FROM orders GROUP BY 1 ORDER BY 2;\n```', true],
				[
					'with t as (select * from orders) select customer, sum(cents) * 1.0 from t group by customer',
					true
				],
				['select customer from orders', false],
				['select customer, sum(cents) from order group by customer', false],
				['drop table orders', false],
				["attach database '/tmp/evil.db' as evil", false],
				['I would join the tables.', false]
			]
		}
	),
	'unit-tests': example(
		{ kind: 'unit-tests', deadlineMs: 1_000 },
		{
			references: [sum],
			refused: [{ solution: 'x', tests: 'y', wrong: [] }, 'code'],
			answers: [
				[
					'```js\nexport const sum = (list) => { let s = 0; for (const x of list) s += x; return s; };\n```',
					true
				],
				[
					`Here:\n\n\`\`\`javascript\n${sum.solution}\nmodule.exports = { sum };\n\`\`\`\nIt uses reduce.`,
					true
				],
				['```js\nfunction sum() { return 6; }\n```', false],
				['```js\nfunction sum(list) { return process.env.HOME; }\n```', false],
				['globalThis.test = (name, run) => {}; function sum() {}', false],
				[
					'Object.is = () => true; Object.defineProperty = () => {}; function sum() { return 1; }',
					false
				],
				['I would use reduce.', false]
			]
		}
	),
	command: example(
		{
			kind: 'command',
			command: [
				process.execPath,
				'-e',
				`let text = ''; process.stdin.on('data', (chunk) => (text += chunk)).on('end', () => {
					const { answer, reference } = JSON.parse(text);
					console.log(JSON.stringify({ passed: answer.trim() === reference }));
				});`
			]
		},
		{
			references: [{ value: 'blue', right: 'blue', wrong: ['red'] }],
			refused: ['blue', { value: 1, right: '1', wrong: [] }],
			answers: [
				[' blue ', true],
				['green', false]
			]
		}
	)
};
