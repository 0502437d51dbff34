/** Numbers of a chart: where its axis begins and ends, and how a number is written. */

/**
 * Round marks of an axis over `values`. Bars and areas begin at nothing; lines may begin near their least.
 * @param {number[]} values
 * @param {boolean} fromZero
 * @returns {{least: number, most: number, ticks: number[]}}
 */
export function axisOf(values, fromZero) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const isFar = !fromZero && low > 0 && high - low < high / 3;
  const begin = isFar ? low : Math.min(0, low);
  const end = Math.max(high, fromZero || !isFar ? 0 : high);
  const step = roundStep((end - begin || Math.abs(end) || 1) / 4);
  const least = Math.floor(begin / step) * step;
  const most = Math.max(Math.ceil(end / step) * step, least + step);
  const count = Math.round((most - least) / step);
  const ticks = Array.from({ length: count + 1 }, (_, nth) => tidy(least + nth * step));
  return { least, most, ticks };
}

function roundStep(size) {
  const power = 10 ** Math.floor(Math.log10(size));
  return [1, 2, 2.5, 5, 10].find((factor) => factor * power >= size) * power;
}

function tidy(number) {
  return Number(number.toPrecision(12));
}

/** A number as people write it: 1,234.5. */
export function written(number) {
  return number.toLocaleString("en-US", { maximumFractionDigits: 2 });
}
