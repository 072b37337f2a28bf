/** A fraction of two integers: decimals, fractions and integers of any size are compared exactly. `den` is positive. */
export interface Rational {
  num: bigint;
  den: bigint;
}

/** Digits before the point, digits after it, and a power of ten. */
export function decimal(whole: string, fraction = '', exponent = 0): Rational {
  const num = BigInt(`${whole}${fraction}` || '0');
  const power = exponent - fraction.length;
  return power >= 0 ? { num: num * 10n ** BigInt(power), den: 1n } : { num, den: 10n ** BigInt(-power) };
}

export const negative = ({ num, den }: Rational): Rational => ({ num: -num, den });

export const plus = (a: Rational, b: Rational): Rational => ({
  num: a.num * b.den + b.num * a.den,
  den: a.den * b.den,
});

export const times = (a: Rational, b: Rational): Rational => ({ num: a.num * b.num, den: a.den * b.den });

/** Undefined for a division by zero. */
export function power(base: Rational, exponent: number): Rational | undefined {
  const by = BigInt(Math.abs(exponent));
  const [num, den] = exponent < 0 ? [base.den, base.num] : [base.num, base.den];
  if (den === 0n) return undefined;
  const sign = den < 0n ? -1n : 1n;
  return { num: (sign * num) ** by, den: (sign * den) ** by };
}

/** Whether two numbers differ by no more than the tolerance, which is exact too. */
export function within(a: Rational, b: Rational, tolerance: Rational): boolean {
  const difference = plus(a, negative(b));
  const distance = difference.num < 0n ? -difference.num : difference.num;
  return distance * tolerance.den <= tolerance.num * difference.den;
}
