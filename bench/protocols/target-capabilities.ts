/** What can be asked of a target: what its protocol knows, less what its engine does not. */
import { targetProtocol, type ProtocolName, type Target } from '#core/target.ts';
import type { Capabilities } from './capabilities.ts';
import { protocols } from './index.ts';

/** The embedded engine reads and writes text and speaks openai-chat; it refuses the rest. */
const ofEmbedded: Capabilities = {
	...protocols['openai-chat'].capabilities,
	tools: false,
	forcedTool: false,
	images: false,
	imageDetail: false,
	jsonSchema: false,
	reasoningEfforts: [],
	promptCacheTtls: [],
	serviceTiers: []
};

/** Who answers, in the words of a sentence: `openai-chat`, `the embedded engine`. */
export const answererName = (target: Target): string =>
	target.kind === 'embedded' ? 'the embedded engine' : targetProtocol(target);

export const capabilitiesOf = (
	target:
		{ kind: 'embedded' } | { kind: Exclude<Target['kind'], 'embedded'>; protocol: ProtocolName }
): Capabilities =>
	target.kind === 'embedded' ? ofEmbedded : protocols[target.protocol].capabilities;
