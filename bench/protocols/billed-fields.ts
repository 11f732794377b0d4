/**
 * Fields of `extraBody` by which an endpoint would bill more, or otherwise, than the worst case of a request counts on. The names are those of the protocols
 * here and of the hosts that speak them, as their references had them in November 2026; a name that nobody has heard of yet is caught when its bill comes.
 */
import { isObject } from '#core/json.ts';

export interface BilledField {
	/** Steps from `extraBody` to the field. */
	path: (string | number)[];
	/** What it would do, and what to set in its place; the end of a sentence. */
	message: string;
}

/** Each sentence with the fields that it is said of, their letters alone: `max_tokens` is `maxtokens`. */
const rules: readonly (readonly [message: string, fields: string])[] = [
	[
		'sets how much output is billed, where the cap counts on the limit of the scenario; set its "maxOutputTokens" (for a judge that of the grader) and leave this out',
		`maxtokens maxcompletiontokens maxoutputtokens maxnewtokens maxtokenstosample maxgeneratedtokens maxgenlen maxgenlength maxlength
		maxcompletionlength maxresponsetokens maxdecodesteps numpredict npredict`
	],
	[
		'asks for more than one answer, where the cap counts one for each request; leave it out (how many images are made says "n" of "image" in the scenario)',
		`n bestof candidatecount numcompletions numreturnsequences numgenerations numresponses numresults numanswers numsamples samplecount ncompletions
		nsamples numimages numberofimages numimagesperprompt batchsize maximages`
	],
	[
		'may have another model answer than the price is for; name the model in "model" of the target and leave this out',
		'model modelid modelname models modelversion fallback fallbacks fallbackmodel fallbackmodels route endpointid deployment deploymentid adapterid'
	],
	[
		'chooses by which price list is billed; leave it out, set "serviceTier" where the protocol knows tiers, and give the price of that tier',
		'servicetier tier priority speed performanceconfig inferencegeo processingtier'
	],
	[
		'chooses which image is billed; leave it out, set "size" of "image" in the scenario or "imageQuality" of the target, and give its price',
		'size imagesize quality width height resolution imageconfig imagegenerationconfig aspectratio steps numinferencesteps numsteps partialimages inputfidelity megapixels'
	],
	[
		'lets the model think for so many tokens, of which the cap does not know whether they are within the limit of the scenario; set "thinkingBudgetTokens", or "reasoningEffort", in its place',
		`budgettokens thinkingbudget thinkingbudgettokens thinkingtokens maxthinkingtokens maxthinkinglength maxreasoningtokens reasoningmaxtokens reasoningbudget
		reasoningbudgettokens reasoningtokens thinkingtokenbudget reasoningtokenbudget`
	],
	[
		'has the endpoint do work that is billed beside the tokens of the request, which the cap cannot count; leave it out',
		`tools toolresources websearch websearchoptions searchparameters enablesearch searchoptions plugins mcpservers googlesearch googlesearchretrieval
		codeexecution codeinterpreter connectors maxtoolcalls servertools agentid container prediction`
	],
	[
		'brings input that is billed and stands in no scenario; leave it out',
		`messages contents input inputs prompt promptid instructions previousresponseid previousinteractionid conversation conversationid cachedcontent fileids
		documents datasources assistantid threadid mediaresolution`
	],
	[
		'asks for output that has a price of its own; leave it out',
		'modalities responsemodalities outputmodalities audio audioconfig speechconfig'
	]
];

const messageOf: ReadonlyMap<string, string> = new Map(
	rules.flatMap(([message, fields]) =>
		fields.split(/\s+/u).map((field) => [field, message] as const)
	)
);

/** Objects of the protocols that hold their limit of output: whoever replaces one takes the limit away. */
const limitHolders = ['generationConfig', 'inferenceConfig', 'options', 'parameters'] as const;

/** What holds names that are the user's: schemas of answers, labels, biases by token. */
const foreignNames: ReadonlySet<string> = new Set([
	'responseformat',
	'responseschema',
	'responsejsonschema',
	'jsonschema',
	'schema',
	'format',
	'grammar',
	'guidedjson',
	'structuredoutputs',
	'properties',
	'metadata',
	'requestmetadata',
	'labels',
	'logitbias'
]);

/** As one of the many spellings of it is known: `maxOutputTokens`, `max_output_tokens` and `Max-Output-Tokens` are the same. */
const lettersOf = (name: string): string => name.toLowerCase().replaceAll(/[^a-z\d]/gu, '');

const holderProblem = (name: string, value: unknown): string | null => {
	const holder = limitHolders.find((each) => lettersOf(each) === lettersOf(name));
	if (holder === undefined) return null;
	if (holder !== name) {
		return `stands beside "${holder}", which holds the limit of output tokens that the cap counts on; write it so`;
	}
	return isObject(value)
		? null
		: 'takes away the limit of output tokens, which the cap counts on; give an object of the fields to be added, or leave it out';
};

/** Every such field, at any depth. What is null counts too: it takes the field away that bench sets. */
export const billedFields = (extraBody: unknown): BilledField[] => {
	if (Array.isArray(extraBody)) {
		return extraBody.flatMap((each: unknown, index) =>
			billedFields(each).map(({ path, message }) => ({ path: [index, ...path], message }))
		);
	}
	if (!isObject(extraBody)) return [];
	return Object.entries(extraBody).flatMap(([name, value]) => {
		const message = messageOf.get(lettersOf(name)) ?? holderProblem(name, value);
		if (message !== null) return [{ path: [name], message }];
		if (foreignNames.has(lettersOf(name))) return [];
		return billedFields(value).map(({ path, message: inner }) => ({
			path: [name, ...path],
			message: inner
		}));
	});
};
