/** `PYTHONPATH`, where a file of the deployment sets it. */

/**
 * In Dockerfiles (`ENV`), `.env` files, compose files and Helm values, shell scripts: `PYTHONPATH=a:b`, `PYTHONPATH: a:b`,
 * and the pair of `name: PYTHONPATH` and `value: a:b`.
 */
const assignment =
  /(?:^|[\s"'-])PYTHONPATH(?:["']?[ \t]*[=:][ \t]*|[ \t]+(?=[/.$\w])|["']?\s*,?\s*\n\s*["']?value["']?\s*:\s*)["']?([^\s"'#,}]+)/g;
/** The path goes on with what it was. */
const itself = /\$\{PYTHONPATH[^}]*\}|\$PYTHONPATH\b/g;

/** Its folders in order, as they are written. */
export function pythonPathIn(text: string): readonly string[] {
  const found = new Set<string>();
  for (const [, value = ''] of text.replace(itself, '').matchAll(assignment)) {
    for (const folder of value.split(':')) if (folder !== '') found.add(folder);
  }
  return [...found];
}
