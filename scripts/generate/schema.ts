/** The JSON schema of dagperf's configuration, which editors use for completion in dagperf.toml. */
import { configurationSchema } from '../../server/src/engine/schema.ts';
import type { RegisteredRule } from '../../server/src/rules/registry.ts';

export const schemaPath = 'schemas/dagperf.schema.json';

/** Text of the schema of these rules and their options. */
export function schemaText(rules: readonly RegisteredRule[]): string {
  return formatted(configurationSchema(rules));
}

const lineWidth = 110;

/** JSON as the formatter of the repository leaves it: short lists of plain values on one line. */
export function formatted(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  const short = text.replace(
    /^(.*)\[\n((?:\s+(?:"[^"\n]*"|[\w.-]+),?\n)+)\s*\](,?)$/gm,
    (whole, before, items, after) => {
      const line = `${before}[${items.trim().replace(/\n\s*/g, ' ')}]${after}`;
      return line.length <= lineWidth ? line : whole;
    },
  );
  return `${short}\n`;
}
