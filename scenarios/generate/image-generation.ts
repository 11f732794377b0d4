/** Prompts for product pictures: forty-eight invented household goods, each in one of eight settings. */
import { createRandom, pick } from '#core/random.ts';
import type { ScenarioItem } from '#core/scenario.ts';

const seed = 20_261_121;

/** By the department of the shop, which is the tag. */
const subjects: Readonly<Record<string, readonly string[]>> = {
	kitchen: [
		'A cast-iron casserole with a lid, enamelled in dark green outside and cream inside, 24 cm across.',
		'A set of three nested mixing bowls of brushed steel with black silicone bases.',
		'A hand-held citrus press of yellow lacquered aluminium, half a lemon beside it.',
		'A chopping board of end-grain walnut with a juice groove, a bunch of parsley on one corner.',
		'A pepper mill of turned olive wood, 30 cm tall, with a steel knob.',
		'A glass teapot with a removable steel strainer, filled with amber tea.',
		'A carbon-steel wok with a beech handle, seasoned to a bronze sheen.',
		'A stoneware butter dish in matt white with a lid shaped like a small roof.'
	],
	table: [
		'Four dinner plates of speckled grey stoneware, one leaning against the stacked three.',
		'A pair of ribbed water glasses in pale smoke-coloured glass.',
		'A linen tablecloth in undyed flax with a narrow rust-red border, folded.',
		'A cutlery set for one person with slim handles of matt black steel.',
		'A wine carafe with a wide flat base and a cork ball as stopper, half full of red wine.',
		'Six napkin rings of plaited willow in a shallow bowl.',
		'A cake stand of clear pressed glass with a scalloped rim, 28 cm across.',
		'Two espresso cups in glossy cobalt blue on saucers with a gold line.'
	],
	bath: [
		'A stack of three waffle-weave towels in sand, sage and white.',
		'A soap dispenser of ribbed amber glass with a matt black pump.',
		'A round wall mirror with a thin brass frame, 60 cm across, leaning.',
		'A bath mat of thick looped cotton in slate blue, rolled halfway.',
		'A toothbrush holder of terrazzo with four holes, two bamboo brushes in it.',
		'A laundry basket of woven seagrass with two leather handles.',
		'A long-handled back brush of beech with natural bristles.',
		'A ceramic oil burner shaped like a pear, in matt terracotta.'
	],
	living: [
		'A table lamp with a mushroom-shaped shade of opal glass, switched on.',
		'A cushion of boucle wool in off-white, 50 cm square, with a piped edge.',
		'A throw of mohair in moss green with short fringes, draped over an armrest.',
		'A candle holder of hammered brass for three tapers, unlit cream candles in it.',
		'A vase of clear bubble glass with a single branch of eucalyptus.',
		'A wall clock with a face of birch plywood and hands of black steel, showing ten past ten.',
		'A magazine rack of bent oak with a canvas sling.',
		'A set of three picture frames of ash wood in three sizes, empty, standing in a row.'
	],
	garden: [
		'A watering can of galvanised steel with a long brass spout, 5 litres.',
		'A trowel and a hand fork with ash handles and leather loops, lying crosswise.',
		'A terracotta pot with a saucer, 30 cm across, planted with lavender in bloom.',
		'A bird feeder of cedar wood with a copper roof, filled with seeds.',
		'A garden lantern of black steel with reeded glass, a lit candle in it.',
		'Secateurs with red handles and a sap groove, half open.',
		'A hammock of striped cotton in blue and white, tied to two posts.',
		'A folding chair of acacia wood with a seat of olive canvas.'
	],
	storage: [
		'Three storage jars of clear glass with bamboo lids, holding rice, lentils and pasta.',
		'A stackable crate of recycled plastic in ochre with rounded corners.',
		'A bread bin of powder-coated steel in light grey with a lid that is a cutting board.',
		'A coat rack of solid oak with five turned pegs, one with a straw hat.',
		'A shoe bench of bamboo with two slatted shelves.',
		'A felt basket in anthracite with stitched leather handles, logs in it.',
		'A tool box of green steel with two trays that fold out, open.',
		'A desk organiser of cork and white steel with pens and paper clips.'
	]
};

const settings = [
	'On a plain white ground with a soft shadow.',
	'On a light oak table, a window on the left, morning light.',
	'On a pale grey stone slab, even studio light.',
	'On a linen cloth, seen from straight above.',
	'Before a wall of warm white plaster, low afternoon sun.',
	'On a dark slate surface, one light from the right.',
	'On a shelf of painted wood, blurred room behind it.',
	'On a seamless background of pale sage paper.'
];

/** The items of `image-generation`, always the same. */
export const generateImageGeneration = (): ScenarioItem[] => {
	const random = createRandom(seed, 'settings');
	return Object.entries(subjects)
		.flatMap(([department, products]) => products.map((subject) => ({ department, subject })))
		.map(({ department, subject }, index) => ({
			id: `picture-${String(index + 1).padStart(2, '0')}`,
			input: { subject, setting: pick(random, settings) },
			reference: null,
			language: 'en',
			tags: [department]
		}));
};
