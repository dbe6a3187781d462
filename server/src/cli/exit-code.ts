/** 0 nothing found at or above `--fail-on`, 1 findings, 2 usage, configuration or internal error. */
export type ExitCode = 0 | 1 | 2;
