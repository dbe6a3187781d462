/** The totals: one card for each payer, one line for each unit and period. */
import type { Payer, WorkspaceReport } from '../../server/src/protocol.ts';
import { counted, element } from './dom.ts';

type Totals = WorkspaceReport['totals'];

const payerNames: Record<Payer, string> = {
  'dag-processor': 'Dag processor',
  'metadata-db': 'Metadata database',
  'worker-slots': 'Worker slots',
  scheduler: 'Scheduler',
  triggerer: 'Triggerer',
  xcom: 'XCom',
  'external-system': 'External systems',
};

export function buildCards(totals: Totals): HTMLElement {
  const payers = [...new Set(totals.map(({ payer }) => payer))];
  const cards = payers.map((payer) =>
    card(
      payer,
      totals.filter((total) => total.payer === payer),
    ),
  );
  return element('section', { className: 'cards', ariaLabel: 'Costs by payer' }, cards);
}

function card(payer: Payer, totals: Totals): HTMLElement {
  const lines = totals.flatMap((total) => [
    element('dt', { textContent: total.amountText }),
    element('dd', { textContent: `per ${total.per} · ${counted(total.findings, 'finding')}` }),
  ]);
  return element('article', { className: 'card' }, [
    element('h2', { textContent: payerNames[payer] }),
    element('dl', {}, lines),
  ]);
}
