/** A size for people, in units of 1000 as file managers show them. */
export function byteSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  while (value >= 999.5 && units.length > 1) {
    value /= 1000;
    units.shift();
  }
  return `${units[0] === 'B' || value >= 10 ? Math.round(value) : value.toFixed(1)} ${units[0]}`;
}
