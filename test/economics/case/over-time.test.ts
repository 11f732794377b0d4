import { expect, test } from 'vitest';
import { evaluateCase } from '#bench/economics/case/evaluate-case.ts';
import { overTimeOf } from '#bench/economics/case/over-time.ts';
import { apiOption, ownOption, smallCase } from '../support/small-case.ts';

test('every option has its months, and the compared pair its payback', () => {
	const costCase = smallCase([ownOption(), apiOption('0.11')]);
	const { options, payback } = overTimeOf(costCase, evaluateCase(costCase));
	expect(options.map(({ optionId, months }) => [optionId, months.length])).toEqual([
		['own', 24],
		['api', 24]
	]);
	expect(payback).toMatchObject({ makeId: 'own', buyId: 'api', firstMonth: 12 });
});

test('where nothing is compared there is no payback', () => {
	const costCase = smallCase([apiOption('0.11')]);
	expect(overTimeOf(costCase, evaluateCase(costCase)).payback).toBeNull();
});
