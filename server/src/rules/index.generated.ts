// Made by `npm run generate` from the folders beside this file. Do not edit.
import type { RegisteredRule } from './registry.ts';

export const rules: readonly RegisteredRule[] = [];
