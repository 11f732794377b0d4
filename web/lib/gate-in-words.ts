/** The quality gate of an option in a few words, the same wherever it is told. */
import { isShownBetter, type QualityGate } from '#bench/economics/verdict/quality-gate.ts';

/** How a gate came out; null for the model that others are held against. */
export const gateInWords = (gate: QualityGate | null): string => {
	if (!gate) return 'the model that others are held against';
	switch (gate.state) {
		case 'non-inferior':
			return isShownBetter(gate) ? 'shown to be better' : 'shown to be as good';
		case 'inferior':
			return 'shown to be worse';
		case 'not-shown':
			return 'not shown to be as good';
		case 'no-data':
			return 'not compared on the same items';
	}
};
