/** The folders that rules lie in, in the order of the pages. A new folder under server/src/rules starts here. */

export interface Category {
  readonly id: string;
  /** What its rules are about, as the heading of a page continues it. */
  readonly about: string;
  /** Who pays, in words. */
  readonly payer: string;
}

export const categories: readonly Category[] = [
  {
    id: 'parse-time',
    about: 'Work that is done whenever a DAG file is parsed',
    payer: 'the Dag processor, and every task try once more; reads also the metadata database',
  },
  {
    id: 'scheduling',
    about: 'Schedules, catch-up and the number of Dag runs',
    payer: 'the scheduler and the worker slots',
  },
  {
    id: 'concurrency',
    about: 'Limits on what runs at once',
    payer: 'the external systems and the worker slots',
  },
  { id: 'retries', about: 'Attempts, delays and timeouts', payer: 'the worker slots' },
  { id: 'waiting', about: 'Sensors and operators that wait', payer: 'the worker slots and the triggerer' },
  { id: 'xcom', about: 'What tasks hand to each other', payer: 'the metadata database' },
  {
    id: 'task-code',
    about: 'What runs inside a task',
    payer: 'the worker slots and the external systems',
  },
  { id: 'graph', about: 'The shape of the Dag', payer: 'the scheduler and the metadata database' },
  { id: 'configuration', about: 'Settings of the deployment', payer: 'the whole deployment' },
];

/** Of the findings that the engine itself makes; no folder of rules. */
export const engineCategory: Category = {
  id: 'ignore comments',
  about: 'What dagperf says about its own comments',
  payer: 'whoever reads the file next',
};

/** The part of a link to the category in the list of rules. */
export function anchorOf(category: string): string {
  return category.replaceAll(' ', '-');
}
