/** Hints of managed Airflow: Cloud Composer and Amazon MWAA in Terraform, CloudFormation, YAML, JSON and scripts. */
import type { Range } from '../model/facts.ts';
import { option } from './environment.ts';
import { type FileFacts, noFacts, type OptionFact, type VersionFact } from './facts.ts';

/** `composer-2.9.7-airflow-2.9.3`, `composer-3-airflow-2.10.2-build.5`: https://cloud.google.com/composer/docs/composer-versions */
const composerImage = /\bcomposer-[\w.]+-airflow-(\d+\.\d+)(?:\.\d+)?(?:-build\.\d+)?/g;

/** `airflow_version = "2.10.3"` of aws_mwaa_environment, `AirflowVersion: 2.10.3` of AWS::MWAA::Environment. */
const mwaaVersion =
  /\b(airflow_version|AirflowVersion|airflowVersion)["']?[ \t]*[:=][ \t]*["']?(\d+\.\d+)(?:\.\d+)?\b["']?/g;

/** `celery.worker_autoscale = "10,10"` of `airflow_configuration_options`, `airflow_config_overrides` with `core-parallelism`. */
const optionLine =
  /^[ \t]*["']?(core|celery|scheduler|dag_processor|triggerer|webserver|api|metrics|logging|secrets|operators|sensors|database)[.-]([a-z_]+)["']?[ \t]*[:=][ \t]*(.+?)[ \t]*,?[ \t]*\r?$/gm;

/** Reads what such a file says of Airflow; any other file of these kinds says nothing. */
export function readManaged(text: string): FileFacts {
  const isMwaa = /aws_mwaa_environment|AWS::MWAA::Environment|CfnEnvironment|\bmwaa\b/i.test(text);
  const isComposer = /google_composer_environment|\bcomposer\b/i.test(text);
  if (!isMwaa && !isComposer) return noFacts;
  const versions: VersionFact[] = [];
  for (const match of text.matchAll(composerImage)) {
    if (isComment(text, match.index)) continue;
    versions.push({ version: match[1] as string, what: match[0], at: placeOf(match) });
  }
  if (isMwaa) {
    for (const match of text.matchAll(mwaaVersion)) {
      if (isComment(text, match.index)) continue;
      versions.push({
        version: match[2] as string,
        what: match[0].replace(/["']/g, '').replace(/[ \t]+/g, ' '),
        at: placeOf(match),
      });
    }
  }
  const environment: OptionFact[] = [];
  for (const match of text.matchAll(optionLine)) {
    const [, section, name, raw] = match as unknown as [string, string, string, string];
    const literal = /^(?:"([^"$]*)"|'([^'$]*)'|(-?\d+(?:\.\d+)?|[Tt]rue|[Ff]alse))$/.exec(raw);
    const start = match.index + (match[0].length - match[0].trimStart().length);
    const at = { start, end: match.index + match[0].trimEnd().replace(/,$/, '').length };
    environment.push(option(`${section}.${name}`, literal?.[1] ?? literal?.[2] ?? literal?.[3], at));
  }
  return { ...noFacts, versions, environment };
}

function placeOf(match: RegExpMatchArray): Range {
  const start = match.index ?? 0;
  return { start, end: start + match[0].length };
}

function isComment(text: string, index: number): boolean {
  return /^\s*(#|\/\/|\*)/.test(text.slice(text.lastIndexOf('\n', index - 1) + 1, index));
}
