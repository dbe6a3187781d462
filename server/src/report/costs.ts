/** Costs as people read them: the same words in the terminal, in a hover and in the panel. */
import type { Cost } from '../rules/rule.ts';
import { count } from '../rules/words.ts';

/** `3.4 s`, `17 280 reads`, `0.12 slot-hours`. */
export function amountText({ amount, unit }: Pick<Cost, 'amount' | 'unit'>): string {
  const isSeconds = unit === 'ms' && Math.round(amount) >= 1000;
  return `${rounded(isSeconds ? amount / 1000 : amount)} ${isSeconds ? 's' : unit}`;
}

/** `3.4 s per parse`, `17 280 reads per day`. */
export function costText(cost: Cost): string {
  return `${amountText(cost)} per ${cost.per}`;
}

/** Whole from 100 on, one decimal place below, two digits that count below 1. */
function rounded(value: number): string {
  if (value >= 100 || Number.isInteger(value)) return count(value);
  return String(Number(value < 1 ? value.toPrecision(2) : value.toFixed(1)));
}
