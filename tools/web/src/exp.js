// e to the power x, step for step as core/src/portable_exp.hpp: additions, multiplications and divisions alone,
// which every browser rounds alike. Math.exp would differ in the last bit.
const ln2_high = 6.93147180369123816490e-01;
const ln2_low = 1.90821492927058770002e-10;
const inverse_ln2 = 1.44269504088896338700e+00;
const p1 = 1.66666666666666019037e-01;
const p2 = -2.77777777770155933842e-03;
const p3 = 6.61375632143793436117e-05;
const p4 = -1.65339022054652515390e-06;
const p5 = 4.13813679705723846039e-08;

export function portable_exp(x) {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893383973096) return Infinity;
  if (x < -745.13321910194110842) return 0;
  const k = Math.floor(x * inverse_ln2 + 0.5);
  const high = x - k * ln2_high;
  const low = k * ln2_low;
  const r = high - low;
  const t = r * r;
  const c = r - t * (p1 + t * (p2 + t * (p3 + t * (p4 + t * p5))));
  let y = 1 - ((low - r * c / (2 - c)) - high);
  for (let i = 0; i < k; ++i) y *= 2; // exact, unlike some engines' powers
  for (let i = 0; i > k; --i) y /= 2;
  return y;
}
