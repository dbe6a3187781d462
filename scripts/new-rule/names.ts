/** How rules may be called. */

/** A name says what is wrong; these say what to do, or nothing. */
const advice = ['use', 'no', 'avoid', 'prefer', 'dont', 'always', 'never'];

/** Why a rule cannot be called so; undefined when it can. */
export function nameProblem(id: string): string | undefined {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(id)) {
    return `"${id}" is not in kebab case with two words or more, such as "sensor-poke-long-wait"`;
  }
  const first = id.split('-', 1)[0] as string;
  if (advice.includes(first)) {
    return `"${id}" gives advice; name the problem, so that "ignore ${id}" reads well`;
  }
  return undefined;
}
