/** The comments of configuration files, each format's own way. */
import { Lexer } from 'yaml';
import type { Comment } from '../model/facts.ts';
import type { Kind } from './kind.ts';

/** Kinds that are JSON, or that tools write: they have no comments. */
const without: readonly Kind[] = ['pools', 'pipfile-lock', 'toml-lock'];
const yaml: readonly Kind[] = ['compose', 'helm-values', 'airflow-settings'];
/** A `#` behind a value belongs to the value. */
const aloneOnly: readonly Kind[] = ['airflow-cfg', 'dockerfile', 'ignore'];
/** As with YAML documents: what is larger is not read. */
const largestText = 1_000_000;

/**
 * The comments of a file that begin with `#`. In YAML they are found by its own rules, so that text in quotes and blocks is
 * none; airflow.cfg, Dockerfiles and .airflowignore know them on lines of their own only. Files of other formats, and what
 * is larger than 1 MB, have none.
 */
export function commentsOf(kind: Kind, path: string, text: string): Comment[] {
  if (without.includes(kind) || path.endsWith('.json') || text.length > largestText) return [];
  if (yaml.includes(kind) || /\.ya?ml$/.test(path)) return yamlComments(text);
  const pattern = aloneOnly.includes(kind) ? /^[ \t]*(#[^\r\n]*)/gm : /^(?:.*?[ \t])??(#[^\r\n]*)/gm;
  return [...text.matchAll(pattern)].map((match) =>
    comment(text, match.index + match[0].length - (match[1] as string).length, match[1] as string),
  );
}

function yamlComments(text: string): Comment[] {
  const found: Comment[] = [];
  let offset = 0;
  let isScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    // Marks of the lexer itself: a document begins, a flow ends early, a scalar follows.
    if (lexeme === '\u0002' || lexeme === '\u0018' || lexeme === '\u001f') {
      isScalar = lexeme === '\u001f';
      continue;
    }
    if (!isScalar && lexeme.startsWith('#')) found.push(comment(text, offset, lexeme));
    isScalar = false;
    offset += lexeme.length;
  }
  return found;
}

function comment(text: string, start: number, written: string): Comment {
  const line = text.lastIndexOf('\n', start - 1) + 1;
  const before = text.slice(line, start).replace('\uFEFF', '');
  return {
    at: { start, end: start + written.length },
    text: written,
    alone: before.trim() === '',
    topLevel: before === '',
  };
}
