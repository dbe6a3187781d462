/** The editor's settings as a part of dagperf's configuration. */
import type { Configuration } from '../engine/configuration.ts';
import { mergeConfiguration, readConfiguration } from '../engine/settings.ts';
import type { Settings } from './settings.ts';

/**
 * The project's configuration with the editor's on top: `select`, the version and what is said about single rules win
 * where they are set, `ignore` and `exclude` are added. Unknown rules and wrong options go to `problem`, the rest holds.
 */
export function withEditorSettings(
  base: Configuration,
  settings: Settings,
  problem: (text: string) => void,
): Configuration {
  const { airflowVersion, select, ignore, exclude, rules } = settings;
  const table = {
    rules,
    ignore,
    exclude,
    ...(select.length > 0 ? { select } : {}),
    ...(airflowVersion === undefined ? {} : { 'airflow-version': airflowVersion }),
  };
  const read = readConfiguration(table, ([first = '', ...others], message) => {
    const name = first === 'airflow-version' ? 'airflowVersion' : first;
    problem(`Setting dagperf.${[name, ...others].join('.')}: ${message}`);
  });
  return mergeConfiguration(base, {
    ...read,
    ignore: [...base.ignore, ...(read.ignore ?? [])],
    exclude: [...base.exclude, ...(read.exclude ?? [])],
  });
}
