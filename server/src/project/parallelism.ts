/** How many task instances one scheduler lets run at once. */
import { optionDefault } from '../catalogue/catalogue.ts';
import type { Project, Setting } from './project.ts';

export interface Parallelism {
  /** Undefined when it is not known, and when it is unlimited. */
  readonly value?: number;
  /** Whether a file of the project sets it, to one known value. */
  readonly isSet: boolean;
  readonly setting?: Setting;
}

/** `[core] parallelism`, for one scheduler; 0, which only 2.x takes, is no limit. */
export function parallelism(project: Project): Parallelism {
  const key = 'core.parallelism';
  const setting = project.settings[key];
  if (setting) {
    const value = Number(setting.value);
    return Number.isInteger(value) && value > 0 ? { value, isSet: true, setting } : { isSet: false };
  }
  if (project.unknownSettings.includes(key) || project.hasMissingFiles) return { isSet: false };
  const literal = optionDefault(key, project.target?.version);
  return literal?.kind === 'number' ? { value: literal.value, isSet: false } : { isSet: false };
}
