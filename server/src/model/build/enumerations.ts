/** Members of Airflow's enumerations are strings: `TriggerRule.ALL_DONE` is `all_done`. */

/** The string that a canonical name stands for; undefined when it is no such member. */
export function enumText(name: string): string | undefined {
  return /^airflow\.sdk\.(?:TriggerRule|WeightRule)\.([A-Z_]+)$/.exec(name)?.[1]?.toLowerCase();
}
