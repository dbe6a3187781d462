/** Sizes as compose and Kubernetes write them. */

const factors: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  ki: 2 ** 10,
  mi: 2 ** 20,
  gi: 2 ** 30,
  ti: 2 ** 40,
};

/** Bytes of `512Mi`, `4Gi`, `2G` (Kubernetes); undefined for what is no size. */
export function kubernetesBytes(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(Ki|Mi|Gi|Ti|k|M|G|T)?$/.exec(text.trim());
  if (!match) return undefined;
  return Number(match[1]) * (factors[(match[2] ?? '').toLowerCase()] as number);
}

/** Bytes of `512m`, `4g`, `2GB`, `1gib` (compose, where every unit is a power of 1024). */
export function composeBytes(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?$/i.exec(text.trim());
  if (!match) return undefined;
  const unit = (match[2] ?? '').toLowerCase();
  return Number(match[1]) * (unit === '' ? 1 : (factors[`${unit}i`] as number));
}
