/** Costs in words. */
import { equal } from 'node:assert/strict';
import { amountText, costText } from '../../server/src/report/costs.ts';

describe('costs in words', () => {
  for (const [amount, unit, expected] of [
    [103, 'ms', '103 ms'],
    [999.6, 'ms', '1 s'],
    [1116, 'ms', '1.1 s'],
    [65_947, 'ms', '65.9 s'],
    [250_000, 'ms', '250 s'],
    [2880.4, 'reads', '2 880 reads'],
    [17_280, 'reads', '17 280 reads'],
    [1.5, 'slot-hours', '1.5 slot-hours'],
    [3, 'slot-hours', '3 slot-hours'],
    [0.012345, 'slot-hours', '0.012 slot-hours'],
    [0, 'reads', '0 reads'],
  ] as const) {
    it(`${amount} ${unit} are ${expected}`, () => {
      equal(amountText({ amount, unit }), expected);
      equal(costText({ payer: 'xcom', amount, unit, per: 'run' }), `${expected} per run`);
    });
  }
});
