/** Numbers as people read them. */

export interface Amount {
  readonly amount: number;
  readonly unit: string;
}

/** `320 ms`, `2,880 reads`, `1.5 slot-hours`: whole from 100 on, two significant digits below. */
export function amountText({ amount, unit }: Amount): string {
  const rounded = Math.abs(amount) >= 100 ? Math.round(amount) : Number(amount.toPrecision(2));
  return `${rounded.toLocaleString('en', { maximumFractionDigits: 3 })} ${unit}`;
}
