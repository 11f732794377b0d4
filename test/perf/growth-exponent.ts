/** How a time grows with a size: the b of time = a × size^b, by least squares over the logarithms. 1 is linear, 2 quadratic. */
export const growthExponent = (
	points: readonly (readonly [size: number, time: number])[]
): number => {
	const logs = points.map(([size, time]): [number, number] => [Math.log(size), Math.log(time)]);
	const mean = (place: 0 | 1): number =>
		logs.reduce((sum, point) => sum + point[place], 0) / logs.length;
	const [meanSize, meanTime] = [mean(0), mean(1)];
	const covariance = logs.reduce(
		(sum, [size, time]) => sum + (size - meanSize) * (time - meanTime),
		0
	);
	const variance = logs.reduce((sum, [size]) => sum + (size - meanSize) ** 2, 0);
	return covariance / variance;
};
