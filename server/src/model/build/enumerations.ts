/** Members of Airflow's enumerations are strings: `TriggerRule.ALL_DONE` is `all_done`, `State.FAILED` is `failed`. */

const members = [
  /^airflow\.sdk\.(?:TriggerRule|WeightRule|TaskInstanceState|DagRunState)\.([A-Z_]+)$/,
  // `State.NONE` is None, and the other members that are no states are sets.
  /^airflow\.utils\.state\.(?:State|TaskInstanceState|DagRunState)\.(SUCCESS|RUNNING|FAILED|SKIPPED|UPSTREAM_FAILED|UP_FOR_RETRY|UP_FOR_RESCHEDULE|SCHEDULED|QUEUED|RESTARTING|DEFERRED|REMOVED)$/,
];

/** The string that a canonical name stands for; undefined when it is no such member. */
export function enumText(name: string): string | undefined {
  for (const pattern of members) {
    const found = pattern.exec(name)?.[1];
    if (found !== undefined) return found.toLowerCase();
  }
  return undefined;
}
