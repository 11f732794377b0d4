/** Puts in place of `preset: …` what it stands for, before a config is checked: what is stored with a run names no preset, so that it stays what was asked. */
import { isObject } from '#core/json.ts';
import { parameterProblems } from '#bench/protocols/parameter-problems.ts';
import { presetNames, presetOf } from '#bench/protocols/presets.ts';

export interface PresetProblem {
	path: (string | number)[];
	/** What is wrong and what to do, one sentence. */
	message: string;
}

type Report = (problem: PresetProblem) => void;

/** Kinds of target that have an address. */
const remoteKinds: readonly unknown[] = ['measured-api', 'self-hosted'];

/** Headers of a preset with those of the target, which go first whatever the letters of their names. */
const withPresetHeaders = (
	ofPreset: Readonly<Record<string, string>>,
	written: unknown
): unknown => {
	if (written === undefined) return ofPreset;
	// What is no list of headers the schema tells.
	if (!isObject(written) || Array.isArray(written)) return written;
	const names = new Set(Object.keys(written).map((name) => name.toLowerCase()));
	const missing = Object.entries(ofPreset).filter(([name]) => !names.has(name));
	return { ...Object.fromEntries(missing), ...written };
};

const expandTarget = (
	target: unknown,
	path: readonly (string | number)[],
	report: Report
): unknown => {
	if (!isObject(target) || target['preset'] === undefined) return target;
	const { preset: name, ...written } = target;
	const preset = presetOf(name);
	if (!preset || typeof name !== 'string') {
		const expected = `expected one of ${presetNames.join(', ')}, or "protocol" and "baseUrl" in its place`;
		report({
			path: [...path, 'preset'],
			message: `there is no preset ${JSON.stringify(name)}; ${expected}`
		});
		return written;
	}
	if (!remoteKinds.includes(written['kind'])) {
		report({
			path: [...path, 'preset'],
			message:
				'a preset is an address, which only targets of the kinds measured-api and self-hosted have; leave it out'
		});
		return written;
	}
	const { protocol, baseUrl, apiKeyEnv, headers, priceBookProvider, can } = preset;
	const hasKey =
		apiKeyEnv === null ||
		written['apiKeyCommand'] !== undefined ||
		written['credentials'] !== undefined;
	const address = typeof baseUrl === 'string' ? { baseUrl } : {};
	if (typeof baseUrl !== 'string' && written['baseUrl'] === undefined) {
		report({
			path: [...path, 'preset'],
			message: `the address of ${name} holds a name of your own: give "baseUrl", such as ${baseUrl.example}`
		});
	}
	const expanded = {
		protocol,
		...address,
		...(hasKey ? {} : { apiKeyEnv }),
		...written,
		...(headers && { headers: withPresetHeaders(headers, written['headers']) })
	};
	if (written['kind'] === 'measured-api' && written['price'] === undefined) {
		const where =
			priceBookProvider === null
				? ''
				: `; bench price list --provider ${priceBookProvider} shows what the price book has`;
		report({ path: [...path], message: `the target costs money and has no "price"${where}` });
	}
	for (const { path: inside, message } of parameterProblems(expanded, {
		name,
		can
	})) {
		report({ path: [...path, ...inside], message });
	}
	return expanded;
};

/** A config as written, with its presets expanded; each problem of a preset is reported with its place. What is no config comes back as it is. */
export const expandPresets = (config: unknown, report: Report): unknown => {
	if (!isObject(config)) return config;
	const { targets, judges } = config;
	return {
		...config,
		...(Array.isArray(targets) && {
			targets: targets.map((target: unknown, index) =>
				expandTarget(target, ['targets', index], report)
			)
		}),
		...(Array.isArray(judges) && {
			judges: judges.map((judge: unknown, index) =>
				isObject(judge) && isObject(judge['target'])
					? { ...judge, target: expandTarget(judge['target'], ['judges', index, 'target'], report) }
					: judge
			)
		})
	};
};
