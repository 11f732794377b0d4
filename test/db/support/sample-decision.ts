/** A whole, valid decision, for tests to change what they are about. */
import type { DecisionDraft } from '#core/decision-record.ts';

export const sampleDecision = (changes: Partial<DecisionDraft> = {}): DecisionDraft => ({
	useCaseId: 'support-triage',
	choice: 'buy',
	optionId: 'frontier',
	decidedBy: 'Ines',
	note: 'until the volume doubles',
	evidence: {
		verdict: { state: 'buy', sentence: 'Buy.', reason: 'It is cheaper.', emulated: false },
		requestsPerMonth: '40000000',
		option: { id: 'frontier', title: 'frontier API', usdPerMonth: '31000.25' },
		rival: { id: 'own', title: 'own server', usdPerMonth: null },
		crossover: {
			permanentRequests: '118000000',
			lowRequests: '104000000',
			highRequests: '139000000',
			reason: 'fixed cost'
		},
		runIds: ['20261120T203345-3f9a'],
		quoteIds: ['acme-q-1-v1'],
		prices: [
			{
				label: 'input of frontier API',
				value: '1.25',
				unit: 'USD per million tokens',
				source: 'price page',
				asOf: '2026-11-20',
				version: 'c0ffee'
			}
		],
		parameters: { 'own.kappaPerS': { value: '34', unit: 'requests/s', source: 'run' } },
		overrides: { 'energy.usdPerKwh': '0.08' }
	},
	...changes
});
